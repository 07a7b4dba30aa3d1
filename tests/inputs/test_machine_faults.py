"""What the machine is to blame for is a sentence with a next step; what is not stays a bug."""

import errno

import pytest

from pr_writer.errors import ActionError
from pr_writer.inputs.machine_faults import check_certificates, explain_fault


@pytest.mark.parametrize(
    "name", ["SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO"]
)
def test_certificates_that_are_not_there_are_named(name, tmp_path):
    check_certificates({name: str(tmp_path), "HOME": "/nowhere"}, on_runner=True)
    with pytest.raises(ActionError, match=f"{name} is '/nowhere/ca.pem'.*an earlier step"):
        check_certificates({name: "/nowhere/ca.pem"}, on_runner=True)
    with pytest.raises(ActionError, match=f"{name} is '/nowhere/ca.pem'.*`-v FILE:FILE`"):
        check_certificates({name: "/nowhere/ca.pem"}, on_runner=False)


@pytest.mark.parametrize(
    ("exc", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "does not fit"),
        (OSError(errno.EROFS, "Read-only file system", "/var/x"), "/var/x may not be written"),
        (PermissionError(errno.EACCES, "Permission denied", "/var/x"), "Set TMPDIR|set TMPDIR"),
        (FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']"), "Set TMPDIR"),
        (ModuleNotFoundError("No module named 'git'", name="git"), "no package 'git'"),
        (ModuleNotFoundError("No module named 'openai.x'", name="openai.x"), "requirements.txt"),
    ],
)
def test_a_fault_of_the_machine_is_a_sentence(exc, said):
    assert any(part in explain_fault(exc) for part in said.split("|"))


@pytest.mark.parametrize(
    "exc",
    [
        ModuleNotFoundError("No module named 'pr_writer.x'", name="pr_writer.x"),
        FileNotFoundError(errno.ENOENT, "No such file or directory", "/x"),
        ValueError("x"),
    ],
)
def test_what_may_be_ours_is_not_explained_away(exc):
    assert explain_fault(exc) == ""
