"""The address of a remote says which repository on which server it is, however it is spelled."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_writer.inputs.remote_urls import HostedRepository, parse_remote_url


@pytest.mark.parametrize(
    ("url", "host", "name"),
    [
        ("https://github.com/octo/demo.git", "github.com", "octo/demo"),
        ("https://github.com/octo/demo", "github.com", "octo/demo"),
        ("https://github.com/octo/demo/", "github.com", "octo/demo"),
        ("http://github.com/octo/demo.git", "github.com", "octo/demo"),
        ("https://www.GitHub.com/octo/demo", "github.com", "octo/demo"),
        ("https://mona:ghp_secret@github.com/octo/demo.git", "github.com", "octo/demo"),
        ("git@github.com:octo/demo.git", "github.com", "octo/demo"),
        ("git@github.com:/octo/demo.git", "github.com", "octo/demo"),
        ("github.com:octo/demo", "github.com", "octo/demo"),
        ("org-1234@github.com:octo/demo.git", "github.com", "octo/demo"),
        ("ssh://git@github.com/octo/demo.git", "github.com", "octo/demo"),
        ("ssh://git@github.com:22/octo/demo.git", "github.com", "octo/demo"),
        ("ssh://git@ssh.github.com:443/octo/demo.git", "github.com", "octo/demo"),
        ("git+ssh://git@github.com/octo/demo.git", "github.com", "octo/demo"),
        ("git://github.com/octo/demo.git", "github.com", "octo/demo"),
        ("git@ghe.example.com:team/the.app.git", "ghe.example.com", "team/the.app"),
        ("https://ghe.example.com:8443/team/app", "ghe.example.com:8443", "team/app"),
        ("https://ghe.example.com:443/team/app", "ghe.example.com", "team/app"),
        ("ssh://git@ghe.example.com:2222/team/app.git", "ghe.example.com", "team/app"),
        ("https://octocorp.ghe.com/team/app.git", "octocorp.ghe.com", "team/app"),
        ("git@work:octo/demo.git", "work", "octo/demo"),
    ],
)
def test_every_form_of_address_is_read(url, host, name):
    assert parse_remote_url(url) == HostedRepository(host, name)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/srv/git/demo.git",
        "../demo",
        "file:///srv/git/demo.git",
        "C:\\code\\demo",
        "C:/code/demo",
        "https://github.com/octo",
        "https://github.com/octo/demo/tree/main",
        "https://github.com/../demo",
        "https://github.com/octo/..",
        "https://github.com/octo/demo?x=1",
        "https://evil.example#@github.com/octo/demo",
        "https://github.com\\@evil.example/octo/demo",
        "ext::sh -c evil",
        "gh:octo/demo/deep",
        "git@github.com:octo/demo\n.git",
        "https://-.example.com/octo/demo",
    ],
)
def test_what_is_no_repository_of_a_server_is_none(url):
    assert parse_remote_url(url) is None


@pytest.mark.parametrize(
    ("host", "api"),
    [
        ("github.com", "https://api.github.com"),
        ("octocorp.ghe.com", "https://api.octocorp.ghe.com"),
        ("ghe.example.com:8443", "https://ghe.example.com:8443/api/v3"),
    ],
)
def test_each_kind_of_server_has_its_api(host, api):
    assert HostedRepository(host, "octo/demo").api_url == api
    assert HostedRepository(host, "octo/demo").server_url == f"https://{host}"


@pytest.mark.parametrize("host", ["evilgithub.com", "github.com.evil.example", "ghe.com.evil.example", "notghe.com"])
def test_a_server_that_is_only_named_like_githubs_is_not_githubs(host):
    assert not HostedRepository(host, "octo/demo").is_github


@given(st.text() | st.from_regex(r"(https|ssh)://([^/]*@)?[\w.-]+(:\d+)?/\S+/\S+") | st.from_regex(r"\S+@\S+:\S+/\S+"))
def test_whatever_stands_in_the_configuration_is_read_or_none(url):
    found = parse_remote_url(url)

    if found:
        assert re.fullmatch(r"[a-z0-9.-]+(:[0-9]+)?", found.host)
        assert re.fullmatch(r"[\w.-]+/[\w.-]+", found.name, re.ASCII)
        assert ".." not in found.name.split("/")
