"""Parts of the template draft → an answer to the repository's own template, as a model would give it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pr_writer.lazy_pattern import compile_lazily
from pr_writer.markdown.relations import is_relation, list_relations
from pr_writer.markdown.sections import drop_comments, split_sections
from pr_writer.markdown.tables import list_rows
from pr_writer.summarizer.heading_purposes import Purpose, read_purpose
from pr_writer.summarizer.summary_sections import Parts
from pr_writer.values import Commit

# What the draft has a part for; the rest is for a person, or for the diff's own proof.
_TOLD: frozenset[Purpose] = frozenset({"breaking", "testing", "issues", "what", "purpose", "changes", "notable"})
_BREAKING = compile_lazily(r"- (?:\*\*)?(?:Breaking|Migrations?|SQL)\b.*(?:\n  .*)*")


def answer_template(template: str, parts: Parts, commits: Sequence[Commit]) -> str:
    """Return the parts under the template's headings that ask for them; what none asks for is with the changes."""
    sections = split_sections(template)
    asked: dict[str, str] = {}  # what is asked for → under which heading
    for section in sections:
        purpose = read_purpose(section.heading)
        if purpose in _TOLD:
            asked.setdefault(purpose, section.heading)
    if "issues" not in asked and (label := _find_issues_row(template)):
        asked["issues"] = f"**{label}**"
    texts = _share_out(parts, asked, commits)
    body = [f"{heading}\n\n{texts[wanted]}" for wanted, heading in asked.items() if texts.get(wanted)]
    return "\n\n".join(filter(None, (texts.get("", ""), *body)))


def _find_issues_row(template: str) -> str:
    """Return the first cell of the table's row that asks for issues; "" where there is none."""
    labels = (drop_comments(row.cells[0].text).strip() for row in list_rows(template) if len(row.cells) > 1)
    return next((label for label in labels if read_purpose(label) == "issues"), "")


def _share_out(parts: Parts, asked: Iterable[str], commits: Sequence[Commit]) -> dict[str, str]:
    """Return what is asked for → the text for it, each part in one place."""
    breaking = "\n".join(_BREAKING.findall(parts.notable)) if "breaking" in asked else ""
    notable = _BREAKING.sub("", parts.notable).strip("\n") if breaking else parts.notable
    relations = list_relations((one.subject, one.body) for one in commits)
    main = next((wanted for wanted in ("changes", "what", "purpose") if wanted in asked), "")
    why = next((wanted for wanted in ("purpose", "what", "changes") if wanted in asked), "")
    placed = [
        (why, _drop_relations(parts.purpose) if "issues" in asked else parts.purpose),
        (main, parts.changes),
        ("breaking" if "breaking" in asked else main, breaking),
        ("notable" if "notable" in asked else main, re.sub(r"\n{2,}", "\n", notable)),
        ("testing" if "testing" in asked else main, parts.testing),
        ("issues", "\n".join(map(str, relations))),
    ]
    texts: dict[str, list[str]] = {}
    for wanted, text in placed:
        if text.strip():
            texts.setdefault(wanted, []).append(text)
    return {wanted: "\n\n".join(told) for wanted, told in texts.items()}


def _drop_relations(text: str) -> str:
    """Return a text without the lines that say "Fixes #12" alone, which stand below the heading for issues."""
    kept = (line for line in text.split("\n") if not is_relation(line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")
