"""What in a template is said to the author, and goes once the template is filled in: in words, or in italics."""

from __future__ import annotations

import re

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.sections import drop_comments
from pr_writer.summarizer.heading_purposes import read_purpose

ASKED_IN = 80  # words: what is longer is there to be read

# Words that ask for what now stands there, and options to choose from.
_ASKS = compile_lazily(
    r"\b(?:please|describe|explain|provide|list|include|add|mention|summari[sz]e|what|why|how|which"
    r"|if (?:any|applicable|relevant|needed|so|yes|no)|e\.g\.|for example|replace|remove|delete|fill|write|todo|tbd"
    r"|n/?a|none|yes|no|here|description of|your (?:changes?|descriptions?|answers?|text))\b|\?|\.\.\.|…|x{3,}"
    r"|^\[.*\]$|^[\w -]{1,20}(?:/[\w -]{1,20}){1,5}$"
    r"|\bbitte\b|\bbeschreib\w*|\berklär\w*|\bveuillez\b|\bdécri\w*|\bexpli\w+|\bpor favor\b|\bdescri[bv]\w*"
    r"|пожалуйста|опиши|请|請|描述一下|填写|ください|記載|記入|？|주세요|작성",
    re.IGNORECASE | re.DOTALL,
)
_TO_AUTHOR = compile_lazily(
    r"\b(?:thanks?|thank you|welcome|you|your|optional|required|give|share|link to|explanation|motivation"
    r"|screenshots?"
    r"|danke|vielen dank|merci|gracias|obrigad[oa]|du|dein\w*|sie|ihr\w*|vous|votre|tu|su)\b|спасибо|вы\b|ваш"
    r"|谢谢|感谢|您|你|ありがとう|감사|^(?:\w+[ ])?(?:check|make|keep|use|tick|mark|try|see)\b"
    r"|\bitalics?\b|\bsubmit(?:ting)?\b|\breviewers?\b"
    r"|^\W*(?:link|put|outline|state|name|note|tell|attach|paste|read|follow|ensure|demonstrate|specify|enumerate|select"
    r"|choose|pick|confirm|complete|refer|summary of|steps to|an? (?:few|short|brief|clear|concise)"
    r"|one (?:short )?sentence"
    r"|(?:ticket|issue|jira|bug) (?:numbers?|links?|ids?)|before (?:merging|opening)|if (?:this|it|the))\b",
    re.IGNORECASE,
)
_GREETING = compile_lazily(
    r"\W*(?:thanks?\b|thank you\b|welcome\b|hi\b|hello\b|danke\b|vielen dank\b|merci\b|gracias\b|obrigad[oa]\b"
    r"|спасибо"
    r"|谢谢|感谢|ありがとう|감사|.{0,60}(?<!not )(?<!n't )(?<!never )\b(?:delete|remove|erase)"
    r" (?:this|these|the (?:above|below))\b)",
    re.IGNORECASE,
)
_ITALIC = compile_lazily(
    r"(?:>[ ]?)?(?P<mark>\*{3}|_{3}|[*_])(?![*_\s])(?P<text>.*[^\s*_])(?P=mark)[ \t]*[.!:]?", re.DOTALL
)
_OPTIONAL = compile_lazily(
    r"\boptional(?:ly|e[rsnm]?)?\b|\bfacultati\w+|\boptionnel\w*|\bopcional\w*|\bopzional\w*|необязательн"
    r"|可选|選填|选填|任意|省略可|선택",
    re.IGNORECASE,
)
_IF_ANY_WORDS = r"(?:if|where|when|as) (?:applicable|appropriate|relevant|any|needed|necessary)"
_IF_ANY, _IF_ANY_ASIDE = (compile_lazily(form, re.IGNORECASE) for form in (_IF_ANY_WORDS, rf"\({_IF_ANY_WORDS}\)"))
_LEAVE_OUT = compile_lazily(
    r"\b(?:remove|delete|omit|skip|leave out|drop) this (?:whole |entire )?(?:section|heading|part)\b"
    r"|\bthis section (?:can|may) be (?:removed|deleted|omitted|skipped)\b",
    re.IGNORECASE,
)


def is_asking(block: str) -> bool:
    """Return True if a block of a template asks for what is to stand there, in plain words or in italics."""
    text = block.strip()
    if len(text.split()) > ASKED_IN:
        return False
    if _ITALIC.fullmatch(text):
        return is_guidance(text)
    return _ASKS.search(text) is not None


def is_guidance(block: str) -> bool:
    """Return True if a block is wholly in italics and said to the author; italics that state something are not."""
    italic = _ITALIC.fullmatch(block.strip())
    if italic is None or len(block.split()) > ASKED_IN:
        return False
    return bool(_ASKS.search(italic["text"]) or _TO_AUTHOR.search(italic["text"]))


def is_greeting(block: str) -> bool:
    """Return True if a block greets whoever opens the pull request, or tells them to take it away."""
    return is_guidance(block) or (len(block.split()) <= ASKED_IN and _GREETING.match(block.strip()) is not None)


def is_greeting_section(heading: str, text: str) -> bool:
    """Return True if a heading and all below it only greet whoever opens the pull request."""
    blocks = filter(str.strip, drop_comments(text).split("\n\n"))
    return is_greeting(heading.strip("#*_ \t")) and all(map(is_greeting, blocks))


def allows_nothing(remark: str) -> bool:
    """Return True if a remark on a line says that there may be nothing to put there."""
    return bool(_IF_ANY.search(remark) or _OPTIONAL.search(remark))


def is_optional(heading: str, text: str) -> bool:
    """Return True if a section says of itself that it may be left out, in its heading, a comment or italics."""
    if _OPTIONAL.search(heading) or (_IF_ANY_ASIDE.search(heading) and read_purpose(heading) != "person"):
        return True
    comments = (one.partition("-->") for one in text.split("<!--")[1:])
    said = [*(words for words, end, _ in comments if end), *filter(is_guidance, text.split("\n\n"))]
    return any(_LEAVE_OUT.search(one) or re.match(r"\W*optional\b", one, re.IGNORECASE) for one in said)
