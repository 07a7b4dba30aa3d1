"""Made-up secrets of every kind that is to be found, in every place where people leave them.

Each is put together at run time from a seeded generator, so that no scanner takes this file for a leak. A kind or a
place that is marked as held out was never looked at while the rules were written.
"""

# ruff: noqa: S311 -- the same shapes each time

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

LOWER = string.ascii_lowercase
HEX = "0123456789abcdef"
ALNUM = string.ascii_letters + string.digits
UPPER_ALNUM = string.ascii_uppercase + string.digits
BASE32 = string.ascii_uppercase + "234567"
BASE64 = ALNUM + "+/"
URL_SAFE = ALNUM + "-_"


@dataclass(frozen=True, slots=True)
class Shape:
    """A text that holds a secret. ``payload`` is the part of it that no word of the output may hold."""

    kind: str
    place: str
    text: str
    payload: str
    group: str  # "known", "held out" (made with the rules, never tuned for), "later" (made when they were done)


class Maker:
    """Draws random characters; always at least one digit and one letter where the alphabet has them."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)

    def draw(self, alphabet: str, count: int) -> str:
        drawn = [self.random.choice(alphabet) for _ in range(count)]
        for wanted in (string.digits, string.ascii_letters):
            usable = [character for character in alphabet if character in wanted]
            if usable and not any(character in wanted for character in drawn):
                drawn[self.random.randrange(count)] = self.random.choice(usable)
        inner = [character for character in alphabet if character.isalnum()]
        drawn[0], drawn[-1] = (c if c.isalnum() else self.random.choice(inner) for c in (drawn[0], drawn[-1]))
        return "".join(drawn)

    def jwt(self) -> str:
        header = _encode_part({"alg": "HS256", "typ": "JWT"})
        claims = _encode_part({"sub": self.draw(string.digits, 10), "iat": 1516239022})
        return f"{header}.{claims}.{self.draw(URL_SAFE, 43)}"

    def key_lines(self, count: int = 6) -> list[str]:
        return [*(self.draw(BASE64, 64) for _ in range(count)), self.draw(BASE64, 30) + "=="]


def _encode_part(value: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


# What a provider gives out: prefix and the random part.
TOKENS: dict[str, Callable[[Maker], str]] = {
    "GitHub classic": lambda m: "ghp_" + m.draw(ALNUM, 36),
    "GitHub server": lambda m: "ghs_" + m.draw(ALNUM, 36),
    "GitHub fine-grained": lambda m: "github_pat_" + m.draw(ALNUM, 22) + "_" + m.draw(ALNUM, 59),
    "GitLab": lambda m: "glpat-" + m.draw(URL_SAFE, 20),
    "GitLab routable": lambda m: "glpat-" + m.draw(URL_SAFE, 27) + ".01." + m.draw(LOWER + string.digits, 9),
    "AWS access key": lambda m: "AKIA" + m.draw(BASE32, 16),
    "AWS session key": lambda m: "ASIA" + m.draw(BASE32, 16),
    "AWS Bedrock": lambda m: "ABSK" + m.draw(ALNUM, 128) + "=",
    "Google API": lambda m: "AIza" + m.draw(URL_SAFE, 35),
    "Google OAuth secret": lambda m: "GOCSPX-" + m.draw(URL_SAFE, 28),
    "Google OAuth token": lambda m: "ya29." + m.draw(URL_SAFE, 120),
    "Anthropic": lambda m: "sk-ant-api03-" + m.draw(URL_SAFE, 93) + "AA",
    "OpenAI project": lambda m: "sk-proj-" + m.draw(URL_SAFE, 74) + "T3BlbkFJ" + m.draw(URL_SAFE, 74),
    "OpenAI old": lambda m: "sk-" + m.draw(ALNUM, 20) + "T3BlbkFJ" + m.draw(ALNUM, 20),
    "OpenRouter": lambda m: "sk-or-v1-" + m.draw(HEX, 64),
    "DeepSeek": lambda m: "sk-" + m.draw(HEX, 32),
    "Groq": lambda m: "gsk_" + m.draw(ALNUM, 52),
    "xAI": lambda m: "xai-" + m.draw(ALNUM, 80),
    "Perplexity": lambda m: "pplx-" + m.draw(ALNUM, 48),
    "Replicate": lambda m: "r8_" + m.draw(ALNUM, 37),
    "Hugging Face": lambda m: "hf_" + m.draw(string.ascii_letters, 34),
    "NVIDIA": lambda m: "nvapi-" + m.draw(URL_SAFE, 64),
    "LangSmith": lambda m: "lsv2_pt_" + m.draw(HEX, 32) + "_" + m.draw(HEX, 10),
    "Slack bot": lambda m: f"xoxb-{m.draw(string.digits, 12)}-{m.draw(string.digits, 12)}-{m.draw(ALNUM, 24)}",
    "Slack app": lambda m: f"xapp-1-A{m.draw(UPPER_ALNUM, 10)}-{m.draw(string.digits, 13)}-{m.draw(HEX, 64)}",
    "Slack webhook": lambda m: (
        f"https://hooks.slack.com/services/T{m.draw(UPPER_ALNUM, 8)}/B{m.draw(UPPER_ALNUM, 10)}/{m.draw(ALNUM, 24)}"
    ),
    "Discord webhook": lambda m: f"https://discord.com/api/webhooks/{m.draw(string.digits, 18)}/{m.draw(URL_SAFE, 68)}",
    "Telegram": lambda m: f"{m.draw('123456789', 10)}:AA{m.draw(URL_SAFE, 33)}",
    "Stripe live": lambda m: "sk_live_" + m.draw(ALNUM, 24),
    "Stripe restricted": lambda m: "rk_test_" + m.draw(ALNUM, 99),
    "Stripe webhook": lambda m: "whsec_" + m.draw(ALNUM, 32),
    "Twilio": lambda m: "SK" + m.draw(HEX, 32),
    "SendGrid": lambda m: "SG." + m.draw(URL_SAFE, 22) + "." + m.draw(URL_SAFE, 43),
    "Mailgun": lambda m: "key-" + m.draw(HEX, 32),
    "Brevo": lambda m: "xkeysib-" + m.draw(HEX, 64) + "-" + m.draw(ALNUM, 16),
    "npm": lambda m: "npm_" + m.draw(ALNUM, 36),
    "PyPI": lambda m: "pypi-AgEIcHlwaS5vcmc" + m.draw(URL_SAFE, 90),
    "RubyGems": lambda m: "rubygems_" + m.draw(HEX, 48),
    "crates.io": lambda m: "cio" + m.draw(ALNUM, 32),
    "NuGet": lambda m: "oy2" + m.draw(LOWER + string.digits, 43),
    "Docker Hub": lambda m: "dckr_pat_" + m.draw(URL_SAFE, 27),
    "Vault": lambda m: "hvs." + m.draw(URL_SAFE, 95),
    "Terraform": lambda m: m.draw(ALNUM, 14) + ".atlasv1." + m.draw(URL_SAFE, 67),
    "DigitalOcean": lambda m: "dop_v1_" + m.draw(HEX, 64),
    "Netlify": lambda m: "nfp_" + m.draw(ALNUM, 36),
    "Azure client secret": lambda m: m.draw(ALNUM, 3) + "8Q~" + m.draw(ALNUM + "_~.-", 34),
    "Atlassian": lambda m: "ATATT3xFfGF0" + m.draw(URL_SAFE, 180),
    "Linear": lambda m: "lin_api_" + m.draw(ALNUM, 40),
    "Notion": lambda m: "ntn_" + m.draw(string.digits, 11) + m.draw(ALNUM, 35),
    "Shopify": lambda m: "shpat_" + m.draw(HEX, 32),
    "Square": lambda m: "sq0atp-" + m.draw(URL_SAFE, 22),
    "Databricks": lambda m: "dapi" + m.draw(HEX, 32),
    "Grafana": lambda m: "glsa_" + m.draw(ALNUM, 32) + "_" + m.draw(HEX, 8),
    "Sentry": lambda m: "sntryu_" + m.draw(HEX, 64),
    "Postman": lambda m: "PMAK-" + m.draw(HEX, 24) + "-" + m.draw(HEX, 34),
    "Figma": lambda m: "figd_" + m.draw(URL_SAFE, 40),
    "Doppler": lambda m: "dp.pt." + m.draw(ALNUM, 43),
    "Airtable": lambda m: "pat" + m.draw(ALNUM, 14) + "." + m.draw(HEX, 64),
    "Pulumi": lambda m: "pul-" + m.draw(HEX, 40),
    "1Password": lambda m: "ops_eyJ" + m.draw(ALNUM, 260),
    "age": lambda m: "AGE-SECRET-KEY-1" + m.draw("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58),
    "JSON Web Token": lambda m: m.jwt(),
}

# Held out: kinds as gitleaks and GitHub list them, of which the rules may or may not know.
HELD_OUT_TOKENS: dict[str, Callable[[Maker], str]] = {
    "GitLab runner": lambda m: "glrt-" + m.draw(URL_SAFE, 20),
    "GitHub refresh": lambda m: "ghr_" + m.draw(ALNUM, 76),
    "OpenAI admin": lambda m: "sk-admin-" + m.draw(URL_SAFE, 58) + "T3BlbkFJ" + m.draw(URL_SAFE, 58),
    "Slack user": lambda m: "xoxp-" + "-".join(m.draw(string.digits, 12) for _ in range(3)) + "-" + m.draw(HEX, 32),
    "Artifactory": lambda m: "AKCp" + m.draw(ALNUM, 69),
    "PlanetScale": lambda m: "pscale_tkn_" + m.draw(URL_SAFE, 43),
    "Shippo": lambda m: "shippo_live_" + m.draw(HEX, 40),
    "EasyPost": lambda m: "EZAK" + m.draw(ALNUM, 54),
    "Sourcegraph": lambda m: "sgp_" + m.draw(HEX, 40),
    "ReadMe": lambda m: "rdme_" + m.draw(LOWER + string.digits, 70),
    "Octopus Deploy": lambda m: "API-" + m.draw(UPPER_ALNUM, 26),
    "OpenShift": lambda m: "sha256~" + m.draw(URL_SAFE, 43),
    "New Relic": lambda m: "NRAK-" + m.draw(UPPER_ALNUM, 27),
    "Dynatrace": lambda m: "dt0c01." + m.draw(UPPER_ALNUM, 24) + "." + m.draw(UPPER_ALNUM, 64),
}

# Where a token stands. A place is given the token and returns the text around it.
PLACES: dict[str, Callable[[str], str]] = {
    "environment file": lambda t: f"LOG_LEVEL=debug\nSERVICE_TOKEN={t}\nPORT=8080\n",
    "Python": lambda t: f'client = Client(token="{t}", timeout=3)\n',
    "JSON": lambda t: json.dumps({"name": "x", "credentials": {"token": t}}, indent=2),
    "YAML": lambda t: f"env:\n  TOKEN: {t}\n  DEBUG: false\n",
    "diff": lambda t: f"@@ -1,2 +1,2 @@\n-token = old\n+token = {t}\n context\n",
    "shell": lambda t: f"export TOKEN='{t}'; ./run.sh\n",
    "URL query": lambda t: f"curl 'https://api.example.com/v1/items?token={t}&page=2'\n",
    "URL escape before": lambda t: f"next=https%3A%2F%2Fapi.example.com%2F%3Ftoken%3D{t}\n",
    "JSON escape before": lambda t: f'"query": "token\\u003d{t}\\u0026page=2"\n',
    "hex escape before": lambda t: f"var q = 'token\\x3d{t}';\n",
    "line-break escape": lambda t: f'"first\\n{t}\\n"\n',
    "comment": lambda t: f"# the old one was {t}, do not use\n",
    "Markdown": lambda t: f"Call it with `{t}` or **{t}**.\n",
    "file name": lambda t: f"backup/{t}.txt",
    "named entity": lambda t: f"<a title=&quot;{t}&quot;>x</a>\n",
    "XML": lambda t: f"<setting><value>{t}</value></setting>\n",
    "zero-width inside": lambda t: f"token: {t[: len(t) // 2]}\u200b{t[len(t) // 2 :]}\n",
    "comment inside": lambda t: f"token: {t[: len(t) // 2]}<!-- x -->{t[len(t) // 2 :]}\n",
    "bearer header": lambda t: f'curl -H "Authorization: Bearer {t}" https://api.example.com\n',
}
HELD_OUT_PLACES: dict[str, Callable[[str], str]] = {
    "Dockerfile": lambda t: f"ARG BASE=x\nENV SERVICE_TOKEN {t}\nRUN make\n",
    "Terraform": lambda t: f'variable "token" {{\n  default = "{t}"\n}}\n',
    "properties": lambda t: f"service.token={t}\nservice.retries=3\n",
    "command line": lambda t: f"deploy --token={t} --region eu\n",
    "log line": lambda t: f"2026-01-02 03:04:05 INFO sent header x-token: {t} (200)\n",
    "two glued": lambda t: f"dump: ghp_{'Zq7' * 12}{t}\n",
    "tag inside": lambda t: f"<p>{t[: len(t) // 2]}<b></b>{t[len(t) // 2 :]}</p>\n",
    "word joiner inside": lambda t: f"token: {t[: len(t) // 2]}\u2060{t[len(t) // 2 :]}\n",
    "numeric entity before": lambda t: f"<a href='x?token&#61;{t}'>x</a>\n",
    "branch name": lambda t: f"fix/{t}",
    "tuple": lambda t: f"KEYS = ('{t}','other')\n",
    "JSON in a string": lambda t: json.dumps(json.dumps({"token": t})),
}
# Written when the rules were done, and not looked at since.
LATER_PLACES: dict[str, Callable[[str], str]] = {
    "git credentials": lambda t: f"https://oauth2:{t}@gitlab.example.com\n",
    "cookie": lambda t: f"Set-Cookie: session={t}; HttpOnly\n",
    "CSV": lambda t: f"a,b,{t},d\n",
    "SQL": lambda t: f"UPDATE t SET v = '{t}' WHERE id = 1;\n",  # noqa: S608 -- a text, not a query
    "Markdown link": lambda t: f"[x](https://api.example.com/?t={t})\n",
    "reference of a zero-width space inside": lambda t: f"{t[: len(t) // 2]}&#8203;{t[len(t) // 2 :]}\n",
    "soft hyphen's reference inside": lambda t: f"k={t[: len(t) // 2]}&shy;{t[len(t) // 2 :]}\n",
    "one half in bold": lambda t: f"{t[: len(t) // 2]}**{t[len(t) // 2 :]}**\n",
    "one half in a link": lambda t: f"[{t[: len(t) // 2]}](https://evil.example){t[len(t) // 2 :]}\n",
    "heredoc": lambda t: f"cat <<EOF\n{t}\nEOF\n",
    "end of a sentence": lambda t: f"The token is {t}. Do not use it.\n",
    "typographic quotes": lambda t: f"“{t}”\n",
    "between ideographs": lambda t: f"令牌{t}令牌\n",
    "Windows path": lambda t: f"C:\\keys\\{t}\n",
    "escaped twice": lambda t: f"a%253D{t}\n",
    "quoted-printable": lambda t: f"a=3D{t}\n",
    "octal escape": lambda t: f"a\\075{t}\n",
    "directional override": lambda t: f"\u202e{t}\u202c\n",
    "glued to a word": lambda t: f"token{t}\n",
}


def _make_aws_secret(maker: Maker) -> str:
    return maker.draw(ALNUM, 20) + "/" + maker.draw(ALNUM, 12) + "+" + maker.draw(ALNUM, 6)


AWS_SECRETS: dict[str, Callable[[str], str]] = {
    "AWS_SECRET_ACCESS_KEY=": lambda s: f"AWS_SECRET_ACCESS_KEY={s}\n",
    "AWS_SECRET_KEY=": lambda s: f"AWS_SECRET_KEY={s}\n",
    "aws credentials file": lambda s: f"[default]\naws_secret_access_key = {s}\n",
    "JSON with escaped slash": lambda s: '{"SecretAccessKey": "' + s.replace("/", "\\/") + '"}',
    "next YAML line": lambda s: f"- name: AWS_SECRET_ACCESS_KEY\n  value: {s}\n",
    "folded YAML": lambda s: f"aws_secret_access_key: >-\n  {s}\n",
    "camel case": lambda s: f'secretAccessKey: "{s}",\n',
    "Terraform": lambda s: f'  secret_key = "{s}"\n',
    "Ruby": lambda s: f':secret_access_key => "{s}"\n',
    "subscript": lambda s: f'os.environ["AWS_SECRET_ACCESS_KEY"] = "{s}"\n',
}
HELD_OUT_AWS_SECRETS: dict[str, Callable[[str], str]] = {
    "Dockerfile": lambda s: f"ENV AWS_SECRET_ACCESS_KEY {s}\n",
    "aws configure": lambda s: f"aws configure set aws_secret_access_key {s}\n",
    "setenv": lambda s: f'setenv("AWS_SECRET_ACCESS_KEY", "{s}", 1);\n',
    "quoted next YAML line in a diff": lambda s: f'+        - name: AWS_SECRET_KEY\n+          value: "{s}"\n',
    "URL-encoded": lambda s: f"aws_secret_access_key={quote(s, safe='')}&region=eu\n",
    "Java property": lambda s: f"-Daws.secretKey={s}\n",
    "option": lambda s: f"s3cmd --secret_key={s} ls\n",
}

PASSWORDS = ("hunter2hunter2", "p@ssw0rd1234", "a/b/c/9xYz77", "pa$$w0rd9911", "x%21y%40zz9911", "q!w@e#r$t5y6")
URLS: dict[str, Callable[[str], str]] = {
    "postgres": lambda p: f"DATABASE_URL=postgres://app:{p}@db.example.com:5432/app\n",
    "https": lambda p: f"git clone https://bot:{p}@git.example.com/o/r.git\n",
    "redis": lambda p: f'REDIS = "redis://:{p}@cache:6379/0"\n',
}
HELD_OUT_URLS: dict[str, Callable[[str], str]] = {
    "amqp": lambda p: f"broker: amqp://guest:{p}@rabbit.internal//\n",
    "mongodb+srv": lambda p: f"<mongodb+srv://admin:{p}@cluster0.abcde.mongodb.net/?retryWrites=true>\n",
    "smtp": lambda p: f"+EMAIL_URL='smtps://mailer%40example.com:{p}@smtp.example.com:465'\n",
}

BEARERS: dict[str, Callable[[str], str]] = {
    "header": lambda t: f"Authorization: Bearer {t}\n",
    "JSON": lambda t: json.dumps({"headers": {"Authorization": f"Bearer {t}"}}),
    "JavaScript": lambda t: f"headers: {{ authorization: 'Bearer {t}' }}\n",
}
HELD_OUT_BEARERS: dict[str, Callable[[str], str]] = {
    "curl": lambda t: f"curl -H 'authorization: bearer {t}'\n",
    "Go": lambda t: f'req.Header.Set("Authorization", "Bearer {t}")\n',
    "Basic": lambda t: f"Authorization: Basic {base64.b64encode(f'user:{t}'.encode()).decode()}\n",
}

PREFIXES = ("", "+", "# ", "// ", " * ", "> ", "    ", "-- ", "+# ")
HELD_OUT_PREFIXES = ("; ", "REM ", "-//  ", "| ", '" ', "%% ", "+ * ", "12: ")
ARMOURS = ("RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "PGP PRIVATE KEY BLOCK")


def make_shapes() -> Iterator[Shape]:
    """Yield every shape, the same ones each time."""
    yield from _make_tokens()
    yield from _make_labelled("AWS secret key", AWS_SECRETS, HELD_OUT_AWS_SECRETS, _make_aws_secret)
    for password in PASSWORDS:
        yield from _make_labelled("password in a URL", URLS, HELD_OUT_URLS, lambda _, password=password: password)
    for name, alphabet in (("letters", string.ascii_letters), ("lower case", LOWER), ("mixed", ALNUM + "-._")):
        yield from _make_labelled(f"bearer, {name}", BEARERS, HELD_OUT_BEARERS, lambda m, a=alphabet: m.draw(a, 32))
    yield from _make_private_keys()
    yield from _make_kubeconfig()


def _make_tokens() -> Iterator[Shape]:
    chooser = random.Random("places")
    for tokens, kind_is_held_out in ((TOKENS, False), (HELD_OUT_TOKENS, True)):
        for kind, make in tokens.items():
            for places, count, group in (
                (PLACES, 6, "known"),
                (HELD_OUT_PLACES, 3, "held out"),
                (LATER_PLACES, 4, "later"),
            ):
                for place in chooser.sample(sorted(places), count):
                    token = make(Maker(f"{kind} {place}"))
                    actual = "held out" if kind_is_held_out and group == "known" else group
                    yield Shape(kind, place, places[place](token), token[-12:], actual)


def _make_labelled(kind: str, places: dict, held_out_places: dict, make: Callable[[Maker], str]) -> Iterator[Shape]:
    for group, written in (("known", places), ("held out", held_out_places)):
        for place, write in written.items():
            secret = make(Maker(f"{kind} {place}"))
            text = write(secret)
            payload = secret
            if secret not in text:  # written in another form; what is behind its label may not stay
                payload = text.rstrip("\"}',) \n").replace("&region=eu", "")[-16:]
            yield Shape(kind, place, text, payload, group)


def _make_private_keys() -> Iterator[Shape]:
    for number, prefix in enumerate([*PREFIXES, *HELD_OUT_PREFIXES]):
        armour = ARMOURS[number % len(ARMOURS)]
        body = Maker(f"key {prefix}").key_lines()
        lines = [f"-----BEGIN {armour}-----", *body, f"-----END {armour}-----"]
        text = "".join(f"{prefix}{line}\n" for line in lines)
        yield Shape(
            "private key",
            f"behind {prefix!r}",
            text,
            body[3][10:40],
            "held out" if prefix in HELD_OUT_PREFIXES else "known",
        )
    body = Maker("inline").key_lines()
    armoured = ["-----BEGIN PRIVATE KEY-----", *body, "-----END PRIVATE KEY-----"]
    inline = {
        "JSON": json.dumps({"private_key": "\n".join(armoured)}),
        "environment": "KEY=" + "\\n".join(armoured),
        "one line": " ".join(armoured),
        "concatenated": "\n".join(f'key += "{line}\\n";' for line in armoured),
        "cut": "\n".join(armoured[:4]),
    }
    for place, text in inline.items():
        yield Shape(
            "private key", place, text, body[1][10:40], "held out" if place in ("one line", "concatenated") else "known"
        )


def _make_kubeconfig() -> Iterator[Shape]:
    maker = Maker("kubeconfig")
    key = "\n".join(["-----BEGIN RSA PRIVATE KEY-----", *maker.key_lines(), "-----END RSA PRIVATE KEY-----\n"])
    encoded = base64.b64encode(key.encode()).decode()
    token = maker.draw(ALNUM, 48)
    for place, text, payload, group in (
        ("client-key-data", f"users:\n- user:\n    client-key-data: {encoded}\n", encoded[60:90], "known"),
        ("JSON", json.dumps({"user": {"client-key-data": encoded}}), encoded[60:90], "known"),
        ("Kubernetes secret", f"kind: Secret\ndata:\n  tls.key: {encoded}\n", encoded[60:90], "held out"),
        ("Basic", f"Authorization: Basic {base64.b64encode(token.encode()).decode()}\n", token, "known"),
    ):
        yield Shape("kubeconfig", place, text, payload, group)
