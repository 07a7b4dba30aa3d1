"""GitHub is read and written through its weather, and only the two fields are ever written."""

import json
import time

import pytest

from pr_writer.errors import ActionError, AlreadyOpenError, NotWritableError
from pr_writer.github_api import GitHubApi
from pr_writer.values import Opening, Plan

REPO = "octo/demo"
SECONDARY = {"message": "You have exceeded a secondary rate limit. Please wait."}
FORBIDDEN = {"message": "Resource not accessible by integration"}


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self):
        self.now, self.naps = 0.0, []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.naps.append(seconds)
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def pulls(github, clock):
    github.add_pull(REPO, 7, title="Old", body="Text")
    return GitHubApi(github.url, "ghs_fake", REPO, sleep=clock.sleep, clock=clock)


def write(pulls, plan):
    """Try until it is written, as a run does that plans the same each time."""
    while not pulls.write(7, plan):
        pulls.read(7)


def test_a_pull_request_is_read_as_it_is_now(github, pulls):
    pull = github.add_pull(
        REPO,
        8,
        title="T",
        body=None,
        author="a[bot]",
        author_type="Bot",
        draft=True,
        labels=("x",),
        head_repo="fork/demo",
    )

    read = pulls.read(8)

    assert (read.number, read.title, read.body, read.head_sha, read.base_sha) == (
        8,
        "T",
        "",
        pull.head_sha,
        pull.base_sha,
    )
    assert (read.author_is_bot, read.is_draft, read.is_fork, read.labels) == (True, True, True, ("x",))
    assert read.state == "open"
    assert not pulls.read(7).is_fork


def test_a_fork_that_was_deleted_is_a_fork(github, pulls):
    github.add_pull(REPO, 9, head_repo="")

    assert pulls.read(9).is_fork
    github.violations.clear()  # GitHub sends null here, whatever its description says


@pytest.mark.parametrize("fields", [{"title": "New"}, {"body": "New"}, {"title": "New", "body": ""}])
def test_a_patch_carries_only_the_fields_that_change(github, pulls, fields):
    pulls.write(7, Plan(**fields))

    assert github.patches() == [fields]


@pytest.mark.parametrize(
    ("status", "content", "headers", "nap"),
    [
        (502, "<html>", {}, 1.0),
        (503, "", {"Retry-After": "7"}, 7.0),
        (504, "", {}, 1.0),
        (403, SECONDARY, {"Retry-After": "30"}, 30.0),
        (403, SECONDARY, {}, 60.0),
        (429, {"message": "Too many requests"}, {"Retry-After": "2"}, 2.0),
    ],
)
@pytest.mark.parametrize("method", ["GET", "PATCH"])
def test_a_passing_fault_is_waited_out(github, pulls, clock, method, status, content, headers, nap):
    github.answer_next(status, content, headers, method=method, times=1)

    if method == "GET":
        assert pulls.read(7).title == "Old"
    else:
        write(pulls, Plan(title="New"))

    assert clock.naps == [nap]


@pytest.mark.parametrize("method", ["GET", "PATCH"])
def test_a_lost_connection_is_tried_again(github, pulls, clock, method):
    github.drop_next(method=method, times=2)

    if method == "GET":
        pulls.read(7)
    else:
        write(pulls, Plan(title="New"))

    assert clock.naps == [1.0, 2.0]


@pytest.mark.parametrize(
    ("status", "content", "headers", "sentence"),
    [
        (503, "", {}, "GitHub answered 503"),
        (403, SECONDARY, {"Retry-After": "50"}, "for longer than two minutes"),
        (
            403,
            SECONDARY,
            {"Retry-After": "4000"},
            "for longer than two minutes. Run it again later, in 67 minutes.",
        ),
    ],
)
def test_patience_ends_after_two_minutes_with_a_sentence(github, pulls, clock, status, content, headers, sentence):
    github.answer_next(status, content, headers, times=99)

    with pytest.raises(ActionError, match=sentence):
        pulls.read(7)

    assert clock.now <= 120


def test_a_used_up_hour_is_not_waited_for(github, pulls, clock):
    reset = str(int(time.time()) + 1800)
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}
    github.answer_next(403, {"message": "API rate limit exceeded for installation."}, headers, times=9)

    with pytest.raises(ActionError, match="later"):
        pulls.read(7)

    assert clock.naps == []


def test_a_server_that_is_not_there_is_a_sentence(clock):
    with pytest.raises(ActionError, match=r"Nothing answers at http://127\.0\.0\.1:9.*Check GITHUB_API_URL"):
        GitHubApi("http://127.0.0.1:9", "t", REPO, sleep=clock.sleep, clock=clock).read(7)

    assert sum(clock.naps) < 10


@pytest.mark.parametrize(
    ("proxy", "sentence"),
    [("", "There is no network to reach nobody.invalid by"), ("http://127.0.0.1:9", "The proxy on the way to nobody")],
)
def test_without_a_network_the_patience_is_short_and_the_network_is_named(clock, monkeypatch, proxy, sentence):
    monkeypatch.setenv("HTTP_PROXY", proxy)
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.setenv("NO_PROXY", "")
    with pytest.raises(ActionError, match=sentence):
        GitHubApi("http://nobody.invalid", "t", REPO, sleep=clock.sleep, clock=clock).read(7)

    assert sum(clock.naps) < 10


@pytest.mark.parametrize(
    ("status", "sentence"), [(401, "github-token"), (403, "contents: read"), (404, "pr-number"), (500, "500")]
)
def test_a_refused_read_says_what_to_mend(github, pulls, clock, status, sentence):
    github.answer_next(status, FORBIDDEN, method="GET", times=1)

    with pytest.raises(ActionError, match=sentence):
        pulls.read(7)

    assert clock.naps == []


def test_a_refused_write_names_the_line_to_add(github, pulls):
    github.answer_next(403, FORBIDDEN, method="PATCH", times=1)

    with pytest.raises(NotWritableError, match="pull-requests: write"):
        pulls.write(7, Plan(title="New"))


@pytest.mark.parametrize("content", [{}, [], "text", {"number": 7, "title": "T"}])
def test_an_answer_that_is_no_pull_request_is_a_sentence(github, pulls, content):
    github.answer_next(200, content, method="GET", times=1)

    with pytest.raises(ActionError, match="GITHUB_API_URL"):
        pulls.read(7)


@pytest.mark.parametrize("content", [None, [], "x", 5, {}, {"total_commits": None}, {"merge_base_commit": None}])
@pytest.mark.parametrize("compare", ["compare", "compare_branches"])
def test_an_answer_that_is_no_comparison_is_a_sentence(github, pulls, compare, content):
    github.answer_next(200, json.dumps(content).encode(), path="/compare/")

    with pytest.raises(ActionError, match=r"answered with something other than a comparison \(.*\)\. Check GITHUB"):
        getattr(pulls, compare)("main", "feature")


def test_the_address_that_is_written_to_is_ours_whatever_an_answer_says(github, pulls):
    github.pulls[REPO, 7].extra["url"] = "http://evil.test/repos/x/y/pulls/1"

    pulls.read(7)
    pulls.write(7, Plan(title="New"))

    assert github.patches() == [{"title": "New"}]


def test_a_comparison_names_the_merge_base_and_the_branchs_own_commits(github, repo, pulls):
    github.add_repository(REPO, repo.path)

    comparison = pulls.compare(repo.rev("main"), repo.rev("feature"))

    assert comparison.merge_base_sha == repo.rev("main~1")
    assert [commit.subject for commit in comparison.commits] == ["Add a greeting", "Greet by name", "Explain greetings"]
    assert comparison.commits[-1].body == "New readers asked."
    assert comparison.commit_count == 3


@pytest.mark.parametrize(("count", "first", "calls"), [(250, 1, 1), (251, 101, 3), (300, 101, 3), (305, 201, 3)])
def test_of_many_commits_the_newest_are_read(github, repo, pulls, count, first, calls):
    github.add_repository(REPO, repo.path)
    repo.commit_many(count, "long")

    comparison = pulls.compare(repo.head, repo.rev("long"))

    assert comparison.commit_count == count
    assert [comparison.commits[0].subject, comparison.commits[-1].subject] == [f"Step {first}", f"Step {count}"]
    assert len(github.api_requests) == calls


def test_the_open_pull_request_of_a_branch_is_found(github, pulls):
    github.add_pull(REPO, 12, head_ref="topic")

    assert pulls.find_open("topic") == 12
    assert pulls.find_open("nobody") is None


def test_a_write_is_tried_once_and_left_to_be_planned_anew(github, pulls):
    github.answer_next(502, "", method="PATCH", times=1)

    assert pulls.write(7, Plan(title="New")) is False
    assert len(github.patches()) == 1
    assert pulls.write(7, Plan(title="New")) is True


MOVED = {"message": "Moved Permanently", "documentation_url": "https://docs.github.com"}


@pytest.fixture
def renamed(github, clock):
    """What was octo/old is octo/demo now."""
    github.add_pull(REPO, 7, title="Old", body="Text")
    return GitHubApi(github.url, "ghs_fake", "octo/old", sleep=clock.sleep, clock=clock)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("is_absolute", [True, False])
def test_a_renamed_repository_is_followed_with_the_method_and_the_fields(github, renamed, status, is_absolute):
    place = f"{github.url if is_absolute else ''}/repos/{REPO}/pulls/7"
    if status == 301 and not is_absolute:
        pytest.skip("PyGithub wants a whole address behind a 301, and GitHub sends one")
    github.answer_next(
        301, MOVED, {"Location": f"{github.url}/repos/{REPO}/pulls/7"}, method="GET", path="old", times=1
    )
    github.answer_next(status, MOVED, {"Location": place}, method="PATCH", path="old", times=1)

    assert renamed.read(7).title == "Old"
    assert renamed.write(7, Plan(title="New"))

    assert github.pulls[REPO, 7].title == "New"
    assert github.patches() == [{"title": "New"}] * 2


def test_a_read_follows_what_github_calls_temporary_too(github, renamed):
    github.answer_next(307, MOVED, {"Location": f"{github.url}/repos/{REPO}/pulls/7"}, path="old", times=1)

    assert renamed.read(7).title == "Old"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize(
    "place",
    ["http://other.test/repos/octo/demo/pulls/7", "https://127.0.0.1/repos/octo/demo/pulls/7"],
)
def test_a_redirect_to_another_server_is_named_and_not_followed(github, pulls, status, place):
    github.answer_next(status, MOVED, {"Location": place}, method="PATCH", times=1)

    with pytest.raises(ActionError, match=r"elsewhere .*(?:other\.test|https).* Set GITHUB_API_URL"):
        pulls.write(7, Plan(title="New"))

    assert github.pulls[REPO, 7].title == "Old"


@pytest.mark.parametrize(("method", "status"), [("GET", 301), ("GET", 308), ("PATCH", 307), ("PATCH", 308)])
def test_a_redirect_in_circles_ends(github, pulls, status, method):
    ways = [f"{github.url}/repos/{REPO}/pulls/{number}" for number in (8, 7)]
    github.answer_next(status, MOVED, {"Location": ways[0]}, path="pulls/7", times=9999)
    github.answer_next(status, MOVED, {"Location": ways[1]}, path="pulls/8", times=9999)

    with pytest.raises(ActionError, match="round in circles"):
        pulls.read(7) if method == "GET" else pulls.write(7, Plan(title="New"))


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (200, {}),
        (200, []),
        (200, "<html>"),
        (200, {"number": 7, "title": "Old", "body": "Text"}),
        (200, {"id": 1, "name": "another thing", "title": None}),
        (200, "[" * 100_000),
        (204, b""),
        (304, b""),
        (301, MOVED),
        (302, MOVED),
        (307, MOVED),
    ],
)
def test_a_write_that_the_answer_does_not_confirm_is_an_error_with_a_next_step(github, pulls, status, content):
    github.answer_next(status, content, method="PATCH", times=1)

    with pytest.raises(ActionError, match=r"check GITHUB_API_URL|Set GITHUB_REPOSITORY"):
        pulls.write(7, Plan(title="New", body="New text"))


@pytest.mark.parametrize("content", [b"", "[" * 100_000, '{"a":' * 100_000, "null", "3", '"text"'])
def test_a_read_of_anything_else_is_a_sentence(github, pulls, content):
    github.answer_next(200, content, method="GET", times=1)

    with pytest.raises(ActionError, match="GITHUB_API_URL"):
        pulls.read(7)


def test_an_answer_with_other_line_ends_holds_what_was_written(github, pulls):
    pull = github.pulls[REPO, 7]
    pull.extra["body"] = "a\r\n\r\nb\r\n"

    assert pulls.write(7, Plan(body="a\n\nb"))


def test_a_closed_pull_request_is_read_as_such(github, pulls):
    github.pulls[REPO, 7].state = "closed"

    assert pulls.read(7).state == "closed"


@pytest.fixture
def opener(github, repo, clock):
    """A repository whose branch `feature` has no pull request."""
    github.add_repository(REPO, repo.path)
    return GitHubApi(github.url, "ghs_fake", REPO, sleep=clock.sleep, clock=clock)


OPENING = Opening("Title", "Body", "main", "feature")


def test_a_pull_request_is_opened_with_one_call(github, opener):
    pull = opener.open(OPENING)

    assert (pull.number, pull.title, pull.body, pull.head_ref, pull.base_ref) == (1, "Title", "Body", "feature", "main")
    assert pull.url == f"{github.origin}/{REPO}/pull/1"
    assert github.calls() == [f"POST /repos/{REPO}/pulls"]


def test_a_busy_github_is_waited_for_and_nothing_was_opened(github, opener, clock):
    github.answer_next(403, SECONDARY, {"retry-after": "7"}, method="POST", times=1)

    assert opener.open(OPENING) is None
    assert clock.naps == [7.0]
    assert opener.open(OPENING).number == 1


def test_a_limit_that_stays_is_no_question_of_permission(github, opener):
    github.answer_next(403, SECONDARY, {"retry-after": "3600"}, method="POST")

    with pytest.raises(ActionError, match="Run it again later") as caught:
        opener.open(OPENING)
    assert not isinstance(caught.value, NotWritableError)


def test_a_second_one_is_never_opened(github, opener):
    opener.open(OPENING)

    with pytest.raises(AlreadyOpenError, match="open already"):
        opener.open(OPENING)
    assert len(github.pulls) == 1


@pytest.mark.parametrize("status", [301, 307, 308])
def test_a_renamed_repository_is_opened_in_by_its_new_name(github, repo, clock, status):
    github.add_repository(REPO, repo.path)
    github.answer_next(status, MOVED, {"Location": f"{github.url}/repos/{REPO}/pulls"}, path="old", times=1)

    GitHubApi(github.url, "ghs_fake", "octo/old", sleep=clock.sleep, clock=clock).open(OPENING)

    assert github.pulls[REPO, 1].title == "Title"


def test_the_pull_requests_of_a_branch_are_listed_closed_ones_too_and_those_of_forks_not(github, opener):
    github.add_pull(REPO, 3, state="closed", head_ref="a&b")
    github.add_pull(REPO, 4, head_ref="a&b")
    github.add_pull(REPO, 5, head_ref="a&b", head_repo="mona/demo")
    github.add_pull(REPO, 6, head_ref="a")

    assert [(pull.number, pull.state) for pull in opener.list_pulls("a&b")] == [(4, "open"), (3, "closed")]


def test_branches_that_are_not_there_have_no_comparison(opener):
    assert opener.compare_branches("main", "nowhere") is None


def test_two_branches_are_compared_once(github, repo, opener):
    found = opener.compare_branches("main", "feature")

    assert opener.compare(repo.rev("main"), repo.rev("feature")) == found
    assert len(github.calls()) == 1
