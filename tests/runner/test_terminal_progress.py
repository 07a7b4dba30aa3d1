"""A terminal is told that the run goes on, and is left clean; what is piped gets nothing."""

import io
import os
import pty
import re
import signal
import subprocess
import sys
import time
import zlib

import pytest
from support.action import ANSWER
from support.runner import ROOT

from pr_writer.events import ChangesRead, ChunksPlanned, Drafted, ModelAsked, PullRequestNamed
from pr_writer.runner.terminal_progress import TerminalProgress, is_terminal
from pr_writer.values import Changes, Draft


class Stream(io.StringIO):
    def isatty(self):
        return True


def wait_for(stream, text):
    until = time.monotonic() + 30
    while text not in stream.getvalue():
        assert time.monotonic() < until, stream.getvalue()
        time.sleep(0.005)


def show(text):
    """What is seen on a terminal's line after this was written to it."""
    line, column = [], 0
    for char in text:
        if char == "\r":
            column = 0
        else:
            line[column : column + 1] = [char]
            column += 1
    return "".join(line).rstrip()


def test_a_terminal_counts_the_seconds_and_is_left_clean():
    stream = Stream()

    with TerminalProgress(stream, first_s=0.01, step_s=0.01):
        wait_for(stream, "0 s, reading")

    assert show(stream.getvalue()) == ""


def test_what_is_soon_done_shows_nothing():
    stream = Stream()

    with TerminalProgress(stream, first_s=60.0):
        pass

    assert stream.getvalue() == ""


def test_the_count_ends_when_the_block_fails():
    stream = Stream()

    def fail():
        with TerminalProgress(stream, first_s=0.01, step_s=0.01):
            wait_for(stream, "reading")
            raise ValueError("oops")

    with pytest.raises(ValueError, match="oops"):
        fail()

    assert show(stream.getvalue()) == ""


def test_a_line_that_is_logged_meanwhile_takes_the_place_of_the_count():
    stream = Stream()
    progress = TerminalProgress(stream, first_s=0.01, step_s=0.01)

    with progress:
        wait_for(stream, "reading")
        with progress.beside():
            stream.write("Short.\n")
    before, _, _ = stream.getvalue().partition("\n")

    assert show(before) == "Short."


@pytest.mark.parametrize(
    ("events", "label"),
    [
        ([], "reading"),
        ([PullRequestNamed(7)], "reading pull request 7"),
        ([ChangesRead(Changes("b", "h", (), ()))], "drafting"),
        ([ModelAsked("primary", "m", "timeout", 1.0)], "asking again"),
        ([ModelAsked("primary", "m", "ok", 1.0)], "checking the answer"),
        ([ChunksPlanned(3)], "0 of 3 parts read"),
        (
            [ChunksPlanned(3), ModelAsked("primary", "m", "timeout", 1.0), ModelAsked("fallback", "m", "ok", 1.0)],
            "1 of 3 parts read",
        ),
        ([Drafted(Draft("t", "b"), "template")], "writing"),
    ],
)
def test_it_says_what_is_waited_for(events, label):
    stream = Stream()
    progress = TerminalProgress(stream, first_s=0.01, step_s=0.01)
    for event in events:
        progress.note(event)

    with progress:
        wait_for(stream, f"0 s, {label}")

    assert stream.getvalue().isascii()


@pytest.mark.parametrize(
    ("stream", "environ", "expected"),
    [
        (Stream(), {"TERM": "xterm"}, True),
        (Stream(), {"TERM": "dumb"}, False),
        (Stream(), {}, False),
        (io.StringIO(), {"TERM": "xterm"}, False),
        (None, {"TERM": "xterm"}, False),
    ],
)
def test_only_a_terminal_that_can_go_back_on_its_line_has_progress(stream, environ, expected):
    assert is_terminal(stream, environ) is expected


class Terminal:
    """The program on a real pseudo-terminal: its standard error is the terminal, its standard output a pipe."""

    def __init__(self, cwd, *flags, **env):
        self._master, end = pty.openpty()
        command = [sys.executable, "-I", str(ROOT / "entrypoint.py"), *flags]
        environ = {"PATH": os.environ["PATH"], "HOME": str(cwd), "TERM": "xterm", **env}
        self.process = subprocess.Popen(
            command, cwd=cwd, env=environ, stdin=end, stdout=subprocess.PIPE, stderr=end, start_new_session=True
        )
        os.close(end)
        self.seen = ""

    def read_until(self, pattern):
        """Read what is shown until that is there; with a blank one, until the program ends."""
        while not (pattern and re.search(pattern, self.seen)):
            try:
                data = os.read(self._master, 4096)
            except OSError:  # how Linux says that the other end was closed
                data = b""
            if not data:
                assert not pattern, self.seen
                break
            self.seen += data.decode(errors="replace")
        return self.seen

    def end(self):
        self.read_until("")
        os.close(self._master)
        out = self.process.stdout.read().decode()
        self.process.stdout.close()
        return self.process.wait(30), out

    @property
    def lines(self):
        return [show(line) for line in self.seen.replace("\r\n", "\n").split("\n")]


def answer_after(model, seconds):
    def answer(_):
        model.wait(seconds)
        return ANSWER

    return answer


@pytest.mark.program
def test_on_a_terminal_the_wait_for_a_model_is_counted_and_the_lines_are_clean(repo, model):
    model.answers = [answer_after(model, 2.5)]
    terminal = Terminal(repo.path, FALLBACK_OPENAI_API_KEY="k", FALLBACK_OPENAI_BASE_URL=model.url)

    code, out = terminal.end()

    assert (code, out) == (0, f"{ANSWER}\n")
    assert re.search(r"\r\d+ s, drafting", terminal.seen)
    assert not [line for line in terminal.lines if re.match(r"\d+ s, ", line)]
    assert terminal.lines[-1] == ""


@pytest.mark.program
def test_who_interrupts_gets_a_clean_line(repo, model):
    model.answers = [answer_after(model, 30)]
    terminal = Terminal(repo.path, FALLBACK_OPENAI_API_KEY="k", FALLBACK_OPENAI_BASE_URL=model.url)
    terminal.read_until(r"\d+ s, drafting")
    os.kill(terminal.process.pid, signal.SIGINT)

    code, out = terminal.end()

    assert (code, out) == (130, "")
    assert "Traceback" not in terminal.seen
    assert terminal.lines[-1] == ""


@pytest.mark.program
@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {"TERM": ""}])
def test_a_bare_terminal_gets_lines_alone(repo, model, env):
    model.answers = [answer_after(model, 1.5)]
    terminal = Terminal(repo.path, FALLBACK_OPENAI_API_KEY="k", FALLBACK_OPENAI_BASE_URL=model.url, **env)

    assert terminal.end()[0] == 0
    assert " s, " not in terminal.seen.replace("up to 20 s.", "")
    assert "\r" not in terminal.seen.replace("\r\n", "\n")


@pytest.mark.program
def test_a_terminal_that_is_not_utf_8_shows_what_it_can(repo):
    command = [sys.executable, "-P", str(ROOT / "entrypoint.py"), "--use-llm", "false"]
    repo.commit("Grüße an alle, 👋 überall", {"gruss.txt": f"{zlib.crc32(b'x')}\n"})

    done = subprocess.run(
        command,
        cwd=repo.path,
        env={"PATH": os.environ["PATH"], "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "POSIX"},
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert b"Gr" in done.stdout
    assert b"Traceback" not in done.stderr
