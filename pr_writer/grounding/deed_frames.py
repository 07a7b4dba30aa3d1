"""The forms that deeds take, as patterns for one clause in lower case, from its first word on.

``<NAME>`` stands for the words of that name in ``deed_words``. The frames are tried on hundreds of sentences of each
kind by ``bench/claims.py``; a new one needs rows there, true sentences above all.
"""

from __future__ import annotations

from pr_writer.grounding import deed_words
from pr_writer.grounding.deed_frame import Frame

# What a frame needs: that somebody did it, that it passed, a figure.
_DONE = r"<TESTED>|<VERIFIED>|passed|test edildi|testattu|đã |ทดสอบ|telah|sudah|تم |परीक्षण"
_PASSED = r"<PASSED>|pass|laufen|läuft"
_COVERAGE = "<COVERAGE>"
_FIGURE = r"\d"

# "Manually tested", "Tested on iOS 17"; "Tested versions are listed" is none.
TESTED_FIRST = Frame(r"(?:<ADVERBS>\s+){0,4}<TESTED>(?:\s+<TAIL>(?!\w)|\s+\w{3,20}(?:ly|ment|mente)\Z|\Z)", needs=_DONE)
VERIFIED_FIRST = Frame(
    r"(?:<THE_CHANGE>\s)?(?:<ADVERBS>\s){0,4}(?<=\s)(?:<VERIFIED>|<TESTED>)(?:\s(?!(?:the|it|this|that|a|no"
    r"|there)\b)<TAIL>(?!\w)"
    r"|\s<BY_HAND>|\Z)|(?:manually|locally|successfully)\s<VERIFIED>\s(?:the|it|this|that)\b"
    r"|<VERIFIED>\s(?:<BY_HAND>(?!\w)|(?:on|with|against|that|using|via|under|across|sur|avec|sous|auf|gegen|unter|dass"
    r"|que|con|contra|mit|bajo|на|op|met|su)\s|(?:the|this|it|both|all)\s(?:change|fix|patch|flow|behaviou?r|output"
    r"|result|upgrade|migration|bug|issue|problem|crash|leak)|(?:in|en|im|em|su|в|na)\s(?:\w+\s){0,2}(?:chrome|firefox"
    r"|safari|edge|browser|prod\w*|staging|ci|qa|ios|android|windows|macos|linux)\b|(?:there|no|working|to work|ok)\b"
    r"|by \w+ing\b|(?:that )?(?:this|it) (?:works|fixes|is|does|now|still)\b)"
    r"|(?:auf|im|in|unter|mit|sur|avec|en|con)\s(?:\w+\s){1,3}<VERIFIED>\Z",
    needs=_DONE,
)
VERIFIED_LABEL = Frame(r"\W*<VERIFIED>\s?(?:[:.!–—]|\Z)|passed\s?[:=]\s?\d", needs=_DONE)
# "Auf iOS 17 getestet": the participle comes last.
TESTED_LAST = Frame(
    r"(?=(?:erfolgreich|manuell|wurden?|auf|mit|unter|in|im|gegen|per|lokal|manuell|von|op|met|onder|das|die|der|es"
    r"|alles|dies\w{0,2}"
    r"|sur|en|с|на)\s).{0,160}"
    r"\b(?:<TESTED>|(?:<BY_HAND>|erfolgreich|succesvol)\s<VERIFIED>)\Z"
    r"|.{0,120}\b(?:test edildi(?:ler)?|testattu)\Z|đã (?:được )?(?:kiểm thử|kiểm tra|test)\b|ทดสอบ.{0,40}แล้ว"
    r"|(?:telah|sudah) (?:diuji|dites|diverifikasi)\b|تم (?:ال)?(?:اختبار|تحقق)|परीक्षण किया",
    needs=_DONE,
)
# "The change has been tested", and of what programs do as well only where it is the change, or by hand.
PASSIVE = Frame(
    r"(?P<before>.{0,120}?)\b(?:<AUXILIARY>)\s+(?:[\w./-]{1,30}\s+){0,8}?"
    r"(?:(?P<tested><TESTED>)|<VERIFIED>)(?P<after>(?:\s+[\w'’./-]{1,30}){0,6})",
    needs=_DONE,
)
THE_CHANGE = Frame(r"\s*<THE_CHANGE>\s*")
HAND = Frame(r"\b<BY_HAND>")
FIRST_PERSON = Frame(deed_words.FIRST_PERSON)
HOW_TESTED = Frame(r"\s+(?:on|with|against|by|auf|mit|unter|sur|avec|con|en|на|с)\s")
PERFECT = Frame(r"\b(?:been|worden|été|sido|undergone|se han?|stat[oaie])\b")
# All existing tests pass. CI is green. The build passes on every platform.
PASSES = Frame(
    r"(?!.{0,80}\b(?:is|are|was|were|be|being)\s(?:now\s|also\s|still\s|all\s)*passed\b)"
    r"(?:(?:ensured|made sure|checked|confirmed|verified|sichergestellt)(?: that| dass)?\s+)?"
    r"(?:(?:<BEFORE_CHECKS>)[\s/]+){0,6}(?:(?!\w+s\s|make\s|let\s|get\s|keep\s|fix\s|turn\s|help\s|ensure\s|mark\s"
    r"|show\s|if\s|when\s)[\w./-]{1,24}\s+)?"
    r"(?:<CHECKS>(?:\s(?:and|und|et|y|e|и)\s(?=\w))?){1,2}(?::?(?:\s+<BETWEEN_CHECKS>){0,4}(?:\s+<PASSED>){1,2}"
    r"(?:\s*\Z|\s+(?:<AFTER_PASSED>)(?!\w))|\s(?:laufen|läuft)(?: alle| wieder| lokal)?\s*\Z)",
    needs=_PASSED,
)
RAN = Frame(
    r"(?:<ADVERBS>\s+){0,3}(?:ran|executed|lancé|exécuté|ejecutado|eseguito|прогнал\w?|запустил\w?)\s+"
    r"(?:\w{1,20}\s+){0,5}?(?:<CHECKS>|migrations?|benchmarks?|samples?|app|it|this)(?!\w)(?!\s+twice\Z)"
)
PASSES_THEM = Frame(
    r"(?:(?:it|this|the (?:pr|change|code|branch|fix|patch))\s+)?(?:still\s+|now\s+|also\s+)?pass(?:es"
    r"|ed)\s+(?:(?:<BEFORE_CHECKS>)\s+){0,4}(?!\x01)<CHECKS>"
    r"(?:\s*\Z|\s+(?:locally|again|cleanly|on|in|without)(?!\w))",
    needs=_PASSED,
)
ALL_GREEN = Frame(
    r"(?!everything is fine)(?:everything|all|alles|tout|todo|tudo|tutto"
    r"|всё)\s+(?:<BETWEEN_CHECKS>\s+){0,3}<PASSED>(?:\s*\Z|\s+(?:on|in|locally)\b)",
    needs=_PASSED,
)
COMPILES = Frame(
    r"(?:(?:it|this|the (?:code|project|app|branch))\s+)?(?:still\s+|now\s+)?(?:compiles?|builds?|lints?"
    r"|type-?checks?|compiled|built)\s+"
    r"(?:cleanly|fine|successfully|without (?:any |new )?(?:errors?|warnings?|issues?|problems?))"
    r"|(?:running|executing|a run of)\s(?:\S+\s){1,6}?(?:shows?|gives?|produces?|yields?|reports?"
    r"|results? in)\s(?:no|0|zero)\s(?:\w+\s)?(?:failures?|errors?|warnings?|issues?|regressions?)"
)
WERE_RUN = Frame(
    r"(?:<BEFORE_CHECKS>\s+){0,4}(?:tests?|test suite|suite|testing|benchmarks?)\s+(?:were|was|have been"
    r"|has been)\s+(?:run|executed|performed|carried out)\s+(?:locally|manually|on|against|with|by hand)\b"
    r"|(?:\S+\s){0,3}(?:tests?|testing|pruebas|essais|testes|prove|тестирование|тесты)\s(?:(?!\b(?:is|are|werden"
    r"|wird|sont|son|est)\b)\S+\s){0,3}?(?:performed|carried out|conducted|durchgeführt|effectuée?s|réalisée?s"
    r"|realizad[ao]s|hech[ao]s|eseguit[ei]|feitos|проведен\w*)(?!\w)"
    r"|se (?:realizaron|hicieron|ejecutaron|han (?:realizado|hecho|ejecutado))\s(?:\w+\s){0,2}(?:pruebas|tests)"
)
CHECKS_ONLY = Frame(r"(?:(?:<BEFORE_CHECKS>|<CHECKS>|manual|testing|qa)[\s/,&+]*)+(?:pass(?:ed|ing)?|ok|done|green)?")
COUNTED = Frame(
    r"100 ?% of (?:the |all )?<CHECKS>\s+<PASSED>\s*\Z|0\s(?:failures?|errors?|failed)\s*\Z"
    r"|(?:all\s+|alle\s+|tou(?:s|tes) les\s+"
    r"|tod[oa]s l[oa]s\s+)?\d[\d.,]*(?:\s?/\s?\d+)?(?:\s+[^\W\d_][\w-]{0,20}){0,2}?\s+(?:<BETWEEN_CHECKS>\s+){0,2}"
    r"(?:pass(?:es|ed|ing)?|succeeded|green|bestanden|erfolgreich|réussi(?:s|es|e)?|superad[oa]s?|pasad[oa]s"
    r"|aprobad[oa]s?|exitos[oa]s?|pasan|passent|passaram|superati|passati|пройден\w{0,2}|прошл\w|geslaagd)"
    r"(?:\s*\Z|\s+(?:in|locally|en|out of|and|y|und|et)\b)",
    needs=_FIGURE,
)
NO = (
    r"(?:no|zero|0|without(?: any)?|keine(?:rlei)?|kein|aucune?|sans|pas de|no se han?|no se|no hay|sin|nenhuma?|sem"
    r"|nessuna?|senza|нет|без|geen|brak)"
)
SEEN = (
    r"(?:found|observed|seen|detected|noticed|identified|spotted|encountered|discovered|gefunden|festgestellt"
    r"|entdeckt|aufgetreten|beobachtet|constatée?s?|détectée?s?"
    r"|trouvée?s?|observée?s?|rencontrée?s?|(?:encontr|detect|observ)(?:ad[ao]s?|aron)|trovat[aieo]|rilevat[aieo]"
    r"|riscontrat[aieo]|обнаружен\w)"
)
NO_FAILURES = Frame(
    r"(?:there (?:are|were) |es (?:gibt|wurden|traten) |es gab |il n['’]y a |se )?",
    NO,
    r"\s+(?:(?:encontraron|detectaron|observaron|hallaron|han (?:detectado|encontrado"
    r"|observado))\s+)?(?:\w{1,20}\s+){0,3}?(?:",
    r"(?:regressions?|regressionen|régressions?|regresion(?:es)?|regress(?:ão|ões)|regression[ei]|регрессий|regresji"
    r"|regressies"
    r"|(?:test|build|lint) (?:failures?|errors?|warnings?)|failing tests?|failed tests?|fehlgeschlagenen? tests?"
    r"|tests? en échec|pruebas fallidas)"
    r"(?:\s+(?:n['’](?:a|ont) été\s+)?(?:were\s+|was\s+|have been\s+|introduced|during|in|",
    SEEN,
    r")\b.{0,80})?\s*\Z|(?:(?:flaky|failing|broken) tests?|issues?|errors?|problems?|bugs?|warnings?|failures?"
    r"|crashes|side effects?|fehler|probleme"
    r"|auffälligkeiten|erreurs?|problèmes?|errores|problemas|erros|errori|problemi)",
    r"\s+(?:were\s+|was\s+|have been\s+|has been\s+|n['’](?:a|ont) été\s+)?",
    SEEN,
    r"\b)|(?:no se|no se han) (?:encontr|detect|observ|hall)(?:aron|ado|ó)\s(?:\w+\s)?(?:problemas?|errore?s?"
    r"|fallos?|regresi[oó]n(?:es)?)\b"
    r"|es traten keine (?:fehler|probleme) auf|nothing (?:else )?(?:breaks?|broke|is broken)\s*\Z"
    r"|(?:",
    NO,
    r"\s(?:existing |other |of the )*(?:tests?|checks?|pruebas?|specs?|testes?)\s(?:n['’])?(?:breaks?|fails?|failed"
    r"|broke|are broken|were broken|regress\w*|fallan?|échouent?|schlägt fehl|schlagen fehl|falha)"
    r"|ninguna prueba falla|aucun test n['’]échoue|kein test schlägt fehl)\s*\Z"
    r"|(?:регрессий|ошибок|проблем)\s(?:не\s)?(?:обнаружен\w|найден\w|выявлен\w)",
)


NO_ERRORS = Frame(
    r"(?:no|zero|sin|keine|aucune?|sem|senza)\s(?:(?:new|lint|type|linter|compiler?|build|console|runtime"
    r"|other)\s){0,2}(?:errors?|failures?|warnings?|problems?|issues?|breakage|errores|fehler|erreurs?|erros|errori)(?:\s(?:in"
    r"|on) (?:the )?(?:logs?|console|ci|staging|production)|\s",
    SEEN,
    r")?\s*\Z",
)
WORKS = Frame(
    r"(?:everything|tout|todo|tudo|tutto|alles|всё)\s+(?:still\s+)?(?:works?|fonctionne|funciona|funziona"
    r"|funktioniert|работает)(?:\s+as before)?\s*\Z|(?:(?:everything|all|it all|it|this|alles|es|tout|cela|ça|todo"
    r"|tudo|tutto|всё"
    r"|все)\s+)?(?:still\s+)?(?:works?|working|funktioniert(?: alles)?|läuft|fonctionne|marche|funciona|funziona"
    r"|работает|werkt|działa)\s+"
    r"(?:(?:\w{2,12}\s+){0,2}(?:as expected|as intended|wie erwartet|wie gewünscht|comme (?:prévu|attendu)"
    r"|como se esper(?:aba|a)|como (?:esperado|previsto)|come previsto|zoals verwacht|как ожидалось)"
    r"|(?:fine|well|flawlessly|perfectly|great|correctly|correctement|correctamente|corretamente|correttamente"
    r"|einwandfrei|problemlos|parfaitement|perfectamente)(?:\s*\Z|\s(?:on|in|for me|locally)\b)|(?:locally|lokal"
    r"|en local|localmente|in locale|локально|for me)|(?:fine |well )?on (?:my|our)\b|einwandfrei|bei mir|bei uns"
    r"|auf meine\w|sur (?:ma|mon|notre|nos)\b|en mi\b|na minha|no meu|sul mio|на мо\w+)"
)
COVERAGE_IS = Frame(
    r"(?:(?:this|it|the (?:change|pr))\s+(?:keeps?|leaves?|brings?|raises?|increases?)\s+)?(?:(?:the|our|total"
    r"|overall|die|la|le|el|a|as|o|il)\s+){0,2}<COVERAGE>\s.{0,50}?(?:\d ?%|\d percent|\d prozent|<UNCHANGED>)"
    r"|(?:increases?|increased|improves?|improved|raises?|raised|brings?|keeps?|erhöht|augmente|aumenta"
    r"|mejora)\s(?:the\s|die\s|la\s|el\s)?<COVERAGE>\s.{0,50}?\d ?%"
    r"|(?:\w+\s){0,2}<COVERAGE>\s?[:：=]\s?\d[\d.,]* ?%"
    r"|\d[\d.,]* ?% (?:\w+ ){0,2}<COVERAGE>\s*\Z",
    needs=_COVERAGE,
)
COVERAGE_NOW = Frame(
    r"(?:(?:the|our|test|overall|total|die|la|le|el|a|o)\s+){0,3}<COVERAGE>\s(?:remains|stays|is still|is now|is up"
    r"|has risen|went|goes|climbs|bleibt|liegt|beträgt|reste|est maintenue?|se mantiene|permanece"
    r"|resta)\b.{0,40}(?:\d\s?%|\Z)"
    r"|(?:maintains?|keeps?|reaches|reached|achieves?|achieved|has|at|couverture de|cobertura del?)\s(?:over\s"
    r"|about\s)?\d[\d.,]*\s?%\s(?:\w+\s){0,2}<COVERAGE>|<COVERAGE>\s(?:de|del|of|von)\s\d[\d.,]*\s?%\s*\Z",
    needs=_COVERAGE,
)
# Results of a benchmark: 10 ms → 5 ms.
FROM_TO = Frame(r"<MEASURE>\s?(?:->|=>|→)\s?<MEASURE>", needs=_FIGURE)
METRIC = Frame(r"(?<!\w)<METRICS>(?!\w)")
MOVED_BY = Frame(
    r"(?<!\w)<MOVED>(?:\s[^\s\d]\S{0,19}){0,4}?\s(?:from|von|de|da|с)\s\d[\d.,]*\s(?:to|auf|à|a|до)\s<MEASURE>"
    r"|(?<!\w)<MOVED>(?:\s[^\s\d]\S{0,19}){0,6}?\s<BY>\s?(?:<ABOUT>\s?)?(?:\d[\d.]*\s?[-–]\s?)?<MEASURE>"
    r"|(?<!\w)(?:sav|cut|gain|drop|fall|shrink|grow|improv)\w{0,3}\s(?:<ABOUT>\s?)?<MEASURE>"
    r"|<MEASURE>\s(?:\w+\s){0,2}?<MOVED>(?!\w)|(?:down|up)\s(?:by\s)?<MEASURE>"
    r"|(?:is|are|was|were|has been|have been)\s(?:halved|doubled|tripled|cut in half|cut by half)\b"
)
COMPARED = Frame(
    r"<MEASURE>\s+(?:\w+\s+)?(?:faster|slower|quicker|smaller|lighter|less|fewer|lower|speed-?ups?|improvements?"
    r"|reductions?"
    r"|schneller|langsamer|kleiner|plus rapides?|más rápid[oa]s?|mais rápid[oa]s?|più veloc[ei]|быстрее|sneller"
    r"|szybciej)"
    r"|\bspe(?:ed|eds|d|eding) up\s(?:\S+\s){0,6}?by\s(?:about\s|roughly\s|over\s)?<MEASURE>"
    r"|(?:faster|slower|smaller|quicker|speed-?up|reduction|improvement)\s(?:by|of)\s(?:\w+\s)?<MEASURE>",
    needs=_FIGURE,
)
MEASURING = Frame(
    r"\A(?:\w+\s){0,2}(?:benchmarks?|profiling|profiles|measurements|load tests?|experiments)\s(?:\w+ly\s)?(?:show"
    r"|showed|shows|confirm|confirmed|indicate|suggest|reveal)\b"
    r"|\A(?:according to|in) the (?:benchmarks?|measurements)\Z|\A(?:in|during|according to|after) (?:my|our|local"
    r"|manual|initial|extensive|internal|qa) (?:\w+ )?(?:tests?|testing|benchmarks?|measurements)\Z"
    r"|\b(?:d'après|selon) nos (?:mesures|tests)|\b(?:laut|nach) (?:unseren )?(?:messungen|benchmarks)"
    r"|\bgemessen (?:mit|an|auf)\b|\bas (?:the )?(?:\w+ )?(?:tests?|suite|ci) (?:confirms?|shows?|proves?)\b"
    r"|\bsegún (?:nuestras )?(?:mediciones|pruebas)|\bbenchmarks? zeigen|\bles benchmarks? montrent"
    r"|\blos benchmarks? muestran"
)
MANUAL_TESTS = Frame(
    r"(?:manual|exploratory|local|ad[- ]hoc|device|browser|qa|user|acceptance) (?:qa |regression |smoke )?(?:tests?"
    r"|testing|checks?|verification|qa)(?: (?!is\b|are\b|for\b)\w+){0,4}? (?:showed?|done|completed?|performed"
    r"|passed|carried|confirm\w*|ok|revealed?|succeeded|successful)\b"
    r"|(?:manual |local |smoke )?(?:qa|testing|tests?|verification)\s?[:–-]\s?(?:manual\w*|local\w*|done|ok|passed"
    r"|by hand|manuell|lokal)\b|(?:testing|verification) (?:is |was )?(?:done|completed?|finished)\b"
    r"|tests? manuels? (?:\w+ )?(?:effectuée?s?|réalisée?s?|ok|passée?s?)|pruebas manuales (?:\w+ )?(?:realizadas"
    r"|completadas|hechas|ok)|testes manuais (?:\w+ )?(?:realizados|feitos)"
    r"|manuelle[rn]? tests? (?:\w+ ){0,2}(?:durchgeführt|erfolgreich|bestanden|abgeschlossen)"
    r"|test manuali (?:eseguiti|effettuati)|ручное тестирование (?:\w+ )?(?:проведено|пройдено|выполнено)"
)
IN_USE = Frame(
    r"(?:(?:this|it|the (?:change|fix|patch)) (?:has been |is |was )?|has been |already "
    r"|been )+(?:already )?(?:running|live|deployed|in use|in production|in staging|rolled out)(?=\s*\Z|\s(?:to|on"
    r"|in|for|since)\b)"
    r"|running (?:on|in) (?:staging|production|prod)\b"
    r"|(?:already |successfully )?(?:deployed|rolled out|released) (?:to|on|in) (?:the )?(?:staging|production|prod"
    r"|canary|all users|qa|test)\b"
)
REVIEWED = Frame(
    r"(?:(?:peer|code|security|design|legal|already|also)[- ])?(?:reviewed|approved|signed off|ok'?d|audited|blessed"
    r"|acked) (?:by|with)\b"
    r"|(?:(?:peer|code|security|design)[- ])?reviewed\Z"
    r"|(?:qa|security|legal|design|product|the \w+)(?: team)? (?:has |have |already )*(?:approved|signed off"
    r"|ok'?d)\b|qa (?:has )?(?:tested|verified|reviewed)\b|von (?:der |dem )?\w+ (?:abgenommen|freigegeben|geprüft"
    r"|getestet)\b"
    r"|(?:demoed|presented) to (?:the|our|a|customers?|users)\b|(?:discussed|agreed|pair[- ]programmed) with\b"
    r"|(?:security|code|design|peer) review (?:is |was )?(?:completed?|done|passed)\b"
    r"|(?:geprüft|freigegeben|abgenommen|abgesprochen) (?:von|durch|mit)\b|(?:relu|approuvé|validé) par\b"
    r"|(?:revisado|aprobado) por\b|revisto por\b|(?:rivisto|approvato) da\b"
)
SHOWN = Frame(
    r"(?:see |the )?(?:(?:attached|following)\s)?(?:\w+\s)?(?:screenshots?|screen ?casts?|screen recordings?"
    r"|recordings?|videos?|gifs?)\s(?:(?:are|is|was|were|can be (?:found|seen))\s)?(?:\w+\s)?(?:attached(?! to\b)"
    r"|below|included(?! in\b)|above|follows?)\b"
    r"|see (?:the )?(?:attached|screenshots?|video|recording)\b(?! (?:in|of) )|screenshots? angehängt"
    r"|captures? (?:d'écran )?(?:ci-jointe?s?|ci-dessous)|capturas? (?:de pantalla )?(?:adjuntas?|a continuación)"
)
# What a person says of a test in words of their own.
BORNE_OUT = Frame(
    r"\b<TESTED>|\b(?:verified|tried (?:it|this|out|on|with)|works (?:on|in|with|fine|as|for)|ran (?:it|this|the"
    r"|all)|<BY_HAND> <VERIFIED>)(?!\w)"
)
