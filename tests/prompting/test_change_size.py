"""What a person has to read says how large a change is: no lock file, nothing that only moved."""

import pytest
from support.drafting import change, changes, lock, moved

from pr_writer.prompting.change_size import LENGTHS, count_allowed_words, count_asked_words, is_large, is_small


@pytest.mark.parametrize(
    ("files", "small", "large"),
    [
        ([], False, False),
        ([change("a.py", 3, 2)], True, False),
        ([change("a.py", 3, 2), lock("x.lock", 900, 900)], True, False),
        ([change("a.py", 12, 1)], False, False),
        ([change(f"{n}.py", 1, 0) for n in range(4)], False, False),
        ([change("a.py", 401, 0)], False, True),
        ([change(f"{n}.py", 1, 0) for n in range(16)], False, True),
        ([moved(f"old/{n}.py", f"new/{n}.py") for n in range(40)], False, False),
    ],
)
def test_a_change_is_as_large_as_what_is_to_be_read(files, small, large):
    made = changes([], files)

    assert (is_small(made), is_large(made)) == (small, large)


def test_only_the_default_length_depends_on_the_size():
    ordinary, large = changes([], [change("a.py")]), changes([], [change("a.py", 900)])

    assert [count_allowed_words(length, ordinary) for length in LENGTHS] == [60, 120, 400]
    assert [count_allowed_words(length, large) for length in LENGTHS] == [60, 200, 400]


def test_of_a_small_change_less_is_asked_for_than_it_may_have():
    small, ordinary = changes([], [change("a.py", 3, 1)]), changes([], [change("a.py", 30)])

    assert [count_asked_words(length, small) for length in LENGTHS] == [60, 60, 400]
    assert [count_asked_words(length, ordinary) for length in LENGTHS] == [60, 120, 400]
