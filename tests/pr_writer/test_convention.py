"""A title follows the form of the base branch's own: Conventional Commits, tickets, prefixes, or its case."""

import pytest

from pr_writer.convention import apply_convention, learn_convention
from pr_writer.convention.conventional import Conventional
from pr_writer.convention.plain import Plain
from pr_writer.convention.prefixed import Prefixed
from pr_writer.convention.ticketed import Ticketed
from pr_writer.values import Changes, Commit, FileChange

HISTORY = [
    "feat(router): add a deadline (#12)",
    "fix(router): close the socket",
    "fix: parse tabs",
    "docs: explain it",
    "chore(deps): bump openai",
    "Merge pull request #3 from a/b",
]
CONVENTION = Conventional(("fix", "feat", "docs", "chore"), ("router", "deps"), is_lower=True)


def changes(paths=("src/a.py",), subjects=("Change it",), body=""):
    files = tuple(FileChange(path, None, "modified", "100644", "100644", "", "", 1, 1) for path in paths)
    return Changes("b", "h", tuple(Commit("c", subject, body, "A", False) for subject in subjects), files)


def test_a_form_is_learned_from_what_most_subjects_do():
    assert learn_convention(HISTORY) == CONVENTION


@pytest.mark.parametrize(
    "subjects",
    [
        [],
        HISTORY[:3],
        ["Add it", "fix it", "Drop it", "move it", "feat: x"],
        ["Note: a", "Re: b", "wip: c", "http: d", "Todo: e"],
    ],
)
def test_no_form_is_learned_from_few_or_from_others(subjects):
    assert learn_convention(subjects) is None


@pytest.mark.parametrize(
    ("title", "facts", "expected"),
    [
        ("feat(router): add streaming", {}, "feat(router): add streaming"),
        ("feat(Router): Add streaming", {}, "feat(router): add streaming"),
        ("feat(parser): add streaming", {}, "feat: add streaming"),
        ("perf: cache it", {"subjects": ("fix: cache it",)}, "fix: cache it"),
        ("Add streaming", {}, "feat: add streaming"),
        ("Fixes the crash", {}, "fix: fixes the crash"),
        ("Describe the router", {"paths": ("docs/a.md", "README.md")}, "docs: describe the router"),
        ("Bump openai", {"paths": ("requirements.txt",)}, "chore: bump openai"),
        ("Something odd", {}, "fix: something odd"),
        ("GitHub is asked once", {}, "fix: GitHub is asked once"),
        ("feat!: drop it", {}, "feat: drop it"),
        ("feat!: drop it", {"subjects": ("feat!: drop it",)}, "feat!: drop it"),
        ("feat!: drop it", {"body": "BREAKING CHANGE: gone"}, "feat!: drop it"),
    ],
)
def test_a_title_is_brought_into_the_form_by_code(title, facts, expected):
    assert apply_convention(title, CONVENTION, changes(**facts)) == expected
    assert apply_convention(expected, CONVENTION, changes(**facts)) == expected


GO = Prefixed(("net/http", "runtime", "cmd/go"), "{prefix}: {rest}", is_lower=True)
AREAS = Prefixed(("dynamo", "nn"), "[{prefix}] {rest}", is_lower=False)
TICKETS = Ticketed(("ABC", "OPS"), "{key}: {rest}", is_lower=False)
BRACKETS = Ticketed(("ABC",), "[{key}] {rest}", is_lower=False)


@pytest.mark.parametrize(
    ("subjects", "form"),
    [
        (["net/http: a", "net/http: b", "runtime: c", "runtime: d", "cmd/go: e", "all: f"], ("net/http", "runtime")),
        (["[nn] A", "[dynamo] B", "[dynamo] C", "[dynamo] D", "E"], ("dynamo", "nn")),
    ],
)
def test_prefixes_are_learned(subjects, form):
    assert learn_convention(subjects).prefixes[: len(form)] == form


@pytest.mark.parametrize(
    ("subjects", "form"),
    [
        (["ABC-1: A", "ABC-2: B", "OPS-3: C", "Fix", "ABC-4: D"], TICKETS),
        (["[ABC-1] A (#4)", "[ABC-2] B", "[ABC-3] C", "Fix", "[ABC-4] D"], BRACKETS),
        (["gh-1: fix a", "gh-2: fix b", "gh-3: fix c", "d", "e"], Ticketed(("gh",), "{key}: {rest}", is_lower=True)),
        (["Add it", "Fix it", "Drop it", "Move it", "feat: x"], Plain(is_lower=False)),
        (["add it", "fix it", "drop it", "move it", "Merge branch 'a'"], None),
        (["add it", "fix it", "drop it", "move it", "split it"], Plain(is_lower=True)),
    ],
)
def test_tickets_and_the_case_are_learned(subjects, form):
    assert learn_convention(subjects) == form


@pytest.mark.parametrize(
    ("convention", "title", "facts", "theirs", "expected"),
    [
        (TICKETS, "Add streaming", {}, "feature/ABC-12-streaming", "ABC-12: Add streaming"),
        (TICKETS, "Add streaming", {"subjects": ("abc-9 add",)}, "", "ABC-9: Add streaming"),
        (TICKETS, "ABC-7: add streaming", {}, "no ticket", "Add streaming"),
        (TICKETS, "OPS-7: Add it", {}, "ABC-1 and OPS-7", "OPS-7: Add it"),
        (TICKETS, "Decode UTF-8 text", {}, "UTF-8", "Decode UTF-8 text"),
        (BRACKETS, "ABC-5 add it", {}, "see ABC-5", "[ABC-5] Add it"),
        (
            GO,
            "Close idle connections",
            {"paths": ("src/net/http/transport.go",)},
            "",
            "net/http: close idle connections",
        ),
        (GO, "http: Close them", {"paths": ("src/net/http/transport.go",)}, "", "http: close them"),
        (GO, "auth: check it", {"paths": ("src/x/y.go",)}, "", "check it"),
        (GO, "Check it", {"paths": ("src/x/y.go",), "subjects": ("x: check",)}, "", "x: check it"),
        (GO, "Check it", {"paths": ("src/runtime/a.go", "src/net/http/b.go")}, "", "check it"),
        (AREAS, "dynamo: trace it", {}, "", "[dynamo] Trace it"),
        (AREAS, "Trace it", {"paths": ("torch/nn/a.py",)}, "", "[nn] Trace it"),
        (Plain(is_lower=True), "Add it", {}, "", "add it"),
        (Plain(is_lower=False), "add it", {}, "", "Add it"),
        (Plain(is_lower=False), "npm_install is quiet", {}, "", "npm_install is quiet"),
    ],
)
def test_other_forms_are_held_by_code_and_nothing_is_invented(convention, title, facts, theirs, expected):
    assert apply_convention(title, convention, changes(**facts), theirs=theirs) == expected
    assert apply_convention(expected, convention, changes(**facts), theirs=theirs) == expected


@pytest.mark.parametrize(
    ("convention", "title", "facts", "theirs", "expected"),
    [
        (GO, "Windows: fall back to cmd.exe", {}, "", "Windows: fall back to cmd.exe"),
        (GO, "C++: read it", {}, "", "C++: read it"),
        (GO, "I18n: read it", {}, "", "I18n: read it"),
        (GO, "Warning: read it", {}, "", "Warning: read it"),
        (GO, "warning: read it", {}, "", "warning: read it"),
        (GO, "README: read it", {}, "", "README: read it"),
        (GO, "README: Read it", {"paths": ("README.md",)}, "", "README: read it"),
        (GO, "[RFC] read it", {}, "[RFC] read it", "[RFC] read it"),
        (GO, "Windows: read it", {"paths": ("src/runtime/a.go",)}, "", "runtime: Windows: read it"),
        (GO, "sched: fix lost wakeups", {}, "sched: fix lost wakeups", "sched: fix lost wakeups"),
        (GO, "sched: fix lost wakeups", {"subjects": ("sched: fix", "runtime: x")}, "", "sched: fix lost wakeups"),
        (GO, "sched: Fix it", {}, "", "fix it"),
        (GO, "auth: sched: Fix it", {}, "", "fix it"),
        (GO, "Fix it", {"subjects": ("sched: a", "sched: b")}, "", "fix it"),
        (GO, "Fix it", {"subjects": ("runtime: a", "runtime: b")}, "", "runtime: fix it"),
        (GO, "Fix it", {}, "Runtime: mend it", "runtime: fix it"),
        (GO, "net/http, runtime: drop it", {}, "", "net/http, runtime: drop it"),
        (GO, "go.mod: drop it", {"paths": ("go.mod",)}, "", "go.mod: drop it"),
        (AREAS, "Fix it", {"subjects": ("[skip ci] a", "[skip ci] b")}, "", "Fix it"),
        (AREAS, "[skip ci] fix it", {}, "", "Fix it"),
        (AREAS, "[RFC] fix it", {}, "", "[RFC] fix it"),
        (AREAS, "Windows: fix it", {}, "", "Windows: fix it"),
        (TICKETS, "ABC-9 & ABC-10: read it", {}, "ABC-9, ABC-10", "ABC-9 & ABC-10: read it"),
        (TICKETS, "ABC-9, ABC-10 read it", {}, "ABC-10\nABC-9", "ABC-9, ABC-10 read it"),
        (TICKETS, "ABC-9 and ABC-10: read it", {}, "ABC-10", "ABC-10: Read it"),
        (TICKETS, "ABC-9, ABC-10, OPS-1: read it", {}, "ABC-9 OPS-1", "ABC-9, OPS-1: Read it"),
        (TICKETS, "[ABC-9][ABC-10] read it", {}, "", "Read it"),
        (TICKETS, "ABC-9 and later, read it", {}, "ABC-9", "ABC-9: And later, read it"),
        (TICKETS, "ABC-9", {}, "ABC-9", "ABC-9"),
        (TICKETS, "--quiet is read", {}, "ABC-9", "ABC-9: --quiet is read"),
        (BRACKETS, "ABC-9, ABC-10, ABC-11 read it", {}, "ABC-9 ABC-11", "[ABC-9, ABC-11] Read it"),
    ],
)
def test_what_belongs_to_a_title_is_left_in_it(convention, title, facts, theirs, expected):
    assert apply_convention(title, convention, changes(**facts), theirs=theirs) == expected
    assert apply_convention(expected, convention, changes(**facts), theirs=theirs) == expected


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        ("add it", "Add it"),
        ("adds it", "Adds it"),
        ("dropped it", "Dropped it"),
        ("caching it", None),
        ("retried it", "Retried it"),
        ("renaming it", "Renaming it"),
        ("wrote it", "Wrote it"),
        ("when it fails", "When it fails"),
        ("make it so", "Make it so"),
        ("make install is quiet", None),
        ("find -print is quiet", None),
        ("print is quiet", None),
        ("logging is quiet", None),
        ("npm install is quiet", None),
        ("pytest is quiet", None),
        ("add", "Add"),
        (None, "Django 5 is supported"),
        (None, "Polish translation"),
        (None, "React is used"),
        (None, "API keys are read"),
        (None, "Éclair is read"),
        (None, "Add: it"),
    ],
)
def test_only_a_word_that_is_no_name_changes_its_case(lower, upper):
    for title in filter(None, (lower, upper)):
        assert apply_convention(title, Plain(is_lower=True), changes()) == (lower or title)
        assert apply_convention(title, Plain(is_lower=False), changes()) == (upper or title)


@pytest.mark.parametrize("form", [CONVENTION, GO, AREAS, TICKETS, BRACKETS, Plain(is_lower=True)])
def test_every_form_is_told_in_few_words(form):
    assert 5 < len(form.describe().split()) < 60


def test_a_repository_without_a_form_is_left_alone():
    assert apply_convention("Add streaming", None, changes()) == "Add streaming"


def test_the_prompt_is_told_the_form():
    assert CONVENTION.describe() == (
        "in the form `type(scope): description`, the type one of fix, feat, docs, chore; "
        "the scope, if any, one of router, deps"
    )
