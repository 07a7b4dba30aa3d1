"""The pull request that a merge's message tells of is read, and nothing else is taken for one."""

import pytest

from pr_writer.titles.merge_messages import READ, read_merged_pull
from pr_writer.values import Commit, Issue


@pytest.mark.parametrize(
    ("subject", "body", "pull"),
    [
        ("Merge pull request #12 from ada/tabs", "\nRead tabs\n\nWhy.\n", Issue(12, "Read tabs", "Why.")),
        ("Auto merge of #12 - ada:tabs, r=bob", "Read tabs\nWhy.", Issue(12, "Read tabs", "Why.")),
        ("Merge #12", "", Issue(12, "", "")),
        ("Merge #12 #13", "12: Read tabs", Issue(12, "12: Read tabs", "")),
        ("Merge branch 'tabs'", "Read tabs", None),
        ("Merge pull request #x", "Read tabs", None),
        ("Merge #12345678901", "Read tabs", None),
        ("Read tabs (#12)", "Why.", None),
        ("", "", None),
    ],
)
def test_a_merge_names_the_pull_request_and_its_body_begins_with_the_title(subject, body, pull):
    assert read_merged_pull(Commit("c", subject, body, "Ada", True)) == pull


def test_so_much_of_a_message_is_read():
    pull = read_merged_pull(Commit("c", "Merge #1", f"Title\n{'x' * READ}", "Ada", True))

    assert pull is not None
    assert len(pull.body) < READ
