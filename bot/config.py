"""Settings: everything that can be configured, from the environment or a `.env` file.

A setting's description says what it should look like; it is what people read when it is missing or malformed. Values
are never shown: secrets are `SecretStr`, and an error names the setting alone.
"""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_NOT_IN_AN_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f@?#]")
"""White space, some of which `urlsplit` drops in silence, and what marks a user, a query or a fragment, even empty."""

_NOT_IN_REDIS = re.compile(r"[\s\x00-\x1f\x7f?#]")
"""The same in the address of a Redis, where a user and a password may stand."""


class BadSettings(Exception):
    """Settings are missing or malformed. `problems`: a sentence for each, without its value."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def is_loopback(host: str | None) -> bool:
    """Tell whether a host is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def is_here(address: str) -> bool:
    """Tell whether an address is on this machine, to which no proxy leads."""
    return is_loopback(urlsplit(address).hostname)


def _token(value: SecretStr) -> SecretStr:
    return _matching(value, _PRINTABLE)


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


def _address(value: str) -> str:
    """Take https anywhere and http on loopback only, so that no token travels in the clear."""
    url = urlsplit(value)
    safe = url.scheme == "https" or (url.scheme == "http" and is_loopback(url.hostname))
    if not safe or not url.hostname or url.port == 0 or _NOT_IN_AN_ADDRESS.search(value):  # reading a port checks it
        raise ValueError
    return value.rstrip("/")


def _origin(value: str) -> str:
    address = _address(value)
    if urlsplit(address).path:
        raise ValueError
    return address


def _redis_url(value: SecretStr) -> SecretStr:
    """Take rediss anywhere and redis on loopback only; without a query, which could switch off the check of TLS."""
    secret = value.get_secret_value()
    url = urlsplit(secret)
    safe = url.scheme == "rediss" or (url.scheme == "redis" and is_loopback(url.hostname))
    shaped = re.fullmatch(r"(/\d{0,3})?", url.path) and not _NOT_IN_REDIS.search(secret)
    if not safe or not shaped or not url.hostname or url.port == 0:  # reading a port checks it
        raise ValueError
    return value


def _execution_url(value: str) -> str:
    if not value.startswith("https://") or "{execution_id}" not in value or set(value) & set("<>| "):
        raise ValueError
    return value


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


_MISSING = PydanticCustomError("missing", "missing")
_Part = TypeVar("_Part", bound="_FromEnvironment")


class _FromEnvironment(BaseSettings):
    """How all settings are read: once, from the environment or a file."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, validate_default=True
    )


class SlackSettings(_FromEnvironment):
    """What it takes to speak with Slack."""

    slack_bot_token: Annotated[SecretStr, AfterValidator(_bot_token)] = Field(
        alias="SLACK_BOT_TOKEN", description="the bot token of the Slack app, which begins with xoxb-"
    )
    slack_app_token: Annotated[SecretStr, AfterValidator(_app_token)] | None = Field(
        None,
        alias="SLACK_APP_TOKEN",
        description="an app-level token with connections:write, for Socket Mode, which begins with xapp-",
    )
    slack_signing_secret: Annotated[SecretStr, AfterValidator(_signing_secret)] = Field(
        alias="SLACK_SIGNING_SECRET", description="the signing secret from the Slack app's Basic Information page"
    )
    slack_api_url: Annotated[str, AfterValidator(_address)] = Field(
        "https://slack.com/api", alias="SLACK_API_URL", description="an https URL, or http on loopback"
    )


class QFlowSettings(_FromEnvironment):
    """What it takes to ask QFlow, and to say where its pages are."""

    qflow_base_url: Annotated[str, AfterValidator(_origin)] = Field(
        alias="QFLOW_BASE_URL",
        description="the Qualys API gateway, such as https://gateway.qg1.apps.qualys.com: https, without a path",
    )
    qflow_client_id: Annotated[SecretStr, AfterValidator(_token)] | None = Field(
        None, alias="QFLOW_CLIENT_ID", description="the id of a user-level client, from Auth ID Client Management"
    )
    qflow_client_secret: Annotated[SecretStr, AfterValidator(_token)] | None = Field(
        None, alias="QFLOW_CLIENT_SECRET", description="the secret of the client in QFLOW_CLIENT_ID, and only with it"
    )
    qflow_username: SecretStr | None = Field(
        None, alias="QFLOW_USERNAME", description="the name of a Qualys user who may use the API"
    )
    qflow_password: SecretStr | None = Field(
        None, alias="QFLOW_PASSWORD", description="the password of the user in QFLOW_USERNAME, and only with it"
    )
    qflow_token: Annotated[SecretStr, AfterValidator(_token)] | None = Field(
        None,
        alias="QFLOW_TOKEN",
        description=(
            "a QFlow access token alone, without the word Bearer, unless QFLOW_CLIENT_ID and QFLOW_CLIENT_SECRET or "
            "QFLOW_USERNAME and QFLOW_PASSWORD are set"
        ),
    )
    execution_url: Annotated[str, AfterValidator(_execution_url)] | None = Field(
        None,
        alias="BOT_EXECUTION_URL",
        description="an https address of an execution's page in QFlow, with {execution_id} where the id stands",
    )

    @field_validator("qflow_client_secret", "qflow_password")
    @classmethod
    def _with_its_other_half(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """Take both halves of credentials or none."""
        other = info.data.get("qflow_client_id" if info.field_name == "qflow_client_secret" else "qflow_username")
        if other is not None and secret is None:
            raise _MISSING
        if other is None and secret is not None:
            raise ValueError
        return secret

    @field_validator("qflow_token")
    @classmethod
    def _with_some_way_in(cls, token: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """Want at least one of the three ways to authenticate."""
        if token is None and not (info.data.get("qflow_client_id") or info.data.get("qflow_username")):
            raise _MISSING
        return token


class RedisSettings(_FromEnvironment):
    """What several processes share, if they do."""

    redis_url: Annotated[SecretStr, AfterValidator(_redis_url)] | None = Field(
        None,
        alias="REDIS_URL",
        description="a Redis that several processes of this bot share: a rediss URL, or redis on loopback",
    )


class Settings(RedisSettings, QFlowSettings, SlackSettings):
    """The bot's settings, all of them; of its parts, the last one's are told first."""

    cache_mib: int = Field(
        64, alias="BOT_CACHE_MIB", ge=0, description="how many MiB of answers to remember, 0 for none; 64 by default"
    )
    qflow_concurrency: int = Field(
        2,
        alias="BOT_QFLOW_CONCURRENCY",
        ge=1,
        le=64,
        description="how many calls to QFlow at once, 1 to 64; 2 by default",
    )
    host: str = Field("127.0.0.1", alias="BOT_HOST", description="the address to listen on")
    port: int = Field(3000, alias="BOT_PORT", ge=0, le=65535, description="the port to listen on, 0 to 65535")
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = Field(
        "INFO", alias="BOT_LOG_LEVEL", description="DEBUG, INFO, WARNING or ERROR"
    )


def load_settings() -> Settings:
    """Read the settings from the environment and `.env`.

    Raises BadSettings, which names every setting that is missing or malformed.
    """
    return _checked(Settings)


def load_part(part: type[_Part]) -> _Part:
    """Read a part of the settings, whatever the rest are. Raises BadSettings."""
    return _checked(part)


def only_settings(**values: Any) -> Settings:
    """Make settings of these values, by their environment names, and of nothing else. Raises BadSettings."""
    return _checked(_OnlyGiven, **values)


class _OnlyGiven(Settings):
    """Settings that look at neither the environment nor a file."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic-settings' signature, here and below
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what is given alone."""
        return (init_settings,)


def _checked(kind: type[_Part], **values: Any) -> _Part:
    try:
        return kind(**values)
    except ValidationError as error:
        raise BadSettings(*_problems(error)) from None
    except (UnicodeDecodeError, OSError):
        raise BadSettings(".env cannot be read: it should be a text file in UTF-8") from None


def _problems(error: ValidationError) -> Iterator[str]:
    """Name each setting and what it should look like; `from None` above keeps its value out of any traceback."""
    by_any_name = {name: field for own, field in Settings.model_fields.items() for name in (own, field.alias)}
    for wrong in error.errors(include_input=False, include_url=False):
        setting = by_any_name[str(wrong["loc"][0])]
        state = "is missing" if wrong["type"] == "missing" else "is malformed"
        yield f"{setting.alias} {state}: it should be {setting.description}"
