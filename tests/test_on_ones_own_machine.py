"""The program in a person's clone: what it prints for other programs, what they edit, and what it opens."""

import json
import os
import pty
import subprocess
import sys
import threading

import pytest
from support.action import ANSWER, REPO
from support.runner import ROOT

PROGRAM = [sys.executable, "-I", str(ROOT / "entrypoint.py")]
LIST, POST = f"GET /repos/{REPO}/pulls", f"POST /repos/{REPO}/pulls"
OPENING = [
    LIST,
    f"GET /repos/{REPO}",
    f"GET /repos/{REPO}/compare/main...feature",
    "GET /repos/octo/.github/git/trees/HEAD",
    POST,
]


@pytest.fixture
def clone(github, repo):
    """A clone of a repository on GitHub whose branch `feature` is checked out and pushed."""
    github.add_repository(REPO, repo.path)
    github.opener = ("octocat", "User")
    repo.git("remote", "add", "origin", f"git@github.com:{REPO}.git")
    repo.git("update-ref", "refs/remotes/origin/feature", "feature")
    return repo


@pytest.fixture
def bin_folder(tmp_path):
    """A folder that is first on the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


@pytest.fixture
def environ(github, model, tmp_path, bin_folder):
    model.answers = [ANSWER]
    return {
        "PATH": f"{bin_folder}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "GITHUB_API_URL": github.url,
        "GITHUB_SERVER_URL": github.origin,
        "FALLBACK_OPENAI_API_KEY": "sk-fallback-0123456789",
        "FALLBACK_OPENAI_BASE_URL": model.url,
    }


@pytest.fixture
def run(clone, environ):
    """Run the program in the clone, with what it writes as text."""

    def start(*flags, **more):
        env = {**environ, **more}
        command = [*PROGRAM, *flags]
        return subprocess.run(command, cwd=clone.path, env=env, capture_output=True, text=True, check=False, timeout=60)

    return start


@pytest.fixture
def put(bin_folder):
    """Put a program onto the PATH: a stand-in in Python, or in sh."""

    def put(name, script, interpreter=sys.executable):
        path = bin_folder / name
        path.write_text(f"#!{interpreter}\n{script}\n")
        path.chmod(0o755)
        return path

    return put


@pytest.fixture
def edit(clone, environ, put):
    """Run the program on a terminal with an editor that is this script; standard output is a pipe."""

    def start(script, *flags, **more):
        editor = put("my-editor", f"import pathlib, sys\nfile = pathlib.Path(sys.argv[-1])\n{script}")
        ours, theirs = pty.openpty()
        said = []

        def listen():
            while True:
                try:
                    data = os.read(ours, 4096)
                except OSError:  # the other end is closed
                    return
                if not data:
                    return
                said.append(data)

        listener = threading.Thread(target=listen)
        listener.start()
        env = {**environ, "EDITOR": str(editor), **more}
        done = subprocess.run(
            [*PROGRAM, "--edit", *flags],
            cwd=clone.path,
            env=env,
            stdin=theirs,
            stderr=theirs,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
        os.close(theirs)
        listener.join()
        os.close(ours)
        done.stderr = b"".join(said).decode().replace("\r\n", "\n")
        return done

    return start


def posts(github):
    return [request.json for request in github.requests if request.method == "POST" and request.path.endswith("/pulls")]


def test_json_is_one_object_on_standard_output_alone(run):
    done = run("--format", "json")

    facts = json.loads(done.stdout)
    assert facts == {
        "outcome": "dry-run",
        "skipped_reason": None,
        "title": "Greet visitors by name",
        "body": "Visitors were not greeted.\n\n- Add a greeting",
        "model": "gpt-4o-mini",
        "backend": "fallback",
        "pr_number": None,
        "files_read": 3,
        "files_total": 3,
        "lines_read": facts["lines_total"],
        "lines_total": facts["lines_total"],
        "prompt_tokens": 120,
        "completion_tokens": 30,
    }
    assert (done.returncode, done.stdout.isascii()) == (0, True)


def test_the_template_draft_as_json_names_no_model(run):
    facts = json.loads(run("--format", "json", "--use-llm", "false").stdout)

    assert (facts["model"], facts["backend"]) == (None, "template")
    assert facts["title"]
    assert facts["body"]


def test_a_run_that_drafts_nothing_is_an_object_that_says_why(run):
    facts = json.loads(run("--format", "json", "--base", "feature").stdout)

    assert (facts["outcome"], facts["skipped_reason"], facts["title"]) == ("skipped", "empty-diff", "")


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--format", "json", "--base", "nowhere"], "names no commit"),
        (["--format", "json", "--show-prompt"], "Leave one of them out"),
        (["--format", "xml"], "invalid choice"),
    ],
)
def test_an_error_is_an_exit_code_and_nothing_on_standard_output(run, flags, words):
    done = run(*flags)

    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr


def test_a_secret_that_is_named_like_a_field_breaks_no_object(run):
    facts = json.loads(run("--format", "json", MY_TOKEN="files_total").stdout)

    assert facts["files_total"] == 3


def test_a_pull_request_is_opened_from_a_clone_with_the_token_of_gh_that_nobody_sees(github, run, put):
    github.token = "gho_0123456789abcdefghijklmnopqrstuvwxyz"
    put("gh", f"echo {github.token}; echo {github.token} >&2", "/bin/sh")

    done = run("--create-pull-request", "draft", "--verbose")

    assert done.returncode == 0, done.stderr
    assert github.calls() == OPENING
    (sent,) = posts(github)
    assert (sent["title"], sent["head"], sent["base"], sent["draft"]) == (
        "Greet visitors by name",
        "feature",
        "main",
        True,
    )
    assert f"{github.origin}/{REPO}/pull/1" in done.stderr
    assert done.stdout.startswith("Greet visitors by name\n")
    assert github.token not in done.stdout + done.stderr


def test_the_environments_token_is_enough_and_json_has_the_number(github, run):
    done = run("--create-pull-request", "true", "--format", "json", GITHUB_TOKEN="ghp_mine")

    facts = json.loads(done.stdout)
    assert (facts["outcome"], facts["pr_number"]) == ("created", 1)
    assert github.calls() == OPENING


def test_a_dry_run_from_a_clone_says_what_would_be_opened(github, run):
    done = run("--create-pull-request", "true", "--dry-run", GITHUB_TOKEN="ghp_mine")

    assert (done.returncode, posts(github)) == (0, [])
    assert "A pull request from feature into main would be opened." in done.stderr


def test_a_branch_that_github_does_not_have_is_to_be_pushed(github, clone, run, model):
    clone.branch("mine")
    clone.git("update-ref", "refs/remotes/origin/mine", "mine")
    github.add_repository(REPO, clone.clone(clone.path.parent / "server", "--single-branch", "--branch=main").path)

    done = run("--create-pull-request", "true", GITHUB_TOKEN="ghp_mine")

    assert (done.returncode, done.stdout, model.requests) == (1, "", [])
    assert "git push -u origin mine" in done.stderr


def test_what_a_person_edits_is_what_is_shown(edit):
    done = edit("file.write_text('My own title\\n\\n<b>My</b> @mona words.\\n')")

    assert (done.returncode, done.stdout) == (0, "My own title\n\n<b>My</b> @mona words.\n")


def test_an_editor_gets_title_and_body_and_none_of_our_keys(edit, tmp_path):
    seen = tmp_path / "seen.json"

    edit(f"import os, json\njson.dump([file.read_text(), *os.environ], open({str(seen)!r}, 'w'))", TERM="xterm")

    text, *names = json.loads(seen.read_text())
    assert text == "Greet visitors by name\n\nVisitors were not greeted.\n\n- Add a greeting\n"
    assert "TERM" in names
    assert "FALLBACK_OPENAI_API_KEY" not in names


def test_an_emptied_file_stops_with_a_sentence_and_nothing_is_shown_or_written(github, edit):
    done = edit("file.write_text(' \\n\\n')", "--create-pull-request", "true", GITHUB_TOKEN="ghp_mine")

    assert (done.returncode, done.stdout, posts(github)) == (0, "", [])
    assert "The file was emptied, so nothing is shown or written." in done.stderr


def test_a_secret_in_what_a_person_wrote_is_taken_out_and_warned_of(edit):
    secret = "ghp_" + "a1B2" * 9
    done = edit(f"file.write_text('Title\\n\\nUse {secret} for it.\\n')")

    assert secret not in done.stdout + done.stderr
    assert done.stdout.startswith("Title\n\nUse [redacted: ")
    assert "was taken out of what you wrote, in line 3" in done.stderr


def test_what_a_person_edited_is_theirs_in_the_pull_request_too(github, model, clone, edit, run):
    model.answers = ["Greet visitors by name\n\nVisitors were not greeted.\n\n- Add a greeting"]
    script = "file.write_text(file.read_text().replace('not greeted', 'not even @mona').replace('Greet v', 'Hail v'))"
    done = edit(script, "--create-pull-request", "true", GITHUB_TOKEN="ghp_mine")
    assert done.returncode == 0, done.stderr
    pull = github.pulls[REPO, 1]
    assert pull.title == "Hail visitors by name"
    assert "Visitors were not even @mona.\n\n- Add a greeting\n\n<sub>LLM:" in pull.body

    model.answers = ["Greet all\n\nNobody was greeted.\n\n- Add a loud greeting"]
    flags = ("--pr-number", "1", "--force", "--update-title", "true")
    again = run(*flags, GITHUB_TOKEN="ghp_mine", GITHUB_REPOSITORY=REPO)

    assert again.returncode == 0, again.stderr
    assert pull.title == "Hail visitors by name"
    assert "Visitors were not even @mona.\n\n- Add a loud greeting" in pull.body


def test_what_a_person_wrote_is_not_lost_where_it_cannot_be_opened(github, edit):
    github.answer_next(403, {"message": "No."}, method="POST")

    done = edit(
        "file.write_text('Mine\\n\\nLong thought of.\\n')", "--create-pull-request", "true", GITHUB_TOKEN="ghp_m"
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert "What you wrote:\n\nMine\n\nLong thought of." in done.stderr


@pytest.mark.parametrize(
    ("script", "more", "words"),
    [
        ("sys.exit(3)", {}, "The editor ended with 3"),
        ("file.unlink()", {}, "The editor left no file to read (No such file or directory)"),
        ("file.unlink(); file.mkdir()", {}, "The editor left no file to read (Is a directory)"),
        ("", {"EDITOR": "/no/such/editor"}, "cannot be run"),
        ("", {"EDITOR": " "}, "Set EDITOR to one"),
        ("", {"EDITOR": "vi 'x"}, "is no command"),
    ],
)
def test_an_editor_that_fails_is_an_error(edit, script, more, words):
    done = edit(script, **more)

    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr


def test_the_editor_of_the_clones_own_configuration_is_never_run(clone, edit, tmp_path):
    clone.git("config", "core.editor", f"touch {tmp_path / 'ran'};")

    done = edit("file.write_text('Mine\\n')")

    assert done.stdout == "Mine\n\n\n"
    assert not (tmp_path / "ran").exists()


def test_without_a_terminal_nothing_is_edited(run, model):
    done = run("--edit", EDITOR="true")

    assert (done.returncode, model.requests) == (1, [])
    assert "needs a terminal" in done.stderr
