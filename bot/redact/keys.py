"""Keys whose value is a secret: the words they end in, in every usual spelling, as a dict's key or within a text."""

import re
from functools import lru_cache
from typing import NamedTuple


class Key(NamedTuple):
    """Words that a secret's key ends in. line: whether its bare value runs to the end of the line.

    alone: whether they must begin a word of the key, because they end others (`compass`).
    """

    words: str
    why: str
    line: bool = False
    alone: bool = False


KEYS = (
    Key("password", "db_password, DBPassword, password2"),
    Key("passwd", "the same in Unix"),
    Key("passphrase", "of a private key"),
    Key("passcode", "a one-time password"),
    Key("pass", "DB_PASS, smtp-pass", alone=True),
    Key("pwd", "connection strings, https://www.connectionstrings.com", alone=True),
    Key("secret", "client_secret, SecretString, of AWS Secrets Manager"),
    Key("token", "access_token, X-Auth-Token, aws_session_token"),
    Key("api key", "apiKey, X-API-Key"),
    Key("access key", "awsSecretAccessKey, SharedAccessKey of Azure"),
    Key("secret key", "STRIPE_SECRET_KEY"),
    Key("private key", "private_key of a Google service account"),
    Key("account key", "AccountKey of an Azure storage account"),
    Key("signing key", "signs tokens"),
    Key("encryption key", "opens what is encrypted"),
    Key("master key", "makes the other keys"),
    Key("auth key", "authkey of a VPN or an API"),
    Key("authorization", "RFC 9110 section 11.6.2, Proxy-Authorization too", line=True),
    Key("cookie", "RFC 6265, Set-Cookie too", line=True),
    Key("connection string", "holds a password", line=True),
    Key("conn str", "the same, shortened", line=True),
    Key("credential", "credentials: whatever stands in them"),
    Key("session id", "a session is as good as its password", alone=True),
    Key("webhook url", "whoever has it may post"),
    Key(
        "response url",
        "as above: Slack's takes five answers, https://docs.slack.dev/interactivity/handling-user-interaction",
    ),
    Key("sig", "of a shared access signature of Azure", alone=True),
)

ARN = r"arn:aws[\w-]{0,20}:[^\s\"',;]{1,300}"
"""What names a secret in AWS, as a pattern: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html"""

_ENDINGS = (
    "value|string|data|text|plain|plaintext|binary|hash|hashed|b64|base64|encoded|encrypted|raw|confirm|confirmation|"
    "new|old|current|previous|prod|production|staging|dev|test"
)
"""What may follow those words without the value being of another kind, as it is in secretName and tokenType."""
_BEGINS_A_WORD = r"(?:(?<![A-Za-z])|(?-i:(?<=[a-z])(?=[A-Z])))"


def _pattern(key: Key) -> str:
    words = key.words.replace(" ", r"[ _.-]?")
    return f"{_BEGINS_A_WORD}{words}" if key.alone else words


def _any(*, line: bool) -> str:
    """Give the longer ones first: a secret key is no secret whose name goes on."""
    return "|".join(map(_pattern, sorted((key for key in KEYS if key.line is line), key=_length, reverse=True)))


def _length(key: Key) -> int:
    return len(key.words)


KEY = rf"(?:(?P<line>{_any(line=True)})|(?:{_any(line=False)}))"
"""The words of any key, as a pattern; `line` where its bare value runs to the end of the line."""
FIRST_WORDS = frozenset(key.words.split()[0] for key in KEYS)
PLURAL_AND_ENDING = rf"(?P<plural>s?)(?:[ _.-]?(?:{_ENDINGS}))?[ _-]?\d{{0,3}}"

_WHOLE_KEY = re.compile(rf"{KEY}{PLURAL_AND_ENDING}[ :]*\Z", re.IGNORECASE | re.ASCII)


class Kind(NamedTuple):
    """What a key tells of its value. plural: of several, so that a number counts them."""

    plural: bool


@lru_cache(maxsize=4_096)
def secret_key(key: str) -> Kind | None:
    """Tell whether a key's value is a secret, and whether its number would be a count."""
    found = _WHOLE_KEY.search(key[-_LONGEST:])
    return Kind(plural=bool(found["plural"])) if found else None


_LONGEST = 80
"""How much of a key's end is looked at."""


def is_name(value: str) -> bool:
    """Tell what only names a secret, or is one that is hidden already."""
    return _NAME.fullmatch(value) is not None


_NAME = re.compile(rf"{ARN}|\[redacted\]")
