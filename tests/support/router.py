"""Fixtures for the router's tests: servers, an environment that names them, and a router that remembers nothing."""

from __future__ import annotations

import pytest

import llm_router
from support.bad_server import BadServer, ok


@pytest.fixture(autouse=True)
def forgetful_router():
    """Start each test without clients, rests, learned refusals or metrics."""
    llm_router.reset()
    yield
    llm_router.reset()


@pytest.fixture
def server():
    """Start servers, each with its script, that are closed after the test."""
    servers = []

    def start(*script, **options):
        servers.append(BadServer(*script, **options))
        return servers[-1]

    yield start
    llm_router.reset()
    for one in servers:
        one.close()


@pytest.fixture
def environ():
    """Write the variables for a primary and a fallback: servers, URLs, or None."""

    def write(primary=None, fallback=None, *, timeout_s=5, **more):
        env = {"LLM_COOLDOWN_S": "0"}
        if primary is not None:
            env |= {
                "PRIMARY_OPENAI_BASE_URL": getattr(primary, "url", primary),
                "PRIMARY_OPENAI_MODEL": "local",
                "PRIMARY_OPENAI_TIMEOUT_S": str(timeout_s),
            }
        if fallback is not None:
            env |= {
                "FALLBACK_OPENAI_BASE_URL": getattr(fallback, "url", fallback),
                "FALLBACK_OPENAI_API_KEY": "fallback-key",
                "FALLBACK_OPENAI_MODEL": "cloud",
                # Behind a primary that runs into its deadline, the fallback must not, however slow the machine is.
                "FALLBACK_OPENAI_TIMEOUT_S": str(timeout_s if primary is None else max(timeout_s, 10)),
            }
        return env | more

    return write


@pytest.fixture
def fallback(server):
    """Start a fallback that answers."""
    return server(ok("from the fallback"))
