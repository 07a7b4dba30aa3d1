"""python -m llm_router status | chat | embed: the router from a shell."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import llm_router
from llm_router.errors import (
    AllBackendsFailed,
    BadArgument,
    BadConfig,
    NotConfigured,
    StreamInterrupted,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked, 1 with a sentence on standard error when not."""
    arguments = _make_parser().parse_args(argv)
    try:
        return _COMMANDS[arguments.command](arguments)
    except (NotConfigured, AllBackendsFailed, StreamInterrupted, BadConfig, BadArgument) as exc:
        sys.stderr.write(f"{exc}\n")
    except BrokenPipeError:  # the reader of a pipe has seen enough
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as exc:
        refusal = llm_router.refusal_of(exc)
        if refusal is None:
            raise
        sys.stderr.write(f"{refusal.sentence}\n")
    return 1


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m llm_router", description="Ask the primary LLM, else the fallback.")
    commands = parser.add_subparsers(dest="command", required=True)

    status = commands.add_parser("status", help="ask each configured backend for its models; 0 when one is usable")
    status.add_argument("--json", action="store_true", help="print JSON")

    chat = commands.add_parser("chat", help="print the answer; standard error says which model gave it")
    chat.add_argument("text", help="the question; - reads it from standard input")
    chat.add_argument("--temperature", type=float, default=0.2)
    chat.add_argument("--stream", action="store_true", help="print the answer as it comes")

    embed = commands.add_parser("embed", help="print one JSON vector a line; standard error says of which model")
    embed.add_argument("texts", nargs="+", help="the texts; - reads one a line from standard input")
    return parser


def _show_status(arguments: argparse.Namespace) -> int:
    status = llm_router.status()
    if arguments.json:
        sys.stdout.write(json.dumps(asdict(status) | {"is_usable": status.is_usable}, indent=2) + "\n")
    else:
        for backend in status.backends:
            sys.stdout.write(f"{backend.backend}: {backend}\n")
        if status.problem:
            sys.stdout.write(f"No call is made: {status.problem}\n")
    return 0 if status.is_usable else 1


def _chat(arguments: argparse.Namespace) -> int:
    text = _read_input().strip() if arguments.text == "-" else arguments.text
    messages = [{"role": "user", "content": text}]
    if arguments.stream:
        stream = llm_router.chat_complete_stream(messages, arguments.temperature)
        for piece in stream:
            sys.stdout.write(piece)
            sys.stdout.flush()
        model = stream.model_used
    else:
        model, answer = llm_router.chat_complete(messages, arguments.temperature)
        sys.stdout.write(answer)
    sys.stdout.write("\n")
    sys.stdout.flush()
    sys.stderr.write(f"model: {model}\n")
    return 0


def _embed(arguments: argparse.Namespace) -> int:
    texts = arguments.texts
    if texts == ["-"]:
        texts = [line for line in _read_input().splitlines() if line.strip()]
    model, vectors = llm_router.embed(texts)
    for vector in vectors:
        sys.stdout.write(json.dumps(vector) + "\n")
    sys.stdout.flush()
    sys.stderr.write(f"model: {model}\n")
    return 0


def _read_input() -> str:
    return sys.stdin.buffer.read().decode(errors="replace")


_COMMANDS = {"status": _show_status, "chat": _chat, "embed": _embed}

if __name__ == "__main__":
    raise SystemExit(main())
