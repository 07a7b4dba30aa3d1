"""Everything that the README says of speed and weight, measured: python bench/run.py [--rounds N] [--scale FOLDER] …

It updates bench/results.json with what was measured this time, each part with its date and machine, and writes
bench/results.md, bench/results.svg and the README's table from it. `make bench-rivals` installs who else takes part.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import diff_budget, diff_reader, image, router
from bench.bar_chart import draw
from bench.report import write_report, write_summary
from bench.turns import BENCH, ROOT, Contender, Scene

RESULTS = BENCH / "results.json"
RIVALS = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pr-writer/rivals"
PR_AGENT = RIVALS / "pr-agent"
# For a size: what of a package's files is installed, by the package's own record.
WEIGH = """
import importlib.metadata as m, sys
names = sys.argv[1:] or [d.name for d in m.distributions() if d.name not in ("pip", "setuptools")]
files = {f.locate() for n in names for f in m.files(n) or () if f.suffix != ".pyc"}
print(len(names), sum(f.stat().st_size for f in files if f.exists()))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7, help="counted runs of each contender, after one to warm up")
    parser.add_argument(
        "--only", choices=("whole", "image", "router", "budget", "scale"), help="measure this part, keep the others"
    )
    parser.add_argument(
        "--scale", metavar="FOLDER", help="measure the diff reader too; it takes minutes, and 2 GB there"
    )
    arguments = parser.parse_args()

    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    more = [*(["image"] if image.can_measure() else []), *(["scale"] if arguments.scale else [])]
    parts = [arguments.only] if arguments.only else ["whole", "router", "budget", *more]
    for part in parts:
        print(f"{part} …", file=sys.stderr)
        results[part] = {"about": describe_machine(), "rows": measure(part, arguments)}
    RESULTS.write_text(json.dumps(results, indent=2) + "\n")
    (BENCH / "results.md").write_text(write_report(results))
    (BENCH / "results.svg").write_text(draw(results["whole"]["rows"]))
    update_readme(results)
    print((BENCH / "results.md").read_text())


def update_readme(results: dict) -> None:
    before, begin, rest = (ROOT / "README.md").read_text().partition("<!-- bench -->\n")
    _, end, after = rest.partition("<!-- /bench -->\n")
    (ROOT / "README.md").write_text(f"{before}{begin}{write_summary(results)}\n{end}{after}")


def measure(part: str, arguments: argparse.Namespace):
    if part == "whole":
        return measure_whole(arguments.rounds)
    if part == "image":
        return image.measure(arguments.rounds)
    if part == "router":
        rival = PR_AGENT / "bin/python"  # PR-Agent's environment has LiteLLM
        return router.measure(str(rival) if rival.exists() else None, 15, 400)
    if part == "budget":
        return diff_budget.list_rows()
    return dict(diff_reader.list_rows(arguments.scale))


def measure_whole(rounds: int) -> list[dict[str, object]]:
    with tempfile.TemporaryDirectory() as folder, Scene(Path(folder)) as scene:
        contenders = list_contenders(scene)
        scene.take_turns(list(contenders.values()), rounds)
    floor = contenders["floor"].median("seconds")
    return [{"id": key, **sum_up(contender, floor), **weigh(key)} for key, contender in contenders.items()]


def list_contenders(scene: Scene) -> dict[str, Contender]:
    found = {"ours": scene.ours(), "floor": scene.floor()}
    if (PR_AGENT / "ready").exists():
        found["pr-agent"] = enter_pr_agent(scene)
    reference = [sys.executable, "-I", str(BENCH / "openai_pr_description.py"), *scene.facts()]
    found["oprd"] = scene.script("openai-pr-description's calls (a reference)", *reference)
    if all(map(shutil.which, ("curl", "jq"))):
        found["curl"] = scene.script("physical floor: git, curl, jq", str(BENCH / "floor.sh"), *scene.facts())
    return {**found, "local": scene.ours_local(), "help": scene.ours_help()}


def enter_pr_agent(scene: Scene) -> Contender:
    """PR-Agent's own runner for its action, with its describe tool alone.

    The model is one whose tokenizer LiteLLM brings along: of others PR-Agent first downloads the tokenizer.
    """
    tokenizers = next((PR_AGENT / "lib").glob("python3*/site-packages/litellm/litellm_core_utils/tokenizers"), "")
    settings = {
        "GITHUB.BASE_URL": scene.github,
        "OPENAI.API_BASE": scene.model,
        "CONFIG.MODEL": "gpt-4",
        "GITHUB_ACTION_CONFIG.AUTO_DESCRIBE": "true",
        "GITHUB_ACTION_CONFIG.AUTO_REVIEW": "false",
        "GITHUB_ACTION_CONFIG.AUTO_IMPROVE": "false",
    }
    runner = {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(scene.write_event())}
    more = {"OPENAI_KEY": "sk-fake", "LITELLM_LOCAL_MODEL_COST_MAP": "True", "TIKTOKEN_CACHE_DIR": str(tokenizers)}
    version = next((PR_AGENT / "lib").glob("python3*/site-packages/pr_agent-*.dist-info")).name.split("-")[1]
    command = [str(PR_AGENT / "bin/python"), "-m", "pr_agent.servers.github_action_runner"]
    name = f"PR-Agent {version.removesuffix('.dist')}, describe"
    return scene.script(name, *command, **settings, **runner, **more)


def sum_up(contender: Contender, floor: float) -> dict[str, object]:
    seconds = [run.seconds for run in contender.runs]
    return {
        "name": contender.name,
        "seconds": contender.median("seconds"),
        "least": min(seconds),
        "most": max(seconds),
        "ratio": contender.median("seconds") / floor,
        "megabytes": contender.median("megabytes"),
        "rest": int(contender.median("rest")),
        "model": int(contender.median("model")),
    }


def weigh(key: str) -> dict[str, object]:
    """How many packages a contender installs, and how large they are without byte-code."""
    if key == "ours":
        names = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
        python, names = sys.executable, [name for name in names if is_installed(name)]
    elif key == "pr-agent":
        python, names = str(PR_AGENT / "bin/python"), []
    else:
        return {}
    done = subprocess.run([python, "-c", WEIGH, *names], check=True, capture_output=True, text=True)
    count, size = map(int, done.stdout.split())
    return {"packages": count, "installed_mb": size / 1e6}


def is_installed(name: str) -> bool:
    try:
        return bool(metadata.version(name))
    except metadata.PackageNotFoundError:
        return False


def describe_machine() -> dict[str, str]:
    cpu = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    git = subprocess.run(["git", "version"], check=True, capture_output=True, text=True).stdout.split()[2]
    sdks = ", ".join(f"{name} {metadata.version(name)}" for name in ("openai", "PyGithub", "GitPython"))
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "machine": f"{platform.system()} on {os.cpu_count()} cores{f' ({cpu[1]})' if cpu else ''}",
        "versions": f"Python {platform.python_version()}, git {git}, {sdks}",
    }


if __name__ == "__main__":
    main()
