"""Draft changes with the action's own entry point, score the drafts, and lay two sets side by side.

Usage: python bench/drafts/run.py draft [CASE …] [--group own|public|all] [--template] [-- flags of entrypoint.py]
       python bench/drafts/run.py draft --repository URL-or-folder --head SHA [--base SHA]
       python bench/drafts/run.py score CASE FILE      (a draft of another tool: title, blank line, body)
       python bench/drafts/run.py lint FILE … [--repository URL-or-folder --head SHA [--base SHA]]
       python bench/drafts/run.py rescore              (all drafts that are there, after a change of facts or measures)
       python bench/drafts/run.py compare LABEL LABEL [--seed N]      and      count KEY ANSWERS

The backends are those of the environment, PRIMARY_OPENAI_* and FALLBACK_OPENAI_*; --template asks none.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.drafts.cases import CASES, Case, CaseError, choose_cases, load_cases
from bench.drafts.compare import count_choices, write_page
from bench.drafts.lint import Fault, lint_draft, tell_faults
from bench.drafts.repositories import ROOT, RepositoryError, Span, bring, read_change
from bench.drafts.score import Change, Score, list_measures, read_draft, score_draft
from bench.drafts.table import format_table
from pr_writer.prompting.token_estimate import estimate_tokens

OUT = Path(__file__).with_name("out")
SECONDS = 1_800  # for one draft: a small model on a small machine takes minutes
FALLEN_BACK = "The template draft is used"
# What a runner sets would turn a run on a clone into one on the runner's event.
RUNNERS = ("GITHUB_", "INPUT_", "RUNNER_", "ACTIONS_")


@dataclass(frozen=True, slots=True)
class Output:
    """What a run of the entry point printed, and how it ended."""

    text: str
    log: str
    code: int


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    own, passed = split_flags(argv)
    args = read_arguments(own, environ)
    try:
        return int(args.run(args, passed, environ))
    except (CaseError, RepositoryError, OSError) as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 1


def split_flags(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return our own arguments, and behind ``--`` those of the entry point."""
    at = list(argv).index("--") if "--" in argv else len(argv)
    return list(argv[:at]), list(argv[at + 1 :])


def read_arguments(argv: Sequence[str], environ: Mapping[str, str]) -> argparse.Namespace:
    cache = Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pr-writer" / "drafts"
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--cases", type=Path, default=CASES, help="the case file (cases.toml beside this script)")
    common.add_argument("--out", type=Path, default=OUT, help="folder for what is written (bench/drafts/out)")
    common.add_argument("--label", default="", help="a folder of its own below --out, for one version or tool")
    common.add_argument("--cache", type=Path, default=cache, help="where fetched repositories are kept")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)

    draft = commands.add_parser("draft", parents=[common], help="draft cases, or one range, and score the drafts")
    draft.add_argument("names", nargs="*", metavar="CASE", help="the cases; without one all of the group")
    draft.add_argument("--group", choices=("own", "public", "all"), default="own")
    draft.add_argument("--repository", help="a repository instead of the cases: a URL or a folder")
    draft.add_argument("--base", default="", help="where the change starts; the head's first parent")
    draft.add_argument("--head", default="HEAD", help="where the change ends")
    draft.add_argument("--template", action="store_true", help="the draft that needs no model")
    draft.add_argument("--strict", action="store_true", help="exit code 1 where the lint finds a fault in a draft")
    draft.add_argument("--entrypoint", type=Path, default=ROOT / "entrypoint.py", help="another version's, to compare")
    draft.set_defaults(run=draft_cases)

    score = commands.add_parser("score", parents=[common], help="score a file: title, blank line, body")
    score.add_argument("name", metavar="CASE")
    score.add_argument("file", type=Path, metavar="FILE")
    score.add_argument("--no-repository", action="store_true", help="fetch nothing: no measure of paths and convention")
    score.set_defaults(run=score_file)

    lint = commands.add_parser("lint", parents=[common], help="say what a project that lints descriptions would")
    lint.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a draft: title, blank line, body")
    lint.add_argument("--repository", help="whose commits, diff and template are not the draft's own words")
    lint.add_argument("--base", default="")
    lint.add_argument("--head", default="HEAD")
    lint.set_defaults(run=lint_files)

    rescore = commands.add_parser("rescore", parents=[common], help="score again all drafts below --out")
    rescore.set_defaults(run=rescore_drafts)

    compare = commands.add_parser("compare", parents=[common], help="write a page for a blind reader, and its key")
    compare.add_argument("labels", nargs=2, metavar="LABEL")
    compare.add_argument("--seed", type=int, default=1)
    compare.set_defaults(run=compare_labels)

    count = commands.add_parser("count", help="count a blind reader's answers with the key")
    count.add_argument("key", type=Path)
    count.add_argument("answers", type=Path)
    count.set_defaults(run=count_answers)
    return parser.parse_args(argv)


def draft_cases(args: argparse.Namespace, passed: Sequence[str], environ: Mapping[str, str]) -> int:
    """Draft and score each case; 1 where one could not be drafted, and the others are done all the same."""
    if args.repository:
        name = re.sub(r"[^a-z0-9]+", "-", f"{args.repository}-{args.head[:12]}".lower()).strip("-")[-60:].lstrip("-")
        cases: tuple[Case, ...] = (Case(name, "ad hoc", "", args.repository, args.head, args.base),)
    else:
        cases = choose_cases(load_cases(args.cases), group=args.group, names=args.names)
    failed = 0
    for case in cases:
        folder = name_folder(args.out, args.label, case.name)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            span = bring(case.repository, case.base, case.head, args.cache)
            change = read_change(span)
            output = ask_for_draft(args, span, folder, passed, environ)
        except (RepositoryError, subprocess.TimeoutExpired) as exc:
            failed += 1
            (folder / "log.txt").write_text(f"{exc}\n", encoding="utf-8")
            print(f"not drafted  {case.name}: {exc}", flush=True)
            continue
        failed += output.code != 0 or not output.text.strip()
        by = "template" if args.template else "template, for want of a model" if FALLEN_BACK in output.log else "model"
        faults = keep_score(args, case, change, output.text, by if output.text.strip() else "none")
        failed += args.strict and bool(faults)
    write_table(args.out)
    return 1 if failed else 0


def ask_for_draft(
    args: argparse.Namespace, span: Span, folder: Path, passed: Sequence[str], environ: Mapping[str, str]
) -> Output:
    """Run the entry point for the prompt and for the draft; write both and the log of both."""
    command = [sys.executable, "-I", str(args.entrypoint), "--repo-dir", str(span.folder)]
    command += ["--base", span.base, "--head", span.head, *passed]
    prompt = run_entrypoint([*command, "--show-prompt"], environ)
    output = run_entrypoint([*command, *(["--use-llm", "false"] if args.template else [])], environ)
    shown = prompt.text if prompt.code == 0 else ""
    (folder / "prompt.txt").write_text(shown, encoding="utf-8")
    (folder / "draft.md").write_text(output.text, encoding="utf-8")
    logs = [("The prompt", prompt), ("The draft", output)]
    told = "".join(f"## {title}: exit code {ended.code}\n{ended.log}\n" for title, ended in logs)
    (folder / "log.txt").write_text(told, encoding="utf-8")
    return output


def run_entrypoint(command: Sequence[str], environ: Mapping[str, str]) -> Output:
    kept = {name: value for name, value in environ.items() if not name.startswith(RUNNERS)}
    done = subprocess.run(
        command, env=kept, capture_output=True, timeout=SECONDS, stdin=subprocess.DEVNULL, check=False
    )
    return Output(done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"), done.returncode)


def score_file(args: argparse.Namespace, _: Sequence[str], __: Mapping[str, str]) -> int:
    """Score a draft that another tool wrote, and keep it beside ours."""
    (case,) = choose_cases(load_cases(args.cases), group="all", names=[args.name])
    text = args.file.read_text(encoding="utf-8")
    folder = name_folder(args.out, args.label, case.name)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "draft.md").write_text(text, encoding="utf-8")
    change = None if args.no_repository else read_change(bring(case.repository, case.base, case.head, args.cache))
    keep_score(args, case, change, text, args.label or "a file")
    write_table(args.out)
    return 0


def lint_files(args: argparse.Namespace, _: Sequence[str], __: Mapping[str, str]) -> int:
    """Print each file's faults with their words; 1 where there is one."""
    change = read_change(bring(args.repository, args.base, args.head, args.cache)) if args.repository else Change()
    found = False
    for file in args.files:
        faults = lint_draft(*read_draft(file.read_text(encoding="utf-8")), change)
        found |= bool(faults)
        for fault in faults:
            print(f"{file}: {fault.rule}: {fault.words}")
    return 1 if found else 0


def rescore_drafts(args: argparse.Namespace, _: Sequence[str], __: Mapping[str, str]) -> int:
    """Score again what was drafted before, with the facts and the measures of today; no model is asked."""
    cases = {case.name: case for case in load_cases(args.cases)}
    for path in sorted(args.out.rglob("score.json")):
        old = json.loads(path.read_text(encoding="utf-8"))
        if case := cases.get(old["case"]):
            change = read_change(bring(case.repository, case.base, case.head, args.cache))
            args.label = old["label"]
            keep_score(args, case, change, (path.parent / "draft.md").read_text(encoding="utf-8"), old["drafted_by"])
    write_table(args.out)
    return 0


def keep_score(args: argparse.Namespace, case: Case, change: Change | None, text: str, by: str) -> tuple[Fault, ...]:
    """Write score.json beside the draft, say the total in one line, and return what the lint found."""
    title, body = read_draft(text)
    score = score_draft(title, body, must_mention=case.must_mention, must_not_claim=case.must_not_claim, change=change)
    faults = lint_draft(title, body, change or Change())
    folder = name_folder(args.out, args.label, case.name)
    prompt = folder / "prompt.txt"
    tokens = estimate_tokens(prompt.read_text(encoding="utf-8")) if prompt.exists() else 0
    kept = {
        "case": case.name,
        "label": args.label,
        "kind": case.kind,
        "drafted_by": by,
        "prompt_tokens_estimate": tokens,
    }
    lint = [{"rule": fault.rule, "words": fault.words} for fault in faults]
    content = json.dumps({**kept, **list_measures(score), "lint": lint}, indent=2, ensure_ascii=False)
    (folder / "score.json").write_text(f"{content}\n", encoding="utf-8")
    print(tell_total(case.name, score, faults), flush=True)
    return faults


def tell_total(name: str, score: Score, faults: Sequence[Fault] = ()) -> str:
    said = [f"missing: {', '.join(score.facts_missing)}"] if score.facts_missing else []
    said += [f"claims: {', '.join(score.false_claims)}"] if score.false_claims else []
    said += [f"unknown: {', '.join(score.unknown_paths)}"] if score.unknown_paths else []
    said += [f"lint: {tell_faults(faults)}"] if faults else []
    return f"{score.total:3} / 100  {name}{'  ' if said else ''}{'; '.join(said)}"


def write_table(out: Path) -> None:
    """Write scores.md: one line for each score.json below the folder, and the mean of each label."""
    scores = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(out.rglob("score.json"))]
    out.mkdir(parents=True, exist_ok=True)
    (out / "scores.md").write_text(f"{format_table(scores)}\n", encoding="utf-8")


def compare_labels(args: argparse.Namespace, _: Sequence[str], __: Mapping[str, str]) -> int:
    """Write the page and its key; neither the page nor its name says a label."""
    drafts: dict[str, dict[str, str]] = {}
    for label in args.labels:
        for path in sorted((args.out / label).glob("*/draft.md")):
            drafts.setdefault(path.parent.name, {})[label] = path.read_text(encoding="utf-8")
    page, key = write_page(drafts, args.labels, args.seed)
    if not key:
        raise CaseError(
            f"{' and '.join(args.labels)} have no case in common below {args.out}. Draft with --label first."
        )
    (args.out / f"blind-{args.seed}.md").write_text(page, encoding="utf-8")
    (args.out / f"blind-{args.seed}.key.json").write_text(f"{json.dumps(key, indent=2)}\n", encoding="utf-8")
    print(f"{args.out / f'blind-{args.seed}.md'}: {len(key)} changes; the key is beside it")
    return 0


def count_answers(args: argparse.Namespace, _: Sequence[str], __: Mapping[str, str]) -> int:
    """Say how often each label was chosen."""
    key = json.loads(args.key.read_text(encoding="utf-8"))
    for label, count in count_choices(args.answers.read_text(encoding="utf-8"), key).items():
        print(f"{count:3}  {label}")
    return 0


def name_folder(out: Path, label: str, case: str) -> Path:
    return out / label / case if label else out / case


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:], os.environ))
