"""What POST /agent/artifacts/pr answers, from the request on the wire to the process that drafts."""

from __future__ import annotations

import threading

import pytest
from support.pr_server import DRAFT, METRICS, STATUS, wait_for


class Waiting:
    """A request that is answered in a thread of its own."""

    def __init__(self, server, **fields):
        self.answered = None
        self._thread = threading.Thread(target=self._ask, args=(server, fields))
        self._thread.start()

    def _ask(self, server, fields):
        self.answered = server.draft(**fields)

    def join(self):
        self._thread.join(20)
        return self.answered


def test_the_documented_request_drafts_the_branch_that_is_checked_out(server, model):
    answered = server.draft(use_llm=True, dry_run=True)

    assert answered.status == 200
    draft = answered.json
    assert (draft["title"], draft["body"]) == ("Add a greeting", "Adds a greeting for new visitors.")
    assert (draft["model"], draft["backend"], draft["outcome"]) == ("gpt-test", "fallback", "dry-run")
    assert (draft["pr_number"], draft["files_read"], draft["files_total"]) == (None, 3, 3)
    [attempt] = draft["attempts"]
    assert attempt.pop("seconds") >= 0
    assert attempt == {"backend": "fallback", "model": "gpt-test", "result": "ok", "cause": ""}
    assert len(model.requests) == 1
    assert answered.headers["cache-control"] == "no-store"

    metrics = server.ask("GET", METRICS).body.decode()
    assert 'llm_attempts_total{backend="fallback",model="gpt-test",result="ok"} 1' in metrics
    assert 'llm_tokens_total{backend="fallback",model="gpt-test",kind="prompt"} 120' in metrics
    assert 'http_requests_total{method="POST",route="/agent/artifacts/pr",status="200"} 1' in metrics


def test_a_pull_request_is_written(server, pull):
    answered = server.draft(pr_number=7, dry_run=False)

    assert (answered.status, answered.json["outcome"]) == (200, "updated")
    assert pull.title == "Add a greeting"


@pytest.mark.parametrize(
    ("body", "status"), [(b"", 400), (b"{", 400), (b"[]", 400), ({"use_llm": 1, "foo": 2}, 422), ({"head": "no"}, 404)]
)
def test_what_cannot_be_used_is_told(server, body, status):
    answered = server.ask("POST", DRAFT, body)

    assert answered.status == status
    assert answered.detail.endswith(".")
    if status == 422:
        assert answered.json["faults"].keys() == {"use_llm", "foo"}


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "application/jsonx"])
def test_what_a_browser_sends_unasked_is_refused(server, kind):
    assert server.ask("POST", DRAFT, {}, headers={"Content-Type": kind}).status == 415


def test_json_may_name_its_characters(server):
    assert (
        server.ask("POST", DRAFT, {"head": "no"}, headers={"Content-Type": "Application/JSON; charset=utf-8"}).status
        == 404
    )


def test_a_server_that_writes_nothing_says_so(serve, pull, github):
    answered = serve("--dry-run").draft(pr_number=7, dry_run=False)

    assert answered.status == 403
    assert answered.detail.startswith("This server was started with --dry-run")
    assert github.patches() == []


def test_a_server_without_a_free_place_says_when_to_come_back(serve, model):
    server = serve("--workers", "1")
    asked, go = model.hold()
    first = Waiting(server)
    assert asked.wait(20)

    turned_away = [server.draft(), server.ask("POST", "/llm/chat", {"messages": [{"role": "user", "content": "x"}]})]
    open_still = server.ask("GET", "/healthz")
    go.set()

    assert [answered.status for answered in turned_away] == [503, 503]
    assert all(int(answered.headers["retry-after"]) > 0 for answered in turned_away)
    assert open_still.status == 200
    assert first.join().status == 200
    assert server.draft().status == 200


def test_two_requests_for_one_pull_request_do_not_cross(server, pull, model):
    asked, go = model.hold()
    first = Waiting(server, pr_number=7, dry_run=False)
    assert asked.wait(20)

    second = server.draft(pr_number=7, dry_run=False)
    go.set()

    assert second.status == 409
    assert int(second.headers["retry-after"]) > 0
    assert "pull request #7" in second.detail
    assert first.join().json["outcome"] == "updated"
    assert server.draft(pr_number=7, dry_run=False).json["outcome"] == "unchanged"


def test_a_client_that_goes_away_ends_its_model_call(serve, leaving_model, caplog):
    caplog.set_level("INFO", "pr_writer")
    server = serve("--workers", "1", FALLBACK_OPENAI_BASE_URL=leaving_model.url)
    connection = server.send("POST", DRAFT, {})
    assert leaving_model.asked.wait(20)

    connection.close()

    assert leaving_model.left.wait(10), "the call to the model goes on"
    wait_for(lambda: "client-gone" in caplog.text)
    wait_for(lambda: 'result="cancelled"} 1' in server.ask("GET", METRICS).body.decode())
    assert server.draft(use_llm=False).status == 200, "its place is free again"


def test_a_client_that_goes_away_while_github_is_written_to_leaves_nothing_half_done(server, pull, github):
    writing, go = threading.Event(), threading.Event()

    def wait(_):
        writing.set()
        go.wait(20)

    github.before_next(wait, method="PATCH")
    connection = server.send("POST", DRAFT, {"pr_number": 7, "dry_run": False})
    assert writing.wait(20)
    connection.close()
    server.ask("GET", "/healthz")
    go.set()

    wait_for(lambda: server.draft(pr_number=7, dry_run=False).status == 200)
    assert pull.title == "Add a greeting"
    assert len(github.patches()) == 1


def test_a_process_that_is_killed_is_an_answer_and_no_end(serve, model):
    server = serve("--workers", "1")
    asked, go = model.hold()
    first = Waiting(server)
    assert asked.wait(20)
    [worker] = server.pool._working
    worker._process.kill()
    answered = first.join()
    go.set()

    assert answered.status == 500
    assert "ended before it was done" in answered.detail
    assert server.draft(use_llm=False).status == 200


@pytest.mark.parametrize(("most", "kept"), [(1, 0), (2, 1)])
def test_a_process_is_replaced_after_so_many_drafts(serve, monkeypatch, most, kept):
    monkeypatch.setattr("pr_writer.server.draft_pool.MAX_DRAFTS", most)
    server = serve()

    assert server.draft(use_llm=False).status == 200
    assert len(server.pool._idle) == kept


def test_stopping_lets_a_running_request_end(serve, model):
    server = serve()
    asked, go = model.hold()
    first = Waiting(server)
    assert asked.wait(20)

    stopping = threading.Thread(target=server.stop)
    stopping.start()
    wait_for(lambda: not server.takes_connections())
    go.set()
    stopping.join(20)

    assert first.join().status == 200


def test_stopping_waits_no_longer_than_it_may(serve, model):
    server = serve(bounds={"drain_s": 1})
    asked, go = model.hold()
    first = Waiting(server)
    assert asked.wait(20)
    server.stop()
    go.set()

    answered = first.join()
    assert answered.status == 503
    assert "being stopped" in answered.detail


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
def test_another_method_is_405(server, method):
    answered = server.ask(method, DRAFT)

    assert (answered.status, answered.headers["allow"]) == (405, "POST")
    assert answered.detail == "This path does not take that method. Ask with POST, or see GET /openapi.json."


def test_nothing_else_is_here(server):
    assert server.ask("GET", "/agent").status == 404


def test_each_request_is_one_line_without_its_body(server, caplog):
    caplog.set_level("INFO", "pr_writer")
    server.draft(head="secret-branch-name")
    server.ask("GET", "/x%0aGET%20/fake%20200")
    server.ask("GET", f"{STATUS}/{'y' * 3000}")

    def lines():
        return [record.getMessage() for record in caplog.records if record.name == "pr_writer"]

    wait_for(lambda: len(lines()) == 3)
    assert [line.split()[:3] for line in lines()] == [
        ["POST", DRAFT, "404"],
        ["GET", "/x%0AGET%20/fake%20200", "404"],
        ["GET", f"{STATUS}/{'y' * 3000}"[:200], "404"],
    ]
    assert lines()[0].endswith(" s failed")
    assert "secret-branch-name" not in caplog.text
