"""What the doctor judges without asking anybody: the settings, dates, addresses, scopes and causes."""

import json
import socket
import ssl
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from bot.config import Settings, only_settings
from bot.doctor.clock import Clocks
from bot.doctor.examination import examine
from bot.doctor.known import known_from_environment
from bot.doctor.qflow import address_findings
from bot.doctor.scopes import scopes_finding
from bot.doctor.unreachable import why_unreachable
from bot.errors import Unreachable
from bot.findings import Check, State, Who
from bot.manifest import BOT_SCOPES, OPTIONAL_BOT_SCOPES

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)
NEEDED = {
    "SLACK_BOT_TOKEN": "xoxb-made-up",
    "SLACK_SIGNING_SECRET": "0123456789abcdef" * 2,
    "SLACK_API_URL": "http://127.0.0.1:9",
    "QFLOW_BASE_URL": "http://127.0.0.1:9",
    "QFLOW_TOKEN": "made-up",
}
MANIFESTS = Path(__file__).parents[2] / "manifests" / "slack"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Set nothing, in a directory without a `.env`."""
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.alias), raising=False)
    return monkeypatch


async def test_each_setting_that_is_missing_or_malformed_has_its_own_line(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SLACK_APP_TOKEN", "xoxb-made-up-bot-token")
    environment.setenv("QFLOW_BASE_URL", "ftp://gw.example")
    environment.setenv("BOT_PORT", "many")
    report = await examine(known_from_environment())
    found = [finding for finding in report.findings if finding.check is Check.SETTINGS]
    assert [finding.what for finding in found] == [
        "SLACK_BOT_TOKEN is missing",
        "SLACK_APP_TOKEN is malformed",
        "QFLOW_BASE_URL is malformed",
        "QFLOW_TOKEN is missing",
        "BOT_PORT is malformed",
    ]
    assert all(finding.remedy and finding.remedy.who is Who.OPERATOR for finding in found)
    assert report.sentence.startswith(
        "Broken first: settings, SLACK_BOT_TOKEN is missing; whoever runs this bot should"
    )
    assert not any(value in repr(report) for value in ("made-up", "ftp://", "many"))


async def test_a_misspelt_setting_is_a_finding_and_spoils_no_other_check(environment: pytest.MonkeyPatch) -> None:
    for name, value in NEEDED.items():
        environment.setenv(name, value)
    environment.setenv("BOT_ALLOW_CHANELS", "C012AB3CD")
    environment.setenv("REDIS_URI", "redis://127.0.0.1")
    report = await examine(known_from_environment())
    found = [finding for finding in report.findings if finding.check is Check.SETTINGS]
    assert [(finding.state, finding.what) for finding in found] == [
        (State.WRONG, "BOT_ALLOW_CHANELS is no setting of this bot"),
        (State.WARNING, "REDIS_URI is no setting of this bot"),
    ]
    assert report.sentence == (
        "Broken first: settings, BOT_ALLOW_CHANELS is no setting of this bot; whoever runs this bot should "
        "call it BOT_ALLOW_CHANNELS if that is meant, or take it away."
    )
    states = {finding.check: finding.state for finding in report.findings}
    assert (states[Check.QFLOW_ADDRESS], states[Check.QFLOW_ANSWERS]) == (State.OK, State.WRONG)


async def test_two_transports_are_warned_of_as_serving_would_ask_which(environment: pytest.MonkeyPatch) -> None:
    for name, value in {**NEEDED, "SLACK_APP_TOKEN": "xapp-1"}.items():
        environment.setenv(name, value)
    report = await examine(known_from_environment())
    fine, doubtful = [finding for finding in report.findings if finding.check is Check.SETTINGS]
    assert (fine.state, doubtful.state) == (State.OK, State.WARNING)
    assert doubtful.what == "SLACK_SIGNING_SECRET and SLACK_APP_TOKEN are both set"
    assert doubtful.remedy
    assert doubtful.remedy.todo.startswith("say --transport http")


def test_a_file_that_serving_could_not_write_is_found_and_one_that_it_could_is_not_made(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in NEEDED.items():
        environment.setenv(name, value)
    (tmp_path / "there").write_text("a line\n")
    found = {}
    for file in ("there", "new", ".", "there/new", "nowhere/new"):
        environment.setenv("BOT_AUDIT_FILE", file)
        found[file] = [finding.what for finding in known_from_environment().findings if finding.state is State.WRONG]
    assert found == {
        "there": [],
        "new": [],
        ".": ["BOT_AUDIT_FILE cannot be written: Is a directory"],
        "there/new": ["BOT_AUDIT_FILE cannot be written: Not a directory"],
        "nowhere/new": ["BOT_AUDIT_FILE cannot be written: No such file or directory"],
    }
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    assert (tmp_path / "there").read_text() == "a line\n"


async def test_what_the_settings_do_not_spoil_is_checked_all_the_same(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("QFLOW_BASE_URL", "http://127.0.0.1:9")
    environment.setenv("QFLOW_TOKEN", "made-up")
    report = await examine(known_from_environment())
    states = {finding.check: finding.state for finding in report.findings}
    assert states[Check.SLACK_TOKEN] is State.UNCHECKED
    assert states[Check.QFLOW_ANSWERS] is State.WRONG


@pytest.mark.parametrize(
    ("slack", "qflow", "state"),
    [
        pytest.param(0, 0, State.OK, id="right"),
        pytest.param(60, -59, State.OK, id="a minute off"),
        pytest.param(61, 0, State.WARNING, id="more than a minute off"),
        pytest.param(0, 4_000, State.WARNING, id="QFlow's clock is the odd one"),
        pytest.param(-301, 0, State.WRONG, id="five minutes from Slack's"),
        pytest.param(None, 301, State.WRONG, id="five minutes from QFlow's, Slack's unknown"),
        pytest.param(None, None, State.UNCHECKED, id="no dates"),
    ],
)
def test_a_clock_may_be_a_minute_off_and_slacks_decides(slack: int | None, qflow: int | None, state: State) -> None:
    clocks = Clocks(lambda: NOW)
    for whose, seconds in (("Slack", slack), ("QFlow", qflow)):
        told = None if seconds is None else f"{NOW - timedelta(seconds=seconds):%a, %d %b %Y %H:%M:%S GMT}"
        clocks.note(whose, told)
    assert clocks.finding().state is state


@pytest.mark.parametrize("date", ["", "yesterday", "Thu, 99 May 2025 12:00:00 GMT", "Thu, 01 May 2025 12:00:00 -0000"])
def test_a_date_that_is_none_tells_nothing(date: str) -> None:
    clocks = Clocks(lambda: NOW)
    clocks.note("Slack", date)
    assert clocks.finding().state is State.UNCHECKED


@pytest.mark.parametrize("name", ["http.json", "socket.json"])
def test_the_scopes_are_those_of_the_manifest(name: str) -> None:
    scopes = json.loads((MANIFESTS / name).read_text())["oauth_config"]["scopes"]
    assert scopes == {"bot": list(BOT_SCOPES), "bot_optional": list(OPTIONAL_BOT_SCOPES)}


@pytest.mark.parametrize(
    ("granted", "state"),
    [
        pytest.param(",".join([*BOT_SCOPES, *OPTIONAL_BOT_SCOPES]), State.OK, id="all"),
        pytest.param(", ".join(["im:read", *OPTIONAL_BOT_SCOPES, *BOT_SCOPES]), State.OK, id="spaces, and one more"),
        pytest.param(",".join(BOT_SCOPES), State.WARNING, id="the optional ones are missing"),
        pytest.param(",".join(["commands", *OPTIONAL_BOT_SCOPES]), State.WRONG, id="required ones are missing"),
        pytest.param("", State.WRONG, id="none"),
        pytest.param(None, State.UNCHECKED, id="not told"),
    ],
)
def test_scopes_are_judged_by_what_the_bot_does_with_them(granted: str | None, state: State) -> None:
    assert scopes_finding(granted).state is state


@pytest.mark.parametrize(
    ("address", "state"),
    [
        pytest.param("https://gateway.qg1.apps.qualys.com", State.OK, id="a gateway"),
        pytest.param("https://qualysapi.qg1.apps.qualys.com", State.WRONG, id="the older API"),
        pytest.param("https://QualysAPI.qualys.eu", State.WRONG, id="the older API in capitals"),
        pytest.param("https://qualysguard.qg2.apps.qualys.com", State.WRONG, id="the web interface"),
    ],
)
async def test_the_older_api_is_told_from_a_gateway(address: str, state: State) -> None:
    needed = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "made-up-secret", "QFLOW_TOKEN": "made-up"}
    (finding,) = await address_findings(only_settings(**needed, QFLOW_BASE_URL=address))
    assert finding.state is state


def caused(*errors: BaseException) -> BaseException:
    """Chain errors, each the cause of the one before, and give the first."""
    for error, cause in pairwise(errors):
        error.__cause__ = cause
    return errors[0]


@pytest.mark.parametrize(
    ("cause", "says"),
    [
        pytest.param(socket.gaierror(-2, "Name or service not known"), "is not known (DNS)", id="DNS"),
        pytest.param(ConnectionRefusedError(111, "Connection refused"), "nothing listens", id="TCP refused"),
        pytest.param(
            ExceptionGroup("several addresses", [ConnectionRefusedError(111, "refused"), OSError(101, "unreachable")]),
            "nothing listens",
            id="TCP refused at one of several addresses",
        ),
        pytest.param(ssl.SSLCertVerificationError(1, "self-signed"), "is not trusted (TLS)", id="a certificate"),
        pytest.param(ssl.SSLError(1, "wrong version number"), "does not speak TLS", id="no TLS"),
        pytest.param(httpx.ProxyError("407 for user:word"), "the proxy", id="a proxy"),
        pytest.param(httpx.ConnectTimeout("slow"), "comes about (TCP)", id="no answer to a connect"),
        pytest.param(OSError(113, "No route to host"), "cannot be reached", id="anything else"),
    ],
)
def test_the_deepest_cause_says_why_there_is_no_connection(cause: BaseException, says: str) -> None:
    what, todo = why_unreachable(caused(Unreachable("id"), httpx.ConnectError("all failed"), cause))
    assert says in what
    assert todo
    assert "word" not in what + todo
