"""Holds a request or an answer against GitHub's own OpenAPI description."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

_SLICE = Path(__file__).parent / "github-rest" / "slice.json"


def find_request_faults(method: str, path: str, body: Any) -> list[str]:
    """What GitHub's description does not allow in this request; fields that it does not know are faults too."""
    operation = _find_operation(method, path)
    if operation is None or not operation.get("requestBody"):
        return []
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    unknown = sorted(body.keys() - schema["properties"].keys()) if isinstance(body, dict) else []
    return _find_faults(schema, body) + [f"{method} {path}: unknown field {name!r}" for name in unknown]


def find_answer_faults(method: str, path: str, status: int, body: Any) -> list[str]:
    """What GitHub's description does not allow in this answer; a call or a status outside the slice has no faults."""
    operation = _find_operation(method, path)
    schema = operation["responses"].get(str(status), {}).get("schema") if operation else None
    return [f"{method} {path} {status}: {fault}" for fault in _find_faults(schema, body)] if schema else []


def translate_nullable(schema: Any) -> Any:
    """OpenAPI 3.0's ``nullable`` in JSON Schema's own words."""
    if isinstance(schema, list):
        return [translate_nullable(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: translate_nullable(value) for key, value in schema.items() if key != "nullable"}
    # A property may itself be called "nullable"; only the keyword is a boolean.
    if schema.get("nullable") is not True:
        return plain if "nullable" not in schema else plain | _keep_property(schema["nullable"])
    return {"anyOf": [plain, {"type": "null"}]}


def _keep_property(value: Any) -> dict[str, Any]:
    return {"nullable": translate_nullable(value)} if isinstance(value, dict) else {}


def _find_faults(schema: Any, body: Any) -> list[str]:
    return [
        f"{'/'.join(map(str, e.absolute_path)) or '(body)'}: {e.message[:300]}"
        for e in _validator(schema).iter_errors(body)
    ]


def _find_operation(method: str, path: str) -> dict[str, Any] | None:
    return next((methods.get(method.lower()) for pattern, methods in _load_paths() if pattern.fullmatch(path)), None)


@cache
def _load_paths() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    paths = json.loads(_SLICE.read_text())["paths"]
    return [(re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))), methods) for path, methods in paths.items()]


_compiled: dict[int, Draft202012Validator] = {}


def _validator(schema: Any) -> Draft202012Validator:
    # The slice stays loaded, so the schema's identity is a stable key.
    if id(schema) not in _compiled:
        _compiled[id(schema)] = Draft202012Validator(translate_nullable(schema))
    return _compiled[id(schema)]
