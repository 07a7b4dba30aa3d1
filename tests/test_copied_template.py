"""A template that was copied from a body that we described: what we once remembered in it says nothing of a new one."""

import pytest
from test_owner_templates import lay_owner  # noqa: F401 - a fixture
from test_repository_guidelines import lay  # noqa: F401 - a fixture

from pr_writer.publish.input_digest import InputDigest
from pr_writer.publish.marker import BEGIN, END, Signer
from pr_writer.publish.plan import plan_update
from pr_writer.values import Draft, PullRequest

PATH = ".github/pull_request_template.md"
EARLIER = "## Summary\n\nTabs were mixed.\n\n## Testing\n\nBy hand."
KEY = "0123456789abcdef0123456789abcdef"


def describe(body="", *, squash_safe=False, key=""):
    """A body as another pull request has it."""
    plan = plan_update(
        PullRequest(3, "Tabs", body, "main", "b" * 40, "tabs", "h" * 40),
        Draft("Tabs", EARLIER, "m"),
        inputs=InputDigest("0a"),
        update_title="true",
        update_body=True,
        squash_safe=squash_safe,
        signer=Signer(key, 3),
    )
    return plan.body


WHOLE = describe("Thanks!\n")
COPIES = {
    "as it was": WHOLE,
    "with another text": WHOLE.replace("Tabs were mixed.", "_Say why._").replace("By hand.", "_Say how._"),
    "one paragraph of another text": WHOLE.replace("By hand.", "_Say how._"),
    "without a text": f"{WHOLE[: WHOLE.index('## Summary')]}\n{END}\n",
    "without the end marker": f"{WHOLE[: WHOLE.index('<sub>')]}\n",
    "without the begin marker": WHOLE.replace(WHOLE[WHOLE.index(BEGIN) : WHOLE.index("## Summary")], ""),
    "with a footer that ends it": describe("Thanks!\n", squash_safe=True),
    "another text above a footer that ends it": describe("Thanks!\n", squash_safe=True).replace("By hand", "_How?_"),
    "signed": describe("Thanks!\n", key=KEY),
    "twice": f"{WHOLE}\n\n## More\n\n{WHOLE.replace('By hand', '_How?_')}",
    "of older markers": f"Thanks!\n\n{BEGIN} block=0123456789ab title=- work=- -->\nSay why.\n{END}\n",
    "of a version to come": f"Thanks!\n\n{BEGIN} title=0 spirit=9 by=7.0.0 -->\nSay why.\n{END}\n",
    "bare": f"Thanks!\n\n{BEGIN} -->\nSay why.\n{END}\n",
    "bare and without an end": f"Thanks!\n\n{BEGIN} -->\nSay why.\n",
}


@pytest.mark.parametrize("copy", ["with another text", "without the end marker", "signed"])
def test_a_pull_request_that_github_filled_with_it_is_described_and_kept_up_to_date(model, lay, start, copy):  # noqa: F811
    pull = lay({PATH: COPIES[copy]})
    pull.body = COPIES[copy].replace("\n", "\r\n")

    assert start().outputs["outcome"] == "updated"
    assert pull.body.count("Visitors were not greeted.") == 1
    assert pull.body.count(BEGIN) == pull.body.count(END) == 1
    assert start().outputs["outcome"] == "unchanged"

    model.answers = ["Greet visitors by name\n\nNobody was greeted.\n\n- Greet by name"]
    assert start(inputs={"force": "true"}).outputs["outcome"] == "updated"
    assert "Nobody was greeted." in pull.body
    assert "Visitors were not greeted." not in pull.body


def plan(body, template, draft="Visitors were not greeted.", **options):
    pull = PullRequest(7, "Fix it", body, "main", "b" * 40, "fix", "h" * 40)
    asked = {
        "inputs": InputDigest("0b"),
        "update_title": "false",
        "update_body": True,
        "templates": ((PATH, template),),
    }
    return plan_update(pull, Draft("Fix it", draft, "m"), **(asked | options))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("key", ["", KEY])
@pytest.mark.parametrize("copy", COPIES)
def test_it_is_a_place_for_the_draft_or_no_text(copy, key, newline):
    body, signer = COPIES[copy].replace("\n", newline), Signer(key, 7)

    first = plan(body, COPIES[copy], signer=signer).body
    again = plan(first, COPIES[copy], "Nobody was greeted.", signer=signer).body

    assert first.count("Visitors were not greeted.") == again.count("Nobody was greeted.") == 1
    assert "Visitors" not in again
    assert plan(again, COPIES[copy], "Nobody was greeted.", signer=signer).body is None


@pytest.mark.parametrize("copy", COPIES)
def test_what_the_author_wrote_above_and_below_it_is_kept(copy):
    body = f"It was rude.\n\n{COPIES[copy]}\nSee you."

    for draft in ("Visitors were not greeted.", "Nobody was greeted."):
        body = plan(body, COPIES[copy], draft).body

        assert body.startswith("It was rude.\n")
        assert "\nSee you." in body
        assert body.count(draft) == 1


@pytest.mark.parametrize("copy", ["without the begin marker", "twice"])
def test_what_the_author_wrote_around_it_stays(lay, start, copy):  # noqa: F811
    pull = lay({PATH: COPIES[copy]})
    pull.body = f"It was rude.\n\n{COPIES[copy]}\nSee you."

    assert start().outputs["outcome"] == "updated"
    assert pull.body.startswith("It was rude.\n")
    assert "\nSee you." in pull.body
    assert pull.body.count("Visitors were not greeted.") == 1
    assert start().outputs["outcome"] == "unchanged"


@pytest.mark.parametrize("copy", ["of older markers", "bare"])
def test_what_the_author_wrote_into_it_is_theirs(model, lay, start, copy):  # noqa: F811
    pull = lay({PATH: COPIES[copy]})
    pull.body = body = COPIES[copy].replace("Say", "It was rude. Say")

    assert start().outputs["skipped-reason"] == "edited-by-a-person"
    assert pull.body == body
    assert not model.requests


def test_a_block_that_a_person_made_theirs_stays_so_where_the_template_is_a_copy_of_another(model, lay, start):  # noqa: F811
    pull = lay({PATH: COPIES["with another text"]})
    pull.body = COPIES["with another text"]
    start()
    pull.body = edited = pull.body.replace("Visitors were", "No guest was").replace("- Add", "- Put")

    assert start(inputs={"force": "true"}).outputs["skipped-reason"] == "edited-by-a-person"
    assert pull.body == edited
    assert len(model.requests) == 1


@pytest.mark.parametrize("copy", ["with another text", "without the begin marker"])
def test_the_owners_own_template_may_be_such_a_copy(pull, lay_owner, start, copy):  # noqa: F811
    lay_owner({PATH: f"## About\n\n{COPIES[copy]}", "README.md": "Hello.\n"})
    pull.body = f"## About\n\n{COPIES[copy]}"

    assert start().outputs["outcome"] == "updated"
    assert pull.body.count("Visitors were not greeted.") == 1
    assert start().outputs["outcome"] == "unchanged"
