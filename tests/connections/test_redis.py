"""Which bots may share what they know."""

from bot.config import only_settings
from bot.connections.redis import fingerprint_of

_SLACK = {"SLACK_BOT_TOKEN": "xoxb-made-up", "SLACK_SIGNING_SECRET": "made-up-secret"}
_CREDENTIALS = ("QFLOW_CLIENT_ID", "QFLOW_CLIENT_SECRET", "QFLOW_USERNAME", "QFLOW_PASSWORD", "QFLOW_TOKEN")


def fingerprint(gateway: str = "https://gateway.example", **credentials: str) -> str:
    every = dict.fromkeys(_CREDENTIALS, "") | credentials
    given = {name: value or None for name, value in every.items()}
    return fingerprint_of(only_settings(**_SLACK, QFLOW_BASE_URL=gateway, **given))


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
