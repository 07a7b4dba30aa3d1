"""A base URL that would carry the key in clear text across the internet is named."""

import pytest

from pr_writer.inputs.cleartext import list_cleartext


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example.com/v1",
        "HTTP://api.example.com/v1",
        " http://api.example.com/v1",
        "http://8.8.8.8:8000/v1",
        "http://134744072/v1",
        "http://[2001:4860:4860::8888]/v1",
        "http://localhost.example.com/v1",
        "http://10.0.0.1.example.com/v1",
        "http://user@api.example.com./v1",
        "http://[broken/v1",
    ],
)
def test_http_across_the_internet_is_named(url):
    assert list_cleartext({"PRIMARY_OPENAI_BASE_URL": url}) == ("PRIMARY_OPENAI_BASE_URL",)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.com/v1",
        "http://localhost:11434/v1",
        "http://127.0.0.1:8080/v1",
        "http://[::1]/v1",
        "http://[fe80::1]/v1",
        "http://192.168.1.4/v1",
        "http://10.0.0.1/v1",
        "http://172.17.0.1/v1",
        "http://100.64.0.7/v1",
        "http://169.254.1.1/v1",
        "http://ollama:11434/v1",
        "http://ollama.default.svc/v1",
        "http://gpu.internal/v1",
        "http://gpu.internal./v1",
        "http://host.docker.internal/v1",
        "",
    ],
)
def test_https_and_http_to_this_machine_and_private_networks_are_not(url):
    assert list_cleartext({"PRIMARY_OPENAI_BASE_URL": url}) == ()


def test_only_base_urls_are_looked_at():
    backends = {"FALLBACK_OPENAI_BASE_URL": "http://a.example", "FALLBACK_OPENAI_MODEL": "http://b.example"}
    assert list_cleartext(backends) == ("FALLBACK_OPENAI_BASE_URL",)
