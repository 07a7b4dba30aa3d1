"""Headings that only a person can fill, in the languages of the world: below them a draft says what the diff shows."""

from __future__ import annotations

import re
from typing import Literal

from pr_writer.lazy_pattern import compile_lazily

HeadingKind = Literal["deeds", "tests"]

# "How has this been tested?", "Test results", "QA": a question about what somebody did.
_DEEDS = compile_lazily(
    r"\btested\b|\bhow\b.*\b(?:verified|validated)\b|^(?:verified|validated) (?:on|with|in|locally|manually|by)\b"
    r"|\btest(?:ing)? (?:results?|done|performed|evidence|report|summary|notes)\b|\bmanual(?:ly)?\b.*\btest"
    r"|\btest.*\bmanual|\bhow (?:did|have) (?:you|we|i)\b.*\btest|^(?:qa|qa notes|quality assurance|sanity checks?)$"
    r"|^(?:screen ?shots?|screen ?casts?|recordings|before ?/? ?after)$|\b(?:benchmark|performance|coverage) results?\b"
    r"|^(?:ci|build) (?:status|results?)$"
    r"|\bgetestet\b|^testergebniss?e?\b|manuelle[rn]? tests?"
    r"|\btestée?s?\b|^résultats des tests|tests? manuels?"
    r"|\b(?:probado|verificado|testeado)\b|^resultados de (?:las )?pruebas|pruebas manuales"
    r"|testad[oa]s?\b|testes manuais|\btestat[oaie]\b|протестирован|ручн\w+ тест|результат\w* тест|проверено"
    r"|测试(?:结果|情况|记录|报告|验证)|验证(?:结果|情况)$|自测|截图|如何测试的"
    r"|動作確認|テスト結果|検証結果$"
    r"|確認(?:した|内容|事項|済)|スクリーンショット|테스트 (?:결과|내역)|검증 ?결과$|스크린샷"
)
# "Testing", "Test plan": what the tests of the diff cover belongs here as well, and how to try it.
_TESTS = compile_lazily(
    r"\btest|\bqa\b|^(?:verification|validation|evidence|vérifications?|verificación|verifikation)$|\bprüf"
    r"|\bpruebas?\b|\bprobar\b|\bprove\b|тест|провер|测试|測試|验证|驗證|テスト|検証|테스트|검증|اختبار|परीक्षण"
    r"|kiểm thử|kiểm tra|ทดสอบ|בדיק|δοκιμ"
)
_NOTHING_DONE = compile_lazily(
    r"\A\W*(?:n/?a\b|none\b|no\b(?! (?:\w+ )?(?:errors?|failures?|issues?|problems?|regress))|not\b|nothing\b"
    r"|nicht\b|keine?\b|kein\b|entfällt|aucune?\b|pas\b|non\b|ningun[ao]?\b|sin\b|todo\b|tbd\b|нет\b|не\b|无|未|没有|尚未"
    r"|なし|未|없음|해당 없음)"
    r"|\b(?:not|never|nicht|noch nicht|pas|aún no|no se ha)\b|未|还没|ていません|않았"
)
_INSTRUCTION = compile_lazily(
    r"\A\W*(?:\d+[.)]\s*)?(?:to (?:test|try|verify|reproduce|check)|(?:please\s+)?(?:run|start|open|click|check|use"
    r"|set|visit|execute|call|send|install|build|create|make|verify|try|test"
    r"|go|log|upload|add|remove|compare|see|confirm|navigate|select|enter|press|launch|deploy|trigger|configure"
    r"|enable|disable|expect|ensure|load|pull|checkout|check out|copy|change|edit|wait|observe)\b"
    r"|steps?\b|how to\b|with\b.*\brun\b|\x01|bitte\b|führe\b|starte\b|öffne\b|lancer\b|lancez\b|ouvrir\b|ouvrez\b"
    r"|exécute[rz]\b|ejecut[ae]\b|ejecutar\b|abr[ae]\b|abrir\b|inicia\b|运行|打开|启动|执行|请|запустит\w|откр\w+)"
    r"|(?:してください|します。?\Z|를 실행|하세요|하십시오)"
)
_ABOUT_TESTS = compile_lazily(
    r"\btests?\b|\btest |tested by|spec\b|specs\b|cover(?:s|ed|age)?\b|pruebas?\b|testes?\b|тест|测试|測試|テスト"
    r"|테스트|testf[aä]ll|assert|fixture|snapshot"
)
# What a person does to try a change; "Added", "Moved" or "Switched" would be what the change does.
_PAST_FIRST = compile_lazily(
    r"\A\W*(?:\w+ly\s+)?(?:ran|opened|clicked|started|launched|logged (?:in|out)|loaded|deployed|installed|built"
    r"|compared"
    r"|tried|navigated|visited|uploaded|downloaded|called|sent|triggered|simulated|reproduced|entered|typed|pressed"
    r"|selected|confirmed|checked(?! in\b)|verified|validated|observed|noticed|saw|watched|exercised|walked|stepped"
    r"|played"
    r"|measured|timed|profiled|inspected|booted|spun up|submitted|toggled|scrolled|resized|connected|restarted|killed"
    r"|tested|benchmarked|executed|went)\b(?!\s+(?:by|tests?|cases?|files?|users?)\b)"
)
# That something is over and done, anywhere in a sentence.
_PAST = compile_lazily(
    r"\b(?:was|were|did|had|has been|have been|went|saw|ran|worked|works (?:on|in|with|fine|as)|behaved|looked"
    r"|looks (?:good|fine|right|correct)|showed|logged in)\b"
    r"|\b(?:i|we)(?:['’]ve| have)? [a-z]+ed\b|\b(?:locally|manually|by hand|on my|on our)\b|\b(?:and"
    r"|then) (?:\w+ly )?(?:checked|clicked|opened|compared|verified|confirmed)\b"
    r"|\b(?:wurden?|habe|haben|hat|lief(?:en)?|funktioniert|manuell|lokal)\b|\b(?:a été|ont été|j['’]ai|nous avons"
    r"|fonctionne|manuellement)\b"
    r"|\b(?:se ha|se han|fue|fueron|he|hemos|funciona|manualmente|localmente|foi|foram)\b|\b(?:è stat[oa]|ho"
    r"|abbiamo)\b|\b(?:был[аио]?|работает|вручную|локально)\b"
    r"|了|过|已|正常|ました|済|했습니다|됨|정상"
)


def read_heading_kind(heading: str) -> HeadingKind | None:
    """Return "deeds" for a heading that asks what somebody did, "tests" for one about tests, None for any other."""
    key = heading.casefold().strip(" :?!*_#")
    if _DEEDS.search(key):
        return "deeds"
    return "tests" if _TESTS.search(key) else None


def belongs_to_person(sentence: str, kind: HeadingKind, *, has_tests: bool) -> bool:
    """Return True if a sentence below such a heading tells what only a person can know.

    Below "tests" that is what begins with what somebody did; below "deeds" all that is over and done, but for
    instructions, denials, and, where tests are in the diff (``has_tests``), words about tests.
    """
    text = sentence[:1_000].casefold()
    if not re.search(r"\w|\x01", text) or _NOTHING_DONE.search(text):
        return False
    if _PAST_FIRST.match(text):
        return True
    if kind == "tests" or _INSTRUCTION.search(text) or (has_tests and _ABOUT_TESTS.search(text)):
        return False
    return _PAST.search(text) is not None
