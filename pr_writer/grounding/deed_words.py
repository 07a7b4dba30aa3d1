"""The words of testing, in the languages that descriptions are written in: who tested what, and what came of it.

Each pattern is for lower-case text. A word is listed for what it means in a description, not for all that it may mean:
"geprüft" says that somebody looked, and "wird geprüft" what the program does; telling them apart is the frames' work.
"""

from __future__ import annotations

# Only people test: these participles need nothing beside them.
TESTED = (
    r"(?:(?:smoke|user|load|stress|battle|field|dog|spot|hand|unit|integration|beta|regression)[- ])?(?:re)?tested"
    r"|qa'?d"
    r"|(?:smoke|spot|sanity|double|cross)[- ]?checked|benchmarked|profiled"
    r"|(?:durch|an|aus)?getestet|ausprobiert|nachgestellt|durchgespielt"
    r"|(?:re)?testée?s?|essayée?s?"
    r"|(?:probad|testead|ensayad)[oa]s?|testad[oa]s?|(?:provat|testat|collaudat)[oaie]"
    r"|протестировал\w{0,2}|(?:протестирован|оттестирован|потестирован|испытан)\w{0,3}|протестовано|перевірено"
    r"|(?:uit)?getest|(?:prze|po)testowan[oeya]|testat|testet|utprovad|avprøvd|testattu|otestován[oay]"
    r"|test edildi(?:ler)?|denendi"
)
# Programs do these as well.
VERIFIED = (
    r"verified|validated|confirmed|checked(?! out\b)(?! in\b(?! (?:chrome|firefox|safari|edge"
    r"|staging|production|a browser|the browser|all|both)))|tried(?: out)?|exercised|reproduced|measured"
    r"|überprüft|(?:nach|durch)?geprüft|verifiziert|validiert|bestätigt|kontrolliert|gemessen|nachgemessen"
    r"|(?:vérifi|valid|confirm|contrôl|mesur|reproduit)ée?s?"
    r"|(?:verificad|validad|comprobad|confirmad|revisad|medid)[oa]s?"
    r"|(?:verificat|controllat|confermat|misurat)[oaie]|validat[oai]"
    r"|провер(?:ен|ил|ена|ено|ены|или)\w{0,2}|подтвержден\w{0,2}|подтверждён\w{0,2}"
    r"|geverifieerd|gecontroleerd|gevalideerd|sprawdzon[oeya]|zweryfikowan[oeya]|doğrulandı|kontrol edildi"
    r"|verifierad|verificeret|ověřen[oay]"
)
# How people test.
BY_HAND = (
    r"manually|locally|by hand|on (?:my|our|a real|real|an? actual|physical)\b|end[- ]to[- ]end|thoroughly|extensively"
    r"|by (?:the )?(?:qa|team|testers|several|\w+ team)|(?:par|por|durch|von|da|pela?) (?:l['’]|el |la |dem |das "
    r"|il )?(?:qa|équipe|equipo|team|equipe)\b|in (?:staging|production|prod|a browser|the browser|qa)\b"
    r"|on (?:staging|production|prod|devices?)\b"
    r"|manuell|lokal|händisch|von hand|im browser|auf (?:staging|einem echten)|ausgiebig|gründlich|in der staging"
    r"|manuellement|localement|en local\b|à la main|sur un vrai|en (?:préproduction|production|staging|recette)"
    r"|manualmente|localmente|en local\b|a mano\b|en (?:producción|preproducción)|em produção|à mão|exhaustivamente"
    r"|in locale|in produzione|вручную|локально|handmatig|lokaal|ręcznie|lokalnie|elle\b|yerel|ručně|manuell?t|lokalt"
    r"|manuel olarak"
)
# What a sentence without a subject may begin with before it comes to the participle.
ADVERBS = (
    r"(?!only|previously|formerly|newly|recently|early)\w{2,20}ly|also|already|now|both|(?:built|compiled|deployed"
    r"|installed|run|reviewed|reproduced|fixed) and|(?:deployed|rolled out) (?:to|on) \w+ and|first|then|again|all"
    r"|everything|end[- ]to[- ]end"
    r"|manuell|lokal|händisch|von hand|erfolgreich|ausgiebig|gründlich|alles|auch|bereits|zusätzlich|mehrfach|wurden?"
    r"|\w{3,20}ment|déjà|bien|tout|aussi|à la main|en local|également"
    r"|\w{3,20}mente|ya|también|todo|a mano|em|já|tudo|già|tutto|anche|se ha|se han|se"
    r"|вручную|локально|успешно|уже|всё|все|также|полностью|тщательно"
    r"|handmatig|lokaal|succesvol|uitgebreid|grondig|ręcznie|lokalnie|pomyślnie|manuell?t|lokalt|manuel olarak"
    r"|yerel olarak"
)
# What follows a participle that is a statement of its own, and not an adjective.
TAIL = (
    r"käsin|wurden?|there|no|upgrade|upgrading|on|in|with|against|using|via|under|across|by|for|it|this|that|the|all|both"
    r"|locally"
    r"|manually|working|end[- ]to[- ]end"
    r"|successfully|to work|over|from|through|after|before|several|a|on top|and|ok|fine|\x01|☑|✅|✔"
    r"|auf|mit|unter|gegen|im|in der|lokal|manuell|und|erfolgreich|von|per|anhand|mehrfach|ausgiebig"
    r"|sur|avec|sous|en|dans|contre|à la main|par|et|via|chez|plusieurs|localement|manuellement|que|le|la|les|l'"
    r"|con|contra|a mano|por|y|el|los|las|manualmente|localmente|bajo|desde|no|na|nos|nas|com|e|o|os|as"
    r"|su|sul|sulla|in locale|il|i|gli|на|в|во|с|со|под|вручную|локально|и|что|через"
    r"|op|met|tegen|onder|na|z|przez|w|ręcznie|lokalnie|på|med|mot|på|ve|ile"
)
# What checks a change.
CHECKS = (
    r"tests?|test ?suites?|suites?|test cases?|specs?|checks?|ci|ci/cd|ci checks|builds?|pipelines?|workflows?|jobs?"
    r"|(?:test|ci|build|workflow|pipeline|nightly) runs?|assertions?|test jobs?|stages"
    r"|lint(?:er|ing|ers)?|formatters?|linter checks|type ?-?check(?:s|ing|er)?|compilation|mypy|ruff|eslint|pytest"
    r"|tsc|clippy"
    r"|github actions|pre-commit|tox|jest|vitest|codeql|sonar\w{0,5}|\x01"
    r"|(?:\w{1,20}-)?tests?|testläufe?|prüfungen|testsuite|(?:unit|integrations|regressions)-?tests"
    r"|tests? (?:unitaires?|existants?|fonctionnels?|automatisés|d'intégration|de régression)|suite de tests"
    r"|vérifications|contrôles|suite complète|intégration continue|l'intégration continue|compilations?"
    r"|pruebas?|suite de pruebas|suite completa|comprobaciones|integración continua|compilación|(?:pruebas"
    r"|tests?) (?:unitari[oa]s"
    r"|existentes|automatizad[oa]s|de integración|de regresión)"
    r"|testes(?: (?:unitários|existentes|de integração))?|suíte de testes|integração contínua|test (?:unitari"
    r"|esistenti|di integrazione)|suite di test|prove|controlli"
    r"|тест(?:ы|ов|а)?|\w{2,20}-тесты|сборк[аи]|проверки|пайплайн|"
    r"testy(?: (?:jednostkowe|integracyjne))?|testler|testleri|testen|testerna|testene|byggen?"
)
# What may stand before them without being a verb.
BEFORE_CHECKS = (
    r"all|the|existing|new|our|my|these|those|full|complete|whole|entire|unit|integration|e2e|regression|smoke|local"
    r"|and"
    r"|other|of|previous|current|both|every|each|relevant|affected|related|any|automated|github|actions"
    r"|end[- ]to[- ]end"
    r"|static|remaining|also|locally|mypy|ruff|eslint|pytest|windows|macos|ios|rails|with|this|change|changes|\d+"
    r"|alle|die|der|das|bestehende[nr]?|vorhandene[nr]?|bisherige[nr]?|neue[nr]?|sämtliche|gesamte|auch|übrigen"
    r"|tou(?:s|tes|t|te)|les?|la|l['’]|existant(?:e|s|es)?|ensemble|des|de|du|nouveaux"
    r"|tod[oa]s?|los|las|el|existentes|unitari[oa]s|nuevas|de"
    r"|os|as|o|tutti|i|gli|il|все|существующие|новые|юнит|модульные|все|alle|de|bestaande|wszystkie|istniejące|tüm"
    r"|mevcut"
)
# What may stand between them and how they ended.
BETWEEN_CHECKS = (
    r"now|still|all|also|again|always|continue to|continues to|have|has|had|are|is|were|was|been|run|runs|ran"
    r"|come back|remain|remains"
    r"|stay|stays|keep|keeps|seem to|would|both|on ci|in ci|locally|status|result|without|with|finish(?:es|ed)?"
    r"|executed|performed|and|:"
    r"|(?:in|on|for|of|from|across|under|with|after) (?:the |our |this |these |that "
    r"|a )?[\w./\x01-]{1,20}(?: [\w./-]{2,20})?|dans la \w+|du \w+|del \w+|de la \w+|in der \w+|report(?:s|ed)?"
    r"|complete[sd]?|comple(?:te|ted|ting)|exit(?:s|ed)?"
    r"|laufen|läuft|liefen|lief|sind|ist|waren|wurden|jetzt|weiterhin|wieder|alle|nach wie vor|auch|noch|lokal"
    r"|bleiben|bleibt"
    r"|sont|est|ont|a|toujours|encore|tous|toutes|bien|continuent (?:de|à)|restent|reste|au|se|en|ont été|s'exécutent?"
    r"|están|está|siguen|sigue|continúan|continúa|todas?|todos?|han|ha|terminan?|se ejecutan?|es|son|en|de forma"
    r"|continuam a|continua a|continuam|continua|estão|ainda|foram|sono|è|ancora|continuano a|sempre|hanno|sono stati"
    r"|успешно|по-прежнему|всё ещё|все|были|slaagden|zijn|nog steeds|nadal|dalej|hâlâ|blijven|:"
)
PASSED = (
    r"pass(?:es|ed|ing)?|succeed(?:s|ed|ing)?|successful(?:ly)?|(?:all )?green|ok|verified|confirmed|clean(?:ly)?"
    r"|without (?:any |new |further |other )?(?:failures?|errors?|warnings?|issues?|problems?|regressions?)"
    r"|no (?:new |further |other )?(?:failures?|errors?|warnings?|issues?|problems?|regressions?)|nothing|fine|happy"
    r"|hold|with (?:no"
    r"|zero) (?:\w+ )?(?:failures?|errors?|warnings?)|zero (?:failures?|errors?)"
    r"|durch|durchgelaufen|bestehen|bestanden|grün|erfolgreich|fehlerfrei|ohne fehler|problemlos|sauber"
    r"|pass(?:e|ent|er|és?|ées?)|réussi(?:s|e|es|ssent|t)?|verte?s?|au vert|sans (?:erreurs?|échecs?)|succès"
    r"|avec succès"
    r"|pasan?|pasado|pasó|pasaron|pasando|en verde|verdes?|superad[oa]s?|correcta(?:s|mente)?|con éxito|exitos[oa]s?"
    r"|sin errores|sin fallos"
    r"|passam|passar|passando|passou|passaram|com sucesso|sem erros|aprovad[oa]s?"
    r"|passano|passa|passati|superati|verd[ei]|con successo|senza errori|passare"
    r"|проход(?:ят|ит)|прошл[иа]|прошел|пройден[ыао]?|зел[её]н\w{1,3}|успешн\w{1,3}|без ошибок"
    r"|slagen|geslaagd|groen|przechodz(?:ą|i)|przeszły|zielon[ey]|geçiyor|geçti|başarılı|godkända|grønne|gröna"
    r"|projdou|procházejí"
)
# What may stand behind "the tests pass" without making it something else that they pass.
AFTER_PASSED = (
    r"here|for me|locally|again|now|everywhere|successfully|cleanly|as (?:before|expected|well)|too|on|in"
    r"|with(?:out)?|under"
    r"|afterwards"
    r"|twice|and|after|\d+|✅|✔|☑|🎉|🟢|:white_check_mark:|:tada:|\)|"
    r"lokal|weiterhin|wieder|durch|ohne|auf|unter|mit|fehlerfrei|erfolgreich"
    r"|tous|toutes|toujours|encore|sans|en local|localement|sur|sous|avec succès|correctement"
    r"|sin|correctamente|localmente|en|con éxito|todavía|bien|tras"
    r"|sem|senza|ancora|em|su|corretamente|без|на|успешно|локально|met|op|zonder|na|lokalnie|bez"
)
NEGATION = (
    r"\b(?:not|never|n't|hardly|un(?:tested|verified)|cannot|no longer|only|yet|previously|before|formerly|until"
    r"|so far|should"
    r"|must|needs?|to be|please|can|could|may|might|todo|would|will|if|when|whenever|once|unless|whether|while|which"
    r"|who"
    r"|so that|because|since|as soon as|where|how|now|asks?|says?|requires?|wants?|ensures?|that (?:is|are|was|were)"
    r"|for"
    r"|nicht|nie|noch|bisher|vorher|früher|zuvor|nur|soll(?:te)?n?|muss|müssen|bitte|wenn|falls|sobald|nachdem|bevor"
    r"|damit|wird|werden|kann|können|nun|jetzt|weil"
    r"|pas|jamais|avant|auparavant|seule?s?|seulement|doit|doivent|devrait|si|lorsque|quand|dès|merci|veuillez"
    r"|désormais"
    r"|maintenant|qui|afin|pour"
    r"|no|nunca|aún|antes|sólo|solo|debe|deben|debería|cuando|una vez|ahora|que|para|quien"
    r"|não|nem|ainda|deve|quando|agora|non|mai|prima|ora|dopo che"
    r"|не|никогда|если|когда|раньше|только|теперь|нужно|следует|чтобы|после того"
    r"|niet|nooit|als|wanneer|nie|jeśli|gdy|eğer)\b"
)
CONDITION = (
    r"(?:if|when(?:ever)?|once|unless|as soon as|while|where|in case|should"
    r"|wenn|falls|sobald|nachdem|bevor|solange|si|lorsque?|lorsqu['’]|quand|dès|tant que"
    r"|cuando|una vez|mientras|en cuanto|se (?:os|as|o|a|i|gli|il|la|le)|quando|assim que|non appena|если|когда"
    r"|как только"
    r"|als|wanneer|zodra|jeśli|jeżeli|gdy|kiedy|eğer)\b"
)
TIME = r"(?:after|before|until|bis|après|avant|jusqu|después|antes|hasta|tras|depois|dopo|prima|после|до|po|przed)\b"
# Whose test it was, where a program might have been meant.
THE_CHANGE = (
    r"(?:the |this |these |all )?(?:change(?:s|set)?|fix(?:es)?|patch|pr|pull request|implementation|features?"
    r"|functionality|behaviou?r|migration|flow"
    r"|work|upgrade|refactoring|update|branch|solution|result)|this|it|everything|all of (?:it|this)|that it works|both"
    r"|(?:die |der |das |diese )?(?:änderung(?:en)?|korrektur|anpassung(?:en)?|fehler|fix|funktion|verhalten"
    r"|umsetzung)|alles|es"
    r"|(?:la |le |les |cette |ces )?(?:modifications?|changements?|correctif|correction|fonctionnalité|migration)"
    r"|tout|cela"
    r"|(?:el |la |los |las |este |esta )?(?:cambios?|corrección|función|funcionalidad|arreglo|migración)|todo"
    r"|(?:as? |os? )?(?:alteraç(?:ão|ões)|mudanças?|correção)|tudo|(?:le |la )?modific(?:a|he)|tutto|изменени[ея]"
    r"|исправление|всё"
)
AUXILIARY = (
    r"(?:has|have|had) (?:also |already |since |all |both )?been|was|were|got|ha(?:s|ve) (?:also )?undergone"
    r"|wurden?|worden|ist|sind|a été|ont été|fut|furent|ha sido|han sido|fue|fueron|se ha|se han|se"
    r"|foi|foram|è stat[oa]|sono stat[ie]|был[аио]?|is (?=(?:\w+ ){0,4}ge)|zijn|werd|werden|został[ayo]?|zostały"
)
FIRST_PERSON = (
    r"\b(?:i|we)(?:['’]ve| have| had)?(?: \w{1,20}ly| also| already| just| then| both| all)*"
    r" (?:re-?)?(?:tested|verified|validated|confirmed|checked(?! (?:in|out)\b)|ran(?! (?:into|out|across)\b)|measured"
    r"|benchmarked|profiled|reproduced|executed|exercised|smoke-tested|double-checked|tried (?:it|this|the (?:change"
    r"|fix|patch)|out|both|on|with))\b"
    r"|\b(?:i|we)['’]ve (?:\w{1,20}ly )?run\b|\b(?:i|we) have (?:\w{1,20}ly )?run\b"
    r"|\bi(?:['’]ve| have| had)?(?: \w{1,20}ly| also| just| already| then)* (?:deployed|reviewed|clicked"
    r"|logged (?:in|out)|started(?! to\b)|launched|booted|spun up|fired up|demoed"
    r"|opened(?! (?:an?|this|the|another) (?:\w+ )?(?:pr|issue|pull|ticket|bug))|compared|installed|walked through"
    r"|stepped through|played (?:with|around)|browsed|navigated|timed|watched|monitored|triggered|simulated"
    r"|loaded)\b"
    r"|\b(?:i|we) (?:can|could|was able to|were able to) (?:confirm|verify|no longer reproduce|not reproduce (?:it"
    r"|this|the \w+) any ?more)\b"
    r"|\b(?:our|the) (?:\w+ )?(?:team|testers?|colleagues?|maintainers?|reviewers?|customers?|qa)(?: team)? (?:has "
    r"|have )?(?:also )?(?:tested|verified|confirmed|approved|reviewed|tried)\b"
    r"|\b(?:i|we) (?:did(?! not)|performed|conducted|carried out|made) (?:\w+ ){0,3}(?:tests?|testing|checks?|qa"
    r"|verification|benchmarks?|measurements)\b|\b(?:i|we)(?:['’]ve| have) been (?:running|testing) (?:this|it"
    r"|the (?:change|fix|patch|branch))\b"
    r"|\b(?:ich konnte|wir konnten|konnte ich|konnten wir)\b.{0,80}?\b(?:bestätigen|reproduzieren|nachstellen|testen"
    r"|prüfen|feststellen)\b"
    r"|\b(?:ich habe?|habe ich|wir haben|haben wir|ik heb|we hebben|(?:j['’]ai|nous avons|on a|hemos|ho|abbiamo|\Ahe"
    r"|, he|y he)(?= (?:\w+ )?\w+(?:é|ée|és|ert|u|i|[aei]d[oa]|at[oa]|[eo]rto)\b))\b.{0,120}?\b"
    r"(?:<TESTED>|<VERIFIED>|laufen lassen|durchgeführt|ausgeführt|geöffnet|gestartet|geklickt|eingeloggt|angeschaut"
    r"|verglichen|beobachtet|installiert|ouvert|lancé|exécuté|cliqué|comparé|observé|constaté|installé|déployé|démarré"
    r"|ejecutado|lanzado|abierto|comparado|observado|instalado|desplegado|hecho pruebas|eseguito|lanciato|aperto)\b"
    r"|\b(?:probé|probamos|verifiqué|verificamos|comprobé|comprobamos|ejecuté|testeé|testei|testamos|verifiquei"
    r"|validei|rodei|executei|confirmei)\b|\A(?:abrí|corrí|lancé|revisé|validé|confirmé|medí|abri|medi)\b"
    r"|\b(?:я|мы)(?: \w{2,20}о)* (?:протестировал|проверил|запустил|прогнал|потестировал|убедил)\w{0,3}\b"
    r"|\b(?:przetestował|sprawdził|zweryfikował)(?:em|am|iśmy|yśmy)\b"
    r"|\bse (?:prob|verific|comprob|valid|ejecut|mid)(?:ó|ió|aron|ieron) (?:en|con|manual\w*|local\w*|a mano|y|el|la"
    r"|los|las|que)\b"
    r"|\btest ettim\b|\btest ettik\b"
)
# What stands between how much and how it moved.
BY = r"by|to|from|of|um|auf|von|de|du|d['’]|un|en|el|en un|del|di|da|em|na|на|с|до|met|o|только"
ABOUT = (
    r"about|around|roughly|almost|nearly|over|some|up to|approximately|only|etwa|rund|fast|environ|près de|casi"
    r"|cerca de|circa|около|почти|~|≈|a|an"
)
# What is measured, and how it moved.
METRICS = (
    r"performance|p\d\d|speed|throughput|latency|latencies|memory(?: usage| use| consumption| footprint)?|allocations?"
    r"|start-?up(?: times?)?|(?:build|load|loading|page load|ci|pipeline|deploy|install|response|execution|query"
    r"|render(?:ing)?|compile|parse|parsing|boot|run|running|processing"
    r"|request|test|wall|cpu|cold[- ]start)[- ]times?|cold[- ]starts?|boot|runtime|run-?time|bundle(?: size)?"
    r"|binary(?: size)?|cpu(?: load| usage| time)?"
    r"|rendering|parsing|overhead|requests per second|rps|fps|benchmarks?"
    r"|leistung|geschwindigkeit|(?:antwort|lade|lauf|start|bau|build|ausführungs|rechen)zeit(?:en)?"
    r"|speicherverbrauch|durchsatz|latenz"
    r"|performances?|vitesse|débit|temps (?:de réponse|de chargement|d'exécution|de démarrage|de compilation)"
    r"|latence|consommation mémoire"
    r"|rendimiento|velocidad|tiempo de (?:respuesta|carga|ejecución|arranque|compilación)|latencia|consumo de memoria"
    r"|desempenho|velocidade|tempo de (?:resposta|carregamento|execução)|prestazioni|velocità|tempo di (?:risposta"
    r"|caricamento|esecuzione)"
    r"|производительност\w{1,2}|скорость|время (?:отклика|загрузки|ответа|сборки)|prestaties|snelheid|wydajność"
    r"|performans"
)
MOVED = (
    r"(?:improv|increas|decreas|reduc|boost|drop|fall|fell|shrink|shrank|shrunk|grow|grew|went|goes|rise|rose|gain"
    r"|sav|cut|halv|doubl|lower|speed|declin)\w{0,5}"
    r"|faster|slower|quicker|smaller|lighter|less|fewer|more|better|down|up|(?:passe|passent|pasan?)(?= de)"
    r"|geht(?= von)"
    r"|(?:verbesser|sink|sank|steig|stieg|reduzier|verringer|erhöh|verkürz|halbier)\w{0,5}|schneller|langsamer"
    r"|weniger|geringer|kürzer"
    r"|(?:amélior|diminu|rédui|augment|baiss|accél|chut)\w{0,6}|plus rapides?|moins"
    r"|(?:mejor|reduc|aument|disminu|baj|acelera|cae)\w{0,5}|más rápid[oa]s?|menos|(?:melhor|reduz|diminu)\w{0,5}"
    r"|mais rápid[oa]"
    r"|(?:miglior|riduc|ridott|aument|diminui)\w{0,5}|più veloc[ei]|(?:вырос|увелич|сниз|уменьш|улучш"
    r"|сократи)\w{0,6}|быстрее"
    r"|(?:verbeter|verlaag|daal)\w{0,4}|sneller|szybciej|wzrosła|arttı"
)
MEASURE = (
    r"\d(?:[\d.,]*\d)?\s?(?:%|percent\b|prozent\b|pour ?cent\b|por ciento|x\b|×|times\b|mal\b|fois\b|veces\b"
    r"|[mµun]?s\b|sec(?:ond)?s?\b|min(?:ute)?s?\b|[kmg]i?b\b|rps\b|fps\b|[mgk]o\b|(?:requests?|reqs?|ops|queries"
    r"|operations|messages|anfragen|requêtes|peticiones)(?: per second|/s| pro sekunde| par seconde| por segundo))"
)
SETTINGS = (
    r"\b(?:thresholds?|limits?|limited|budgets?|minimum|maximum|min|max|at (?:least|most)|require[sd]?|fails?"
    r"|failing|below|under|above|over|unless|quota|target"
    r"|gate|floor|timeouts?|alerts?|warns?|alarm|whenever|if|when|while|until|must|should|can|may|could|would|up to"
    r"|set|sets|option|default|playback|zooms?|animations?|transitions?|scroll\w*|at least|budgets?|doit|doivent"
    r"|au moins|debe|deben|al menos|devem?|deve|ao menos|almeno|muss|müssen|mindestens|должн\w+|configur\w+"
    r"|schwelle\w*|grenze|limit|mindest\w*|unter|wenn|falls|höchstens|maximal|fällt|gefordert\w*|zeitlimit"
    r"|speicherlimit"
    r"|seuil|limite|minimum|sous|si|lorsque|exig\w+|fixe|délai|plafond"
    r"|umbral|límite|mínim[oa]|debajo|si|cuando|baja del|exig\w+|fija|limiar|mínima|soglia|порог|если|лимит|drempel"
    r"|próg)\b"
)
COVERAGE = (
    r"(?:test |line |branch |code |statement |overall |total |patch |unit test )*coverage"
    r"|(?:test|code|zeilen)?abdeckung|couverture(?: de code| des? tests?| du code)?|cobertura(?: de código"
    r"| de pruebas| de testes| de tests)?"
    r"|copertura(?: del codice| dei test)?|покрытие(?: кода| тестами)?|(?:test|code)?dekking|pokrycie(?: kodu"
    r"| testami)?|(?:test )?kapsam[ıi]?"
)
UNCHANGED = (
    r"unchanged|the same|stable|steady|as before|unverändert|gleich|inchangée?|identique|sin cambios|igual|stabile"
    r"|inalterad[oa]|invariata|прежн\w+|не измени\w+|does not change|did not change|didn't change|ändert sich nicht"
    r"|ne change pas|no cambia|no varía|não muda|non cambia"
)
