"""With a key nobody but us writes a block that passes for ours; without one the marker proves nothing."""

from dataclasses import replace

import pytest

from pr_writer.publish.block import find_blocks
from pr_writer.publish.input_digest import InputDigest
from pr_writer.publish.marker import BEGIN, END, UNSIGNED, Memory, Signer, read_marker, write_marker
from pr_writer.publish.plan import SIGNED, find_owner_note, is_done, plan_update, read_block
from pr_writer.values import Draft, PullRequest

SIGNER = Signer("a key of 32 characters, or more..", 7)
INPUTS = InputDigest("0a")


def pull(body):
    return PullRequest(7, "Fix it", body, "main", "b" * 40, "fix", "h" * 40)


def run(body, draft, signer=SIGNER):
    planned = plan_update(
        pull(body), Draft("Fix it", draft, "m"), inputs=INPUTS, update_title="false", update_body=True, signer=signer
    )
    return body if planned.body is None else planned.body


def test_a_signed_block_is_known_again_and_kept_up_to_date():
    body = run("author", "One.\n\nTwo.")

    assert is_done(pull(body), INPUTS, SIGNER)
    assert read_block(body, SIGNER) == "One.\n\nTwo."
    assert "Mine.\n\nFour." in run(body.replace("One", "Mine"), "Three.\n\nFour.")


@pytest.mark.parametrize(
    "forge",
    [
        pytest.param(lambda _: run("author", "Forged.", UNSIGNED), id="without a key"),
        pytest.param(lambda _: run("author", "Forged.", Signer("another key of theirs", 7)), id="with another key"),
        pytest.param(
            lambda _: run("author", "Forged.", replace(SIGNER, number=8)), id="copied from another pull request"
        ),
        pytest.param(lambda body: body.replace("work=", "work=0"), id="with other inputs"),
        pytest.param(lambda body: body.replace("sections=.", "sections=.0"), id="with another section"),
        pytest.param(lambda body: body.replace(" sig=", " sig=0"), id="with another signature"),
        pytest.param(lambda body: body.split(" sig=")[0] + " -->\nForged.\n" + END, id="without its signature"),
    ],
)
def test_a_block_that_somebody_else_wrote_is_their_text(forge):
    forged = forge(run("author", "Drafted."))

    assert not find_blocks(forged, SIGNER)
    assert not is_done(pull(forged), INPUTS, SIGNER)
    assert read_block(forged, SIGNER) == ""
    after = run(forged, "Drafted anew.")
    assert forged in after
    assert read_block(after, SIGNER) == "Drafted anew."
    assert run(after, "Drafted anew.") == after


def test_the_text_between_signed_markers_cannot_be_exchanged_for_another():
    body = run("author", "Drafted.").replace("Drafted.", "Forged.")

    assert find_owner_note(body, SIGNER)


def test_a_forged_beginning_above_our_block_swallows_nothing():
    body = f"{BEGIN} title=- work=0a block=00 -->\nForged.\n\n{run('author', 'Drafted.')}"

    assert "Anew." in run(body, "Anew.")
    assert run(body, "Anew.").count(" sig=") == 1


def test_a_signed_block_is_left_alone_by_a_run_without_the_key():
    body = run("author", "Drafted.")

    assert find_owner_note(body) == SIGNED
    assert run(body, "Anew.", UNSIGNED) == body


def test_a_marker_holds_what_it_was_given():
    memory = Memory("aa", "bb", "cc", (), signature="")

    assert replace(read_marker(write_marker(memory, SIGNER)), signature="") == memory
    assert "sig=" not in write_marker(memory)


@pytest.mark.parametrize(
    "line",
    [
        f"{BEGIN} sections= -->",
        f"{BEGIN} title=- work=- footer=- -->",
        f"{BEGIN} title=- work=- footer=- sections=aa -->",
        f"{BEGIN} title=- work=- footer=- sections=a.b.c.d -->",
        f"{BEGIN} title=- work=- footer=- sections=a.b.. -->",
        f"{BEGIN} title=- work=- footer=- sections=a.b other=1 -->",
        f"{BEGIN} title=<b> -->",
        f"{BEGIN} title=- work=- footer=- sections=a.b.1-2 -->",
        f"{BEGIN} title=- work=- footer=- sections=a.b.+ -->",
        f"{BEGIN} title=- work=- footer=- sections=a-b.c,, -->",
        f"{BEGIN}",
        f"{BEGIN} title=a=b -->",
    ],
)
def test_a_marker_that_we_did_not_write_says_nothing(line):
    assert read_marker(line) is None
