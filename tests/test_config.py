"""The settings."""

import re
import socket
import traceback
from pathlib import Path

import pytest

from bot.addresses import is_loopback
from bot.config import (
    BadSettings,
    QFlowSettings,
    Settings,
    SlackSettings,
    Transport,
    chosen_transport,
    load_part,
    load_settings,
    only_settings,
    secrets_of,
)

BOT_TOKEN = "xoxb-made-up-bot-token"
SIGNING_SECRET = "made-up-signing-secret"
QFLOW_TOKEN = "eyJhbGciOiJub25lIn0.made-up"
GATEWAY = "https://gateway.qflow.example"
NEEDED = {
    "SLACK_BOT_TOKEN": BOT_TOKEN,
    "SLACK_SIGNING_SECRET": SIGNING_SECRET,
    "QFLOW_BASE_URL": GATEWAY,
    "QFLOW_TOKEN": QFLOW_TOKEN,
}
NAMES = [str(field.alias) for field in Settings.model_fields.values()]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Set what is needed and nothing else, in a directory without a `.env`."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    for name, value in NEEDED.items():
        monkeypatch.setenv(name, value)


def refusal() -> BadSettings:
    with pytest.raises(BadSettings) as caught:
        load_settings()
    return caught.value


def description(name: str) -> str:
    (field,) = [field for field in Settings.model_fields.values() if field.alias == name]
    return str(field.description)


def told(error: BadSettings) -> str:
    """Give all that anybody may get to see of an error, the variables of each frame included."""
    frames = traceback.TracebackException.from_exception(error, capture_locals=True)
    return "".join([str(error), repr(error), *error.problems, *frames.format()])


def test_the_settings_that_are_needed_are_enough() -> None:
    read = load_settings()
    assert read.slack_bot_token.get_secret_value() == BOT_TOKEN
    assert read.slack_signing_secret is not None
    assert read.slack_signing_secret.get_secret_value() == SIGNING_SECRET
    assert read.qflow_token is not None
    assert read.qflow_token.get_secret_value() == QFLOW_TOKEN
    assert read.qflow_base_url == GATEWAY
    assert (read.slack_api_url, read.host, read.port, read.log_level) == (
        "https://slack.com/api",
        "127.0.0.1",
        3000,
        "INFO",
    )


def test_every_setting_says_what_it_should_look_like() -> None:
    assert all(description(name) for name in NAMES)


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("value", [pytest.param(None, id="unset"), pytest.param("", id="empty")])
def test_a_missing_setting_is_named_with_what_it_should_look_like(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str | None
) -> None:
    monkeypatch.delenv(name)
    if value is not None:
        monkeypatch.setenv(name, value)
    assert refusal().problems == (f"{name} is missing: it should be {description(name)}",)


def test_all_that_is_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLACK_BOT_TOKEN")
    monkeypatch.setenv("QFLOW_BASE_URL", "ftp://gw.example")
    monkeypatch.setenv("BOT_PORT", "many")
    error = refusal()
    assert [problem.split(":")[0] for problem in error.problems] == [
        "SLACK_BOT_TOKEN is missing",
        "QFLOW_BASE_URL is malformed",
        "BOT_PORT is malformed",
    ]
    assert str(error).splitlines() == list(error.problems)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("SLACK_BOT_TOKEN", "xoxp-a-users-token", id="a user's token"),
        pytest.param("SLACK_BOT_TOKEN", "xoxe.xoxb-", id="a token's beginning alone"),
        pytest.param("SLACK_BOT_TOKEN", "xoxb-made up", id="a space in a token"),
        pytest.param("SLACK_BOT_TOKEN", "«xoxb-made-up»", id="quotes around a token"),
        pytest.param("SLACK_APP_TOKEN", "xoxb-made-up", id="a bot token in the app token's place"),
        pytest.param("SLACK_SIGNING_SECRET", "short-1", id="a secret that is too short"),
        pytest.param("SLACK_SIGNING_SECRET", "made-up secret", id="a space in a secret"),
        pytest.param("SLACK_APP_TOKEN", "xoxb-a-bots-token", id="a bot's token for the app's"),
        pytest.param("SLACK_APP_TOKEN", "xapp-made up", id="a space in an app token"),
        pytest.param("BOT_SOCKETS", "-77", id="less than no socket"),
        pytest.param("BOT_SOCKETS", "4711", id="more sockets than Slack gives"),
        pytest.param("BOT_LAME_DUCK", "-77", id="a time below zero"),
        pytest.param("QFLOW_TOKEN", "Bearer eyJ-made-up", id="a scheme before the token"),
        pytest.param("QFLOW_TOKEN", "eyJ-made\nup", id="a line break in a token"),
        pytest.param("QFLOW_TOKEN", "eyJ-mäde-up", id="a letter that no header takes"),
        pytest.param("BOT_PORT", "65536", id="a port too high"),
        pytest.param("BOT_PORT", "-1", id="a port too low"),
        pytest.param("BOT_PORT", "many", id="a port in words"),
        pytest.param("BOT_LOG_LEVEL", "verbose", id="no level"),
        *(
            pytest.param("QFLOW_BASE_URL", address, id=f"address {address!r}")
            for address in (
                *("gw.example", "http://gw.example", "ftp://gw.example", "https:///", "https:gw.example"),
                *(
                    "https:///path",
                    "https://gw.example/qflowapi",
                    "https://user@gw.example",
                    "https://user:word@gw.example",
                ),
                *("https://gw.example?a=1", "https://gw.example#a", "https://[::1", "http://127.0.0.1.evil.example"),
                *("https://gw.example:port", "https://gw.example:99999", "https://gw. example", " https://gw.example"),
                *(
                    "https://gw.\nexample",
                    "https://gw.\texample",
                    "https://gw.example?",
                    "https://gw.example#",
                    "https://@gw.example",
                ),
            )
        ),
        *(
            pytest.param("REDIS_URL", address, id=f"Redis at {address!r}")
            for address in (
                *("redis.example", "redis://redis.example:6379/0", "redis://10.0.0.1", "unix:///run/redis.sock"),
                *("rediss://", "rediss://redis.example:0", "rediss://redis.example/zero", "rediss://redis. example"),
                *("rediss://redis.example?ssl_cert_reqs=none", "redis://127.0.0.1@redis.example"),
            )
        ),
        pytest.param("SLACK_API_URL", "http://slack.com/api", id="Slack in the clear"),
        pytest.param("SLACK_API_URL", "https://slack.com:api", id="Slack at a port in words"),
        pytest.param("SLACK_API_URL", "https://slack.com/api?a=1", id="Slack with a query"),
    ],
)
def test_a_malformed_setting_is_named_and_its_value_is_nowhere(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    error = refusal()
    assert error.problems == (f"{name} is malformed: it should be {description(name)}",)
    assert [secret for secret in (value, repr(value)[1:-1], *NEEDED.values()) if secret in told(error)] == []


def test_a_malformed_value_that_is_given_by_name_is_nowhere_either() -> None:
    value = " ".join(["a", "made-up", "token"])
    with pytest.raises(BadSettings) as caught:
        only_settings(QFLOW_TOKEN=value)
    assert value not in "".join([str(caught.value), repr(caught.value), *traceback.format_exception(caught.value)])


@pytest.mark.parametrize(
    ("address", "read"),
    [
        pytest.param("https://gateway.qg2.apps.qualys.eu/", "https://gateway.qg2.apps.qualys.eu", id="slash behind"),
        pytest.param("https://gateway.example:8443", "https://gateway.example:8443", id="a port"),
        pytest.param("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443", id="IPv6"),
        pytest.param("HTTPS://Gateway.example", "HTTPS://Gateway.example", id="capitals"),
        pytest.param("http://localhost:8080", "http://localhost:8080", id="http on localhost"),
        pytest.param("http://127.0.0.1:8080", "http://127.0.0.1:8080", id="http on loopback"),
        pytest.param("http://[::1]:8080", "http://[::1]:8080", id="http on IPv6 loopback"),
    ],
)
def test_an_address_is_https_anywhere_and_http_on_loopback(
    monkeypatch: pytest.MonkeyPatch, address: str, read: str
) -> None:
    monkeypatch.setenv("QFLOW_BASE_URL", address)
    assert load_settings().qflow_base_url == read


@pytest.mark.parametrize(
    "address",
    [
        *("redis://127.0.0.1:6379/0", "redis://localhost", "redis://:word@[::1]:6379/1"),
        *("rediss://redis.example", "rediss://user:word@redis.example:6380/2"),
    ],
)
def test_a_redis_is_reached_by_tls_anywhere_and_without_on_loopback(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("REDIS_URL", address)
    read = load_settings()
    assert read.redis_url is not None
    assert read.redis_url.get_secret_value() == address
    assert address not in repr(read)


def test_a_part_of_the_settings_is_read_whatever_the_others_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLACK_BOT_TOKEN")
    monkeypatch.setenv("BOT_PORT", "many")
    assert load_part(QFlowSettings).qflow_base_url == GATEWAY
    with pytest.raises(BadSettings) as caught:
        load_part(SlackSettings)
    assert caught.value.problems == (f"SLACK_BOT_TOKEN is missing: it should be {description('SLACK_BOT_TOKEN')}",)


def test_only_slacks_address_may_have_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", "http://localhost:9000/slack/api/")
    assert load_settings().slack_api_url == "http://localhost:9000/slack/api"


@pytest.mark.parametrize(
    ("given", "asked", "chosen"),
    [
        pytest.param(("SLACK_SIGNING_SECRET",), None, Transport.HTTP, id="the secret alone"),
        pytest.param(("SLACK_APP_TOKEN",), None, Transport.SOCKET, id="the token alone"),
        pytest.param(("SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"), Transport.HTTP, Transport.HTTP, id="both, and HTTP"),
        pytest.param(
            ("SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"), Transport.SOCKET, Transport.SOCKET, id="both, and sockets"
        ),
    ],
)
def test_the_transport_that_is_configured_is_used(
    given: tuple[str, ...], asked: Transport | None, chosen: Transport
) -> None:
    assert chosen_transport(only_settings(**with_transports(*given)), asked) is chosen


@pytest.mark.parametrize(
    ("given", "asked", "begins"),
    [
        pytest.param(
            ("SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"),
            None,
            "SLACK_SIGNING_SECRET and SLACK_APP_TOKEN are both set: say --transport http or --transport socket",
            id="both could be meant",
        ),
        pytest.param(("SLACK_APP_TOKEN",), Transport.HTTP, "SLACK_SIGNING_SECRET is missing", id="HTTP without"),
        pytest.param(("SLACK_SIGNING_SECRET",), Transport.SOCKET, "SLACK_APP_TOKEN is missing", id="sockets without"),
    ],
)
def test_a_transport_that_cannot_be_used_is_said_in_one_line(
    given: tuple[str, ...], asked: Transport | None, begins: str
) -> None:
    with pytest.raises(BadSettings) as caught:
        chosen_transport(only_settings(**with_transports(*given)), asked)
    (problem,) = caught.value.problems
    assert problem.startswith(begins)


def test_without_any_transport_both_are_named() -> None:
    with pytest.raises(BadSettings) as caught:
        only_settings(**with_transports())
    (problem,) = caught.value.problems
    assert problem.startswith("SLACK_SIGNING_SECRET is missing")
    assert "SLACK_APP_TOKEN" in problem


def test_an_app_token_that_is_malformed_is_told_as_that_alone() -> None:
    with pytest.raises(BadSettings) as caught:
        only_settings(**with_transports() | {"SLACK_APP_TOKEN": "xoxb-1"})
    assert [problem.split(":")[0] for problem in caught.value.problems] == ["SLACK_APP_TOKEN is malformed"]


def with_transports(*names: str) -> dict[str, str]:
    """Give what is needed, with these of the two transports' settings."""
    transports = {"SLACK_SIGNING_SECRET": SIGNING_SECRET, "SLACK_APP_TOKEN": "xapp-1-A-made-up"}
    needed = {name: value for name, value in NEEDED.items() if name not in transports}
    return needed | {name: transports[name] for name in names}


@pytest.mark.parametrize("token", ["xoxb-1-2-abc", "xoxe.xoxb-1-abc"])
def test_a_bot_token_may_rotate(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", token)
    assert load_settings().slack_bot_token.get_secret_value() == token


def test_the_settings_show_no_secret() -> None:
    read = load_settings()
    assert not any(secret in f"{read} {read!r}" for secret in (BOT_TOKEN, SIGNING_SECRET, QFLOW_TOKEN))


def test_slacks_client_id_and_secret_are_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    before = load_settings()
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "made-up-client-secret")
    assert load_settings() == before


def test_an_env_file_is_read_and_the_environment_goes_before_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("BOT_PORT=4000\nBOT_HOST=::1\nSLACK_CLIENT_ID=1.2\nOTHER=x\n", "utf-8")
    monkeypatch.setenv("BOT_HOST", "localhost")
    read = load_settings()
    assert (read.port, read.host) == (4000, "localhost")


def test_a_name_may_be_in_small_letters_and_what_is_empty_is_not_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("bot_port=4000\nBOT_HOST=::1\nBOT_AUDIT_FILE=\nBOT_CACHE_MIB=1\n", "utf-8")
    monkeypatch.setenv("BOT_HOST", "")
    monkeypatch.setenv("bot_cache_mib", "2")
    read = load_settings()
    assert (read.port, read.host, read.audit_file, read.cache_mib) == (4000, "::1", None, 2)


def test_settings_made_of_values_alone_know_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_PORT", "4000")
    monkeypatch.setenv("BOT_EXECUTION_URL", "bogus")
    assert only_settings(**NEEDED).port == 3000


@pytest.mark.parametrize("in_file", [pytest.param(False, id="environment"), pytest.param(True, id="file")])
def test_a_name_of_ours_that_is_no_setting_is_refused_and_the_nearest_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, in_file: bool
) -> None:
    if in_file:
        (tmp_path / ".env").write_text("BOT_ALLOW_CHANELS=C012AB3CD\nBOT_COLOUR=red\nOTHER=x\n", "utf-8")
    else:
        monkeypatch.setenv("bot_allow_chanels", "C012AB3CD")
        monkeypatch.setenv("BOT_COLOUR", "red")
    assert refusal().problems == (
        "BOT_ALLOW_CHANELS is no setting of this bot: did you mean BOT_ALLOW_CHANNELS?",
        "BOT_COLOUR is no setting of this bot: take it away",
    )
    with pytest.raises(BadSettings):
        load_part(QFlowSettings)
    assert load_part(QFlowSettings, strict=False).qflow_base_url == GATEWAY


def test_a_name_that_is_nearly_slacks_is_told_once_something_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_APP_TOKN", "xapp-1")
    assert load_settings().slack_app_token is None
    monkeypatch.delenv("SLACK_BOT_TOKEN")
    assert [problem.partition(":")[0] for problem in refusal().problems] == [
        "SLACK_BOT_TOKEN is missing",
        "SLACK_APP_TOKN is no setting of this bot",
    ]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("BOT_ALLOW_USERS: U012AB3CD", id="a colon"),
        pytest.param("BOT_ALLOW_USERS U012AB3CD", id="nothing between"),
        pytest.param("BOT_ALLOW_USERS", id="a name alone"),
    ],
)
def test_a_line_of_the_env_file_that_sets_nothing_ends_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str
) -> None:
    (tmp_path / ".env").write_text(f"# lists\n\n{line}\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadSettings) as bad:
        load_settings()
    assert ".env line 3 cannot be read: it should be NAME=value" in bad.value.problems
    assert "U012AB3CD" not in str(bad.value)


def test_an_env_file_that_is_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    assert refusal().problems == (
        ".env cannot be read (Is a directory): it should be a text file that the bot may read",
    )


def test_an_env_file_that_the_system_does_not_open_is_named_with_its_reason() -> None:
    with socket.socket(socket.AF_UNIX) as no_file:  # unlike what is forbidden, not opened for root either
        no_file.bind(".env")
        (problem,) = refusal().problems
    assert re.fullmatch(r"\.env cannot be read \([A-Z][\w ]+\): it should be a text file that .+ may read", problem)


@pytest.mark.parametrize("nobody", [",", "  ", " , ,"])
def test_a_list_that_names_nobody_is_no_list_of_everybody(nobody: str) -> None:
    with pytest.raises(BadSettings, match="BOT_ALLOW_CHANNELS is malformed"):
        only_settings(**{**NEEDED, "BOT_ALLOW_CHANNELS": nobody})


def test_an_env_file_that_is_no_text_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"BOT_PORT=\xff\xfe")
    monkeypatch.chdir(tmp_path)
    assert refusal().problems == (".env cannot be read: it should be a text file in UTF-8",)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        *((host, True) for host in ("localhost", "127.0.0.1", "127.1.2.3", "::1")),
        *((host, False) for host in ("0.0.0.0", "::", "10.0.0.1", "example.com", "localhost.example.com", "", None)),
    ],
)
def test_loopback_is_this_machine_itself(host: str | None, *, loopback: bool) -> None:
    assert is_loopback(host) is loopback


@pytest.mark.parametrize(("value", "port"), [("off", None), (" OFF", None), ("0", 0), ("9100", 9_100)])
def test_the_ops_port_is_a_port_or_off(value: str, port: int | None) -> None:
    assert only_settings(**NEEDED, BOT_OPS_PORT=value).ops_port == port


@pytest.mark.parametrize("value", ["on", "-1", "65536", "90.5"])
def test_an_ops_port_that_is_none_is_refused_in_one_line(value: str) -> None:
    with pytest.raises(BadSettings) as raised:
        only_settings(**NEEDED, BOT_OPS_PORT=value)
    (problem,) = raised.value.problems
    assert problem.startswith("BOT_OPS_PORT is malformed")


def test_every_secret_that_is_set_is_one_that_is_never_told() -> None:
    credentials = ("QFLOW_CLIENT_ID", "QFLOW_CLIENT_SECRET", "QFLOW_USERNAME", "QFLOW_PASSWORD", "QFLOW_TOKEN")
    secret = {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        **{name: f"made-up-{name}" for name in credentials},
        "REDIS_URL": "rediss://:made-up@cache.example",
    }
    settings = only_settings(**secret, QFLOW_BASE_URL=GATEWAY)
    assert set(secrets_of(settings)) == set(secret.values()) - {secret["QFLOW_USERNAME"]}
