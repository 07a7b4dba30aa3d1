"""Changes + Context + options → the digest of all that a draft depends on."""

from __future__ import annotations

from pr_writer.context.drafting_context import Context
from pr_writer.prompting.answer_parts import make_answer_form
from pr_writer.prompting.messages import has_headings, list_prompt_texts
from pr_writer.publish.input_digest import InputDigest, digest_inputs
from pr_writer.values import Changes


def digest_draft_inputs(changes: Changes, context: Context, options: tuple[object, ...]) -> InputDigest:
    """Return the digest of the diff, people's words and issues, the repository's rules, our prompts and the options.

    Not in it are the commits' messages: they change with a rebase that changes nothing else.
    """
    guidelines = context.guidelines
    convention = guidelines.convention.describe() if guidelines.convention else ""
    words = (context.pull.body.strip(), context.issues)
    rules = (context.template, convention, guidelines.instructions)
    form = make_answer_form(has_template=has_headings(context.form))
    return digest_inputs(changes.fingerprint, words, rules, list_prompt_texts(), form, options)
