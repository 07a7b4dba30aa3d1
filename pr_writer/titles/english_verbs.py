"""English words that a title may begin with, and that are surely no names."""

from __future__ import annotations

from collections.abc import Iterator


def read_words(text: str) -> frozenset[str]:
    """Return the words of a list that is easier to read and to add to than a literal."""
    return frozenset(text.split())


# Left out on purpose: express, react, compose, request, type, go, put and others that are names as often as verbs.
_VERBS = read_words(
    """
    abort accept acquire adapt add adjust align allow annotate answer append apply ask assert assign attach avoid
    backport batch block bound build bump bundle bypass cache call cancel capture catch change check clarify clean
    clear close collect combine compare compile complete compute configure consider consolidate convert copy correct
    count cover crash create cut deal debug declare decode decouple deduplicate defer define delay delete deny
    deprecate derive describe detect disable disallow discard display distinguish document download draft drain drop
    duplicate emit enable encode encourage end enforce ensure escalate escape evaluate exclude expand explain export
    expose extend extract fail fetch fill filter find finish fix flush fold follow forbid force format forward fuzz
    generate get give group guard handle harden hide hoist hold honor honour ignore implement import improve include
    increase infer inform inherit initialise initialize inject inline insert inspect install integrate introduce
    invalidate invoke isolate keep know learn leave let limit list load lock log look lower make mark match measure
    mend mention merge migrate minimise minimize mock modify move name narrow normalise normalize note notify obey
    offer omit open optimise optimize order override own parse pass patch permit persist pick pin point populate
    prefer prepare preserve prevent print process propagate protect prove provide publish qualify query quote raise
    read rebuild record recover redact reduce refactor refer refine refresh refuse register reject relax release
    reload rely remember remove rename render reorder reorganise reorganize repair repeat replace report require
    reset resolve respect restore restrict restructure retry return reuse revert review reword rework rewrite rotate
    run sanitise sanitize save say score send separate serve set share shorten show sign silence simplify skip sort
    specify speed spell split start state stop store strip support suppress surface switch sync take tell test throw
    tidy tighten tolerate touch trace track translate treat trigger trim truncate try tune turn tweak unify unpin
    update upgrade upload use validate verify wait wake warn widen wire wrap write
    """
)
_IRREGULAR = read_words(
    "began broke brought built caught chose did does found gave got held kept left made ran sent showed threw told "
    "took went wrote"
)
_PLAIN = read_words(
    """
    after all also always an and another any because before better both but by do don't during each either every
    everything faster few first for from how if in initial instead into invalid is it its last many minor missing
    more most never new no not nothing now obsolete of on only our several slightly small so some something stale than
    that the their then there these they this those to unless until unused various we what when whenever where
    whether while why with without wrong you your
    """
)
_MODULES = frozenset({"logging", "testing"})
# Programs as well: in lower case these are a word only before one that no program takes.
_PROGRAMS = read_words("cut find install join kill make patch sort split sync test touch")
_OBJECTS = read_words("a an each every it its our sure that the their them these this those")
# Before these a verb in lower case is the name of something: "print is quiet", "fetch now waits".
_PREDICATES = read_words("are can cannot does fails has have is must never no now should was were will works")


def is_plain_word(word: str, after: str = "") -> bool:
    """Return True if a word is a verb or another common word, and no name; ``after`` is the word behind it."""
    low = word.lower()
    if low in _PLAIN or low in _IRREGULAR:
        return True
    if low in _MODULES or (word == low and after in _PREDICATES) or (word in _PROGRAMS and after not in _OBJECTS):
        return False
    return not _VERBS.isdisjoint(_list_stems(low))


def _list_stems(word: str) -> Iterator[str]:
    """Yield what a word may be a form of: drops, dropped, dropping, caches, retried."""
    yield word
    for ending in ("s", "es", "d", "ed", "ing"):
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 2:
            continue
        yield stem
        yield f"{stem}e"
        if stem[-1] == stem[-2]:
            yield stem[:-1]
        if stem[-1] == "i":
            yield f"{stem[:-1]}y"
