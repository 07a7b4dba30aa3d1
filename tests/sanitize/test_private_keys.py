"""A private key goes whole, however it is quoted, commented out or cut."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_writer.sanitize.secrets import Finding, redact

MIXED = "Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8Qr9St0Uv1Wx2Yz3" * 2
PAYLOAD = ["MIIEowIBAAKCAQEA" + MIXED[:48], MIXED[:64], MIXED[3:67], MIXED[5:69], MIXED[:40] + "=="]
KINDS = [
    *("PRIVATE KEY", "RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"),
    "PGP PRIVATE KEY BLOCK",
]
PREFIXES = [
    "",
    "+",
    "-",
    " ",
    "+    ",
    "> ",
    "# ",
    "+# ",
    "// ",
    " * ",
    "; ",
    "-- ",
    "| ",
    "%% ",
    "rem ",
    "dnl ",
    "12: ",
]


def make_key(kind="RSA PRIVATE KEY"):
    return [f"-----BEGIN {kind}-----", *PAYLOAD, f"-----END {kind}-----"]


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", [slice(None), slice(0, -1), slice(2, None)], ids=["whole", "no end", "no begin"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_private_key_goes_whole(prefix, kind, part, line_break):
    key = line_break.join(prefix + line for line in make_key(kind)[part])
    text, findings = redact(f" before\n{key}{line_break}@@ -1 +1 @@\n after\n")
    assert text.startswith(" before\n")
    assert text.endswith("\n@@ -1 +1 @@\n after\n")
    assert [finding.kind for finding in findings] == ["private key"]
    assert not any(line in text for line in PAYLOAD)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"key": "\n".join(make_key())}),
        "KEY=" + "\\n".join(make_key()),
        " ".join(make_key()),
        "".join(make_key()),
        "%0A".join(make_key()),
        "%0A".join(make_key()).replace(" ", "%20"),
        "%0A".join(make_key()).replace(" ", "+"),
        "\n".join(f'key += "{line}\\n";' for line in make_key()),
        "\n".join(f'    "{line}\\n" +' for line in make_key()),
        "\n".join(f"{line[:30]}\u200b{line[30:]}" for line in make_key()),
        "<!--\n" + "\n".join(make_key()) + "\n-->",
        "PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 5\n" + "\n".join(PAYLOAD) + "\nPrivate-MAC: 0\n",
        "KEY=" + "".join(PAYLOAD),
        f"-----BEGIN PRIVATE KEY-----\n{PAYLOAD[0]}-----BEGIN PRIVATE KEY-----\n{PAYLOAD[1]}\n",
    ],
)
def test_a_private_key_in_another_form_goes(text):
    redacted, findings = redact(text)
    assert {finding.kind for finding in findings} == {"private key"}
    assert not any(line[20:44] in redacted for line in PAYLOAD)


def test_what_stands_around_a_key_in_json_stays():
    text, findings = redact('{"key": "' + "\\n".join(make_key("PRIVATE KEY")) + '\\n", "x": 1}')
    assert text == '{"key": "[redacted: private key]\\n", "x": 1}'
    assert findings == (Finding("private key", 1),)


@pytest.mark.parametrize(
    "text",
    [
        'if header.startswith("-----BEGIN PRIVATE KEY-----"):\n    return load(header)\n',
        'BEGIN = "-----BEGIN RSA PRIVATE KEY-----"\nEND = "-----END RSA PRIVATE KEY-----"\n',
        "It begins with -----BEGIN EC PRIVATE KEY----- and ends with\n-----END EC PRIVATE KEY-----, says RFC 7468.\n",
        "-----BEGIN CERTIFICATE-----\n" + "\n".join(PAYLOAD[1:]) + "\n-----END CERTIFICATE-----\n",
        "-----BEGIN PUBLIC KEY-----\n" + "\n".join(PAYLOAD[1:]) + "\n-----END PUBLIC KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n",
        "PRIVATE KEY BEGIN END -----",
    ],
)
def test_what_is_no_private_key_stays(text):
    assert redact(text) == (text, ())


PIECES = [
    "-----BEGIN PRIVATE KEY-----",
    "-----END PRIVATE KEY-----",
    *PAYLOAD[:2],
    "\n",
    "\n# ",
    "\n+",
    " ",
    '"',
    "\\n",
    "x",
    "Private-Lines: 2",
]


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_no_line_of_a_key_stays_behind_its_first_line(text):
    redacted, _ = redact(text)
    _first, _, rest = redacted.partition("-----BEGIN PRIVATE KEY-----\n")
    assert not rest.startswith(tuple(PAYLOAD))
    assert redact(redacted)[0] == redacted
