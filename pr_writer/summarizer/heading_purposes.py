"""A heading of a template → what it asks for, in the languages of the world; whoever fills one in asks here."""

from __future__ import annotations

import re
from typing import Literal

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.sections import read_key, read_short_key

Purpose = Literal[
    "", "person", "kind", "changelog", "before", "breaking", "testing", "issues", "docs",
    "what", "purpose", "changes", "notable",
]  # fmt: skip

# The first that fits. "person" is what only a person has (pictures, their word, what they did by hand), "kind" are
# boxes to tick, "before" is how things were, "docs" what documents there are.
_PURPOSES: tuple[tuple[Purpose, re.Pattern[str]], ...] = (
    (
        "person",
        compile_lazily(
            r"\bscreen ?(?:shots?|casts?|recordings?)\b|\brecordings?\b|\bvideos?\b|\bdemos?\b|\bgifs?\b"
            r"|\bbefore (?:and )?after\b|\bsign(?:ed)? ?off\b|\bcla\b|\blegal\b|\blicen[cs]e\b|\bcopyright\b"
            r"|\bagreement\b"
            r"|^(?:suggested |requested )?reviewers?$|\bassignees?\b|\bwho can review\b|\bdisclosure\b"
            r"|\bmanual(?:ly)?\b.*\btest|\btest.*\bmanual|\bmanuelle?\w* tests?\b|\bcute animal\b"
            r"|\bbildschirm|\bcaptures?\b|\bcapturas?\b|скриншот|截图|截圖|スクリーンショット|スクショ|스크린샷"
            r"|캡처"
            r"|^(?:レビュアー|レビュワー|审阅者|审查人|리뷰어)$"
        ),
    ),
    (
        "kind",
        compile_lazily(
            r"\btypes? of\b|\bwhat (?:type|kind)\b|\bkind of\b|\btype de\b|\btipo de\b|^(?:change )?types?$"
            r"|\bcheck ?lists?\b"
            r"|\brequirements\b|\bplease (?:check|confirm|make sure|ensure)\b|\bbefore (?:submitting|you)\b"
            r"|^categor(?:y|ies)$"
            r"|\bart der\b|\bcheckliste\b|\blista de (?:verifica|comproba|chequeo)|\bliste de (?:contrôle"
            r"|vérif)|^тип\b"
            r"|чек ?лист|тип изменени|类型|類型|性质|清单|清單|自查|检查项|チェックリスト|チェック項目"
            r"|変更の種類|種別|체크리스트|유형"
        ),
    ),
    (
        "changelog",
        compile_lazily(
            r"\buser facing\b|\bchange ?log\b|\brelease ?notes?\b|\bnews(?: fragment)?\b|更新日志|发布说明"
            r"|リリースノート"
        ),
    ),
    ("before", compile_lazily(r"\b(?:current|old|previous|existing) (?:behaviou?r|state|situation)\b|^before\b")),
    (
        "breaking",
        compile_lazily(
            r"\bbreaking\b|\bmigrations?\b|\bcompatib|\bupgrad|不兼容|破坏性|兼容性|破壊的|互換性|호환성"
            r"|несовместим"
        ),
    ),
    (
        "testing",
        compile_lazily(
            r"\btest|\bverif|\bqa\b|\bvalidat|\bgetestet|\bprüf|\bpruebas?\b|\bprobar\b|\bessais?\b|тест|провер"
            r"|测试|測試"
            r"|验证|テスト|検証|動作確認|確認方法|테스트|검증"
        ),
    ),
    (
        "issues",
        compile_lazily(
            r"^(?!how do|.*\b(?:descri|summary|motivation|address)).*(?:"
            r"\bissues?\b|\btickets?\b|\brelated\b|\bfixes\b|^fix$|\bcloses\b|\bresolves\b|\breferences?\b"
            r"|\brefs?\b|\bjira\b"
            r"|\blinks?\b|\bverwandt|\bzugehörig|\bbehebt\b|\bincidencias?\b|\bliée?s?\b|задач|关联|相关|關聯"
            r"|関連|이슈)"
        ),
    ),
    ("docs", compile_lazily(r"\bdoc(?:s|umentation)\b|\bdokumentation\b|文档|ドキュメント")),
    (
        "notable",
        compile_lazily(r"\bside effects?\b|\brisks?\b|\bimpact\b|\bcaveats?\b|\banything else\b|\breviewers?\b"),
    ),
    (
        "what",
        compile_lazily(
            r"\bwhat\b|\bnew behaviou?r\b|\bdescri|\bsummary\b|\boverview\b|\babout\b|\bproposed\b"
            r"|\bpropos(?:al|ition)\b"
            r"|^after\b|\btl ?dr\b|\babstract\b"
            r"|\bbeschreib|\bzusammenfassung\b|\büberblick\b|\bwas\b|\brésumé\b|\bquoi\b|\bresumen\b|\bresumo\b"
            r"|\bqué\b|\bo que\b"
            r"|\bdescrizione\b|\briepilogo\b|\bopis\b|описание|что\b|描述|说明|說明|概述|概要|简介|简述|説明"
            r"|内容|做了什么|やったこと"
            r"|개요|설명|내용|요약"
        ),
    ),
    (
        "purpose",
        compile_lazily(
            r"\bwhy\b|\bmotivation\b|\bcontext\b|\bbackground\b|\bproblem\b|\breasons?\b|\brationale\b"
            r"|\bpurpose\b|\bgoals?\b"
            r"|\bwarum\b|\bgrund\b|\bhintergrund\b|\bkontext\b|\bzweck\b|\bpourquoi\b|\bcontexte\b|\bpor qué\b"
            r"|\bmotivaci[óo]n\b"
            r"|\bcontexto\b|\bmotivo\b|зачем|почему|контекст|мотивация|причина|背景|目的|原因|动机|理由|배경"
            r"|이유|목적"
        ),
    ),
    (
        "changes",
        compile_lazily(
            r"\bchang|\bmodif|\bimplementation\b|\bdetails?\b|\bsolution\b|\bapproach\b|\bhow\b"
            r"|\bänderung|\bumsetzung\b|\blösung\b|\bcambios\b|\bmudanças\b|\balterações\b|изменени|решение"
            r"|改动|变更|变动|修改"
            r"|解决方案|实现|変更|修正|対応|변경|수정"
        ),
    ),
    (
        "notable",
        compile_lazily(
            r"\bnotes?\b|\bworth\b|\badditional\b|\bother\b"
            r"|\bcaveats?\b"
            r"|\bhinweise?\b|\banmerkung|\bsonstig|\brisik|\bnotas?\b|\bremarques?\b|примечани|备注|备註|其他"
            r"|影响|风险|備考|補足"
            r"|その他|影響|비고|참고|기타"
        ),
    ),
)


def read_purpose(heading: str) -> Purpose:
    """Return what a heading, or a bold word, asks for; "" where its words say nothing of it.

    What stands in brackets counts only where the rest says nothing.
    """
    for key in (read_short_key(heading), read_key(heading)):
        for purpose, words in _PURPOSES if key else ():
            if words.search(key[:200]):
                return purpose
    return ""
