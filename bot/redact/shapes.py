"""Secrets that can be told by their shape, wherever they stand."""

import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import NamedTuple

_GITLEAKS = "https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml"
_DETECT_SECRETS = "https://github.com/Yelp/detect-secrets/tree/master/detect_secrets/plugins"


def _is_token(text: str) -> bool:
    """Tell a token from a word: `Bearer authentication` has none."""
    text = text.rstrip(".")
    capitals_within = text[1:].lower() != text[1:] and text.upper() != text
    return bool(re.search("[0-9_=/+~.]", text)) or capitals_within or len(text) > _LONGEST_WORD


_LONGEST_WORD = 24


def _is_name_and_password(text: str) -> bool:
    """Tell what RFC 7617 makes, `name:password` in base64, from a word."""
    decoded = b64decode(text[: len(text) // 4 * 4])
    return b":" in decoded and decoded.isascii() and decoded.decode().isprintable()


def _is_mixed(text: str) -> bool:
    """Tell a key from a hash, which has no capitals."""
    return text.lower() != text != text.upper()


class Shape(NamedTuple):
    """A shape of secrets.

    needles: lower-case texts one of which stands in every text that holds it, and what of one to look for if that is
    common. pattern: in linear time; its group `secret`, if it has one, is what is hidden. why: a reason or a source.
    is_one: a last check.
    """

    name: str
    needles: Mapping[str, re.Pattern[str] | None]
    pattern: re.Pattern[str]
    why: str
    is_one: Callable[[str], bool] | None = None


def _shape(
    name: str, needles: str, pattern: str, why: str, *, flags: int = 0, is_one: Callable[[str], bool] | None = None
) -> Shape:
    looked_for = dict(needle.partition("~")[::2] for needle in needles.split())
    asked = {needle: re.compile(more, re.ASCII) if more else None for needle, more in looked_for.items()}
    return Shape(name, asked, re.compile(pattern, re.ASCII | flags), why, is_one)


_I = re.IGNORECASE

SHAPES = (
    _shape(
        "URL with credentials",
        "@",
        r"(?<=://)(?P<secret>[^\s/?#@:\"'<>]{0,256}:(?!\d{1,5}[/?#])(?:[^\s\"'<>@/]|/(?!/))+(?:@[^\s\"'<>@/?#]{1,256}(?=@))?"
        r"|(?=[^\s/?#@:]{0,256}\d)[^\s/?#@:\"'<>\[\]]{16,256})(?=@)",
        "RFC 3986 section 3.2.1; the name goes too, for it may be the token",
    ),
    _shape(
        "URL with credentials, percent-encoded",
        "%40",
        r"(?<=%3a%2f%2f)(?P<secret>(?:(?!%2f|%3f|%23)[\w.~+%-]){0,256}?%3a(?:(?!%2f)[\w.~+!$*%-]){1,256}?)(?=%40)",
        "RFC 3986 section 2.1",
        flags=_I,
    ),
    _shape(
        "Slack URL that takes messages",
        "hooks.slack",
        r"(?:https?(?::|%3a)(?:\\?/\\?/|%2f%2f))?hooks\.slack(?:-gov)?\.com(?:\\?/|%2f)[\w/%\\.~+-]+",
        "incoming webhooks and response_urls, https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
        flags=_I,
    ),
    _shape(
        "Slack token",
        r"xox~xox[a-z](?:-|\.xox) xapp-",
        r"(?<![A-Za-z0-9])(?:xox[a-z](?:\.xox[a-z])?|xapp)-[A-Za-z0-9-]{8,}",
        "https://docs.slack.dev/authentication/tokens",
        flags=_I,
    ),
    _shape(
        "JSON Web Token",
        r"eyj~eyj(?:hbgcioi|0exaioi|rawqioi|lbmmioi|jdhkioi|4nx|[\w-]{6,}\.)",
        r"(?<![\w-])eyJ[\w-]{6,}(?:\.[\w-]{0,8192}){1,4}|(?<![\w-])eyJ(?:hbGciOi|0eXAiOi|raWQiOi|lbmMiOi|jdHkiOi|4NX)[\w-]*",
        'RFC 7519; cut off too: base64url of {"alg":, {"typ":, {"kid":, {"enc":, {"cty": or {"x5',
    ),
    _shape(
        "bearer token",
        "bearer",
        r"bearer[\s:=]{1,8}(?P<secret>[\w.~+/-]{8,}=*)(?![\w=])",
        "RFC 6750",
        flags=_I,
        is_one=_is_token,
    ),
    _shape(
        "basic credentials",
        "basic",
        r"basic[\s:]{1,8}(?P<secret>[A-Za-z0-9+/]{8,}={0,2})",
        "RFC 7617",
        flags=_I,
        is_one=_is_name_and_password,
    ),
    _shape(
        "AWS access key and, behind it, its secret",
        r"akia~akia[a-z0-9]{16} asia~asia[a-z0-9]{16}",
        r"(?<![A-Za-z0-9])(?P<secret>(?:AKIA|ASIA)[A-Z0-9]{16}(?:[\s,:;|\"'/]{1,4}[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+]))?)(?![A-Za-z0-9])",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids",
    ),
    _shape(
        "AWS secret key after its name",
        "secret",
        r"secret[\w -]{0,20}[^\w/+]{1,5}(?P<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])",
        _DETECT_SECRETS,
        flags=_I,
        is_one=_is_mixed,
    ),
    _shape(
        "AWS session token",
        "wogzxivyxdz qojb3jpz2lu",
        r"(?:[FI]woGZXIvYXdz|IQoJb3JpZ2lu)[\w/+=]{30,}",
        "base64 of how every one begins; seen in AWS' own examples",
    ),
    _shape(
        "GitHub token",
        "gh~gh[pousr]_ _pat_",
        r"(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{16,}|(?:github|dckr)_pat_[\w-]{16,})",
        "https://github.blog/engineering/behind-githubs-new-authentication-token-formats, and Docker's in that form",
    ),
    _shape(
        "GitLab token",
        "gl~gl(?:pat|dt|rt|ptt|cbt|ft|soat|imt|agent|oas)-",
        r"(?<![A-Za-z0-9])gl(?:pat|dt|rt|ptt|cbt|ft|soat|imt|agent|oas)-[\w-]{16,}",
        "https://docs.gitlab.com/security/tokens/#token-prefixes",
    ),
    _shape(
        "token with its maker's prefix",
        "aiza _live_ npm_ sk-~sk-(?:proj|ant)-",
        r"(?<![A-Za-z0-9])(?:AIza[\w-]{35}|[rs]k_live_[A-Za-z0-9]{16,}|npm_[A-Za-z0-9]{30,}|sk-(?:proj|ant)-[\w-]{20,})",
        _GITLEAKS,
    ),
)
