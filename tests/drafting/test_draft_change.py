"""A change becomes a finished draft: a model's where one can be asked, else the summarizer's; and it is said which."""

import json
import logging
from dataclasses import replace
from itertools import pairwise

import pytest
from support import doubles

from pr_writer.context.guidelines import RepoGuidelines
from pr_writer.drafting.draft_change import describe_failover, draft_change
from pr_writer.drafting.draft_sanitizer import DraftSanitizer
from pr_writer.errors import ActionError, NoAnswerError, TooLongError
from pr_writer.events import ChunksAsked, Drafted, Journal, ModelAsked, Noted, SecretRedacted
from pr_writer.markdown.length import count_prose
from pr_writer.prompting.token_estimate import estimate_tokens
from pr_writer.values import Commit

ANSWER = '{"title": "Read tabs in the parser", "body": "The parser failed on tabs.\\n\\n- Read them in `a.py`"}'
CHANGES = doubles.make_changes(doubles.make_file("a.py"))


@pytest.fixture
def draft():
    """A way to draft a change, with what was recorded on the way."""
    journal = Journal()

    def run(model, *, changes=CHANGES, context=None, options=doubles.OPTIONS):
        reader = doubles.StubReader(changes)
        sanitizer = DraftSanitizer("https://github.com", options.secrets, "")
        context = context or doubles.make_context()
        result = draft_change(model, reader, changes, context, options, sanitizer, journal.record)
        return result, journal.list_events(), reader

    return run


def find(events, kind):
    return [event for event in events if isinstance(event, kind)]


def test_a_models_answer_becomes_the_draft(draft):
    result, events, _ = draft(doubles.StubModel(ANSWER))

    assert (result.draft.title, result.draft.model, result.is_final) == ("Read tabs in the parser", "m", True)
    assert find(events, Drafted)[-1].backend == "fallback"


@pytest.mark.parametrize("model", [None, doubles.StubModel(NoAnswerError("The primary is down.")), "claims nothing"])
def test_without_a_model_the_summarizer_drafts_and_only_what_stands_in_is_not_final(draft, model):
    if model == "claims nothing":
        model = doubles.StubModel('{"title": "Read tabs", "body": "I tested it by hand on my machine."}')
    result, events, _ = draft(model)

    assert (result.draft.model, find(events, Drafted)[-1].backend) == (None, "template")
    assert result.is_final is (model is None)


def test_a_missing_backend_is_no_model_that_was_asked(draft):
    assert draft(doubles.StubModel(NoAnswerError("None is configured.", was_asked=False)))[0].was_asked is False


@pytest.mark.parametrize(("is_expected", "level"), [(False, logging.WARNING), (True, logging.INFO)])
def test_no_answer_is_a_warning_unless_it_is_expected(draft, caplog, is_expected, level):
    with caplog.at_level(logging.INFO, logger="pr_writer"):
        draft(doubles.StubModel(NoAnswerError("None is configured.", is_expected=is_expected)))

    (record,) = [record for record in caplog.records if "template draft" in record.message]
    assert record.levelno == level


def test_what_the_user_has_to_mend_comes_up(draft):
    with pytest.raises(ActionError, match="Check the key"):
        draft(doubles.StubModel(ActionError("Check the key.")))


WORDS = "One two three four five six seven eight nine ten. "
POINTS = [f"One two three {number} five six. {WORDS}" for number in range(60)]
TOLD = [
    json.dumps({"title": "Read tabs", "body": WORDS * 3 + "".join(f"\n\n- {point}" for point in POINTS)}),
    json.dumps({"title": "Read tabs", "why": WORDS * 3, "points": [point * 3 for point in POINTS]}),
    json.dumps({"title": "Read tabs", "why": WORDS * 60}),
]


@pytest.mark.parametrize(
    "template", ["", "## What\n\n<!-- why -->\n\n## Testing\n\nHow to test it, in the words of a template"]
)
@pytest.mark.parametrize(("length", "words"), [("short", 60), ("medium", 120), ("long", 400)])
@pytest.mark.parametrize("told", TOLD)
def test_a_draft_is_no_longer_than_asked_for_and_no_sentence_is_cut(draft, told, length, words, template):
    context = doubles.make_context(template=template)
    changes = doubles.make_changes(*(doubles.make_file(f"src/f{n}.py") for n in range(5)))
    result, _, _ = draft(
        doubles.StubModel(told), changes=changes, options=replace(doubles.OPTIONS, length=length), context=context
    )

    own = result.draft.body.partition("## Testing")[0].removeprefix("## What")
    assert words / 2.5 <= count_prose(own) <= words
    assert own.strip().startswith("One two three")
    assert all(line.rstrip().endswith(".") for line in own.splitlines() if line.strip())
    assert result.draft.body.endswith(template[-20:])


def test_the_draft_without_a_model_is_no_longer_than_asked_for(draft):
    commits = tuple(Commit(f"{n}" * 40, f"Fix {n}", WORDS * 4, "A", is_merge=False) for n in range(9))
    changes = replace(CHANGES, commits=commits, commit_count=9)
    result, _, _ = draft(None, changes=changes, options=replace(doubles.OPTIONS, length="short"))

    assert 10 <= count_prose(result.draft.body) <= 60
    assert " …" not in result.draft.body


@pytest.mark.parametrize(("files", "words", "points"), [(1, "60", "2"), (5, "120", "5"), (16, "200", "8")])
def test_the_model_is_asked_for_what_the_size_of_the_change_deserves(draft, files, words, points):
    changes = doubles.make_changes(*(doubles.make_file(f"src/f{n}.py") for n in range(files)))
    model = doubles.StubModel(ANSWER)
    draft(model, changes=changes)

    assert f"at most {words} words in all" in model.prompts[0]
    assert f"at most {points}, and none for a small fix" in model.prompts[0]


class SmallModel(doubles.StubModel):
    """Reads so many tokens, prompt and answer together, and may say so when it is asked for more."""

    def __init__(self, limit, *, states_it):
        super().__init__()
        self.limit, self.states_it = limit, states_it
        self.sizes = []

    def ask(self, messages, *, response_format=None, accept=None):
        self.sizes.append(sum(estimate_tokens(message["content"]) for message in messages))
        if self.sizes[-1] > self.limit * 0.8:
            raise TooLongError("too long", self.limit if self.states_it else None)
        self.answers.append(ANSWER)
        return super().ask(messages, response_format=response_format, accept=accept)


class CuttingReader(doubles.StubReader):
    """Cuts each patch to its share of the budget."""

    def at_budget(self, max_tokens):
        lines = max_tokens // (8 * len(self.changes.files))
        cut = [replace(file, patch="\n".join(file.patch.split("\n")[:lines])) for file in self.changes.files]
        return replace(self.changes, files=tuple(cut))


@pytest.mark.parametrize("states_it", [True, False])
@pytest.mark.parametrize("limit", [500, 2_000, 3_000, 4_000, 6_000, 12_000, 24_000])
@pytest.mark.parametrize("files", [1, 40, 300])
def test_a_prompt_that_is_too_long_is_cut_until_it_fits_and_else_the_summarizer_drafts(
    draft, monkeypatch, limit, states_it, files
):
    monkeypatch.setattr(doubles, "StubReader", CuttingReader)
    # Smaller than the budget, so that half of the budget alone would send the same again.
    changes = doubles.make_changes(*(doubles.make_file(f"src/f{n}.py", 600 // files) for n in range(files)))
    options = replace(doubles.OPTIONS, max_diff_tokens=24_000)
    model = SmallModel(limit, states_it=states_it)

    result, _, _ = draft(model, changes=changes, options=options)

    assert all(later < earlier for earlier, later in pairwise(model.sizes))
    assert len(model.sizes) <= 7
    assert result.is_final is (result.draft.model == "m") is (model.sizes[-1] <= limit * 0.8)
    assert limit < 4_000 or result.draft.model == "m"
    if states_it and limit >= 4_000:
        assert len(model.sizes) <= 2


def test_a_parts_refusal_for_its_length_is_no_end_of_the_run(draft, large):
    changes, options = large
    model = SmallModel(4_000, states_it=True)
    model.limit = 100

    result, _, _ = draft(model, changes=changes, options=options)

    assert (result.draft.model, result.is_final) == (None, False)


def test_one_line_says_what_is_drafted_and_who_is_asked_before_the_answer_is_waited_for(draft, caplog):
    class Watching(doubles.StubModel):
        def ask(self, messages, **options):
            self.said = caplog.text
            return super().ask(messages, **options)

    model = Watching(ANSWER)
    with caplog.at_level(logging.INFO, logger="pr_writer"):
        draft(model)

    line = "Drafting main…fix/parser (pull request 7), 1 file, "
    assert line in model.said
    assert "tokens; asking the model m, up to 20 s." in model.said


@pytest.mark.parametrize("facts", [{"language": "German"}, {"instructions": "Be brief."}])
@pytest.mark.parametrize("model", [None, doubles.StubModel(NoAnswerError("None is there."))])
def test_a_wish_that_only_a_model_can_fulfil_is_said_to_do_nothing(draft, caplog, facts, model):
    model = model and doubles.StubModel(NoAnswerError("None is there."))
    with caplog.at_level(logging.INFO, logger="pr_writer"):
        draft(model, options=replace(doubles.OPTIONS, **facts))
        assert f"⟨{next(iter(facts))}⟩ does nothing here: no model drafts." in caplog.text

        caplog.clear()
        draft(doubles.StubModel(ANSWER), options=replace(doubles.OPTIONS, **facts))
        assert "does nothing" not in caplog.text


def test_a_bots_version_bump_is_told_without_a_model(draft):
    bump = doubles.make_file("package.json")
    patch = '@@ -1 +1 @@\n-    "left-pad": "1.2.0",\n+    "left-pad": "1.3.0",'
    bump = replace(bump, added=1, removed=1, patch=patch, shown_lines=2)
    pull = replace(doubles.PULL, author="dependabot[bot]", author_is_bot=True, head_ref="dependabot/npm/left-pad-1.3.0")
    changes = doubles.make_changes(bump, subject="Bump left-pad from 1.2.0 to 1.3.0")
    model = doubles.StubModel()

    result, _, _ = draft(model, changes=changes, context=doubles.make_context(pull=pull))

    assert (model.prompts, result.draft.model, result.is_final) == ([], None, True)


def test_a_secret_is_taken_out_of_the_prompt_and_said_once_though_the_prompt_is_built_twice(draft, caplog):
    options = replace(doubles.OPTIONS, secrets=("s3cr3t-of-the-job",))
    changes = doubles.make_changes(
        replace(doubles.make_file("a.py"), patch="@@ -0,0 +1 @@\n+key = 's3cr3t-of-the-job'")
    )
    model = doubles.StubModel(TooLongError("too long"), ANSWER)

    with caplog.at_level(logging.WARNING, logger="pr_writer"):
        _, events, _ = draft(model, changes=changes, options=options)

    assert all("s3cr3t" not in prompt for prompt in model.prompts)
    assert len(find(events, SecretRedacted)) == 1
    assert len([record for record in caplog.records if "secret" in record.message]) == 1


def make_wide(lines):
    """A change of one file with so many lines of unchanged code around it."""
    around = "\n".join(f" around_{n} = read(tabs, {n})" for n in range(lines))
    file = doubles.make_file("a.py")
    return doubles.make_changes(replace(file, wide_patch=f"{file.patch}\n{around}"))


def test_what_is_around_a_change_is_shown_and_counts(draft):
    model = SmallModel(100_000, states_it=True)
    draft(model, changes=make_wide(400))

    assert "around_399" in model.prompts[0]
    assert "unchanged code around its lines is shown as well" in model.prompts[0]
    assert model.sizes[0] > 400 * 8


def test_where_a_prompt_is_too_long_what_is_around_the_change_goes_first(draft):
    model = SmallModel(8_000, states_it=True)
    _, _, reader = draft(model, changes=make_wide(1_000))

    assert ["around_" in prompt for prompt in model.prompts] == [False]
    assert "+line_2 = 'a.py'" in model.prompts[0]
    assert "The diff is complete." in model.prompts[0]
    assert reader.budgets == []


def test_a_name_that_only_the_code_around_a_change_has_is_borne_out(draft):
    answer = '{"title": "Read tabs", "body": "The parser failed on tabs, as `around_7` calls `never_heard_of` it."}'
    result, _, _ = draft(doubles.StubModel(answer), changes=make_wide(9))

    assert "`around_7`" in result.draft.body
    assert "`never_heard_of`" not in result.draft.body


def test_the_projects_own_instructions_are_noted(draft):
    context = doubles.make_context(guidelines=RepoGuidelines(None, (), "No emoji."))
    _, events, _ = draft(doubles.StubModel(ANSWER), context=context)

    assert any(".github/pr-writer.md" in event.sentence for event in find(events, Noted))


def test_a_prompt_that_the_server_cut_is_said_in_the_summary_and_below_the_draft(draft):
    model = doubles.StubModel(ANSWER)
    ask = model.ask
    cut = (ModelAsked("primary", "m", "ok", 1.0, is_prompt_truncated=True),)
    model.ask = lambda *args, **kwargs: replace(ask(*args, **kwargs), attempts=cut)

    result, events, _ = draft(model)

    assert any("max-diff-tokens" in event.sentence for event in find(events, Noted))
    assert "cut the prompt" in result.coverage


@pytest.fixture
def large():
    """A change of which hardly anything fits, and the options to read it in chunks."""
    files = [replace(doubles.make_file(f"src/f{n}.py", 60), shown_lines=0, shown="name") for n in range(4)]
    options = replace(doubles.OPTIONS, reads_in_chunks=True, max_diff_tokens=900)
    return doubles.make_changes(*files), options


def test_a_large_change_is_read_in_chunks_and_drafted_from_the_notes(draft, large):
    changes, options = large
    model = doubles.StubModel(*["- It sets values"] * 11, ANSWER)
    model.ask = answer_by_kind(model)

    _, events, _ = draft(model, changes=changes, options=options)

    (asked,) = find(events, ChunksAsked)
    assert (asked.count > 1, asked.lost) == (True, 0)
    assert "- It sets values" in model.prompts[-1]
    assert "+line_" not in model.prompts[-1]


def test_a_chunk_that_fails_is_lost_alone_and_named(draft, large, caplog):
    changes, options = large
    model = doubles.StubModel()
    model.ask = answer_by_kind(model, fail_on="src/f2.py")

    with caplog.at_level(logging.WARNING, logger="pr_writer"):
        result, events, _ = draft(model, changes=changes, options=options)

    assert find(events, ChunksAsked)[0].lost > 0
    assert "src/f2.py" in caplog.text
    assert result.draft.model == "m"


def answer_by_kind(model, fail_on=None):
    """Answer a chunk with notes and the last prompt with a draft; a chunk that holds ``fail_on`` fails."""

    def ask(messages, *, response_format=None, accept=None):
        prompt = "\n".join(message["content"] for message in messages)
        model.prompts.append(prompt)
        if response_format is None and fail_on and f"### {fail_on}" in prompt:
            raise NoAnswerError("The answer is empty.")
        return doubles.Answer("m", ANSWER if response_format else "- It sets values", "fallback", ())

    return ask


def asked(backend, outcome="ok", detail=""):
    return ModelAsked(backend, f"{backend}-model", outcome, 1.0, detail)


@pytest.mark.parametrize(
    ("attempts", "sentence"),
    [
        ((), ""),
        ((asked("primary"),), ""),
        ((asked("fallback", "empty"), asked("fallback")), ""),
        (
            (asked("primary", "timeout", "no answer within 12 s."), asked("fallback")),
            "The primary backend (primary-model) did not answer: no answer within 12 s. The fallback did.",
        ),
        (
            (asked("primary", "resting"), asked("primary", "refused", "refused"), asked("fallback")),
            "The primary backend (primary-model) did not answer: refused. The fallback did.",
        ),
        (
            (asked("primary", "bad-answer", "the answer has no title"), asked("fallback")),
            "The primary backend (primary-model) gave no usable answer: the answer has no title. The fallback did.",
        ),
    ],
)
def test_a_failover_is_said_with_the_first_cause(attempts, sentence):
    assert describe_failover(attempts) == sentence
