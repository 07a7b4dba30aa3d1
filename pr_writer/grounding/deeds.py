"""Which sentences tell of a deed: that somebody tested, measured or reviewed, or that checks passed. No diff shows that.

A sentence is read clause by clause, and a frame has to fit a clause from its first word on: "all tests pass" is a
deed, "deploys once all tests pass" and "the tests pass a token" are behaviour. In doubt a sentence is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from pr_writer.grounding import deed_words as w
from pr_writer.grounding.unspaced_deeds import find_unspaced_deed

DeedKind = Literal["tested", "measured", "reviewed", "shown"]

_LABEL = re.compile(r"[\w /&-]{2,40}: ")
_CLAUSES = re.compile(
    r"(?:[.;:!?,]|(?<=\s)[–—-])\s+(?:(?:and|und|et|y|e|и|also|then|but|i|en|ve)\s+)*|\s*[()]\s*"
    r"|\s+(?:and|und|et|y) (?=(?:all|alle|tous|tod[ao]s|i|we)\s)"
)
_LEADING = re.compile(r"\A[^\w\x01]+")
_MARKS = "✅✔☑🟢🎉💚👍\ufe0f"
_TRIM = " .!:;,-–—→>•·*\"'" + _MARKS
_TICKS = ("✅", "✔", "☑", "🟢", "💚", ":white_check_mark:", ":heavy_check_mark:")


def _frame(*parts: str) -> re.Pattern[str]:
    pattern = "".join(parts)
    for name in ("TESTED", "VERIFIED", "BY_HAND", "ADVERBS", "TAIL", "CHECKS", "BEFORE_CHECKS", "BETWEEN_CHECKS"):
        pattern = pattern.replace(f"<{name}>", f"(?:{getattr(w, name)})")
    for name in (
        "PASSED",
        "AFTER_PASSED",
        "THE_CHANGE",
        "AUXILIARY",
        "METRICS",
        "MOVED",
        "COVERAGE",
        "UNCHANGED",
        "BY",
        "ABOUT",
        "MEASURE",
    ):
        pattern = pattern.replace(f"<{name}>", f"(?:{getattr(w, name)})")
    return re.compile(pattern)


# "Manually tested", "Tested on iOS 17"; "Tested versions are listed" is none.
_TESTED_FIRST = _frame(r"(?:<ADVERBS>\s+){0,4}<TESTED>(?:\s+<TAIL>(?!\w)|\s+\w{3,20}(?:ly|ment|mente)\Z|\Z)")
_VERIFIED_FIRST = _frame(
    r"(?:<ADVERBS>\s+){1,4}<VERIFIED>(?:\s+<TAIL>(?!\w)|\Z)"
    r"|<VERIFIED>\s+(?:<BY_HAND>(?!\w)|(?:on|with|against|that|using|via|under|across|sur|avec|sous|auf|gegen|unter|dass|que|con|contra|mit|bajo|на|op|met|su)\s)"
    r"|<VERIFIED>\s+(?:the|this|it|both|all)\s+(?:change|fix|patch|flow|behaviou?r|output|result|upgrade|migration|bug|issue|problem|crash|leak)"
    r"|<VERIFIED>\s+(?:in|en|im|em|su|в|na)\s(?:\w+\s+){0,2}(?:chrome|firefox|safari|edge|browser|prod\w*|staging|ci|qa|ios|android|windows|macos|linux)\b"
    r"|<VERIFIED>\s(?:there|no)\b|<VERIFIED> by \w+ing\b|(?:auf|im|in|unter|mit|sur|avec|en|con)\s(?:\w+\s){1,3}<VERIFIED>\Z"
    r"|<THE_CHANGE>\s(?:<ADVERBS>\s){0,2}<TESTED>\s<TAIL>(?!\w)"
    r"|<THE_CHANGE>\s(?:<ADVERBS>\s){0,2}(?:<TESTED>|<VERIFIED>)(?:\s+<BY_HAND>|\s+by\s|\Z)"
    r"|<VERIFIED> (?:working|to work|ok)\b"
)
_VERIFIED_LABEL = _frame(r"\W*<VERIFIED>\s?(?:[:.!–—]|\Z)")
# "Auf iOS 17 getestet": the participle comes last.
_TESTED_LAST = _frame(
    r"(?=(?:wurden?|auf|mit|unter|in|im|gegen|per|lokal|manuell|von|op|met|onder|das|die|der|es|alles|dies\w{0,2}|sur|en|с|на)\s).{0,160}"
    r"\b(?:<TESTED>|(?:<BY_HAND>|erfolgreich|succesvol)\s<VERIFIED>)\Z"
)
# "The change has been tested", and of what programs do as well only where it is the change, or by hand.
_PASSIVE = _frame(
    r"(?P<before>.{0,120}?)\b(?:<AUXILIARY>)\s+(?:[\w./-]{1,30}\s+){0,8}?"
    r"(?:(?P<tested><TESTED>)|<VERIFIED>)(?P<after>(?:\s+[\w'’./-]{1,30}){0,6})"
)
_THE_CHANGE = _frame(r"\s*<THE_CHANGE>\s*")
_HAND = _frame(r"\b<BY_HAND>")
_FIRST_PERSON = re.compile(
    w.FIRST_PERSON.replace("{tested}", f"(?:{w.TESTED})").replace("{verified}", f"(?:{w.VERIFIED})")
)
_HOW_TESTED = re.compile(r"\s+(?:on|with|against|by|auf|mit|unter|sur|avec|con|en|на|с)\s")
_PERFECT = re.compile(r"\b(?:been|worden|été|sido|undergone|se han?|stat[oaie])\b")
# "All existing tests pass", "CI is green", "Build: passing"
_PASSES = _frame(
    r"(?!.{0,80}\b(?:is|are|was|were|be|being)\s(?:now\s|also\s|still\s|all\s)*passed\b)"
    r"(?:(?:ensured|made sure|checked|confirmed|verified|sichergestellt)(?: that| dass)?\s+)?"
    r"(?:(?:<BEFORE_CHECKS>)[\s/]+){0,6}(?:(?!\w+s\s|make\s|let\s|get\s|keep\s|fix\s|turn\s|help\s|ensure\s|mark\s|show\s|if\s|when\s)[\w./-]{1,24}\s+)?"
    r"<CHECKS>(?:\s(?:and|und|et|y|e|и)\s<CHECKS>)?:?\s+(?:<BETWEEN_CHECKS>\s+){0,4}<PASSED>(?:\s+<PASSED>)?"
    r"(?:\s*\Z|\s+(?:<AFTER_PASSED>)(?!\w))"
    r"|(?:<BEFORE_CHECKS>\s+){0,4}<CHECKS>\s(?:laufen|läuft)(?: alle| wieder| lokal)?\s*\Z"
)
_RAN = _frame(
    r"(?:<ADVERBS>\s+){0,3}(?:ran|executed|lancé|exécuté|ejecutado|eseguito|прогнал\w?|запустил\w?)\s+"
    r"(?:\w{1,20}\s+){0,5}?(?:<CHECKS>|migrations?|benchmarks?|samples?|app|it|this)(?!\w)(?!\s+twice\Z)"
)
_PASSES_THEM = _frame(
    r"(?:(?:it|this|the (?:pr|change|code|branch|fix|patch))\s+)?(?:still\s+|now\s+|also\s+)?pass(?:es|ed|ing)\s+(?:(?:<BEFORE_CHECKS>)\s+){0,4}<CHECKS>"
    r"(?:\s*\Z|\s+(?:locally|again|cleanly|on|in|without)(?!\w))"
)
_ALL_GREEN = _frame(
    r"(?!everything is fine)(?:everything|all|alles|tout|todo|tudo|tutto|всё)\s+(?:<BETWEEN_CHECKS>\s+){0,3}<PASSED>(?:\s*\Z|\s+(?:on|in|locally)\b)"
)
_COMPILES = re.compile(
    r"(?:(?:it|this|the (?:code|project|app|branch))\s+)?(?:still\s+|now\s+)?(?:compiles?|builds?|lints?|type-?checks?|compiled|built)\s+"
    r"(?:cleanly|fine|successfully|without (?:any |new )?(?:errors?|warnings?|issues?|problems?))"
    r"|(?:running|executing|a run of)\s(?:\S+\s){1,6}?(?:shows?|gives?|produces?|yields?|reports?|results? in)\s(?:no|0|zero)\s(?:\w+\s)?(?:failures?|errors?|warnings?|issues?|regressions?)"
)
_WERE_RUN = _frame(
    r"(?:<BEFORE_CHECKS>\s+){0,4}(?:tests?|test suite|suite|testing|benchmarks?)\s+(?:were|was|have been|has been)\s+(?:run|executed|performed|carried out)\s+(?:locally|manually|on|against|with|by hand)\b"
    r"|(?:\S+\s){0,3}(?:tests?|testing|pruebas|essais|testes|prove|тестирование|тесты)\s(?:(?!\b(?:is|are|werden|wird|sont|son|est)\b)\S+\s){0,3}?(?:performed|carried out|conducted|durchgeführt|effectuée?s|réalisée?s|realizad[ao]s|hech[ao]s|eseguit[ei]|feitos|проведен\w*)(?!\w)"
    r"|se (?:realizaron|hicieron|ejecutaron|han (?:realizado|hecho|ejecutado))\s(?:\w+\s){0,2}(?:pruebas|tests)"
)
_CHECKS_ONLY = _frame(r"(?:(?:<BEFORE_CHECKS>|<CHECKS>)[\s/,&+]*)+(?:pass(?:ed|ing)?|ok|done|green)?")
_COUNTED = _frame(
    r"100 ?% of (?:the |all )?<CHECKS>\s+<PASSED>\s*\Z|0\s(?:failures?|errors?|failed)\s*\Z"
    r"|(?:all\s+|alle\s+|tou(?:s|tes) les\s+|tod[oa]s l[oa]s\s+)?\d[\d.,]*(?:\s?/\s?\d+)?(?:\s+[^\W\d_][\w-]{0,20}){0,2}?\s+(?:<BETWEEN_CHECKS>\s+){0,2}"
    r"(?:pass(?:es|ed|ing)?|succeeded|green|bestanden|erfolgreich|réussi(?:s|es|e)?|superad[oa]s?|pasad[oa]s|aprobad[oa]s?|exitos[oa]s?|pasan|passent|passaram|superati|passati|пройден\w{0,2}|прошл\w|geslaagd)"
    r"(?:\s*\Z|\s+(?:in|locally|en|out of|and|y|und|et)\b)"
)
_NO = r"(?:no|zero|0|without(?: any)?|keine(?:rlei)?|kein|aucune?|sans|pas de|no se han?|no se|no hay|sin|nenhuma?|sem|nessuna?|senza|нет|без|geen|brak)"
_SEEN = (
    r"(?:found|observed|seen|detected|noticed|identified|spotted|encountered|discovered|gefunden|festgestellt|entdeckt|aufgetreten|beobachtet|constatée?s?|détectée?s?"
    r"|trouvée?s?|observée?s?|rencontrée?s?|(?:encontr|detect|observ)(?:ad[ao]s?|aron)|trovat[aieo]|rilevat[aieo]|riscontrat[aieo]|обнаружен\w)"
)
_NO_FAILURES = _frame(
    r"(?:there (?:are|were) |es (?:gibt|wurden|traten) |es gab |il n['’]y a |se )?",
    _NO,
    r"\s+(?:(?:encontraron|detectaron|observaron|hallaron|han (?:detectado|encontrado|observado))\s+)?(?:\w{1,20}\s+){0,3}?(?:",
    r"(?:regressions?|regressionen|régressions?|regresion(?:es)?|regress(?:ão|ões)|regression[ei]|регрессий|regresji|regressies"
    r"|(?:test|build|lint) (?:failures?|errors?|warnings?)|failing tests?|failed tests?|fehlgeschlagenen? tests?|tests? en échec|pruebas fallidas)"
    r"(?:\s+(?:were\s+|was\s+|have been\s+|introduced|during|in|",
    _SEEN,
    r")\b.{0,80})?\s*\Z|(?:issues?|errors?|problems?|bugs?|warnings?|failures?|crashes|side effects?|fehler|probleme|auffälligkeiten|erreurs?|problèmes?|errores|problemas|erros|errori|problemi)",
    r"\s+(?:were\s+|was\s+|have been\s+|has been\s+)?",
    _SEEN,
    r"\b)|(?:no se|no se han) (?:encontr|detect|observ|hall)(?:aron|ado)\s(?:\w+\s)?(?:problemas|errores|fallos)\b|es traten keine (?:fehler|probleme) auf|nothing (?:else )?(?:breaks?|broke|is broken)\s*\Z"
    r"|(?:",
    _NO,
    r"\s(?:existing |other |of the )*(?:tests?|checks?|pruebas?|specs?|testes?)\s(?:n['’])?(?:breaks?|fails?|failed|broke|are broken|were broken|regress\w*|fallan?|échouent?|schlägt fehl|schlagen fehl|falha)|ninguna prueba falla|aucun test n['’]échoue|kein test schlägt fehl)\s*\Z"
    r"|(?:регрессий|ошибок|проблем)\s(?:не\s)?(?:обнаружен\w|найден\w|выявлен\w)",
)


_NO_ERRORS = _frame(
    r"(?:no|zero|sin|keine|aucune?|sem|senza)\s(?:(?:new|lint|type|linter|compiler?|build|console|runtime|other)\s){0,2}(?:errors?|warnings?|problems?|issues?|breakage|errores|fehler|erreurs?|erros|errori)(?:\s(?:in|on) (?:the )?(?:logs?|console|ci|staging|production)|\s",
    _SEEN,
    r")?\s*\Z",
)
_WORKS = _frame(
    r"(?:everything|tout|todo|tudo|tutto|alles|всё)\s+(?:still\s+)?(?:works?|fonctionne|funciona|funziona|funktioniert|работает)\s*\Z|(?:(?:everything|all|it all|it|this|alles|es|tout|cela|ça|todo|tudo|tutto|всё|все)\s+)?(?:still\s+)?(?:works?|working|funktioniert(?: alles)?|läuft|fonctionne|marche|funciona|funziona|работает|werkt|działa)\s+"
    r"(?:(?:\w{2,12}\s+){0,2}(?:as expected|as intended|as before|wie erwartet|wie gewünscht|comme (?:prévu|attendu)|como se esper(?:aba|a)|como (?:esperado|previsto)|come previsto|zoals verwacht|как ожидалось)"
    r"|(?:fine|well|flawlessly|perfectly|great|correctly|correctement|correctamente|corretamente|correttamente|einwandfrei|problemlos|parfaitement|perfectamente)(?:\s*\Z|\s(?:on|in|for me|locally)\b)|(?:locally|lokal|en local|localmente|in locale|локально|for me)|(?:fine |well )?on (?:my|our)\b|einwandfrei|bei mir|bei uns|auf meine\w|sur (?:ma|mon|notre|nos)\b|en mi\b|na minha|no meu|sul mio|на мо\w+)"
)
_COVERAGE_IS = _frame(
    r"(?:(?:this|it|the (?:change|pr))\s+(?:keeps?|leaves?|brings?|raises?|increases?)\s+)?(?:(?:the|our|total|overall|die|la|le|el|a|as|o|il)\s+){0,2}<COVERAGE>\s.{0,50}?(?:\d ?%|\d percent|\d prozent|<UNCHANGED>)"
    r"|(?:increases?|increased|improves?|improved|raises?|raised|brings?|keeps?|erhöht|augmente|aumenta|mejora)\s(?:the\s|die\s|la\s|el\s)?<COVERAGE>\s.{0,50}?\d ?%"
    r"|(?:\w+\s){0,2}<COVERAGE>\s?[:：=]\s?\d[\d.,]* ?%"
    r"|\d[\d.,]* ?% (?:\w+ ){0,2}<COVERAGE>\s*\Z"
)
_COVERAGE_NOW = _frame(
    r"(?:(?:the|our|test|overall|total|die|la|le|el|a|o)\s+){0,3}<COVERAGE>\s(?:remains|stays|is still|is now|is up|has risen|went|goes|climbs|bleibt|liegt|beträgt|reste|est maintenue?|se mantiene|permanece|resta)\b.{0,40}(?:\d\s?%|\Z)"
    r"|(?:maintains?|keeps?|reaches|reached|achieves?|achieved|has|at|couverture de|cobertura del?)\s(?:over\s|about\s)?\d[\d.,]*\s?%\s(?:\w+\s){0,2}<COVERAGE>|<COVERAGE>\s(?:de|del|of|von)\s\d[\d.,]*\s?%\s*\Z"
)
_METRIC = _frame(r"(?<!\w)<METRICS>(?!\w)")
_MOVED_BY = _frame(
    r"(?<!\w)<MOVED>(?:\s[^\s\d]\S{0,19}){0,6}?\s(?:<BY>\s?)(?:<ABOUT>\s?)?<MEASURE>"
    r"|(?<!\w)(?:sav|cut|gain|drop|fall|shrink|grow|improv)\w{0,3}\s(?:<ABOUT>\s?)?<MEASURE>"
    r"|<MEASURE>\s(?:\w+\s){0,2}?<MOVED>(?!\w)|(?:down|up)\s(?:by\s)?<MEASURE>"
    r"|(?:is|are|was|were|has been|have been)\s(?:halved|doubled|tripled|cut in half|cut by half)\b"
)
_COMPARED = re.compile(
    rf"{w.MEASURE}\s+(?:\w+\s+)?(?:faster|slower|quicker|smaller|lighter|less|fewer|lower|speed-?ups?|improvements?|reductions?"
    r"|schneller|langsamer|kleiner|plus rapides?|más rápid[oa]s?|mais rápid[oa]s?|più veloc[ei]|быстрее|sneller|szybciej)"
    rf"|\bspe(?:ed|eds|d|eding) up\s(?:\S+\s){{0,6}}?by\s(?:about\s|roughly\s|over\s)?{w.MEASURE}"
    rf"|(?:faster|slower|smaller|quicker|speed-?up|reduction|improvement)\s(?:by|of)\s(?:\w+\s)?{w.MEASURE}"
)
_MEASURING = re.compile(
    r"\A(?:\w+\s){0,2}(?:benchmarks?|profiling|profiles|measurements|load tests?|experiments)\s(?:\w+ly\s)?(?:show|showed|shows|confirm|confirmed|indicate|suggest|reveal)"
    r"|\A(?:according to|in) the (?:benchmarks?|measurements)\Z|\A(?:in|during|according to|after) (?:my|our|local|manual|initial|extensive|internal|qa) (?:\w+ )?(?:tests?|testing|benchmarks?|measurements)\Z"
    r"|\b(?:d'après|selon) nos (?:mesures|tests)|\b(?:laut|nach) (?:unseren )?(?:messungen|benchmarks)|\bgemessen (?:mit|an|auf)\b|\bas (?:the )?(?:\w+ )?(?:tests?|suite|ci) (?:confirms?|shows?|proves?)\b"
    r"|\bsegún (?:nuestras )?(?:mediciones|pruebas)|\bbenchmarks? zeigen|\bles benchmarks? montrent|\blos benchmarks? muestran"
)
_MANUAL_TESTS = re.compile(
    r"(?:manual|exploratory|local|ad[- ]hoc|device|browser|qa|user|acceptance) (?:qa |regression |smoke )?(?:tests?|testing|checks?|verification|qa)(?: (?!is\b|are\b|for\b)\w+){0,4}? (?:showed?|done|completed?|performed|passed|carried|confirm\w*|ok|revealed?|succeeded|successful)\b"
    r"|(?:manual |local |smoke )?(?:qa|testing|tests?|verification)\s?[:–-]\s?(?:manual\w*|local\w*|done|ok|passed|by hand|manuell|lokal)\b|(?:testing|verification) (?:is |was )?(?:done|completed?|finished)\b"
    r"|tests? manuels? (?:\w+ )?(?:effectuée?s?|réalisée?s?|ok|passée?s?)|pruebas manuales (?:\w+ )?(?:realizadas|completadas|hechas|ok)|testes manuais (?:\w+ )?(?:realizados|feitos)"
    r"|manuelle[rn]? tests? (?:\w+ ){0,2}(?:durchgeführt|erfolgreich|bestanden|abgeschlossen)|test manuali (?:eseguiti|effettuati)|ручное тестирование (?:\w+ )?(?:проведено|пройдено|выполнено)"
)
_IN_USE = re.compile(
    r"(?:(?:this|it|the (?:change|fix|patch)) (?:has been |is |was )?|has been |already |been )+(?:already )?(?:running|live|deployed|in use|in production|in staging|rolled out)(?=\s*\Z|\s(?:to|on|in|for|since)\b)"
    r"|running (?:on|in) (?:staging|production|prod)\b"
    r"|(?:already |successfully )?(?:deployed|rolled out|released) (?:to|on|in) (?:the )?(?:staging|production|prod|canary|all users|qa|test)\b"
)
_REVIEWED = re.compile(
    r"(?:(?:peer|code|security|design|legal|already|also)[- ])?(?:reviewed|approved|signed off|ok'?d|audited|blessed|acked) (?:by|with)\b"
    r"|(?:(?:peer|code|security|design)[- ])?reviewed\Z"
    r"|(?:qa|security|legal|design|product|the \w+)(?: team)? (?:has |have |already )*(?:approved|signed off|ok'?d)\b|qa (?:has )?(?:tested|verified|reviewed)\b|von (?:der |dem )?\w+ (?:abgenommen|freigegeben|geprüft|getestet)\b"
    r"|(?:discussed|agreed|pair[- ]programmed|paired|coordinated|cleared) with\b"
    r"|(?:security|code|design|peer) review (?:is |was )?(?:completed?|done|passed)\b"
    r"|(?:geprüft|freigegeben|abgenommen|abgesprochen) (?:von|durch|mit)\b|(?:relu|approuvé|validé) par\b|(?:revisado|aprobado) por\b|revisto por\b|(?:rivisto|approvato) da\b"
)
_SHOWN = re.compile(
    r"(?:see |the )?(?:(?:attached|following)\s)?(?:\w+\s)?(?:screenshots?|screen ?casts?|screen recordings?|recordings?|videos?|gifs?)\s(?:(?:are|is|was|were|can be (?:found|seen))\s)?(?:\w+\s)?(?:attached(?! to\b)|below|included(?! in\b)|above|follows?)\b"
    r"|see (?:the )?(?:attached|screenshots?|video|recording)\b(?! (?:in|of) )|screenshots? angehängt|captures? (?:d'écran )?(?:ci-jointe?s?|ci-dessous)|capturas? (?:de pantalla )?(?:adjuntas?|a continuación)"
)
_NEGATED = re.compile(w.NEGATION)
_CONDITION = re.compile(w.CONDITION)
_TIME = re.compile(w.TIME)
_SETTING = re.compile(w.SETTINGS)
# What a person says of a test in words of their own.
_BORNE_OUT = _frame(
    r"\b<TESTED>|\b(?:verified|tried (?:it|this|out|on|with)|works (?:on|in|with|fine|as|for)|ran (?:it|this|the|all)|<BY_HAND> <VERIFIED>)(?!\w)"
)


def find_deed(sentence: str) -> DeedKind | None:
    """Return what kind of deed a sentence tells of; None where it tells of none.

    ``sentence`` is in words, without markup, its code spans as ``sentences.CODE``.
    """
    text = sentence[:_LONGEST].casefold()
    if find_unspaced_deed(text):
        return "tested"
    before = ""
    for clause in _split_clauses(text):
        if before and _CONDITION.match(before):
            before = clause
            continue
        if kind := _read_clause(clause, text):
            return kind
        before = clause
    return None


_LONGEST = 1_000  # characters; what is longer is no sentence


def says_deed(human_text: str) -> bool:
    """Return True if people say that something was tested, in whatever words."""
    return _BORNE_OUT.search(human_text.casefold()) is not None


def _split_clauses(text: str) -> Iterator[str]:
    for clause in _CLAUSES.split(text):
        if bare := _LEADING.sub("", clause).strip(_TRIM):
            yield bare


def _read_clause(clause: str, text: str) -> DeedKind | None:
    if _CONDITION.match(clause) or _TIME.match(clause):
        return None
    if _is_tested(clause, text):
        return "tested"
    if _is_measured(clause, text):
        return "measured"
    if _REVIEWED.match(clause):
        return "reviewed"
    return "shown" if _SHOWN.match(clause) else None


def _is_tested(clause: str, text: str) -> bool:
    frames = (_PASSES, _TESTED_FIRST, _VERIFIED_FIRST, _RAN, _COUNTED, _NO_FAILURES, _WORKS, _MANUAL_TESTS, _IN_USE)
    frames += (_PASSES_THEM, _ALL_GREEN, _COMPILES)
    if any(frame.match(clause) for frame in frames):
        return True
    if any(tick in text for tick in _TICKS) and _CHECKS_ONLY.fullmatch(clause):
        return True
    if (
        _MANUAL_TESTS.match(text)
        or _PASSES.match(text)
        or _VERIFIED_LABEL.match(text)
        or _NO_ERRORS.match(text.strip(_TRIM))
    ):
        return True
    if _WERE_RUN.match(clause) and not _NEGATED.search(clause):
        return True
    if (found := _FIRST_PERSON.search(clause)) and not _is_denied(clause, found):
        return True
    if _TESTED_LAST.match(clause) and not _NEGATED.search(clause):
        return True
    return _is_passive(clause, text)


def _is_denied(clause: str, found: re.Match[str]) -> bool:
    return bool(_NEGATED.search(clause, 0, found.start()) or re.search(r"\b(?:nicht|nie|niet)\b(?! mehr)", found[0]))


def _is_passive(clause: str, text: str) -> bool:
    found = _PASSIVE.match(clause)
    if not found or _NEGATED.search(text):
        return False
    passive = found[0][len(found["before"]) :]
    if _HAND.search(passive):
        return True
    is_perfect = _PERFECT.search(passive) is not None
    is_of_change = _THE_CHANGE.fullmatch(found["before"]) is not None
    if found["tested"]:
        return is_perfect or is_of_change or _HOW_TESTED.match(found["after"]) is not None
    return is_of_change and (is_perfect or not found["after"].strip())


def _is_measured(clause: str, text: str) -> bool:
    if _MEASURING.search(clause):
        return True
    if _COVERAGE_NOW.match(clause) and not re.search(r"\b(?:must|should|if|require[sd]?|unless)\b", text):
        return True
    if _SETTING.search(clause):
        return False
    if _COVERAGE_IS.match(clause) or _COVERAGE_IS.match(text) or _COMPARED.search(clause):
        return True
    return bool(_METRIC.search(clause) and _MOVED_BY.search(clause))
