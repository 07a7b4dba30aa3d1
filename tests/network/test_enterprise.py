"""In a company's network GitHub's API, git and the model are reached by the same settings."""

from __future__ import annotations

import base64

import pytest
from support.proxy import RecordingProxy

from .conftest import GITHUB_HOST, MODEL_HOST

ALL_THREE = {"api", "git", "model"}


@pytest.fixture
def proxy(network):
    """A proxy that alone knows the company's host names."""
    with RecordingProxy({GITHUB_HOST: network.github.origin, MODEL_HOST: network.model.origin}) as made:
        yield made


def assert_updated(result, network):
    assert (result.exit_code, result.problems) == (0, []), result.log
    assert result.outputs["outcome"] == "updated"
    assert network.asked() == ALL_THREE
    assert "Visitors are greeted by their name." in network.pull.body
    assert result.annotated("warning") == []


def test_one_file_makes_all_three_trust_a_private_authority(network):
    assert_updated(network.run(**network.trust()), network)


def test_all_three_go_through_the_proxy_of_the_step_s_environment(network, proxy):
    assert_updated(network.run(by_name=True, HTTPS_PROXY=proxy.url, **network.trust()), network)
    assert set(proxy.tunnels) == {GITHUB_HOST, MODEL_HOST}
    assert proxy.forwarded == []


def test_the_proxy_s_lower_case_name_counts_as_well(network, proxy):
    assert_updated(network.run(by_name=True, https_proxy=proxy.url, **network.trust()), network)


def test_all_three_show_the_proxy_their_credentials_and_the_log_does_not(network, proxy):
    address = proxy.url.replace("http://", "http://worker:s3cret-canary@")
    result = network.run(by_name=True, HTTPS_PROXY=address, **network.trust())

    assert_updated(result, network)
    assert proxy.credentials == {"Basic " + base64.b64encode(b"worker:s3cret-canary").decode()}
    assert "s3cret-canary" not in result.log + result.summary


def test_what_no_proxy_names_is_reached_without_the_proxy(network, proxy):
    assert_updated(network.run(HTTPS_PROXY=proxy.url, NO_PROXY="localhost,127.0.0.1", **network.trust()), network)
    assert proxy.hosts == set()


def test_an_enterprise_server_is_all_that_is_asked_and_named(network, proxy):
    result = network.run(by_name=True, HTTPS_PROXY=proxy.url, **network.trust())

    assert_updated(result, network)
    assert proxy.hosts == {GITHUB_HOST, MODEL_HOST}
    api = [request.path for request in network.github.api_requests]
    assert [path for path in api if not path.startswith("/api/v3/")] == []
    said = [result.log, result.summary, *result.outputs.values(), network.pull.body, network.pull.title]
    assert [text for text in said if "github.com" in text] == []


def test_a_server_that_is_not_trusted_is_an_error_that_names_the_setting(network):
    result = network.run()

    assert result.outputs["outcome"] == "failed"
    (error,) = result.annotated("error")
    assert "certificate" in error
    assert "SSL_CERT_FILE" in error
    assert "Check GITHUB_API_URL" not in error


def test_a_model_that_is_not_trusted_is_a_warning_that_says_so(network, tmp_path):
    other = type(network.authority)(tmp_path, "another authority")
    with type(network.model)(tls=other.make_context()) as stranger:
        trusted, network.model = network.model, stranger
        result = network.run(**network.trust())
        network.model = trusted

    assert result.outputs["backend"] == "template"
    (warning,) = result.annotated("warning")
    assert "a certificate that this machine does not trust" in warning


def test_a_certificate_file_that_is_not_there_is_an_error_that_says_where_to_put_it(network):
    result = network.run(SSL_CERT_FILE="/etc/ssl/company.pem")

    assert result.outputs["outcome"] == "failed"
    (error,) = result.annotated("error")
    assert "SSL_CERT_FILE is '/etc/ssl/company.pem'" in error
    assert "runner.temp" in error
