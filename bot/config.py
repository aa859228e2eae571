"""Settings: everything that can be configured, from the environment or a `.env` file.

A setting's description says what it should look like; it is what people read when it is missing or malformed. Values
are never shown: secrets are `SecretStr`, and an error names the setting alone.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from bot.addresses import Address, ExecutionUrl, Origin, RedisUrl
from bot.environment import ENV_FILE, in_env_file, in_environment, unreadable_lines
from bot.setting_names import Misnamed, misnamed
from bot.setting_types import (
    AppToken,
    BotToken,
    Channels,
    Contact,
    Groups,
    LogLevel,
    PortOrOff,
    SigningSecret,
    Token,
    Users,
)


class BadSettings(Exception):
    """Settings are missing, malformed or none at all. `problems`: a sentence for each, without its value."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Transport(StrEnum):
    """How Slack's deliveries come in."""

    HTTP = "http"
    SOCKET = "socket"


_MISSING = PydanticCustomError("missing", "missing")
_MALFORMED = object()
_Part = TypeVar("_Part", bound="_Checked")


class _Checked(BaseModel):
    """How all settings are checked: once, by their environment names."""

    model_config = ConfigDict(frozen=True, validate_default=True, defer_build=True)


class SlackSettings(_Checked):
    """What it takes to speak with Slack."""

    slack_bot_token: BotToken = Field(
        alias="SLACK_BOT_TOKEN", description="the bot token of the Slack app, which begins with xoxb-"
    )
    slack_app_token: AppToken | None = Field(
        None,
        alias="SLACK_APP_TOKEN",
        description="an app-level token with connections:write, for Socket Mode, which begins with xapp-",
    )
    slack_signing_secret: SigningSecret | None = Field(
        None,
        alias="SLACK_SIGNING_SECRET",
        description=(
            "the signing secret from the Slack app's Basic Information page, for HTTP, unless SLACK_APP_TOKEN is set, "
            "for Socket Mode"
        ),
    )
    slack_api_url: Address = Field(
        "https://slack.com/api", alias="SLACK_API_URL", description="an https URL, or http on loopback"
    )

    @field_validator("slack_signing_secret")
    @classmethod
    def _with_some_transport(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """Want what at least one of the two transports needs; an app token that is malformed is told as that alone."""
        if secret is None and info.data.get("slack_app_token", _MALFORMED) is None:
            raise _MISSING
        return secret


class QFlowSettings(_Checked):
    """What it takes to ask QFlow, and to say where its pages are."""

    qflow_base_url: Origin = Field(
        alias="QFLOW_BASE_URL",
        description="the Qualys API gateway, such as https://gateway.qg1.apps.qualys.com: https, without a path",
    )
    qflow_client_id: Token | None = Field(
        None, alias="QFLOW_CLIENT_ID", description="the id of a user-level client, from Auth ID Client Management"
    )
    qflow_client_secret: Token | None = Field(
        None, alias="QFLOW_CLIENT_SECRET", description="the secret of the client in QFLOW_CLIENT_ID, and only with it"
    )
    qflow_username: SecretStr | None = Field(
        None, alias="QFLOW_USERNAME", description="the name of a Qualys user who may use the API"
    )
    qflow_password: SecretStr | None = Field(
        None, alias="QFLOW_PASSWORD", description="the password of the user in QFLOW_USERNAME, and only with it"
    )
    qflow_token: Token | None = Field(
        None,
        alias="QFLOW_TOKEN",
        description=(
            "a QFlow access token alone, without the word Bearer, unless QFLOW_CLIENT_ID and QFLOW_CLIENT_SECRET or "
            "QFLOW_USERNAME and QFLOW_PASSWORD are set"
        ),
    )
    execution_url: ExecutionUrl | None = Field(
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


class RedisSettings(_Checked):
    """What several processes share, if they do."""

    redis_url: RedisUrl | None = Field(
        None,
        alias="REDIS_URL",
        description="a Redis that several processes of this bot share: a rediss URL, or redis on loopback",
    )


class OpsSettings(_Checked):
    """Where the ops port listens."""

    ops_host: str = Field("127.0.0.1", alias="BOT_OPS_HOST", description="the address for health and metrics")
    ops_port: PortOrOff = Field(
        9464,
        alias="BOT_OPS_PORT",
        ge=0,
        le=65535,
        description="the port for health and metrics, 0 to 65535, or off; 9464 by default",
    )


class Settings(OpsSettings, RedisSettings, QFlowSettings, SlackSettings):
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
    guests: Literal["refuse", "allow"] = Field(
        "refuse",
        alias="BOT_GUESTS",
        description="allow, to let guests of the workspace ask, or refuse; refuse by default",
    )
    allow_users: Users = Field(
        frozenset(), alias="BOT_ALLOW_USERS", description="ids of the users who may ask, such as U012AB3CD,U012AB3CE"
    )
    allow_usergroups: Groups = Field(
        frozenset(),
        alias="BOT_ALLOW_USERGROUPS",
        description="ids of user groups whose members may ask, such as S012AB3CD",
    )
    allow_channels: Channels = Field(
        frozenset(), alias="BOT_ALLOW_CHANNELS", description="ids of the channels to ask in, such as C012AB3CD"
    )
    data_users: Users = Field(
        frozenset(),
        alias="BOT_DATA_USERS",
        description="ids of the users who may see the input and output data of steps",
    )
    data_usergroups: Groups = Field(
        frozenset(),
        alias="BOT_DATA_USERGROUPS",
        description="ids of user groups whose members may see the input and output data of steps",
    )
    contact: Contact | None = Field(
        None,
        alias="BOT_CONTACT",
        description="whom a refused person can ask, such as #platform-help: 1 to 100 characters, none of <, >, & and `",
    )
    limit_person: int = Field(
        60, alias="BOT_LIMIT_PERSON", ge=0, description="how often one person may ask within a minute, 0 for no limit"
    )
    limit_channel: int = Field(
        300, alias="BOT_LIMIT_CHANNEL", ge=0, description="how often a channel may ask within a minute, 0 for no limit"
    )
    audit_file: Path | None = Field(
        None, alias="BOT_AUDIT_FILE", description="a file for the audit, in place of standard output"
    )
    host: str = Field("127.0.0.1", alias="BOT_HOST", description="the address to listen on")
    port: int = Field(3000, alias="BOT_PORT", ge=0, le=65535, description="the port to listen on, 0 to 65535")
    sockets: int = Field(
        2,
        alias="BOT_SOCKETS",
        ge=1,
        le=10,
        description="how many sockets to hold open in Socket Mode, 1 to 10; 2 by default, so that one can be renewed",
    )
    lame_duck: int | None = Field(
        None,
        alias="BOT_LAME_DUCK",
        ge=0,
        le=600,
        description="for how many seconds to go on taking when told to stop; by default 5 over HTTP, 0 in Socket Mode",
    )
    log_level: LogLevel = Field("INFO", alias="BOT_LOG_LEVEL", description="DEBUG, INFO, WARNING or ERROR")

    _doubted: Sequence[Misnamed] = ()

    @property
    def doubted(self) -> Sequence[Misnamed]:
        """The names that were given beside these settings and may be misspelt ones."""
        return self._doubted

    def model_post_init(self, given: Mapping[str, Any] | None) -> None:
        """Look through the names that were given."""
        self._doubted = tuple(_misnamed(given or {}))


def load_settings() -> Settings:
    """Read the settings from the environment and `.env`.

    Raises BadSettings, which names every setting that is missing or malformed, and every name of ours that is none.
    """
    return load_part(Settings)


def load_part(part: type[_Part], *, strict: bool = True) -> _Part:
    """Read a part of the settings, whatever the rest are. Raises BadSettings.

    strict: whether a name of ours that is no setting's is refused, too, for nobody knows what it was meant to close.
    """
    logging.getLogger("dotenv").setLevel(logging.ERROR)  # of what it cannot read, we say what to do about it
    names = misnamed_settings() if strict else ()
    try:
        lines = tuple(unreadable_lines())
        settings = _checked(part, {**in_env_file(), **in_environment()})
    except BadSettings as error:
        raise BadSettings(*lines, *error.problems, *map(str, names)) from None
    except UnicodeDecodeError:
        raise BadSettings(f"{ENV_FILE} cannot be read: it should be a text file in UTF-8") from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise BadSettings(
            f"{ENV_FILE} cannot be read ({why}): it should be a text file that the bot may read"
        ) from None
    if lines:
        raise BadSettings(*lines)
    if refused := [str(name) for name in names if name.refused]:
        raise BadSettings(*refused)
    return settings


def misnamed_settings() -> Sequence[Misnamed]:
    """Give the names in the environment and `.env` that look like a setting's and are none."""
    given: dict[str, str] = {}
    with suppress(UnicodeDecodeError, OSError):  # whoever reads the settings is told that
        given |= in_env_file()
    given |= in_environment()
    return tuple(_misnamed(given))


def only_settings(**values: Any) -> Settings:
    """Make settings of these values, by their environment names, and of nothing else. Raises BadSettings."""
    return _checked(Settings, values)


def chosen_transport(settings: Settings, asked: Transport | None = None) -> Transport:
    """Give the transport that was asked for, or the only one that is configured.

    Raises BadSettings when what it needs is missing, and when both could be meant.
    """
    configured = {
        Transport.HTTP: settings.slack_signing_secret is not None,
        Transport.SOCKET: settings.slack_app_token is not None,
    }
    if asked is None and all(configured.values()):
        raise BadSettings(
            "SLACK_SIGNING_SECRET and SLACK_APP_TOKEN are both set: say --transport http or --transport socket, "
            "or set only one"
        )
    if asked is not None and not configured[asked]:
        field = "slack_signing_secret" if asked is Transport.HTTP else "slack_app_token"
        raise BadSettings(_problem(field, "is missing"))
    return asked or next(transport for transport, is_set in configured.items() if is_set)


def secrets_of(settings: BaseModel) -> Iterator[str]:
    """Give every secret that is set: none of them may be told. A user's name is none, and may be any word."""
    for name, value in settings:
        if isinstance(value, SecretStr) and name != "qflow_username":
            yield value.get_secret_value()


def _misnamed(given: Mapping[str, Any]) -> Iterator[Misnamed]:
    return misnamed(given, [str(field.alias) for field in Settings.model_fields.values()])


def _checked(part: type[_Part], values: Mapping[str, Any]) -> _Part:
    try:
        return part.model_validate(values, context=values)
    except ValidationError as error:
        raise BadSettings(*_problems(error)) from None


def _problems(error: ValidationError) -> Iterator[str]:
    """Name each setting and what it should look like; `from None` above keeps its value out of any traceback."""
    own_names = {name: own for own, field in Settings.model_fields.items() for name in (own, field.alias)}
    for wrong in error.errors(include_input=False, include_url=False):
        yield _problem(own_names[str(wrong["loc"][0])], "is missing" if wrong["type"] == "missing" else "is malformed")


def _problem(field: str, state: str) -> str:
    setting = Settings.model_fields[field]
    return f"{setting.alias} {state}: it should be {setting.description}"
