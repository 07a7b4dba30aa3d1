"""What a clone and gh know completes the settings of a run that opens a pull request."""

import pytest

from pr_writer.errors import ActionError
from pr_writer.inputs.setting_names import SettingNames
from pr_writer.inputs.settings_reader import read_settings
from pr_writer.local_clone import complete_settings

TOKEN = {"GITHUB_TOKEN": "ghp_from_environment"}


@pytest.fixture
def clone(repo):
    """A clone whose branch `feature` is checked out and pushed to GitHub."""
    repo.git("remote", "add", "origin", "git@github.com:octo/demo.git")
    repo.git("update-ref", "refs/remotes/origin/feature", "feature")
    return repo


@pytest.fixture
def gh(tmp_path):
    """The PATH of a gh that knows a token for every host."""
    path = tmp_path / "bin/gh"
    path.parent.mkdir()
    path.write_text('#!/bin/sh\necho "gho_for_$4"\n')
    path.chmod(0o755)
    return {"PATH": f"{path.parent}:/usr/bin:/bin"}


@pytest.fixture
def complete(clone):
    def run(environ, *flags):
        argv = ["--create-pull-request", "true", "--repo-dir", str(clone.path), *flags]
        return complete_settings(read_settings(argv, environ), environ)

    return run


def test_the_clones_origin_branch_and_the_environments_token_are_used(complete):
    found = complete(TOKEN)

    assert (found.repository, found.branch, found.github_token) == ("octo/demo", "feature", TOKEN["GITHUB_TOKEN"])
    assert (found.api_url, found.server_url) == ("https://api.github.com", "https://github.com")


def test_gh_is_asked_where_there_is_no_token_and_its_token_is_a_secret(complete, gh):
    found = complete(gh)

    assert found.github_token == "gho_for_github.com"
    assert found.github_token in found.secrets
    assert found.github_token not in repr(found)


@pytest.mark.parametrize(
    ("environ", "host", "token"),
    [
        ({**TOKEN}, "ghe.example.com", "gho_for_ghe.example.com"),
        ({**TOKEN, "GH_HOST": "ghe.example.com"}, "ghe.example.com", TOKEN["GITHUB_TOKEN"]),
        ({**TOKEN, "GH_HOST": "other.example.com"}, "ghe.example.com", "gho_for_ghe.example.com"),
        ({**TOKEN}, "octocorp.ghe.com", TOKEN["GITHUB_TOKEN"]),
        ({"GH_HOST": "ghe.example.com"}, "work", "gho_for_ghe.example.com"),
    ],
)
def test_a_token_goes_to_github_and_to_no_server_that_only_the_clone_names(clone, complete, gh, environ, host, token):
    clone.git("remote", "set-url", "origin", f"git@{host}:octo/demo.git")

    assert complete({**gh, **environ}).github_token == token


def test_a_token_of_an_enterprise_is_given_to_gh_for_a_server_that_the_person_named(clone, complete, tmp_path):
    path = tmp_path / "bin/gh"
    path.parent.mkdir()
    path.write_text('#!/bin/sh\n[ -n "$GH_ENTERPRISE_TOKEN" ] && echo "$GH_ENTERPRISE_TOKEN"\n')
    path.chmod(0o755)
    environ = {"PATH": f"{path.parent}:/usr/bin:/bin", "GH_ENTERPRISE_TOKEN": "ghp_of_the_enterprise"}
    clone.git("remote", "set-url", "origin", "https://ghe.example.com/octo/demo.git")

    assert complete({**environ, "GH_HOST": "ghe.example.com"}).github_token == "ghp_of_the_enterprise"
    with pytest.raises(ActionError, match="There is no token"):
        complete(environ)


@pytest.mark.parametrize("name", ["GITHUB_API_URL", "GITHUB_SERVER_URL"])
def test_of_a_server_that_is_named_by_one_address_the_other_is_known(complete, name):
    urls = {"GITHUB_API_URL": "https://g.example/api/v3", "GITHUB_SERVER_URL": "https://g.example"}

    found = complete({**TOKEN, name: urls[name]})

    assert (found.api_url, found.server_url) == tuple(urls.values())


def test_an_enterprise_server_has_its_own_api(clone, complete, gh):
    clone.git("remote", "set-url", "origin", "https://ghe.example.com/octo/demo.git")

    found = complete(gh)

    assert (found.api_url, found.server_url) == ("https://ghe.example.com/api/v3", "https://ghe.example.com")


def test_what_the_environment_names_stands(clone, complete):
    clone.git("remote", "set-url", "origin", "https://elsewhere.example/evil/demo.git")
    named = {"GITHUB_REPOSITORY": "octo/other", "GITHUB_API_URL": "https://g.example/api/v3"}

    found = complete({**TOKEN, **named})

    assert (found.repository, found.api_url, found.github_token) == (
        "octo/other",
        "https://g.example/api/v3",
        TOKEN["GITHUB_TOKEN"],
    )


def test_a_repository_on_the_preferred_server_is_found_there(complete):
    found = complete({**TOKEN, "GITHUB_REPOSITORY": "octo/demo", "GH_HOST": "ghe.example.com"})

    assert (found.api_url, found.github_token) == ("https://ghe.example.com/api/v3", TOKEN["GITHUB_TOKEN"])


@pytest.mark.parametrize("head", ["feature", "origin/feature", "refs/heads/feature", "HEAD", "@", ""])
def test_the_head_is_the_branch_by_any_of_its_names(complete, head):
    flags = ["--head", head] if head else []

    assert complete(TOKEN, *flags, "--base", "origin/main").branch == "feature"
    assert complete(TOKEN, *flags, "--base", "origin/main").base == "main"


def test_a_detached_head_is_an_error(clone, complete):
    clone.git("checkout", "--quiet", "--detach")

    with pytest.raises(ActionError, match="HEAD is at no branch"):
        complete(TOKEN)


def test_a_branch_that_was_not_pushed_is_an_error_that_says_how(clone, complete):
    clone.branch("new-one")

    with pytest.raises(ActionError, match="git push -u origin new-one"):
        complete(TOKEN)


def test_commits_that_were_not_pushed_are_warned_of(clone, complete, caplog):
    clone.commit("And more", {"more.txt": "more\n"})

    complete(TOKEN)

    assert "what was pushed is described" in caplog.text


@pytest.mark.parametrize("url", ["/srv/git/demo.git", "https://mona:s3cret@host/octo/demo/x", "git@work:octo/demo.git"])
def test_an_origin_that_is_no_repository_of_a_server_is_an_error_without_its_credentials(clone, complete, url):
    clone.git("remote", "set-url", "origin", url)

    with pytest.raises(ActionError, match="set GITHUB_REPOSITORY") as caught:
        complete(TOKEN)
    assert "s3cret" not in str(caught.value)


def test_without_a_token_the_error_says_how_to_get_one(complete, tmp_path):
    with pytest.raises(ActionError, match=r"gh auth login --hostname github\.com"):
        complete({"PATH": str(tmp_path)})


def test_a_token_that_is_kept_back_is_named(clone, complete, tmp_path):
    clone.git("remote", "set-url", "origin", "https://ghe.example.com/octo/demo.git")

    with pytest.raises(ActionError) as caught:
        complete({**TOKEN, "PATH": str(tmp_path)})
    said = SettingNames({}).name_in(str(caught.value))
    assert "GITHUB_TOKEN is not sent to ghe.example.com unless GH_HOST says so." in said


def test_a_folder_that_is_no_clone_is_an_error(tmp_path, complete):
    with pytest.raises(ActionError, match="set GITHUB_REPOSITORY"):
        complete(TOKEN, "--repo-dir", str(tmp_path))
