"""A base URL that would carry the key in clear text across the internet is named."""

import pytest

from pr_writer.inputs.cleartext import list_cleartext


@pytest.mark.parametrize(
    ("url", "is_named"),
    [
        ("https://api.example.com/v1", False),
        ("http://api.example.com/v1", True),
        ("http://8.8.8.8:8000/v1", True),
        ("http://[2001:4860:4860::8888]/v1", True),
        ("http://localhost:11434/v1", False),
        ("http://127.0.0.1:8080/v1", False),
        ("http://[::1]/v1", False),
        ("http://192.168.1.4/v1", False),
        ("http://10.0.0.1/v1", False),
        ("http://172.17.0.1/v1", False),
        ("http://ollama:11434/v1", False),
        ("http://gpu.internal/v1", False),
        ("http://host.docker.internal/v1", False),
        ("http://localhost.example.com/v1", True),
    ],
)
def test_http_is_for_this_machine_and_private_networks(url, is_named):
    assert list_cleartext({"PRIMARY_OPENAI_BASE_URL": url}) == (("PRIMARY_OPENAI_BASE_URL",) if is_named else ())
