"""The composition root: which bots may share what they know, and what none of them may tell."""

from bot.app import _fingerprint
from bot.config import only_settings, secrets_of

_SLACK = {"SLACK_BOT_TOKEN": "xoxb-made-up", "SLACK_SIGNING_SECRET": "made-up-secret"}
_CREDENTIALS = ("QFLOW_CLIENT_ID", "QFLOW_CLIENT_SECRET", "QFLOW_USERNAME", "QFLOW_PASSWORD", "QFLOW_TOKEN")


def fingerprint(gateway: str = "https://gateway.example", **credentials: str) -> str:
    every = dict.fromkeys(_CREDENTIALS, "") | credentials
    given = {name: value or None for name, value in every.items()}
    return _fingerprint(only_settings(**_SLACK, QFLOW_BASE_URL=gateway, **given))


def test_only_bots_of_one_gateway_and_one_user_share() -> None:
    different = [
        fingerprint(QFLOW_TOKEN="a"),
        fingerprint(QFLOW_TOKEN="b"),
        fingerprint("https://other.example", QFLOW_TOKEN="a"),
        fingerprint(QFLOW_USERNAME="a", QFLOW_PASSWORD="c"),
        fingerprint(QFLOW_CLIENT_ID="a", QFLOW_CLIENT_SECRET="c"),
    ]
    assert len(set(different)) == len(different)


def test_a_new_password_or_a_slash_behind_the_gateway_changes_nothing() -> None:
    one = fingerprint(QFLOW_USERNAME="a", QFLOW_PASSWORD="c")
    assert fingerprint("https://gateway.example/", QFLOW_USERNAME="a", QFLOW_PASSWORD="d") == one


def test_a_fingerprint_shows_no_secret() -> None:
    assert "made-up-token" not in fingerprint(QFLOW_TOKEN="made-up-token")


def test_every_secret_that_is_set_is_one_that_is_never_told() -> None:
    secret = {
        **_SLACK,
        **{name: f"made-up-{name}" for name in _CREDENTIALS},
        "REDIS_URL": "rediss://:made-up@cache.example",
    }
    settings = only_settings(**secret, QFLOW_BASE_URL="https://gateway.example")
    assert set(secrets_of(settings)) == set(secret.values()) - {secret["QFLOW_USERNAME"]}
