"""The runner's reading of a log, row by row."""

from __future__ import annotations

import base64

import pytest

from .log_commands import Command, parse_command, read_log, split_lines


@pytest.mark.parametrize(
    ("line", "command"),
    [
        # the current grammar
        ("::error::broken", Command("error", {}, "broken")),
        ("::error title=T,line=3::m", Command("error", {"title": "T", "line": "3"}, "m")),
        ("::ERROR Title=T::m", Command("ERROR", {"title": "T"}, "m")),
        ("  \t::notice::indented", Command("notice", {}, "indented")),
        ("\u3000\u2028\xa0::notice::any white space", Command("notice", {}, "any white space")),
        ("::warning::100%25 %0Anext%0D", Command("warning", {}, "100% \nnext\r")),
        ("::warning title=a%3Ab%2Cc%25::m", Command("warning", {"title": "a:b,c%"}, "m")),
        ("::warning::%250A stays escaped", Command("warning", {}, "%0A stays escaped")),
        ("::warning::data keeps %3A", Command("warning", {}, "data keeps %3A")),
        ("::warning title=,line==2,col::m", Command("warning", {"line": "2"}, "m")),
        ("::group::a::b", Command("group", {}, "a::b")),
        ("::endgroup::", Command("endgroup", {}, "")),
        ("::set-output name=x::1", Command("set-output", {"name": "x"}, "1")),
        ("x ::error::not at the start", None),
        ("\u200b::error::a zero-width space is not white", None),
        ("::error:: ::", Command("error", {}, " ::")),
        ("::error", None),
        ("::: error::x", None),
        ("::nonsense::x", None),
        ("::error title=a::b::c", Command("error", {"title": "a"}, "b::c")),
        # the older one, which hides anywhere in a line
        ("text ##[error]old", Command("error", {}, "old")),
        ("##[set-output name=a;x=y]v", Command("set-output", {"name": "a", "x": "y"}, "v")),
        ("##[warning title=%3B%5D]%3B", Command("warning", {"title": ";]"}, ";")),
        ("##[error", None),
        ("##[nonsense]x", None),
        ("##[nonsense]x ##[error]the first bracket decides", None),
        ("::nonsense::##[error]falls through", Command("error", {}, "falls through")),
        ("", None),
    ],
)
def test_a_line_is_read_as_the_runner_reads_it(line, command):
    assert parse_command(line) == command


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\nb\n", ["a", "b"]),
        ("a\r\nb", ["a", "b"]),
        ("a\rb\r", ["a", "b"]),
        ("a\n\nb", ["a", "", "b"]),
        ("a\n\rb", ["a", "", "b"]),
        ("a\x0bb\u2028c\x85d", ["a\x0bb\u2028c\x85d"]),
        ("", []),
    ],
)
def test_a_line_ends_where_dotnet_ends_it(text, lines):
    assert split_lines(text) == lines


def test_commands_are_silent_between_stop_and_its_token():
    log = read_log("::stop-commands::TOK\n::error::no\n##[error]no\n::tok::\n::error::yes\n")

    assert [one.message for one in log.annotations] == ["yes"]


def test_a_carriage_return_smuggles_a_command():
    assert [one.message for one in read_log("progress 10%\r::error::smuggled").annotations] == ["smuggled"]


def test_a_mask_hides_every_later_form_of_the_secret():
    secret = 'sk-proj & "quoted"'
    encoded = base64.b64encode(f"x:{secret}".encode()).decode()
    log = read_log(f"before {secret}\n::add-mask::{secret}\nafter {secret} sk-proj &amp; \n{encoded}\n")

    assert log.text.splitlines()[0] == f"before {secret}"
    assert secret not in log.text.partition("\n")[2]
    assert encoded not in log.text
    assert log.masks[0] == secret


def test_each_line_of_a_masked_secret_is_masked():
    log = read_log("::add-mask::first line%0Asecond line\na first line\na second line\n")

    assert log.text == "a ***\na ***"


def test_secrets_that_the_runner_knows_are_masked_in_annotations():
    log = read_log("::error title=t SECRET::m SECRET\n", ["SECRET"])

    assert (log.annotations[0].title, log.annotations[0].message) == ("t ***", "m ***")


def test_only_ten_annotations_of_a_level_survive_and_none_is_long():
    log = read_log("::error::" + "x" * 5000 + "\n" + "::error::e\n::warning::w\n" * 12)

    assert [one.level for one in log.annotations].count("error") == 10
    assert [one.level for one in log.annotations].count("warning") == 10
    assert len(log.annotations[0].message) == 4096


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("::set-env name=PATH::x", "disabled"),
        ("::add-path::x", "disabled"),
        ("::set-output::x", "'name' is missing"),
        ("::add-mask:: ", "empty string"),
    ],
)
def test_what_the_runner_refuses_is_a_problem(line, problem):
    assert problem in read_log(line).problems[0]


def test_groups_are_listed():
    assert read_log("::group::Reading\nx\n::endgroup::\n").groups == ["Reading"]
