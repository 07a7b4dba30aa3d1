"""Secrets do not get past; ordinary code does."""

# ruff: noqa: E501 -- a row of a table is one line

import base64
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_writer.sanitize.secrets import Finding, redact

HEX = "0123456789abcdef"
MIXED = "Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8Qr9St0Uv1Wx2Yz3"
LONG = MIXED * 6

# Shapes, not keys: each is put together here, so that no scanner takes this file for a leak.
SECRETS = [
    *[("GitHub token", prefix + MIXED[:36]) for prefix in ("ghp_", "gho_", "ghu_", "ghs_", "ghr_")],
    ("GitHub token", "github_pat_" + LONG[:22] + "_" + LONG[:59]),
    ("GitLab token", "glpat-" + MIXED[:20]),
    ("AWS access key", "AKIA" + "IOSFODNN7EXAMPLE"),
    ("AWS access key", "ASIA" + "Z" * 16),
    ("Google API key", "AIza" + LONG[:35]),
    ("Google OAuth secret", "GOCSPX-" + MIXED[:28]),
    ("Anthropic key", "sk-ant-api03-" + LONG[:93] + "AA"),
    ("OpenRouter key", "sk-or-v1-" + HEX * 4),
    ("OpenAI key", "sk-proj-" + LONG[:48]),
    ("OpenAI key", "sk-svcacct-" + LONG[:48]),
    ("API key", "sk-" + LONG[:48]),
    ("API key", "sk-" + MIXED[:20] + "T3BlbkFJ" + MIXED[:20]),
    ("Groq key", "gsk_" + LONG[:52]),
    ("xAI key", "xai-" + LONG[:80]),
    ("Hugging Face token", "hf_" + LONG[:34]),
    ("Slack token", "xoxb-" + "123456789012-123456789012-" + MIXED[:24]),
    ("Slack token", "xapp-" + "1-A0123456789-" + MIXED[:24]),
    ("Telegram token", "1234567890:AA" + LONG[:33]),
    ("Stripe key", "sk_live_" + MIXED[:24]),
    ("Stripe key", "rk_test_" + MIXED[:24]),
    ("Twilio key", "SK" + HEX * 2),
    ("SendGrid key", "SG." + MIXED[:22] + "." + LONG[:43]),
    ("Mailgun key", "key-" + HEX * 2),
    ("npm token", "npm_" + MIXED[:36]),
    ("PyPI token", "pypi-AgE" + "IcHlwaS5vcmc" + LONG[:80]),
    ("RubyGems key", "rubygems_" + HEX * 3),
    ("Docker token", "dckr_pat_" + MIXED[:27]),
    ("Vault token", "hvs." + LONG[:90]),
    ("DigitalOcean token", "dop_v1_" + HEX * 4),
    ("Databricks token", "dapi" + HEX * 2),
    ("Grafana token", "glsa_" + MIXED[:32] + "_" + HEX[:8]),
    ("Atlassian token", "ATATT3" + LONG[:180]),
    ("Shopify token", "shpat_" + HEX * 2),
    ("Linear key", "lin_api_" + LONG[:40]),
    ("Supabase key", "sbp_" + (HEX * 3)[:40]),
    ("JSON Web Token", "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0." + LONG[:43]),
]

PAYLOAD = ["MIIEowIBAAKCAQEA" + LONG[:48], LONG[:64], LONG[3:67], LONG[:40] + "=="]


def make_key(kind="RSA PRIVATE KEY", *, end=True):
    lines = [f"-----BEGIN {kind}-----", *PAYLOAD]
    return [*lines, f"-----END {kind}-----"] if end else lines


@pytest.mark.parametrize(("kind", "secret"), SECRETS)
@pytest.mark.parametrize(
    "around",
    [
        "{}",
        'KEY = "{}"',
        "+    token: {}\n",
        "https://api.example/?key={}&x=1",
        "({})",
        "export K='{}';",
        "MY_KEY={}",
        r'"a\n{}\n"',
    ],
)
def test_a_providers_key_is_redacted(kind, secret, around):
    text, findings = redact(around.format(secret))
    assert text == around.format(f"[redacted: {kind}]")
    assert findings == (Finding(kind, 1),)


@pytest.mark.parametrize(
    ("line", "redacted"),
    [
        ("https://user:hunter2@host/x", "https://user:[redacted: password in a URL]@host/x"),
        ("postgres://app:p4ss%20w@db:5432/x", "postgres://app:[redacted: password in a URL]@db:5432/x"),
        ("redis://:s3cr3t@cache", "redis://:[redacted: password in a URL]@cache"),
        ("https://user:${PASSWORD}@host", "https://user:${PASSWORD}@host"),
        ("https://user:{password}@host", "https://user:{password}@host"),
        ("https://host:8080/a@b", "https://host:8080/a@b"),
        ("Authorization: Bearer abc123def456ghi789", "Authorization: Bearer [redacted: authorization header]"),
        ("Authorization: Bearer ${{ secrets.TOKEN }}", "Authorization: Bearer ${{ secrets.TOKEN }}"),
        (f"aws_secret_access_key = {LONG[:40]}", "aws_secret_access_key = [redacted: AWS secret key]"),
        (f"AccountKey={LONG[:86]}==;x", "AccountKey=[redacted: Azure storage key];x"),
    ],
)
def test_what_stands_beside_a_secret_stays(line, redacted):
    assert redact(line)[0] == redacted


@pytest.mark.parametrize("prefix", ["", "+", "-", " ", "+    ", "> "])
@pytest.mark.parametrize(
    "kind",
    [
        "PRIVATE KEY",
        "RSA PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
        "EC PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY",
        "PGP PRIVATE KEY BLOCK",
    ],
)
@pytest.mark.parametrize("part", [slice(None), slice(0, -1), slice(2, None)], ids=["whole", "no end", "no begin"])
def test_a_private_key_goes_whole(prefix, kind, part):
    key = "\n".join(prefix + line for line in make_key(kind)[part])
    text, findings = redact(f" before\n{key}\n@@ -1 +1 @@\n after\n")
    assert text.startswith(" before\n")
    assert text.endswith("\n@@ -1 +1 @@\n after\n")
    assert [finding.kind for finding in findings] == ["private key"]
    assert not any(line in text for line in PAYLOAD)


def test_a_private_key_in_one_line_of_json_goes():
    text, findings = redact('{"key": "' + "\\n".join(make_key("PRIVATE KEY")) + '\\n", "x": 1}')
    assert text == '{"key": "[redacted: private key]\\n", "x": 1}'
    assert len(findings) == 1


def test_two_keys_are_two_findings_with_their_lines():
    text, findings = redact("a\n" + "\n".join(make_key()) + "\nb\n" + "\n".join(make_key()) + "\n")
    assert text == "a\n[redacted: private key]\nb\n[redacted: private key]\n"
    assert [finding.line for finding in findings] == [2, 9]


TOKEN = "canary-t0ken/+value"


@pytest.mark.parametrize("before", ["", "a", "ab", "abc", "x-access-token:"])
@pytest.mark.parametrize("after", ["", ":x", "zz"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_known_value_is_found_inside_base64(before, after, encode):
    word = encode(f"{before}{TOKEN}{after}".encode()).decode()
    assert redact(f"basic {word} end", [TOKEN])[0] == "basic [redacted: credential of this job] end"


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        (f"a {TOKEN} b", "a [redacted: credential of this job] b"),
        ("url canary-t0ken%2F%2Bvalue", "url [redacted: credential of this job]"),
        (TOKEN * 2, "[redacted: credential of this job]" * 2),
        ("dummy stays", "dummy stays"),
    ],
)
def test_a_known_value_is_found_as_it_is(text, redacted):
    assert redact(text, [TOKEN, "dummy", ""])[0] == redacted


@pytest.mark.parametrize(
    "text",
    [
        "",
        'if header.startswith("-----BEGIN PRIVATE KEY-----"):\n    return load(header)\n',
        "class sk-estimator-doc-link sk-toggleable__content-arrow sk-learn-something-rather-long-2",
        "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "integrity sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
        "uuid 123e4567-e89b-12d3-a456-426614174000",
        "SKIP SKILL task-driven risk-based mask-image disk-1234",
        "git@github.com:owner/repo.git ssh://git@host/x https://host/a:b@c",
        "AKIA is a prefix; ghp_ is one, too; so is sk- and eyJ",
        "key-value key-0123 patch npm_config_registry hf_hub_download secret_key_base",
        "password = get_password()",
    ],
)
def test_ordinary_code_stays(text):
    assert redact(text) == (text, ())


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            [*(secret for _, secret in SECRETS), *make_key(), "\n", "+", " ", "-", '"', "x", "://u:", "@h", TOKEN]
        ),
        max_size=20,
    ).map(" ".join)
)
def test_any_text_survives_and_is_clean_the_second_time(text):
    once, findings = redact(text, [TOKEN])
    again, more = redact(once, [TOKEN])
    assert once.count("[redacted: ") == len(findings)
    assert (again, more) == (once, ())
    assert TOKEN not in once


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    ["a", "eyJ", "eyJhbGciOi.", "sk-", "sk-a1-", "://", "://u:p", "a://b:", "-----BEGIN PRIVATE KEY-----\n", "-----BEGIN PRIVATE KEY-----", "+AAAAAAAAAAAAAAAAAAAA\n",
     "authorization: bearer ", "ghp_", "xoxb-", "aws_secret_access_key ", "AAAA-----END PRIVATE KEY-----\n", "-us1", ".atlasv1.", "Q~", "\n", "dp.pt.", "eyJ-", "sk-proj-", ".eyJ", "sk_live_"],
)  # fmt: skip
def test_time_grows_no_faster_than_the_text(piece):
    text = piece * (150_000 // len(piece))
    started = time.process_time()
    redact(text, ["known-value-of-some-length"])
    assert time.process_time() - started < 5
