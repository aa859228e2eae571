"""Names that look like a setting's and are none."""

import pytest

from bot.config import Settings
from bot.setting_names import Misnamed, misnamed

SETTINGS = [str(field.alias) for field in Settings.model_fields.values()]


def found(name: str, value: str = "x", **others: str) -> list[Misnamed]:
    return list(misnamed({name: value, **others}, SETTINGS))


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        pytest.param("BOT_ALLOW_CHANELS", "BOT_ALLOW_CHANNELS", id="a letter too few"),
        pytest.param("BOT_ALLOW_CHANNEL", "BOT_ALLOW_CHANNELS", id="one of them"),
        pytest.param("BOT_OP_PORT", "BOT_OPS_PORT", id="a port"),
        pytest.param("BOT_REDIS_URL", "REDIS_URL", id="a prefix too much"),
        pytest.param("BOT_COLOUR", None, id="nothing like it"),
        pytest.param("BOT_GUESTS ", "BOT_GUESTS", id="a blank behind it"),
        pytest.param("\tBOT_GUESTS", "BOT_GUESTS", id="a blank before it"),
        pytest.param(" BOT_COLOUR", None, id="a blank before nothing like it"),
        pytest.param("BOTGUESTS", "BOT_GUESTS", id="no underscore"),
        pytest.param("BOT-ALLOW-USERS", "BOT_ALLOW_USERS", id="hyphens"),
    ],
)
def test_a_name_of_ours_is_a_setting_or_refused(name: str, nearest: str | None) -> None:
    assert found(name) == [Misnamed(name, nearest, refused=True)]


@pytest.mark.parametrize("name", [*SETTINGS, "bot_port", "PATH", "ROBOT_NAME", "BOTANY"])
def test_settings_and_what_has_another_prefix_are_let_be(name: str) -> None:
    assert found(name) == []


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        pytest.param("SLACK_APP_TOKN", "SLACK_APP_TOKEN", id="Slack"),
        pytest.param("QFLOW_CLIENTID", "QFLOW_CLIENT_ID", id="QFlow"),
        pytest.param("REDIS_URI", "REDIS_URL", id="Redis"),
        pytest.param("REDIS_URL ", "REDIS_URL", id="a blank behind it"),
        pytest.param("SLACKAPPTOKEN", "SLACK_APP_TOKEN", id="no underscore"),
        pytest.param("BOTGUEST", "BOT_GUESTS", id="ours, hardly"),
    ],
)
def test_a_name_that_may_be_anothers_is_doubted_while_its_setting_is_not_set(name: str, nearest: str) -> None:
    assert found(name) == [Misnamed(name, nearest, refused=False)]
    assert found(name, **{nearest: "y"}) == []


@pytest.mark.parametrize(
    "name",
    [
        "BOTO_CONFIG",
        "SLACK_CLIENT_ID",
        "SLACK_CLIENT_SECRET",
        "SLACK_WEBHOOK_URL",
        "QFLOW_BOT_SERVICE_HOST",
        "REDIS_HOST",
    ],
)
def test_a_name_that_is_surely_anothers_is_let_be(name: str) -> None:
    assert found(name) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_SERVICE_HOST", "10.0.0.11"),
        ("BOT_SERVICE_HOST", "fd00::11"),
        ("BOT_SERVICE_PORT", "80"),
        ("BOT_API_SERVICE_PORT_SLACK", "80"),
        ("BOT_API_PORT", "tcp://10.0.0.11:80"),
        ("BOT_PORT_80_TCP", "tcp://10.0.0.11:80"),
        ("BOT_PORT_80_UDP", "udp://[fd00::11]:80"),
        ("BOT_PORT_80_TCP_PROTO", "tcp"),
        ("BOT_PORT_80_TCP_PORT", "80"),
        ("BOT_PORT_80_TCP_ADDR", "10.0.0.11"),
    ],
)
def test_what_kubernetes_tells_of_a_service_is_nobodys_mistake(name: str, value: str) -> None:
    assert found(name, value) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_ALLOW_USERS_SERVICE_HOST", "x"),
        ("BOT_ALLOW_USERS_SERVICE_HOST", "U012AB3CD"),
        ("BOT_ALLOW_USERS_SERVICE_PORT", "U012AB3CD"),
        ("BOT_ALLOW_PORT", "tcp://"),
        ("BOT_PORT_80_TCP_PROTO", "x"),
        ("BOT_PORT_80_TCP_ADDR", "x"),
    ],
)
def test_what_only_has_the_name_of_a_services_is_a_mistake(name: str, value: str) -> None:
    assert [misnamed.refused for misnamed in found(name, value)] == [True]


def test_a_blank_in_a_name_can_be_seen() -> None:
    (behind,) = found("BOT_GUESTS ")
    assert str(behind) == "“BOT_GUESTS ” is no setting of this bot: did you mean BOT_GUESTS?"


def test_a_name_says_what_is_wrong_and_what_to_do() -> None:
    (near,), (far,) = found("BOT_GUEST"), found("BOT_COLOUR")
    assert (str(near), near.todo) == (
        "BOT_GUEST is no setting of this bot: did you mean BOT_GUESTS?",
        "call it BOT_GUESTS if that is meant, or take it away",
    )
    assert (str(far), far.todo) == ("BOT_COLOUR is no setting of this bot: take it away", "take it away")
