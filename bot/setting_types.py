"""The types of settings: what a token, a list of ids or a word may look like, and how it is read from a text."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr


def _token(value: SecretStr) -> SecretStr:
    return _matching(value, re.compile(r"[\x21-\x7e]+"))


def _bot_token(value: SecretStr) -> SecretStr:
    return _matching(value, re.compile(r"(xoxe\.)?xoxb-[\x21-\x7e]+"))


def _app_token(value: SecretStr) -> SecretStr:
    return _matching(value, re.compile(r"xapp-[\x21-\x7e]+"))


def _signing_secret(value: SecretStr) -> SecretStr:
    return _matching(value, re.compile(r"[\x21-\x7e]{8,}"))


def _matching(value: SecretStr, shape: re.Pattern[str]) -> SecretStr:
    if not shape.fullmatch(value.get_secret_value()):
        raise ValueError
    return value


def _ids(value: object) -> object:
    """Read ids with commas between them. A list that is given and names nobody is a mistake: it would let all in."""
    if not isinstance(value, str):
        return value
    ids = frozenset(filter(None, re.split(r"[,\s]+", value)))
    if not ids:
        raise ValueError
    return ids


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _unless_off(value: object) -> object:
    return None if isinstance(value, str) and value.strip().lower() == "off" else value


Token = Annotated[SecretStr, AfterValidator(_token)]
BotToken = Annotated[SecretStr, AfterValidator(_bot_token)]
AppToken = Annotated[SecretStr, AfterValidator(_app_token)]
SigningSecret = Annotated[SecretStr, AfterValidator(_signing_secret)]

_UserId = Annotated[str, Field(pattern=r"^[UW][A-Z0-9]+$")]
_GroupId = Annotated[str, Field(pattern=r"^S[A-Z0-9]+$")]
_ChannelId = Annotated[str, Field(pattern=r"^[CGD][A-Z0-9]+$")]
Users = Annotated[frozenset[_UserId], BeforeValidator(_ids)]
Groups = Annotated[frozenset[_GroupId], BeforeValidator(_ids)]
Channels = Annotated[frozenset[_ChannelId], BeforeValidator(_ids)]

Contact = Annotated[str, Field(pattern=r"^[^<>&`\x00-\x1f]{1,100}$")]
PortOrOff = Annotated[int | None, BeforeValidator(_unless_off)]
LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)]
