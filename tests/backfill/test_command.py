"""A backlog from its command line to GitHub: what is written, what is left, where it stops and what is told."""


def list_written(github):
    return [int(call.rpartition("/")[2]) for call in github.calls() if call.startswith("PATCH")]


def test_every_open_pull_request_is_described_newest_first(github, backlog, walk):
    pulls = [backlog(number) for number in (1, 2, 3)]
    backlog(4, state="closed")

    code, out, _ = walk()

    assert code == 0
    assert list_written(github) == [3, 2, 1]
    assert all("<sub>LLM: m</sub>" in pull.body for pull in pulls)
    assert "3 of 3 pull requests" in out


def test_what_is_described_already_costs_one_request_and_no_model(github, backlog, walk, model):
    backlog(1)
    walk()
    github.requests.clear()
    asked = len(model.requests)

    code, out, _ = walk()

    assert (code, len(model.requests)) == (0, asked)
    assert github.calls() == ["POST /graphql", "GET /repos/octo/demo/pulls/1"]
    assert "1 unchanged" in out
