"""Secrets do not get past; ordinary code does."""

# ruff: noqa: E501 -- a row of a table is one line

import os
from pathlib import Path

import openai
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.growth import grows_linearly
from support.secret_shapes import make_shapes

from pr_writer.drafting.draft_sanitizer import DraftSanitizer
from pr_writer.sanitize.secret_rules import load_rules
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
    in_address = f"redacted-{kind.lower().replace(' ', '-')}"
    assert text == around.format(in_address if "://" in around else f"[redacted: {kind}]")
    assert findings == (Finding(kind, 1),)


@pytest.mark.parametrize(
    ("line", "redacted"),
    [
        ("https://user:hunter2@host/x", "https://user:redacted-password-in-a-url@host/x"),
        ("postgres://app:p4ss%20w@db:5432/x", "postgres://app:redacted-password-in-a-url@db:5432/x"),
        ("redis://:s3cr3t@cache", "redis://:redacted-password-in-a-url@cache"),
        ("https://user:${PASSWORD}@host", "https://user:${PASSWORD}@host"),
        ("https://user:{password}@host", "https://user:{password}@host"),
        ("postgres://u:p@ss/w$rd@db.example/x", "postgres://u:redacted-password-in-a-url@db.example/x"),
        ("redis://u:p#s?s@cache:6379", "redis://u:redacted-password-in-a-url@cache:6379"),
        ("https://u:$ecr3t@host", "https://u:redacted-password-in-a-url@host"),
        ("https://u:a${B}c@host", "https://u:redacted-password-in-a-url@host"),
        ("mysql://root:12345@host", "mysql://root:redacted-password-in-a-url@host"),
        ("[x](https://u:hunter2@host/)", "[x](https://u:redacted-password-in-a-url@host/)"),
        (r"https:\/\/u:hunter2@host\/x", r"https:\/\/u:[redacted: password in a URL]@host\/x"),
        ("https%3A%2F%2Fu%3Ahunter2%40host", "https%3A%2F%2Fu%3A[redacted: password in a URL]%40host"),
        ("Bearer qWkdLrTzPbNmXcVhJyGf", "Bearer [redacted: authorization header]"),
        ("authorization: bearer qwkdlrtzpbnmxcvhjygf", "authorization: bearer [redacted: authorization header]"),
        (
            '"Authorization", "Bearer qWkdLrTzPbNmXcVhJyGf"',
            '"Authorization", "Bearer [redacted: authorization header]"',
        ),
        ("Authorization: Basic dXNlcjpodW50ZXIyLg==", "Authorization: Basic [redacted: authorization header]"),
        ("x-api-key: a1b2c3d4e5f6a7b8c9d0", "x-api-key: [redacted: authorization header]"),
        (
            "https://api.telegram.org/bot123456789:AA" + LONG[:33] + "/getMe",
            "https://api.telegram.org/botredacted-telegram-token/getMe",
        ),
        (
            "//registry.npmjs.org/:_authToken=00000000-0000-4000-8000-0123456789ab",
            "//registry.npmjs.org/:_authToken=[redacted: npm token]",
        ),
        (
            "https://hooks.slack.com/services/T0A1B2C3D/B0A1B2C3D4E/" + MIXED[:24],
            "https://hooks.slack.com/redacted-slack-webhook",
        ),
        (
            "https://discord.com/api/webhooks/123456789012345678/" + LONG[:68],
            "https://discord.com/api/webhooks/redacted-discord-webhook",
        ),
        (f"?sv=1&sig={LONG[:43]}%3D&se=2", "?sv=1&sig=[redacted: Azure access signature]&se=2"),
        ("Authorization: Bearer abc123def456ghi789", "Authorization: Bearer [redacted: authorization header]"),
        ("Authorization: Bearer ${{ secrets.TOKEN }}", "Authorization: Bearer ${{ secrets.TOKEN }}"),
        (f"aws_secret_access_key = {LONG[:40]}", "aws_secret_access_key = [redacted: AWS secret key]"),
        (f"AccountKey={LONG[:86]}==;x", "AccountKey=[redacted: Azure storage key];x"),
    ],
)
def test_what_stands_beside_a_secret_stays(line, redacted):
    assert redact(line)[0] == redacted


@pytest.mark.parametrize(
    "write",
    [
        lambda secret: f"AWS_SECRET_KEY={secret}",
        lambda secret: f"AWS_SECRET_ACCESS_KEY: {secret}",
        lambda secret: f"AWS_SECRET_ACCESS_KEY:\n    {secret}",
        lambda secret: f"AWS_SECRET_ACCESS_KEY: >-\n    {secret}",
        lambda secret: f"- name: AWS_SECRET_ACCESS_KEY\n  # of the bucket\n  value: '{secret}'",
        lambda secret: f"+- name: AWS_SECRET_ACCESS_KEY\n+  value: {secret}",
        lambda secret: f'{{"name": "AWS_SECRET_KEY", "value": "{secret}"}}',
        lambda secret: f'"SecretAccessKey":"{secret}"'.replace("/", "\\/"),
        lambda secret: f"<secretKey>{secret}</secretKey>",
        lambda secret: f"aws_secret = `{secret}`",
        lambda secret: f':secret_access_key => "{secret}"',
        lambda secret: f'setenv("AWS_SECRET_ACCESS_KEY", "{secret}");',
        lambda secret: f"aws configure set aws_secret_access_key {secret}",
        lambda secret: f"-Daws.secretKey={secret}",
        lambda secret: f"?aws_secret_access_key={secret.replace('/', '%2F')}&x=1",
        lambda secret: f"AWS_SECRET_ACCESS_KEY\\u003d{secret}",
    ],
)
def test_an_aws_secret_is_redacted_however_it_is_assigned(write):
    secret = MIXED[:20] + "/" + MIXED[3:22]
    text, findings = redact(write(secret))
    assert MIXED[4:20] not in text
    assert MIXED[4:20] not in text.replace("\\/", "/")
    assert [finding.kind for finding in findings] == ["AWS secret key"]


@pytest.mark.parametrize(
    "before",
    [
        "%3D",
        "%253D",
        r"\u003d",
        r"\\u003d",
        r"\x3d",
        r"\075",
        "=3D",
        r"\n",
        "&#61;",
        "&quot;",
        "\x1b[1;31m",
        "u003d",
        "%u003D",
    ],
)
@pytest.mark.parametrize(("kind", "secret"), SECRETS[::5])
def test_a_key_behind_an_escape_is_redacted(before, kind, secret):
    assert redact(f"x{before}{secret}")[0] == f"x{before}[redacted: {kind}]"


@pytest.mark.parametrize(
    "inside",
    [
        "\u200b",
        "\u2060",
        "\xad",
        "\ufeff",
        "\U000e0041",
        "<!-- x -->",
        "<b>",
        "</b><i>",
        "&#8203;",
        "&shy;",
        "**",
        "![](x.png)",
        "[^1]",
    ],
)
@pytest.mark.parametrize(("kind", "secret"), SECRETS[::5])
def test_a_key_split_by_what_nobody_sees_is_redacted_whole(inside, kind, secret):
    middle = len(secret) // 2
    assert redact(f"x {secret[:middle]}{inside}{secret[middle:]} y") == (f"x [redacted: {kind}] y", (Finding(kind, 1),))


@pytest.mark.parametrize(
    "write",
    [
        lambda c: f"%{ord(c):02x}",
        lambda c: f"\\u{ord(c):04x}",
        lambda c: f"&#{ord(c)};",
        lambda c: chr(ord(c) + 0xFEE0),
    ],
)
def test_a_key_in_escapes_is_redacted(write):
    secret = "ghp_" + MIXED[:36]
    assert redact(f"x {''.join(map(write, secret))} y")[0] == "x [redacted: GitHub token] y"


@pytest.mark.parametrize(("first_kind", "first"), SECRETS)
def test_two_keys_glued_together_go_both(first_kind, first):
    second = "sk-ant-api03-" + LONG[:90]
    for text in (first + second, second + first):
        redacted, findings = redact(f"x {text} y")
        assert redacted in (
            "x [redacted: Anthropic key] y",
            f"x [redacted: {first_kind}] y",
            f"x [redacted: {first_kind}][redacted: Anthropic key] y",
        )
        assert len(findings) in (1, 2)


def test_two_keys_are_two_findings_with_their_lines():
    text, findings = redact("a\n" + "\n".join(make_key()) + "\nb\n" + "\n".join(make_key()) + "\n")
    assert text == "a\n[redacted: private key]\nb\n[redacted: private key]\n"
    assert [finding.line for finding in findings] == [2, 9]


TOKEN = "canary-t0ken/+value"


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
        "def test_a_reason_weighs_more_than_a_line_and_of_equals_the_newest_is_first():",
        "def test_a_github_pat_is_taken_out_of_the_log():",
        "key-value key-0123 patch npm_config_registry hf_hub_download secret_key_base",
        "password = get_password()",
        "http://localhost:3000/@vite/client https://registry.npmjs.org:443/@scope/pkg https://x.com?q=a:b@c",
        "https://u:$PASSWORD@h https://u:{{ .Values.password }}@h https://u:%s@h https://u:***@h https://u:<password>@h",
        "Bearer YOUR_ACCESS_TOKEN_123 bearer authentication, the bearer of this, Bearer <token>, `Bearer ${token}`",
        "secret_key = os.environ['AWS_SECRET_ACCESS_KEY_OF_THE_BUILD_AND_MORE']",
        "secret_key: da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUMKTUlJQw==",
        "explicit_aws_auth = _has_explicit_aws_auth(client_options_v2)",
        "a**b<c>d`e`f[g](h)&#105;%6A\\u006b",
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


def test_at_least_19_of_20_made_up_secrets_are_found():
    shapes = list(make_shapes())
    assert len(shapes) >= 200
    assert len({shape.kind for shape in shapes}) >= 40
    for group in ("known", "held out", "later"):
        members = [shape for shape in shapes if shape.group == group]
        missed = [f"{shape.kind}: {shape.place}" for shape in members if shape.payload in redact(shape.text)[0]]
        assert len(missed) <= len(members) // 20, (group, missed)


def test_nothing_in_the_standard_library_and_the_sdk_is_a_secret():
    library = Path(os.__file__).parent
    folders = [folder for folder in library.iterdir() if folder.name not in ("site-packages", "test")]
    paths = [*library.glob("*.py"), *Path(openai.__file__).parent.rglob("*.py")]
    paths += [path for folder in folders for path in folder.glob("*.py")]
    assert len(paths) > 500
    found = {path.name: redact(path.read_text("utf-8", errors="replace"))[1] for path in paths}
    assert {name: findings for name, findings in found.items() if findings} == {}


HOSTILE = [
    *("a", "0", "=", "-", "\n", "\\", "%", "%25", "&", "&#", "&#97;", "<", "<a", "<!--", "-->", "<a>", "[", "](", "[a](b)", "[](a(a)", "[](aaaaaaaa"),
    *("[][", "*", "`", "\u200b", "a\u200b", "\x1b[", "\uff41", "\u0130", "\ud800", "@", "://", "://u:p", "a://b:@", "a://u:p@", "://u:aaaaaaaaaaaaaaa"),
    *("-----BEGIN PRIVATE KEY-----\n", "-----BEGIN PRIVATE KEY-----", "AAAA-----END PRIVATE KEY-----\n", "Private-Lines: 1\n", "BEGIN "),
    *("-----BEGIN PRIVATE KEY-----\nAAAAAAAAAAAAAAAAAAAA\n", "rem -----BEGIN PRIVATE KEY-----\nrem ", "+AAAAAAAAAAAAAAAAAAAA\n", "AAAA\n"),
    *("bearer ", "bearer a", "authorization: basic ", "secret", "secretkey=", "secret_key \n", "secret # a\n", "secret string ", "aws_secret_access_key "),
    *("ghp_", "\u200bghp_", "ghp_" + "a1" * 18 + "AKIA" + "B" * 16, "eyJ-", ".eyJ", "eyJhbGciOi.", "sk-", "sk-a1-", "123456789:AA", "canary-t0ken", "c a n a r y "),
    *("Y2FuYXJ5LXQwa2Vu", "[redacted: x]"),
    *(literal for rule in load_rules() for literal in rule.literals),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_no_faster_than_the_text(piece):
    assert grows_linearly(lambda size: redact(piece * (size // len(piece)), ["canary-t0ken-of-some-length"]), 20_000)


OWN = "s3cr3t-of-the-job"
IN_ADDRESS = "redacted-credential-of-this-job"


@pytest.mark.parametrize(
    ("text", "body"),
    [
        (
            f"See https://a.example/hook?t={OWN}&x=1 for more.",
            f"See `https://a.example/hook?t={IN_ADDRESS}&x=1` for more.",
        ),
        (f"See <https://a.example/{OWN}/b> for more.", f"See `https://a.example/{IN_ADDRESS}/b` for more."),
        (f"See [the hook](https://a.example/{OWN}) for more.", "See the hook for more."),
        (f'See [the hook](<https://a.example/{OWN}> "title") for more.', "See the hook for more."),
        (f"See [the hook][1] for more.\n\n[1]: https://a.example/?t={OWN}", "See the hook for more."),
        (f"See www.a.example/?t={OWN}, then more.", f"See `www.a.example/?t={IN_ADDRESS}`, then more."),
        (f"See (https://a.example/{OWN}).", f"See (`https://a.example/{IN_ADDRESS}`)."),
        (
            f"Clone https://u:{OWN}@github.com/o/r/issues/1 now.",
            f"Clone `https://u:{IN_ADDRESS}@github.com/o/r/issues/1` now.",
        ),
        (f"Post to `https://a.example/{OWN}` now.", f"Post to `https://a.example/{IN_ADDRESS}` now."),
        (
            f"| a | b |\n| --- | --- |\n| https://a.example/{OWN} | c |",
            f"| a | b |\n| --- | --- |\n| `https://a.example/{IN_ADDRESS}` | c |",
        ),
        (
            f"See [{OWN}](https://a.example/) for more.",
            "See [redacted: credential of this job] (https://a.example/) for more.",
        ),
        ("See https://a.example/?t=[redacted] for more.", "See `https://a.example/?t=[redacted]` for more."),
    ],
)
def test_an_address_with_a_secret_is_one_piece_of_code_or_its_label(text, body):
    sanitizer = DraftSanitizer("https://github.com", (OWN,), text, commit_text=text)

    assert sanitizer.sanitize_body(text) == body
    assert sanitizer.sanitize_body(body) == body


def test_an_address_without_its_secret_is_redacted_once():
    once, findings = redact(f"https://u:{OWN}@a.example/?t={OWN}", (OWN,))

    assert len(findings) == 2
    assert redact(once, (OWN,)) == (once, ())
