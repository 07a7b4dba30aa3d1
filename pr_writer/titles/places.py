"""Names of parts of the code: which of them changed paths are about, and which scopes a history's titles have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pr_writer.titles.english_verbs import read_words
from pr_writer.values import Changes, FileChange

MAX_SCOPES = 20
REGULAR = 3  # times that a type or a verb stands as a scope before it is a part's name, as `cargo test`'s is
_SHORTEST = 3  # letters that are left of a word without its plural's ending

# What a change does, and no part of the code: slips of whoever wrote `fix(test)` for `test`.
_DEEDS = read_words(
    """
    add added adds bugfix change changed changes chore cleanup delete feat feature fix fixed fixes hotfix improve
    improvement improvements merge minor misc move other perf refactor refactoring release remove removed rename
    revert style test testing tests update updated updates upgrade various wip
    """
)


def list_places(files: Iterable[FileChange]) -> list[str]:
    """Return each file's path, and the same without the file's ending, as what names of parts are looked up in."""
    return [_write_places(file.path) for file in files]


def is_about(name: str, places: str) -> bool:
    """Return True if a name is a folder of the path, some of them in a row, or the file with or without its ending."""
    wanted = name.casefold().strip("/")
    return bool(wanted) and f"/{wanted}/" in places


def find_about_all(names: Sequence[str], places: Sequence[str]) -> str:
    """Return the longest of the names that every path is about; "" where none is."""
    fitting = [name for name in names if places and all(is_about(name, place) for place in places)]
    return max(fitting, key=len, default="")


def merge_scopes(counts: Mapping[str, int]) -> tuple[str, ...]:
    """Return the scopes, the most frequent first, each once: of ``lint`` and ``lints`` the more frequent one stands."""
    spellings: dict[str, Counter[str]] = {}
    for scope, count in counts.items():
        spellings.setdefault(_fold(scope), Counter())[scope] += count
    totals = Counter({found.most_common(1)[0][0]: found.total() for found in spellings.values()})
    return tuple(name for name, _ in totals.most_common())


def find_rare_deeds(counts: Mapping[str, int]) -> frozenset[str]:
    """Return the types and verbs that once or twice stood as a scope; ``ci``, ``deps`` and ``docs`` name a part too."""
    return frozenset(scope for scope, count in counts.items() if count < REGULAR and scope.lower() in _DEEDS)


def list_usual(scopes: Sequence[str], changes: Changes | None) -> tuple[str, ...]:
    """Return the scopes to tell of, those first that a changed path is about."""
    places = list_places(changes.files) if changes else []
    near = [scope for scope in scopes if any(is_about(scope, place) for place in places)]
    return tuple(dict.fromkeys((*near, *scopes)))[:MAX_SCOPES]


def find_scope(said: str, given: Sequence[str], known: Sequence[str]) -> str:
    """Return a scope as people write it for this change, else as the history does; "" for one that nobody has.

    ``given`` are people's, ``known`` the history's; of one with commas each part has to be somebody's.
    """
    spelled = {_fold(scope): scope for scope in reversed(known)}
    spelled |= {scope.casefold(): scope for scope in reversed(known)}
    spelled |= {scope.casefold(): scope for scope in reversed(given)}

    def spell(scope: str) -> str:
        return spelled.get(scope.casefold()) or spelled.get(_fold(scope), "")

    if whole := spell(said):
        return whole
    parts = [spell(part.strip()) for part in said.split(",")]
    return ",".join(parts) if all(parts) else ""


def _write_places(path: str) -> str:
    folder, _, name = path.casefold().rpartition("/")
    return f"/{folder}/{name}/\n/{folder}/{name.partition('.')[0] or name}/"


def _fold(scope: str) -> str:
    """Return what is equal for the same word in another case, with other joints, or in the plural."""
    plain = scope.casefold().replace("-", "").replace("_", "").replace(" ", "")
    is_plural = plain.endswith("s") and not plain.endswith("ss") and len(plain) > _SHORTEST
    return plain[:-1] if is_plural else plain
