"""Draw what people see: a pull request before and after, and job summaries, in headless Chromium, light and dark.

    make pictures                    # the pictures of the README, into docs/pictures
    make pictures ARGS="--all DIR"   # and the summaries of other runs, at two widths

Every text is what the program wrote: the action runs on a commit of this repository's history, beside a GitHub and a
model on loopback. The model's answer alone, readme_pictures.json, was written by hand, as a strong model would.

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
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cmarkgfm
from cmarkgfm.cmark import Options

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support.github import FakeGitHub
from support.launch import Native
from support.model import FakeModel
from support.repos import run_git
from support.runner import ROOT, Runner

from pr_writer.prompting.token_estimate import estimate_tokens

if TYPE_CHECKING:
    from support.github_objects import Pull

COMMIT = "2b1fada613ebecfca13a364a6e840b8309addb30"
REPO, NUMBER = "octo/pr-writer", 128
BRANCH, BODY = "fix/revert-closes", "Please take this into the next patch release."
ANSWER = Path(__file__).with_suffix(".json")
STYLE = Path(__file__).with_suffix(".css")
MODEL_SECONDS = 2.8  # that the stand-in for a model takes
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
CASES = ("failover", "updated", "fork", "dry-run", "failed")


@dataclass(frozen=True, slots=True)
class Described:
    """A pull request as it stands after a run, and the run's job summary."""

    pull: Pull
    summary: str


def describe(case: str, folder: Path) -> Described:
    """Run the action on the pull request, in one of CASES."""
    parent = run_git("rev-parse", f"{COMMIT}^", cwd=ROOT)
    runner = Runner(folder, Native(sys.executable, "-Iu", str(ROOT / "entrypoint.py")))
    with FakeGitHub() as github, FakeModel(answer) as model:
        github.add_repository(REPO, ROOT)
        pull = github.add_pull(REPO, NUMBER, title=BRANCH, body=BODY, head_ref=BRANCH, head_sha=COMMIT, base_sha=parent)
        if case == "fork":
            pull.head_repo = "stranger/pr-writer"
        if case == "failover":
            model.answer_next(503, {"error": {"message": "no healthy upstream"}})
        if case == "failed":
            model.answer_next(401, {"error": {"message": "Incorrect API key provided"}})
        done = runner.run(
            "pull_request",
            github.make_event(REPO, NUMBER),
            inputs=list_inputs(case, model.url),
            api_url=github.url,
            server_url=github.origin,
            repository=REPO,
        )
    expected = {"failover": "updated", "fork": "skipped"}.get(case, case)
    if done.outputs.get("outcome") != expected:
        sys.exit(f"{case} ended otherwise:\n{done.log}")
    return Described(pull, done.summary)


def answer(request) -> dict:
    """Answer as a model that has read the prompt: after a while, with its count of tokens."""
    time.sleep(MODEL_SECONDS)
    text = ANSWER.read_text()
    read = sum(estimate_tokens(message["content"]) for message in request.json["messages"])
    written = estimate_tokens(text)
    usage = {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
    return {
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        "usage": usage,
    }


def list_inputs(case: str, url: str) -> Mapping[str, str]:
    """Return what the workflow says in a case; the model's name tells nobody that it was some model in particular."""
    if case == "fork":
        return {}
    fallback = {"api-key": "sk-0123456789abcdef", "base-url": url, "model": "a-strong-model"}
    primary = {"primary-openai-base-url": url, "primary-openai-model": "our-own-model"}
    return {**fallback, **(primary if case == "failover" else {}), **({"dry-run": "true"} if case == "dry-run" else {})}


def render(markdown: str) -> str:
    """Return the HTML that GitHub makes of Markdown."""
    extensions = ["table", "strikethrough", "autolink", "tasklist"]
    return cmarkgfm.cmark.markdown_to_html_with_extensions(markdown, Options.CMARK_OPT_UNSAFE, extensions)


def render_pulls(pull: Pull) -> str:
    """Return the HTML of the pull request before and after."""
    columns = []
    for label, title, body in (("Before", BRANCH, BODY), ("After", pull.title, pull.body or "")):
        head = f"<div class=label>{label}</div><h1>{html.escape(title)} <span class=empty>#{NUMBER}</span></h1>"
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
    with tempfile.TemporaryDirectory() as jobs:
        described = {case: describe(case, Path(jobs) / case) for case in (CASES if folder else CASES[:1])}
    for theme in ("light", "dark"):
        pictures = ROOT / "docs/pictures"
        first = described["failover"]
        take_picture(render(first.summary), pictures / f"summary-{theme}.png", width=WIDTHS["wide"], theme=theme)
        take_picture(render_pulls(first.pull), pictures / f"pull-request-{theme}.png", width=1100, theme=theme)
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            for case, one in described.items():
                for size, width in WIDTHS.items():
                    take_picture(render(one.summary), folder / f"{case}-{size}-{theme}.png", width=width, theme=theme)


if __name__ == "__main__":
    main()
