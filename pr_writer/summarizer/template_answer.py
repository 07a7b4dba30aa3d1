"""Parts of the template draft → an answer to the repository's own template, as a model would give it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pr_writer.markdown.references import read_references
from pr_writer.markdown.sections import split_sections
from pr_writer.summarizer.summary_sections import Parts
from pr_writer.values import Commit

# What a heading asks for, the first that fits; a blank is for nobody but a person or the diff's own proof.
_ASKED = (
    ("", r"\btypes? of (?:change|pr)\b|\bwhat type\b|\bcheck ?list\b|\bbefore\b"),
    ("", r"\buser facing\b|\bchangelog\b|\brelease notes?\b"),
    ("", r"\b(?:current|old|previous|existing) (?:behaviou?r|state|situation)\b|\bscreen ?shots?\b"),
    ("breaking", r"\bbreaking\b|\bmigrations?\b|\bcompatib"),
    ("testing", r"\btest|\bverif|\bqa\b|\bvalidat"),
    ("issues", r"\bissues?\b|\btickets?\b|\brelated\b|\bfixes\b|\bcloses\b|\bresolves\b"),
    ("what", r"\bwhat\b|\bnew behaviou?r\b|\bdescri|\bsummary\b|\boverview\b|\babout\b|\bproposed\b"),
    ("purpose", r"\bwhy\b|\bmotivation\b|\bcontext\b|\bbackground\b|\bproblem\b|\breasons?\b|\bpurpose\b|\bgoals?\b"),
    ("changes", r"\bchang|\bimplementation\b|\bdetails?\b|\bsolution\b"),
    ("notable", r"\bnotes?\b|\breviewer|\bworth\b|\badditional\b|\brisks?\b|\bimpact\b|\banything else\b|\bother\b"),
)
# "Fixes #12" alone on a line, which stands below the heading for issues where there is one.
_CLOSING_LINE = re.compile(
    r"(?i:[ \t]*(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?[ \t]+\S{0,140}#\d{1,9}"
    r"(?:,? (?:and )?\S{0,140}#\d{1,9}){0,20}\.?[ \t]*)"
)
_BREAKING = re.compile(r"- (?:\*\*)?(?:Breaking|Migrations?|SQL)\b.*(?:\n  .*)*")


def answer_template(template: str, parts: Parts, commits: Sequence[Commit]) -> str:
    """Return the parts under the template's headings that ask for them; what none asks for is with the changes."""
    asked: dict[str, str] = {}  # what is asked for → under which heading
    for section in split_sections(template):
        wanted = _read_wanted(section.key) if section.key else ""
        if wanted:
            asked.setdefault(wanted, section.heading)
    texts = _share_out(parts, asked, commits)
    body = [f"{heading}\n\n{texts[wanted]}" for wanted, heading in asked.items() if texts.get(wanted)]
    return "\n\n".join(filter(None, (texts.get("", ""), *body)))


def _read_wanted(key: str) -> str:
    return next((wanted for wanted, words in _ASKED if re.search(words, key)), "")


def _share_out(parts: Parts, asked: Iterable[str], commits: Sequence[Commit]) -> dict[str, str]:
    """Return what is asked for → the text for it, each part in one place."""
    breaking = "\n".join(_BREAKING.findall(parts.notable)) if "breaking" in asked else ""
    notable = _BREAKING.sub("", parts.notable).strip("\n") if breaking else parts.notable
    closed = sorted(read_references("\n".join(f"{one.subject}\n{one.body}" for one in commits)).closed)
    main = next((wanted for wanted in ("changes", "what", "purpose") if wanted in asked), "")
    why = next((wanted for wanted in ("purpose", "what", "changes") if wanted in asked), "")
    placed = [
        (why, _drop_closing_lines(parts.purpose) if "issues" in asked else parts.purpose),
        (main, parts.changes),
        ("breaking" if "breaking" in asked else main, breaking),
        ("notable" if "notable" in asked else main, re.sub(r"\n{2,}", "\n", notable)),
        ("testing" if "testing" in asked else main, parts.testing),
        ("issues", "\n".join(f"Closes {name}" for name in closed)),
    ]
    texts: dict[str, list[str]] = {}
    for wanted, text in placed:
        if text.strip():
            texts.setdefault(wanted, []).append(text)
    return {wanted: "\n\n".join(told) for wanted, told in texts.items()}


def _drop_closing_lines(text: str) -> str:
    kept = (line for line in text.split("\n") if not _CLOSING_LINE.fullmatch(line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")
