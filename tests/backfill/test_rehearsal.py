"""A thousand open pull requests, every tenth of them hostile, on a GitHub that enforces its limits."""

from __future__ import annotations

import os
import re
import signal
from collections import Counter

import pytest
from support.action import REPO
from support.github_limits import PRIMARY, Limits
from support.repos import make_repo

from pr_writer.backfill.pacer import FLOOR_SHARE
from pr_writer.bootstrap import stop

COUNT, BEFORE_THE_INTERRUPT = 1_000, 30
HUGE = "".join(f"value_{number} = {number}\n" for number in range(100_000))
OWN_WORDS = "It was slow."
HOSTILE = ("huge", "null-body", "deleted-fork", "renamed-branch", "gone", "closed-meanwhile")
KINDS = ("hostile", "described", "label", "label", "draft", "draft", "bot", "bot", "fresh", "fresh")
# The kinds that are written, once each.
WRITTEN = {"fresh", "huge", "null-body", "deleted-fork", "renamed-branch"}


def name_kind(number):
    kind = KINDS[number % 10]
    return HOSTILE[number // 10 % len(HOSTILE)] if kind == "hostile" else kind


@pytest.fixture(scope="module")
def heads(tmp_path_factory):
    """A repository and the heads of its branches: a few for a thousand pull requests, and one with a huge diff."""
    repo = make_repo(tmp_path_factory.mktemp("thousand"))
    repo.commit("Start", {"app.py": "def main():\n    print('hello')\n"})
    shas = {}
    for name in ("one", "two", "three", "huge"):
        repo.checkout("main")
        repo.branch(name)
        content = HUGE if name == "huge" else f"def {name}():\n    return {len(name)}\n"
        shas[name] = repo.commit(f"Add {name} to the counters", {f"{name}.py": content})
    return repo, shas


@pytest.fixture
def thousand(github, heads, clock, walk, monkeypatch):
    """The thousand pull requests; those that are described already were so by this very program."""
    for name in os.environ.keys() - {"PATH", "HOME"}:  # as the program leaves it; each start of git goes through it
        monkeypatch.delenv(name)
    repo, shas = heads
    github.add_repository(REPO, repo.path)
    names = ("one", "two", "three")

    def add(number, name, **facts):
        ends = {"base_sha": repo.rev("main"), "head_sha": shas.get(name, "f" * 40), "head_ref": name}
        return github.add_pull(REPO, number, **{"title": name, "body": OWN_WORDS, **ends, **facts})

    pattern = {name: add(number, name) for number, name in enumerate(names, 1)}
    assert walk("--use-llm", "false", "--repo-dir", str(repo.path))[0] == 0
    for number in range(1, COUNT + 1):
        kind, name = name_kind(number), names[number % 3]
        facts = {
            "described": {"title": pattern[name].title, "body": pattern[name].body},
            "label": {"labels": ("no-pr-writer",)},
            "draft": {"draft": True},
            "bot": {"author": "tool[bot]", "author_type": "Bot"},
            "huge": {"head_sha": shas["huge"]},
            "null-body": {"body": None},
            "deleted-fork": {"head_repo": ""},
            "renamed-branch": {"head_ref": "renamed/since"},
            "gone": {"head_sha": f"{number:040x}"},
        }.get(kind, {})
        add(number, name, **facts)
    github.requests.clear()
    github.is_checked = False  # other tests do that, and it takes as long as all else
    github.limits = Limits(clock, used_by_others=60)
    return github.pulls


def list_written(github):
    return [int(call.rpartition("/")[2]) for call in github.calls() if call.startswith("PATCH")]


@pytest.mark.slow
def test_a_thousand_are_walked_within_the_limits_though_the_run_is_interrupted(github, thousand, heads, clock, walk):
    for (_, number), pull in thousand.items():
        if name_kind(number) == "closed-meanwhile":
            github.before_next(
                lambda _, pull=pull: setattr(pull, "state", "closed"), method="GET", path=rf"/pulls/{number}$"
            )
    command = ("--use-llm", "false", "--skip-drafts", "--repo-dir", str(heads[0].path))
    before = {number: (pull.title, pull.body) for (_, number), pull in thousand.items()}

    def interrupt(seconds, sleep=clock.sleep):
        sleep(seconds)
        if len(list_written(github)) == BEFORE_THE_INTERRUPT:
            os.kill(os.getpid(), signal.SIGINT)

    clock.sleep = interrupt
    handler = signal.signal(signal.SIGINT, stop)
    try:
        interrupted = walk(*command)
    finally:
        signal.signal(signal.SIGINT, handler)
    del clock.sleep
    once, closed = list_written(github), sum(pull.state == "closed" for pull in thousand.values())
    code, out, _ = walk(*command)

    assert interrupted[0] == 130
    assert "Interrupted; run it again to go on." in interrupted[1]
    assert len(once) == BEFORE_THE_INTERRUPT
    written = list_written(github)
    assert sorted(written) == [number for number in sorted(before) if name_kind(number) in WRITTEN]
    for (_, number), pull in thousand.items():
        if name_kind(number) not in WRITTEN:
            assert (pull.title, pull.body) == before[number]
        else:
            assert pull.body.startswith(before[number][1] or "")
            assert pull.body.count("<!-- pr-writer:begin") == 1
    assert code == 1
    ended = Counter(re.findall(r"^#\d+ +(\S+)", out, re.MULTILINE))
    kinds = Counter(map(name_kind, sorted(before)))
    assert ended.total() == COUNT - closed
    assert ended["failed"] == kinds["gone"]
    assert ended["skipped"] == kinds["label"] + kinds["draft"] + kinds["bot"] + kinds["closed-meanwhile"] - closed
    assert ended["updated"] + BEFORE_THE_INTERRUPT == len(written)
    assert github.limits.violations == []
    # The floor is kept for others, but for the requests of the pull request that was in work.
    assert github.limits.lowest["core"] >= PRIMARY * FLOOR_SHARE - 1
