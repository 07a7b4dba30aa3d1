"""A path → how comments are written in that file, for the languages that most repositories hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class CommentSyntax:
    """``line`` are the signs that begin a comment to the line's end, ``blocks`` those that begin and end a longer one.

    ``strings`` is what a string looks like, in which no sign means anything; ``has_docstrings`` where a string of three
    quotation marks that stands by itself is documentation.
    """

    line: tuple[str, ...]
    blocks: tuple[tuple[str, str], ...] = ()
    strings: str = r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`"
    has_docstrings: bool = False


_CHARACTERS = r"\"(?:\\.|[^\"\\])*\"|'(?:\\[^']{1,9}|[^'\\])'"  # a lone ' is something else: a lifetime, a prime
_SLASHES = CommentSyntax(("//",), (("/*", "*/"),))
_SLASHES_AND_PRIMES = CommentSyntax(("//",), (("/*", "*/"),), _CHARACTERS)
_HASH = CommentSyntax(("#",))
_PYTHON = CommentSyntax(("#",), strings=r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'", has_docstrings=True)
_BOTH = CommentSyntax(("//", "#"), (("/*", "*/"),))
_DASHES = CommentSyntax(("--",), (("/*", "*/"),))
_LUA = CommentSyntax(("--",), (("--[[", "]]"),))
_HASKELL = CommentSyntax(("--",), (("{-", "-}"),), _CHARACTERS)
_OCAML = CommentSyntax((), (("(*", "*)"),), _CHARACTERS)
_SEMICOLON = CommentSyntax((";",), (("#|", "|#"),), r"\"(?:\\.|[^\"\\])*\"")
_PERCENT = CommentSyntax(("%",), strings=r"\"(?:\\.|[^\"\\])*\"")
_MARKUP = CommentSyntax((), (("<!--", "-->"),), strings=r"(?!)")
_COMPONENT = CommentSyntax(("//",), (("<!--", "-->"), ("/*", "*/")), _CHARACTERS)

_ENDINGS = {
    _SLASHES: "c cc cpp cxx h hh hpp hxx cs cts cjs d dart fs fsi glsl go gradle groovy java js json5 jsonc jsx kt kts"
    " m metal mjs mm mts proto scss less sass styl css sol swift thrift ts tsx v vala wgsl",
    _SLASHES_AND_PRIMES: "rs scala sc cu cuh zig ron",
    _HASH: "awk bash bzl cfg cmake coffee conf cr ex exs feature fish gemspec gql graphql ini jl ksh mk nim nix pl pm"
    " ps1 properties psm1 r rake rb robot ru sh star t tcl toml yaml yml zsh",
    _PYTHON: "py pyi pyx pxd",
    _BOTH: "hcl php tf tfvars",
    _DASHES: "sql adb ads vhd vhdl",
    _LUA: "lua",
    _HASKELL: "elm hs lhs purs",
    _OCAML: "ml mli",
    _SEMICOLON: "clj cljc cljs el lisp rkt scm",
    _PERCENT: "erl hrl tex",
    _MARKUP: "htm html svg xhtml xml xsl",
    _COMPONENT: "astro svelte vue",
}
_NAMES = {
    "cmakelists.txt": _HASH,
    "dockerfile": _HASH,
    "containerfile": _HASH,
    "makefile": _HASH,
    "gnumakefile": _HASH,
    "justfile": _HASH,
    "gemfile": _HASH,
    "rakefile": _HASH,
    "vagrantfile": _HASH,
    "build": _HASH,
    "jenkinsfile": _SLASHES,
}
STYLE_SHEETS = (".css", ".scss", ".less", ".sass", ".styl", ".svg")  # where a "#123" is a colour


def find_comment_syntax(path: str) -> CommentSyntax | None:
    """Return how a file's comments are written; None where it has none, is prose, or nobody knows."""
    name = path.rpartition("/")[2].lower()
    return _NAMES.get(name) or _list_endings().get(name.rpartition(".")[2] if "." in name else "")


@cache
def _list_endings() -> dict[str, CommentSyntax]:
    return {ending: syntax for syntax, endings in _ENDINGS.items() for ending in endings.split()}


@cache
def compile_syntax(syntax: CommentSyntax) -> re.Pattern[str]:
    """Return the pattern of what a line is searched for: a ``string``, or the beginning of a ``block`` or ``line``."""
    blocks = "|".join(re.escape(begin) for begin, _ in syntax.blocks) or "(?!)"
    # "#" begins a comment behind space alone (${#a}, a#b), and "//" none behind the colon of an address.
    lines = "|".join(
        (r"(?<!\S)#+" if sign == "#" else r"(?<!:)//[/!]*" if sign == "//" else f"{re.escape(sign)}+")
        for sign in syntax.line
    )
    return re.compile(f"(?P<string>{syntax.strings})|(?P<block>{blocks})|(?P<line>{lines or '(?!)'})")
