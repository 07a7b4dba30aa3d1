"""A draft and what is known of its change → named measures and a total; judges only what code can judge."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace

from bench.drafts.own_text import drop_template

MOST_WORDS = 400
TITLE_LIMIT = 72
TINY_LINES = 6  # changed lines up to which a change is tiny
TINY_FILES = 2
TINY_DRAFT_LINES = 3
TINY_DRAFT_WORDS = 75
MIN_SUBJECTS = 5  # of the base branch, before they say anything of how titles look there
SHARE = 0.6  # of the subjects that have to have a form before it is the form
LEAST_PROSE = 5  # words besides headings, sizes and lists of files, below which a body says nothing
WEIGHTS = {"facts": 40, "why": 15, "title": 10, "length": 10, "grouped": 10, "plain": 10, "paths": 5}
COST_OF_A_FALSE_CLAIM = 15

_FOOTER = re.compile(r"\s*(?:</?sub>)?LLM: [^\n<]*(?:</sub>)?\s*\Z")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?^ {0,3}\1[`~]*[ \t]*$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_WORD = re.compile(r"\w[\w'’./-]*")
_BULLET = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?(?P<text>.+)$", re.MULTILINE)
_HTML = re.compile(r"<!--|</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>")
_IMAGE = re.compile(r"!\[[^\]]*\][(\[]")
_MENTION = re.compile(r"(?<![\w`/.@])@[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:/[\w.-]+)?")
# What only a prompt of ours has: the line around the material, and the headings of its parts.
_LEAK = re.compile(
    r"^.*(?:=====|\bMATERIAL-[0-9a-f]{6}).*$"
    r"|^## (?:Branch|The author's (?:title|words)|Commits: \d+.*|Files changed: \d+|Diff)$",
    re.MULTILINE,
)
_EXTENSIONS = """
    adoc bash c cc cfg cjs clj cmake conf cpp cs css csv dart ex exs fish go gradle groovy h hpp hs htm html ini ipynb
    java jl js json jsonc jsx kt kts less lock lua md mdx mjs mk ml nix patch php pl proto ps1 py pyi rb rs rst sass
    scala scss sh sql svelte svg swift tf toml ts tsx txt vim vue xml yaml yml zig zsh
"""
_EXTENSION = rf"\.(?:{'|'.join(_EXTENSIONS.split())})"
# In code one name will do; in prose it takes a folder and an extension, because "and/or" is no path.
_PATH_IN_CODE = re.compile(rf"(?:\./)?(?:[\w.@+-]+/)+[\w.@+-]*|[\w.@+-]*\w{_EXTENSION}")
_PATH_IN_PROSE = re.compile(rf"(?<![\w./:@-])(?:[\w.@+-]+/)+[\w.@+-]*\w{_EXTENSION}(?![\w/-])")
_FORMS = {
    "Conventional Commits": re.compile(
        r"(?P<kind>build|chore|ci|deps|docs?|feat|fix|perf|refactor|revert|style|tests?)(?:\([^()]{1,40}\))?!?: (?=\S)"
    ),
    "a ticket's key": re.compile(r"\[?[A-Z][A-Z0-9]+-\d+\]?:? (?=\S)"),
    "a prefix before a colon": re.compile(r"(?P<kind>[\w./-]{2,30}): (?=\S)"),
}
_MERGE = re.compile(r"Merge (?:pull request|branch|remote-tracking|tag|commit)\b|Revert \"", re.IGNORECASE)
_NOT_A_VERB = frozenset(
    """
    a an and as at bug by for from i in it its my no of on or our some that the there these this those to we with you
    new minor small various several multiple pr pull changes fixes updates improvements description summary title
    what how why when where which who here
    """.split()  # noqa: SIM905 -- a word a line would fill the screen
)
_VERBS_IN_S = frozenset(
    """
    access address bless bypass canvass compress cross discuss dismiss express focus guess miss pass press process
    progress suppress surpass toss
    """.split()  # noqa: SIM905 -- as above
)
_VERBS_IN_ED_OR_ING = frozenset(
    """
    bring cling embed exceed feed fling need ping proceed seed shed shred sing sling speed spring string succeed swing
    weed wring
    """.split()  # noqa: SIM905 -- as above
)
_WHY = re.compile(
    r"\b(?:because|so that|so as to|in order to|otherwise|therefore|instead of|no longer|until now|previously|currently"
    r"|used to|before this|without (?:this|it|them)|fail(?:s|ed|ing|ures?)?|crash(?:e[sd])?|hang(?:s|ing)?|broken"
    r"|incorrect(?:ly)?|confusing|misleading|too (?:long|large|many|much|slow)|needs?|needed|require[sd]?|avoids?"
    r"|prevents?|allows?|enables?|lets|makes? (?:it )?(?:possible|easier|sure)|ensures?|problem|regression|vulnerab\w+"
    r"|unsafe|cannot|can't|could|could not|couldn't|does not|doesn't|did not|didn't|must not)\b"
    r"|(?:^|[,;.] )to \w+",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^#{1,6} ")
_SIZE = re.compile(
    r"[+−-]?\d[\d,.]*|\b(?:one|only|commits?|files?|folders?|lines?|bytes|chang(?:es?|ed)|updat(?:es?|ed)|modifies|new|added|deleted|renamed|copied|modified|binary"
    r"|mode|type|submodule|symlink|lock|vendored|minified|generated|git|lfs|mostly|top level|more|other|in|and)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a draft says, or must not say, in any of these ways (regular expressions, in any case)."""

    name: str
    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What git knows of a change: the paths in it and around it, its size, the subjects that the base has."""

    changed_paths: frozenset[str] = frozenset()
    all_paths: frozenset[str] = frozenset()  # of the trees before and after
    lines: int = 0  # added and removed
    subjects: tuple[str, ...] = ()  # of the base branch, newest first
    people: str = ""  # what people wrote: the change's commit messages and the lines that it adds
    template: str = ""  # the base's pull request templates


@dataclass(frozen=True, slots=True)
class Score:
    """The named measures of one draft; None where the case or the change gives nothing to measure with."""

    facts_share: float | None
    facts_missing: tuple[str, ...]
    false_claims: tuple[str, ...]
    unknown_paths: tuple[str, ...]
    words: int
    prose_words: int  # without headings, sizes and lists of files
    lines: int
    is_tiny_change: bool
    is_right_length: bool
    title: str
    title_checks: dict[str, bool] = field(default_factory=dict)
    convention: str = ""
    starts_with_why_heuristic: bool = False
    bullets: int = 0
    path_bullets_share_heuristic: float = 0.0
    html: tuple[str, ...] = ()
    images: int = 0
    mentions: tuple[str, ...] = ()
    prompt_leaks: tuple[str, ...] = ()
    repeated_lines: int = 0  # sentences of some length that stand there twice, as a small model's do
    total: int = 0


def read_draft(text: str) -> tuple[str, str]:
    """Return title and body of "title, blank line, body", without the line that names the model."""
    title, _, body = text.replace("\r\n", "\n").lstrip("\n").partition("\n")
    return title.rstrip(), drop_footer(body.strip("\n"))


def drop_footer(body: str) -> str:
    """Return a body without the last line's ``LLM: …``, which is not the draft's and names who wrote it."""
    return _FOOTER.sub("", body).rstrip()


def score_draft(
    title: str,
    body: str,
    *,
    must_mention: Sequence[Fact] = (),
    must_not_claim: Sequence[Fact] = (),
    change: Change | None = None,
) -> Score:
    """Measure one draft, without what the repository's template has; without a change nothing is said of paths."""
    body = drop_template(drop_footer(body), change.template if change else "")
    text, said = f"{title}\n\n{body}", f"{title}\n\n{drop_listing(body)}"
    missing = tuple(fact.name for fact in must_mention if not _is_said(fact, said))
    lines = [line for line in body.splitlines() if line.strip()]
    words, prose_words = len(_WORD.findall(body)), len(_WORD.findall(drop_listing(body)))
    is_tiny = change is not None and 0 < change.lines <= TINY_LINES and len(change.changed_paths) <= TINY_FILES
    bullets = [match["text"] for match in _BULLET.finditer(_FENCE.sub("", body))]
    by_path = sum(1 for bullet in bullets if _begins_with_path(bullet, change))
    prose = _drop_code(body)
    convention, checks = judge_title(title, change.subjects if change else ())
    score = Score(
        facts_share=round(1 - len(missing) / len(must_mention), 3) if must_mention else None,
        facts_missing=missing,
        false_claims=tuple(claim.name for claim in must_not_claim if _is_said(claim, text)),
        unknown_paths=tuple(find_unknown_paths(text, change)) if change else (),
        words=words,
        prose_words=prose_words,
        lines=len(lines),
        is_tiny_change=is_tiny,
        is_right_length=_is_right_length(words, prose_words, len(lines), is_tiny=is_tiny),
        title=title,
        title_checks=checks,
        convention=convention,
        starts_with_why_heuristic=starts_with_why(body),
        bullets=len(bullets),
        path_bullets_share_heuristic=round(by_path / len(bullets), 3) if bullets else 0.0,
        html=tuple(dict.fromkeys(_HTML.findall(prose))),
        images=len(_IMAGE.findall(prose)),
        mentions=tuple(dict.fromkeys(_MENTION.findall(prose))),
        prompt_leaks=tuple(dict.fromkeys(_LEAK.findall(text))),
        repeated_lines=_count_repeated(lines),
    )
    return _with_total(score, is_draft=bool(title.strip() and body.strip()))


def list_measures(score: Score) -> dict[str, object]:
    """Return the measures as JSON takes them."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(score).items()}


def drop_listing(body: str) -> str:
    """Return a body without what any list of files says: headings, sizes, and lines of nothing but paths and sizes.

    A fact that stands in a file's name alone is not told to anybody.
    """
    return "\n".join(line for line in body.splitlines() if not _HEADING.match(line) and _says_something(line))


def find_unknown_paths(text: str, change: Change) -> Iterator[str]:
    """Yield what reads like a path and is none of the change's nor of the trees around it, each once."""
    known = change.changed_paths | change.all_paths
    tops = {path.split("/")[0] for path in known}
    seen: set[str] = set()
    for candidate in _list_paths(text):
        path = candidate.removeprefix("./").strip("/")
        # An action or a repository is owner/name, and no path.
        is_path = candidate.endswith("/") or re.search(rf"{_EXTENSION}$", path) or path.split("/")[0] in tops
        if path and is_path and path not in seen and not any(f"/{path}/" in f"/{each}/" for each in known):
            seen.add(path)
            yield candidate


def starts_with_why(body: str) -> bool:
    """Guess whether the first paragraph gives a purpose: words of cause or need, in prose and not in a list."""
    paragraphs = (part.strip() for part in re.split(r"\n\s*\n", body))
    for paragraph in paragraphs:
        if not paragraph or _HEADING.match(paragraph):
            continue
        if _BULLET.match(paragraph) or not _says_something(paragraph):
            return False
        return bool(_WHY.search(_drop_code(paragraph)))
    return False


def judge_title(title: str, subjects: Sequence[str]) -> tuple[str, dict[str, bool]]:
    """Return the form that the base's subjects have ("" for none), and the checks of a title by name."""
    form = find_form(subjects)
    rest = _drop_prefix(title)
    checks = {
        "is_one_line": bool(title.strip()) and "\n" not in title.strip(),
        "is_short": 0 < len(title) <= TITLE_LIMIT,
        "has_no_full_stop": not re.search(r"(?<!\.)\.$", title.rstrip()),
        "looks_imperative": looks_imperative(rest),
        "has_no_markup": not re.search(r"[`*]|^#|\[[^\]]*\]\(|<[a-z/]", title),
    }
    if form:
        checks["follows_convention"] = _follows(title, form, subjects)
    return form, checks


def find_form(subjects: Sequence[str]) -> str:
    """Return the name of the form that most of a branch's subjects have; "" where they have none."""
    own = [subject for subject in subjects if not _MERGE.match(subject)]
    if len(own) < MIN_SUBJECTS:
        return ""
    for name, pattern in _FORMS.items():
        if sum(1 for subject in own if pattern.match(subject)) >= SHARE * len(own):
            return name
    return ""


def looks_imperative(words: str) -> bool:
    """Guess whether a title begins with a verb in the imperative: not with an article, nor in -ed, -ing or -s."""
    word = (re.match(r"[A-Za-z]+(?:-[A-Za-z]+)?", words) or [""])[0]
    first = word.lower().removeprefix("re-")
    if not first or first in _NOT_A_VERB or (len(word) > 1 and word.split("-")[0].isupper()):
        return False
    if first in _VERBS_IN_S | _VERBS_IN_ED_OR_ING:
        return True
    return not re.search(r"(?:ed|ing|[^s]s|tion|ment|ness)$", first) or first == "document"


def _is_said(fact: Fact, text: str) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in fact.any_of)


def _says_something(line: str) -> bool:
    if not line.strip():
        return True
    rest = _SIZE.sub(" ", _drop_code(line))
    return bool(re.search(r"[^\W\d_]{2}", rest)) or not re.search(r"[`\d]", line)


def _is_right_length(words: int, prose_words: int, lines: int, *, is_tiny: bool) -> bool:
    if prose_words < LEAST_PROSE:
        return False
    return words <= TINY_DRAFT_WORDS and lines <= TINY_DRAFT_LINES if is_tiny else words <= MOST_WORDS


def _drop_code(text: str) -> str:
    return _CODE.sub(" ", _FENCE.sub(" ", text))


def _list_paths(text: str) -> Iterator[str]:
    unfenced = _FENCE.sub(" ", text)
    for match in _CODE.finditer(unfenced):
        code = match[2].strip()
        if _PATH_IN_CODE.fullmatch(code):
            yield code
    yield from _PATH_IN_PROSE.findall(_CODE.sub(" ", unfenced))


def _begins_with_path(bullet: str, change: Change | None) -> bool:
    first = re.match(r"[*_]{0,3}(?:(`+)(?P<code>[^`]+)\1|(?P<word>[\w./@+-]+))", bullet)
    if not first:
        return False
    name = (first["code"] or first["word"]).strip().rstrip(":.")
    if _PATH_IN_CODE.fullmatch(name):
        return True
    names = {path.rpartition("/")[2] for path in change.changed_paths} if change else set()
    return name in names


def _drop_prefix(title: str) -> str:
    for pattern in _FORMS.values():
        if match := pattern.match(title):
            return title[match.end() :]
    return title


def _follows(title: str, form: str, subjects: Sequence[str]) -> bool:
    match = _FORMS[form].match(title)
    if not match or form != "Conventional Commits":
        return match is not None
    kinds = {found["kind"] for found in map(_FORMS[form].match, subjects) if found}
    return match["kind"] in kinds


def _with_total(score: Score, *, is_draft: bool) -> Score:
    """Add the weighted mean of what could be measured, less what each false claim costs; an empty draft has 0."""
    parts: dict[str, float | None] = {
        "facts": score.facts_share,
        "title": _mean(score.title_checks.values()),
        "length": float(score.is_right_length),
        "paths": float(not score.unknown_paths),
        "why": float(score.starts_with_why_heuristic),
        "grouped": 1 - score.path_bullets_share_heuristic if score.prose_words >= LEAST_PROSE else 0.0,
        "plain": float(not any((score.html, score.images, score.mentions, score.prompt_leaks, score.repeated_lines))),
    }
    measured = {name: value for name, value in parts.items() if value is not None}
    # Form without content is worth nothing: it counts in full from half of the facts on.
    form = 1.0 if score.facts_share is None else min(1.0, 2 * score.facts_share)
    points = sum(WEIGHTS[name] * value * (1 if name == "facts" else form) for name, value in measured.items())
    mean = points / sum(WEIGHTS[name] for name in measured)
    total = round(100 * mean) - COST_OF_A_FALSE_CLAIM * len(score.false_claims)
    return replace(score, total=max(total, 0) if is_draft else 0)


def _count_repeated(lines: Sequence[str]) -> int:
    said = [" ".join(_WORD.findall(line.lower())) for line in lines]
    long = [line for line in said if line.count(" ") >= LEAST_PROSE]
    return len(long) - len(set(long))


def _mean(values: Iterable[bool]) -> float:
    known = list(values)
    return sum(known) / len(known)
