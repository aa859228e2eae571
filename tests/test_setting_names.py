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
    ],
)
def test_a_name_that_may_be_anothers_is_doubted_while_its_setting_is_not_set(name: str, nearest: str) -> None:
    assert found(name) == [Misnamed(name, nearest, refused=False)]
    assert found(name, **{nearest: "y"}) == []


@pytest.mark.parametrize(
    "name", ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_WEBHOOK_URL", "QFLOW_BOT_SERVICE_HOST", "REDIS_HOST"]
)
def test_a_name_that_is_surely_anothers_is_let_be(name: str) -> None:
    assert found(name) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_SERVICE_HOST", "10.0.0.11"),
        ("BOT_SERVICE_PORT", "80"),
        ("BOT_API_SERVICE_PORT_SLACK", "80"),
        ("BOT_API_PORT", "tcp://10.0.0.11:80"),
        ("BOT_PORT_80_TCP", "tcp://10.0.0.11:80"),
        ("BOT_PORT_80_TCP_PROTO", "tcp"),
        ("BOT_PORT_80_TCP_PORT", "80"),
        ("BOT_PORT_80_TCP_ADDR", "10.0.0.11"),
    ],
)
def test_what_kubernetes_tells_of_a_service_is_nobodys_mistake(name: str, value: str) -> None:
    assert found(name, value) == []


def test_a_name_says_what_is_wrong_and_what_to_do() -> None:
    (near,), (far,) = found("BOT_GUEST"), found("BOT_COLOUR")
    assert (str(near), near.todo) == (
        "BOT_GUEST is no setting of this bot: did you mean BOT_GUESTS?",
        "call it BOT_GUESTS if that is meant, or take it away",
    )
    assert (str(far), far.todo) == ("BOT_COLOUR is no setting of this bot: take it away", "take it away")
