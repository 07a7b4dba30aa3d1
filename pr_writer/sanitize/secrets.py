"""Secrets in a text → ``[redacted: kind]``, and what was found on which line.

The table is our own: a scanner made for files brings more packages than this program has, and rules that guess from
entropy or from a variable's name cry wolf on ordinary code. What is left are shapes that a provider made so that
scanners find them. Each rule names a literal that its pattern begins with or
contains, and a pattern runs only where that literal stands, so a clean text costs one search per literal.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

MIN_KNOWN = 8  # shorter "secrets" are words

_KNOWN = "credential of this job"
_PRIVATE_KEY = "private key"
_URL_PASSWORD = "password in a URL"  # noqa: S105 -- a kind, not a password


@dataclass(frozen=True, slots=True)
class Finding:
    """A secret that was taken out: what it looked like, and its line, counted from 1."""

    kind: str
    line: int


class _Match(NamedTuple):
    start: int
    end: int
    kind: str


# Kind, literals (without one of them the pattern does not run), pattern; its group "secret", if any, is what goes.
# The shapes are those that providers publish, so that scanners find what leaks.
_RULES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("GitHub token", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), r"gh[pousr]_[A-Za-z0-9_]{30,255}"),
    ("GitHub token", ("github_pat_",), r"github_pat_[A-Za-z0-9_]{22,255}"),
    (
        "GitLab token",
        ("glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glimt-", "glagent-", "glsoat-", "gloas-", "glffct-"),
        r"gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|oas|ffct)-[\w.-]{20,}",
    ),
    ("AWS access key", ("AKIA", "ASIA", "ABIA", "ACCA"), r"A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
    (
        "AWS secret key",
        ("secret_access_key", "SECRET_ACCESS_KEY", "SecretAccessKey", "secretAccessKey"),
        r"[\w-]{0,12}?(?:secret_access_key|SecretAccessKey)[\"']?\s{0,3}[:=]>?\s{0,3}[\"']?(?P<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])",
    ),
    ("Google API key", ("AIza",), r"AIza[\w-]{35}(?![\w-])"),
    ("Google OAuth secret", ("GOCSPX-",), r"GOCSPX-[\w-]{20,}"),
    ("Google OAuth token", ("ya29.",), r"ya29\.[\w-]{20,}"),
    ("Anthropic key", ("sk-ant-",), r"sk-ant-[\w-]{16,}"),
    ("OpenRouter key", ("sk-or-",), r"sk-or-[\w-]{20,}"),
    ("OpenAI key", ("sk-proj-", "sk-svcacct-", "sk-admin-", "sk-None-"), r"sk-(?:proj|svcacct|admin|None)-[\w-]{16,}"),
    (
        "API key",
        ("sk-",),
        r"sk-(?!(?:ant|or|proj|svcacct|admin|None)-)(?:[a-z0-9]{2,12}-)?(?=[A-Za-z]*\d)[A-Za-z0-9]{20,}",
    ),
    ("Groq key", ("gsk_",), r"gsk_[A-Za-z0-9]{30,}"),
    ("xAI key", ("xai-",), r"xai-[A-Za-z0-9]{40,}"),
    ("Perplexity key", ("pplx-",), r"pplx-[A-Za-z0-9]{32,}"),
    ("Replicate token", ("r8_",), r"r8_[A-Za-z0-9]{37,}"),
    ("Hugging Face token", ("hf_", "api_org_"), r"(?:hf|api_org)_[A-Za-z0-9]{34,}"),
    ("NVIDIA key", ("nvapi-",), r"nvapi-[\w-]{40,}"),
    ("LangSmith key", ("lsv2_",), r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}"),
    ("Tavily key", ("tvly-",), r"tvly-[\w-]{24,}"),
    ("Fireworks key", ("fw_",), r"fw_[A-Za-z0-9]{24,}"),
    ("Cerebras key", ("csk-",), r"csk-[a-z0-9]{40,}"),
    (
        "Slack token",
        ("xoxa-", "xoxb-", "xoxe", "xoxo-", "xoxp-", "xoxr-", "xoxs-", "xoxc-", "xoxd-"),
        r"xox[a-e,o-s](?:\.xox[bp])?-[\w%-]{10,}",
    ),
    ("Slack token", ("xapp-", "xwfp-"), r"(?:xapp|xwfp)-[\w-]{20,}"),
    (
        "Slack webhook",
        ("hooks.slack.com/",),
        r"hooks\.slack\.com/(?P<secret>(?:services|workflows|triggers)/[\w+/-]{20,})",
    ),
    ("Discord webhook", ("/api/webhooks/",), r"discord(?:app)?\.com/(?P<secret>api/webhooks/\d{15,20}/[\w-]{50,})"),
    ("Teams webhook", ("webhook.office.com/",), r"webhook\.office\.com/(?P<secret>webhookb2/[\w@/-]{60,})"),
    ("Telegram token", (":AA",), r"\d{8,10}:AA[\w-]{32,34}(?![\w-])"),
    ("Stripe key", ("_live_", "_test_"), r"[sr]k_(?:live|test)_[A-Za-z0-9]{16,}"),
    ("webhook secret", ("whsec_",), r"whsec_[A-Za-z0-9+/=]{24,}"),
    ("Twilio key", ("SK",), r"SK[0-9a-f]{32}(?![0-9a-z])"),
    ("SendGrid key", ("SG.",), r"SG\.[\w-]{16,32}\.[\w-]{16,64}"),
    ("Mailgun key", ("key-",), r"key-[0-9a-f]{32}(?![0-9a-z])"),
    ("Brevo key", ("xkeysib-", "xsmtpsib-"), r"x(?:key|smtp)sib-[a-f0-9]{64}-[A-Za-z0-9]{16}"),
    ("Resend key", ("re_",), r"re_(?=[A-Za-z]*\d)[A-Za-z0-9]{8}_[A-Za-z0-9]{20,}"),
    ("npm token", ("npm_",), r"npm_[A-Za-z0-9]{36,}"),
    ("PyPI token", ("pypi-AgE",), r"pypi-AgE[\w-]{50,}"),
    ("RubyGems key", ("rubygems_",), r"rubygems_[a-f0-9]{48}"),
    ("crates.io token", ("cio",), r"cio[A-Za-z0-9]{32}(?![A-Za-z0-9])"),
    ("NuGet key", ("oy2",), r"oy2[a-z0-9]{43}(?![a-z0-9])"),
    ("Clojars token", ("CLOJARS_",), r"CLOJARS_[a-z0-9]{60}"),
    ("Docker token", ("dckr_",), r"dckr_(?:pat|oat)_[\w-]{24,}"),
    ("Artifactory key", ("AKCp", "cmVmdGtu"), r"(?:AKCp[A-Za-z0-9]{60,}|cmVmdGtu[A-Za-z0-9]{50,})"),
    ("Vault token", ("hvs.", "hvb.", "hvr."), r"hv[sbr]\.[\w-]{24,}"),
    ("Terraform token", (".atlasv1.",), r"[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,}"),
    ("DigitalOcean token", ("_v1_",), r"do[opr]_v1_[a-f0-9]{64}"),
    ("Heroku key", ("HRKU-",), r"HRKU-[\w-]{36,}"),
    ("Fly.io token", ("FlyV1 ", "fo1_"), r"(?:FlyV1 fm\d[a-z]?_[\w+/=,-]{50,}|fo1_[\w-]{43})"),
    ("Netlify token", ("nfp_", "nfc_", "nfo_", "nfu_", "nfb_"), r"nf[pcoub]_[A-Za-z0-9]{36,}"),
    ("Cloudflare key", ("v1.0-",), r"v1\.0-[a-f0-9]{24}-[a-f0-9]{146}"),
    ("Supabase key", ("sbp_", "sb_secret_"), r"(?:sbp_[a-f0-9]{40}|sb_secret_[\w-]{20,})"),
    ("PlanetScale token", ("pscale_",), r"pscale_(?:tkn|pw|oauth)_[\w.=-]{32,}"),
    (
        "Azure storage key",
        ("AccountKey=", "SharedAccessKey="),
        r"(?:Account|SharedAccess)Key=(?P<secret>[A-Za-z0-9+/]{40,88}={0,2})",
    ),
    ("Azure client secret", ("Q~",), r"[A-Za-z0-9_~.]{3}\dQ~[\w~.-]{31,34}"),
    ("Linear key", ("lin_api_",), r"lin_api_[A-Za-z0-9]{32,}"),
    (
        "Notion key",
        ("ntn_", "secret_"),
        r"(?:ntn_\d{11}[A-Za-z0-9]{35}|secret_(?=[A-Za-z]*\d)[A-Za-z0-9]{43}(?![A-Za-z0-9]))",
    ),
    ("Atlassian token", ("ATATT3", "ATCTT3", "ATBB"), r"(?:AT[AC]TT3[\w=-]{60,}|ATBB[A-Za-z0-9]{32})"),
    ("Shopify token", ("shpat_", "shpca_", "shppa_", "shpss_"), r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}"),
    ("Square token", ("sq0",), r"sq0(?:atp|csp|idp)-[\w-]{22,43}"),
    ("Databricks token", ("dapi",), r"dapi[a-f0-9]{32}"),
    ("Grafana token", ("glsa_", "glc_"), r"(?:glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}|glc_[A-Za-z0-9+/]{32,400}={0,3})"),
    ("New Relic key", ("NRAK-", "NRII-", "NRJS-"), r"NR(?:AK-[A-Z0-9]{27}|II-[\w-]{32}|JS-[a-f0-9]{19})"),
    ("Sentry token", ("sntrys_", "sntryu_"), r"sntry(?:s_eyJ[\w+/=]{40,}|u_[a-f0-9]{64})"),
    ("Postman key", ("PMAK-",), r"PMAK-[a-f0-9]{24}-[a-f0-9]{34}"),
    ("Pulumi token", ("pul-",), r"pul-[a-f0-9]{40}"),
    ("Figma token", ("figd_",), r"figd_[\w-]{36,}"),
    ("Doppler token", ("dp.",), r"dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]+\.)?[A-Za-z0-9]{40,44}"),
    ("Buildkite token", ("bkua_",), r"bkua_[a-f0-9]{40}"),
    ("CircleCI token", ("CCIPAT_", "CCIPRJ_"), r"CCI(?:PAT|PRJ)_[A-Za-z0-9]{22}_[a-f0-9]{40}"),
    ("Airtable token", ("pat",), r"pat[A-Za-z0-9]{14}\.[a-f0-9]{64}"),
    ("Contentful token", ("CFPAT-",), r"CFPAT-[\w-]{40,}"),
    ("Dynatrace token", ("dt0",), r"dt0[a-z]\d\d\.[A-Z0-9]{24}\.[A-Z0-9]{64}"),
    ("Prefect key", ("pnu_", "pnb_"), r"pn[ub]_[A-Za-z0-9]{36}"),
    ("Alibaba key", ("LTAI",), r"LTAI[A-Za-z0-9]{17,21}(?![A-Za-z0-9])"),
    ("1Password token", ("ops_eyJ",), r"ops_eyJ[\w+/=-]{100,}"),
    ("age key", ("AGE-SECRET-KEY-1",), r"AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}"),
    (
        "JSON Web Token",
        ("eyJ",),
        r"eyJ(?:(?<![A-Za-z0-9]eyJ)|(?<=\\[nrt]eyJ))[\w-]{8,1024}+={0,2}\.eyJ[\w-]{8,}={0,2}\.[\w-]{8,}",
    ),
    (
        "authorization header",
        ("uthorization", "UTHORIZATION"),
        r"(?:proxy-)?authorization[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?:bearer|basic|token)\s{1,3}(?P<secret>(?=[A-Za-z_.+/=-]*\d)[\w.+/=~-]{16,})",
    ),
    (
        _URL_PASSWORD,
        ("://",),
        r"[a-z][a-z0-9+.-]{1,15}://[^\s:/@\"'`<>()\[\]{}$]{0,64}:(?P<secret>[^\s/@\"'`<>{}$]{3,256})@(?=[A-Za-z0-9\[.-])",
    ),
)
_CASELESS = frozenset({"AWS secret key", "authorization header", _URL_PASSWORD})

# Rules whose literal stands inside the pattern, and how many characters at most stand before it.
_LOOK_BACK = {
    "AWS secret key": 12,
    "Azure client secret": 4,
    "DigitalOcean token": 3,
    "Discord webhook": 14,
    "Stripe key": 2,
    "Telegram token": 10,
    "Terraform token": 14,
    "authorization header": 7,
    _URL_PASSWORD: 16,
}

_BEGIN = re.compile(r"-----BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_END = re.compile(r"-----END (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----")
# A key's lines: base64, escaped line breaks, armour headers; a diff's sign before, quotes and "+" of code around.
_KEY_LINE = re.compile(
    r"[-+ ]?[ \t>|]*[\"'`]?(?:[A-Za-z0-9+/=]{16,}|[A-Za-z0-9+/]{1,76}={0,2}|[A-Z][A-Za-z-]+: [^\n]*)?"
    r"(?:\\[nr])*[\"'`]?[ \t,;+\\]*\r?"
)
_KEY_PAYLOAD = re.compile(r"[A-Za-z0-9+/=]{16,}")
_MAX_KEY = 16_384


def redact(text: str, known: Collection[str] = ()) -> tuple[str, tuple[Finding, ...]]:
    """The text with each secret replaced by ``[redacted: kind]``, and the findings in order.

    ``known`` are the job's own keys and tokens, found as they are and inside base64.
    """
    matches = _merge(sorted([*_find_known(text, known), *_find_keys(text), *_find_shapes(text)]))
    pieces, findings = [], []
    position, line = 0, 1
    for match in matches:
        line += text.count("\n", position, match.start)
        findings.append(Finding(match.kind, line))
        pieces += [text[position : match.start], f"[redacted: {match.kind}]"]
        line += text.count("\n", match.start, match.end)
        position = match.end
    return "".join([*pieces, text[position:]]), tuple(findings)


def redact_text(known: Collection[str], text: str) -> str:
    """Return the text without secrets; ``known`` comes first, so that it can be bound."""
    return redact(text, known)[0]


def _find_shapes(text: str) -> Iterator[_Match]:
    for kind, literals, pattern in _RULES:
        present = [literal for literal in literals if literal in text]
        if present:
            compiled = _compile(kind, pattern)
            found = (
                _search_around(text, present, compiled, _LOOK_BACK[kind])
                if kind in _LOOK_BACK
                else compiled.finditer(text)
            )
            for match in found:
                if _is_apart(text, match.start()):
                    yield _Match(*match.span("secret" if "secret" in compiled.groupindex else 0), kind)


def _search_around(text: str, literals: list[str], compiled: re.Pattern[str], back: int) -> Iterator[re.Match[str]]:
    """The matches that begin shortly before a literal: nothing else needs to be looked at."""
    for literal in literals:
        done = 0
        for at in _occurrences(text, literal):
            starts = (start for start in range(max(done, at - back), at + 1) if _is_apart(text, start))
            match = next(filter(None, (compiled.match(text, start) for start in starts)), None)
            if match:
                done = match.end()
                yield match


def _is_apart(text: str, start: int) -> bool:
    """A letter before it makes it another word, unless that letter is the end of an escaped line break."""
    before = text[max(0, start - 2) : start]
    return not (before[-1:].isascii() and before[-1:].isalnum()) or before in ("\\n", "\\r", "\\t")


@cache
def _compile(kind: str, pattern: str) -> re.Pattern[str]:
    flags = re.IGNORECASE if kind in _CASELESS else re.NOFLAG
    return re.compile(pattern, flags | re.ASCII)


def _find_known(text: str, known: Collection[str]) -> Iterator[_Match]:
    for value in known:
        for plain in _spellings(value):
            for start in _occurrences(text, plain):
                yield _Match(start, start + len(plain), _KNOWN)
        for core in _base64_cores(value):
            for start in _occurrences(text, core):
                yield _Match(*_widen(text, start, start + len(core)), _KNOWN)


def _spellings(value: str) -> set[str]:
    value = value.strip()
    if len(value) < MIN_KNOWN:
        return set()
    lines = {line.strip() for line in value.splitlines() if len(line.strip()) >= 2 * MIN_KNOWN}
    return {value, quote(value, safe=""), json.dumps(value)[1:-1], *lines}


def _base64_cores(value: str) -> set[str]:
    """The part of the value's base64 that does not depend on what stands before and after it, at each alignment."""
    value = value.strip()
    if len(value) < MIN_KNOWN:
        return set()
    raw = value.encode("utf-8", "replace")
    cores = set()
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + raw).decode()
        core = encoded[-(-shift * 8 // 6) : (shift + len(raw)) * 8 // 6]
        cores |= {core, core.replace("+", "-").replace("/", "_")}
    return cores


def _occurrences(text: str, needle: str) -> Iterator[int]:
    start = text.find(needle)
    while start >= 0:
        yield start
        start = text.find(needle, start + len(needle))


_BASE64_BEFORE = re.compile(r"[A-Za-z0-9+/_-]*\Z")
_BASE64_AFTER = re.compile(r"[A-Za-z0-9+/_-]*={0,2}")


def _widen(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole base64 word around a match, up to a bound."""
    before = _BASE64_BEFORE.search(text[max(0, start - 256) : start])
    after = _BASE64_AFTER.match(text, end, min(len(text), end + 256))
    return start - (len(before[0]) if before else 0), after.end() if after else end


def _find_keys(text: str) -> Iterator[_Match]:
    if "PRIVATE KEY" not in text:
        return
    done = 0
    for begin in _BEGIN.finditer(text):
        if begin.start() >= done:
            done = _end_of_key(text, begin.end())
            if _KEY_PAYLOAD.search(text, begin.end(), done):
                yield _Match(begin.start(), done, _PRIVATE_KEY)
    for end in _END.finditer(text):
        start = _start_of_key(text, end.start())
        if start >= 0:
            yield _Match(start, end.end(), _PRIVATE_KEY)


def _end_of_key(text: str, start: int) -> int:
    """Behind the closing line, or where the lines stop looking like a key's."""
    limit = min(len(text), start + _MAX_KEY)
    position = start
    while position < limit:
        stop = text.find("\n", position)
        stop = len(text) if stop < 0 else stop
        closing = _END.search(text, position, min(stop, limit))
        if closing:
            return closing.end()
        if position > start and not _KEY_LINE.fullmatch(text, position, stop):
            return position - 1
        if position == start:
            inline = re.compile(r"(?:\\[nr]|[A-Za-z0-9+/=])*").match(text, position, stop)
            if inline and inline.end() < stop and inline.end() - position > 16:
                return inline.end()
        position = stop + 1
    return min(position, len(text)) if position <= limit else limit


def _start_of_key(text: str, end: int) -> int:
    """Where the key's lines above a closing line begin, or -1 where there are none."""
    start = -1
    stop = text.rfind("\n", 0, end)
    while stop > 0 and end - stop < _MAX_KEY:
        begin = text.rfind("\n", 0, stop) + 1
        line = text[begin:stop]
        if not _KEY_PAYLOAD.search(line) or not _KEY_LINE.fullmatch(line) or _BEGIN.search(line):
            break
        start = begin + (line[:1] in ("+", "-", " "))
        stop = begin - 1
    return start


def _merge(matches: list[_Match]) -> Iterator[_Match]:
    """Matches that overlap are one secret; the first that begins names it."""
    current: _Match | None = None
    for match in matches:
        if current is None:
            current = match
        elif match.start < current.end:
            current = _Match(current.start, max(current.end, match.end), current.kind)
        else:
            yield current
            current = match
    if current is not None:
        yield current
