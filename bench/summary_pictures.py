"""Draw what people see: job summaries, and a pull request before and after, in headless Chromium, light and dark.

    python bench/summary_pictures.py            # the pictures of the README, into docs/pictures
    python bench/summary_pictures.py --all DIR  # every case, at two widths

Needs Debian's ``chromium`` and ``cmarkgfm``, GitHub's own renderer; ``pngquant``, if it is there, makes
them small. The style is ours, after what GitHub looks like.
"""

from __future__ import annotations

import argparse
import html
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import cmarkgfm
from cmarkgfm.cmark import Options

from pr_writer.context.coverage import measure_coverage
from pr_writer.events import ModelAsked
from pr_writer.model_client import NO_SECRETS
from pr_writer.runner.job_summary import write_summary
from pr_writer.runner.run_result import RunResult
from pr_writer.values import Changes, Commit, Draft, FileChange, PullRequest

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = {"wide": 960, "narrow": 520}
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
)
STYLE = Path(__file__).with_suffix(".css")

BODY = """\
Requests that a server answered with 429 failed at once, although the answer says when to come back.

## What changes

- `send()` waits as long as `Retry-After` says, at most 30 s, and asks again, three times in all
- A date in `Retry-After` is read as well as a number of seconds
- The waiting can be switched off with `retries=0`

## Tests

`tests/test_retry.py` covers both forms of the header and the upper bound.

<sub>LLM: llama-3.3-70b</sub>"""


def make_file(path: str, added: int, removed: int, shown: int, withheld: str = "") -> FileChange:
    how = "whole" if shown == added + removed else "part" if shown else "name"
    modes, ids = ("100644", "100644"), ("a" * 40, "b" * 40)
    return FileChange(
        path, None, "modified", *modes, *ids, added, removed, withheld=withheld, shown=how, shown_lines=shown
    )


FILES = (
    make_file("http_client/send.py", 48, 11, 59),
    make_file("http_client/retry.py", 91, 0, 91),
    make_file("tests/test_retry.py", 214, 3, 120),
    make_file("docs/errors.md", 12, 4, 16),
    make_file("uv.lock", 310, 288, 0, "lock file"),
)
COMMITS = (Commit("c" * 40, "Wait for Retry-After", "", "A", is_merge=False),)
CHANGES = Changes("b" * 40, "h" * 40, COMMITS, FILES, 3)
PULL = PullRequest(128, "fix/retry-after", "Please merge before Friday.", "main", "b" * 40, "fix/retry-after", "h" * 40)
DRAFT = Draft("Wait for Retry-After before asking again", BODY, "llama-3.3-70b")
UPDATED = RunResult(
    outcome="updated",
    sentence="Wrote the title and the body's block.",
    pr_number=128,
    pull=PULL,
    draft=DRAFT,
    backend="primary",
    changes=CHANGES,
    coverage=measure_coverage(CHANGES),
    new_title=DRAFT.title,
    new_body=f"{PULL.body}\n\n<!-- pr-writer:begin -->\n{BODY}\n<!-- pr-writer:end -->",
    attempts=(ModelAsked("primary", "llama-3.3-70b", "ok", 4.21, "", 0.0031, 6210, 214),),
    prompt_tokens=6210,
    completion_tokens=214,
    cost=0.0031,
    notes=("The model was given the project's own instructions, .github/pr-writer.md.",),
)
FAILOVER = replace(
    UPDATED,
    draft=replace(DRAFT, model="gpt-4o-mini", body=BODY.replace("llama-3.3-70b", "gpt-4o-mini")),
    backend="fallback",
    reason="The primary backend (llama-3.3-70b) did not answer: no answer within 12 s. The fallback did.",
    attempts=(
        ModelAsked("primary", "llama-3.3-70b", "timeout", 12.0, "no answer within 12 s"),
        ModelAsked("fallback", "gpt-4o-mini", "ok", 2.8, "", 0.0011, 6210, 198),
    ),
    cost=0.0011,
    notes=(
        *UPDATED.notes,
        "Taken out of the draft, for nothing in the change bears it out: “I tested it by hand.”",
    ),
)
FORK = replace(
    UPDATED,
    outcome="skipped",
    skipped_reason="no-secrets",
    sentence="A pull request from outside gets no secrets, so there is no model to ask.",
    reason=f"{NO_SECRETS}. The template draft is used.",
    draft=replace(DRAFT, model=None, body=BODY.partition("\n\n<sub>")[0]),
    backend="template",
    new_title=None,
    new_body=None,
    attempts=(),
    prompt_tokens=None,
    completion_tokens=None,
    cost=None,
    notes=(),
)
DRY_RUN = replace(UPDATED, outcome="dry-run", sentence="", new_title=None, new_body=None)
FAILED = RunResult(
    outcome="failed",
    sentence="The model gpt-4o-mini does not accept the key (401): “Incorrect API key provided”. Check the input "
    "api-key and its secret (FALLBACK_OPENAI_API_KEY): it may be missing, expired or another server's.",
    pr_number=128,
    pull=PULL,
    changes=CHANGES,
    coverage=measure_coverage(CHANGES),
    attempts=(ModelAsked("fallback", "gpt-4o-mini", "refused", 0.31, "does not accept the key (401)"),),
)
SUMMARIES = {"updated": UPDATED, "failover": FAILOVER, "fork": FORK, "dry-run": DRY_RUN, "failed": FAILED}


def render(markdown: str) -> str:
    """Return the HTML that GitHub makes of Markdown."""
    extensions = ["table", "strikethrough", "autolink", "tasklist"]
    return cmarkgfm.cmark.markdown_to_html_with_extensions(markdown, Options.CMARK_OPT_UNSAFE, extensions)


def render_summary(result: RunResult) -> str:
    """Return the HTML of a job summary."""
    return render(write_summary(result, repository_url="https://github.com/octo/http-client", seconds=5.4))


def render_pulls() -> str:
    """Return the HTML of one pull request before and after."""
    columns = []
    for label, title, body in (("Before", PULL.title, PULL.body), ("After", DRAFT.title, f"{PULL.body}\n\n{BODY}")):
        head = f"<div class=label>{label}</div><h1>{html.escape(title)} <span class=empty>#128</span></h1>"
        columns.append(f"<div>{head}<div class=head>octocat commented</div><div class=box>{render(body)}</div></div>")
    return f"<div class=pulls>{''.join(columns)}</div>"


def take_picture(content: str, path: Path, *, width: int, theme: str) -> None:
    """Write a PNG of the content, as high as it is."""
    head = f"<meta charset=utf-8><style>{STYLE.read_text()}</style>"
    page = f"<!doctype html><html data-theme={theme}>{head}<body>{content}</body>"
    measure = "<script>document.body.dataset.height = Math.ceil(document.body.getBoundingClientRect().height)</script>"
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(page + measure)
        dom = _run_chromium(folder, "--dump-dom", f"--window-size={width},800", source)
        found = re.search(r'data-height="(\d+)"', dom)
        if not found:
            sys.exit("Chromium did not measure the page.")
        _run_chromium(folder, f"--screenshot={path.resolve()}", f"--window-size={width},{found[1]}", source)
    if shutil.which("pngquant"):  # a third of the size
        subprocess.run(["pngquant", "--force", "--ext", ".png", "--speed", "1", "48", str(path)], check=True)


def _run_chromium(folder: str, *arguments: object) -> str:
    *flags, source = arguments
    command = ["chromium", *FLAGS, f"--user-data-dir={folder}/profile", *map(str, flags), f"file://{source}"]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", metavar="DIR", type=Path, help="every case at two widths, into this folder")
    folder = parser.parse_args().all
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        for name, result in SUMMARIES.items():
            for size, width in WIDTHS.items():
                for theme in ("light", "dark"):
                    path = folder / f"{name}-{size}-{theme}.png"
                    take_picture(render_summary(result), path, width=width, theme=theme)
        return
    for theme in ("light", "dark"):
        pictures = ROOT / "docs/pictures"
        take_picture(render_summary(FAILOVER), pictures / f"summary-{theme}.png", width=WIDTHS["wide"], theme=theme)
        take_picture(render_pulls(), pictures / f"pull-request-{theme}.png", width=1100, theme=theme)


if __name__ == "__main__":
    main()
