"""The door: who gets in, and that whatever was acked is answered, whatever fails behind it."""

import asyncio
import json
import time
from datetime import datetime
from io import BytesIO
from typing import Any, NoReturn
from urllib.parse import urlencode, urlsplit

import pytest
from structlog.testing import capture_logs

from bot.blocks.message import SHORTENED
from bot.qflow.auth import StaticToken
from bot.qflow.times import utc_now
from bot.sandbox.slack.signing import signed_headers
from bot.server import BODY_CAP
from tests.stage import Stage, staged
from tests.wired import FORM, LONG, SECRET, command, listening_slack, post, wired_bot

EXECUTION_ID = "0e72b4a1-abea-45b2-9ae9-91cd87506404"
GARBAGE = (
    pytest.param(b"{", "application/json", {}, id="half of JSON"),
    pytest.param(b"payload=%7B", FORM, {}, id="half of a payload"),
    pytest.param(b"[" * 100_000, "application/json", {}, id="deep JSON"),
    pytest.param(b"\xff\xfe\x00", FORM, {}, id="not UTF-8"),
    pytest.param(b"text=hello", FORM, {"X-Slack-Request-Timestamp": "soon"}, id="a timestamp that is no number"),
    pytest.param(b"text=hello", FORM, {"X-Slack-Request-Timestamp": "9" * 4_000}, id="a timestamp without an end"),
    pytest.param(b"text=hello", FORM, {"X-Slack-Signature": "v0=\u00e9"}, id="a signature that is not ASCII"),
    pytest.param(b"text=hello", FORM, {}, id="no signature"),
    pytest.param(b"", FORM, {}, id="nothing"),
)


NONSENSE: tuple[Any, ...] = (
    {"type": "block_actions", "actions": [], "team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}},
    {"type": "block_actions", "actions": {}, "team": {"id": "T1"}},
    {"type": "block_actions", "actions": ["x"], "team": {"id": "T1"}},
    {"type": "block_actions", "actions": [{}], "team": {"id": "T1"}},
    {"type": "block_actions", "actions": [{"action_id": 7}], "team": {"id": "T1"}},
    {
        "type": "block_actions",
        "actions": [{"action_id": "step.details", "value": 7}],
        "team": [],
        "user": [],
        "view": {"id": "V", "private_metadata": 7},
    },
    {
        "type": "block_actions",
        "actions": [{"action_id": "step.details", "value": "x"}],
        "container": [],
        "channel": [],
        "view": [],
    },
    {"type": "block_actions", "actions": [{"action_id": "step.details"}], "user": "x", "view": {"id": "V1"}},
    {"type": "event_callback", "event": []},
    {"type": "event_callback", "event": "x"},
    {"type": "event_callback", "event": None},
    {"type": "event_callback", "event": {"type": []}},
    {"type": "event_callback", "event": {"type": "app_mention", "user": [], "text": 7, "channel": {}, "ts": []}},
    {
        "type": "event_callback",
        "event": {"type": "app_mention", "user": {"a": 1}, "text": {}, "channel": "C1", "ts": "1.2", "blocks": 7},
    },
    {
        "type": "event_callback",
        "event": {
            "type": "app_mention",
            "user": "U1",
            "user_team": "T1",
            "text": ["x"],
            "channel": "C1",
            "ts": "1.2",
            "thread_ts": [],
            "attachments": "x",
        },
    },
    {"type": "event_callback", "authorizations": 7, "event": {"type": "app_mention"}},
    {"type": "event_callback", "authorizations": [7], "event": {"type": "app_mention"}},
    {"type": "event_callback", "team_id": [], "event": {"type": "message", "subtype": []}},
    {"type": "message_action", "callback_id": "qflow_steps_from_message", "message": [], "channel": 7, "user": "x"},
    {"type": "message_action", "callback_id": [], "user": {"id": "U1"}},
    {"type": "shortcut", "callback_id": "qflow_steps_form", "trigger_id": [], "user": {"id": []}},
    {"type": "view_submission", "view": [], "user": {"id": "U1"}},
    {"type": "view_submission", "view": {"callback_id": "qflow_steps_form"}, "user": {"id": "U1"}},
    {
        "type": "view_submission",
        "view": {"id": "V1", "callback_id": "qflow_steps_form", "state": []},
        "user": {"id": "U1"},
    },
    {
        "type": "view_submission",
        "view": {"id": "V1", "callback_id": "qflow_steps_form", "state": {"values": []}},
        "user": {"id": "U1"},
    },
    {
        "type": "view_submission",
        "view": {"id": "V1", "callback_id": "qflow_steps_form", "state": {"values": {"execution_id": []}}},
        "user": {"id": "U1"},
    },
    {"type": "view_closed", "view": 7},
    {"type": "block_suggestion", "view": 7},
    {"type": "url_verification"},
    {"type": "url_verification", "challenge": []},
    {"type": 7},
    {"type": []},
    {},
    {"command": 7, "text": []},
    {"command": "/qflow-steps", "text": {}, "user_id": [], "channel_id": 7, "response_url": []},
    {"type": "function", "event": {"type": "function_executed", "function": []}},
    {
        "type": "event_callback",
        "event": {"type": "function_executed", "function_execution_id": [], "function": {"callback_id": []}},
    },
    {"type": "workflow_step_edit", "callback_id": []},
    {"type": "dialog_submission", "callback_id": 7},
    {"type": "interactive_message", "actions": [], "callback_id": []},
)


@pytest.mark.parametrize("nonsense", NONSENSE, ids=json.dumps)
async def test_signed_nonsense_is_refused_or_ignored_without_a_traceback(
    caplog: pytest.LogCaptureFixture, nonsense: dict[str, Any]
) -> None:
    body = json.dumps(nonsense).encode()
    headers = signed_headers(SECRET, body, now=time.time()) | {"Content-Type": "application/json"}
    async with listening_slack() as (origin, _), wired_bot(origin) as (url, work):
        with capture_logs() as logs:
            status, _ = await post(url, body, headers)
            await work.settled()
    assert status in {200, 400}
    assert not [line for line in logs if line["log_level"] in {"error", "critical"}]
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.parametrize(("body", "content_type", "headers"), GARBAGE)
async def test_what_slack_did_not_sign_is_refused_quietly(
    stage: Stage, body: bytes, content_type: str, headers: dict[str, str]
) -> None:
    stamped = {"X-Slack-Request-Timestamp": str(int(time.time())), "X-Slack-Signature": "v0=0"} | headers
    with capture_logs() as logs:
        status, answer = await post(stage.sandbox.slack.request_url, body, {"Content-Type": content_type} | stamped)
    assert (status, answer) == (401, "")
    assert [(line["event"], line["log_level"]) for line in logs] == [("signature_refused", "warning")]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param(b"Content-Length: 3\r\nContent-Encoding: gzip\r\n\r\nabc", 401, id="no gzip"),
        pytest.param(b"Content-Length: 3\r\nContent-Encoding: deflate\r\n\r\nabc", 401, id="no deflate"),
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nxyz\r\n", 400, id="no chunk"),
        pytest.param(b"Content-Length: 3\r\nX: " + b"x" * 20_000 + b"\r\n\r\nabc", 400, id="an endless header"),
        pytest.param(b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400, id="two lengths"),
    ],
)
async def test_a_request_that_is_none_is_refused_without_a_traceback(
    stage: Stage, caplog: pytest.LogCaptureFixture, sent: bytes, status: int
) -> None:
    url = urlsplit(stage.sandbox.slack.request_url)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    writer.write(b"POST /slack/events HTTP/1.1\r\nHost: bot\r\n" + sent)
    assert (await reader.readline()).split()[1] == str(status).encode()
    writer.close()
    assert "Traceback" not in caplog.text


async def test_a_client_that_goes_away_in_mid_body_leaves_no_traceback(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    url = urlsplit(stage.sandbox.slack.request_url)
    _, writer = await asyncio.open_connection(url.hostname, url.port)
    writer.write(b"POST /slack/events HTTP/1.1\r\nHost: bot\r\nContent-Length: 100\r\n\r\nabc")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert (await stage.say("/qflow-steps help")).text
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(b"{", "application/json", id="half of JSON"),
        pytest.param(b"payload=%7B", FORM, id="half of a payload"),
        pytest.param(b"[" * 100_000, "application/json", id="deep JSON"),
        pytest.param(b"[]", "application/json", id="not an object"),
    ],
)
async def test_what_is_signed_and_cannot_be_read_is_a_bad_request(stage: Stage, body: bytes, content_type: str) -> None:
    headers = signed_headers(stage.signing_secret, body, now=time.time()) | {"Content-Type": content_type}
    assert await post(stage.sandbox.slack.request_url, body, headers) == (400, "")


async def test_a_body_over_the_cap_is_not_read(stage: Stage) -> None:
    status, _ = await post(stage.sandbox.slack.request_url, BytesIO(b"x" * (BODY_CAP + 1)), {})
    assert status == 413


async def test_an_old_request_is_refused(stage: Stage) -> None:
    body = b"command=%2Fqflow-steps&text=help"
    headers = signed_headers(stage.signing_secret, body, now=time.time() - 301)
    status, _ = await post(stage.sandbox.slack.request_url, body, headers | {"Content-Type": FORM})
    assert status == 401


async def test_slacks_question_whether_the_url_is_ours_is_answered(stage: Stage) -> None:
    body = json.dumps({"type": "url_verification", "token": "t", "challenge": "3eZbrw1aB"}).encode()
    headers = signed_headers(stage.signing_secret, body, now=time.time())
    status, answer = await post(stage.sandbox.slack.request_url, body, headers | {"Content-Type": "application/json"})
    assert status == 200
    assert "3eZbrw1aB" in answer


async def test_an_oauth_client_in_the_environment_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "oauth-secret")
    async with staged() as stage:
        answer = await stage.say(f"/qflow-steps {EXECUTION_ID}")
    assert answer.text.startswith("✅ No failure")


def _raise(*_: Any) -> NoReturn:
    raise RuntimeError("a fault of ours")


class _NoToken(StaticToken):
    """Authentication that fails in a way nobody foresaw."""

    def __init__(self) -> None:
        super().__init__("")

    async def token(self) -> str:
        """Fail."""
        return _raise()


class _ToldOnce:
    """A clock that works once: what was typed is read by it, and then the moment of the API's answer is asked for."""

    told = False

    def __call__(self) -> datetime:
        if self.told:
            _raise()
        self.told = True
        return utc_now()


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param({"now": _raise}, id="while reading what was typed"),
        pytest.param({"authentication": _NoToken()}, id="before the API is asked"),
        pytest.param({"transport": _raise}, id="while the API is asked"),
        pytest.param({"now": _ToldOnce()}, id="after the API answered"),
    ],
)
async def test_work_that_raises_is_acked_and_answered(broken: dict[str, Any]) -> None:
    async with listening_slack() as (origin, posted), wired_bot(origin, **broken) as (url, work):
        status, answer = await command(url, f"{origin}/response", f"{EXECUTION_ID} since=1h")
        await work.drain(LONG)
    assert (status, answer) == (200, "")
    assert ["inside this bot" in message["text"] for message in posted] == [True]


async def test_an_answer_that_cannot_be_posted_is_logged_without_its_url() -> None:
    async with listening_slack() as (origin, posted), wired_bot(origin) as (url, work):
        with capture_logs() as logs:
            status, _ = await command(url, f"{origin}/nowhere", "help")
            await work.drain(LONG)
    assert status == 200
    assert posted == []
    assert [line["event"] for line in logs] == ["slack_refused_answer", "slack_refused_answer", "answer_lost"]
    assert "nowhere" not in str(logs)


async def test_blocks_that_slack_refuses_are_followed_by_the_reduced_answer() -> None:
    async with listening_slack() as (origin, posted), wired_bot(origin) as (url, work):
        await command(url, f"{origin}/refuses-blocks", EXECUTION_ID)
        await work.drain(LONG)
    whole, reduced = posted
    assert SHORTENED in str(reduced["blocks"])
    assert SHORTENED not in str(whole["blocks"])
    assert whole["text"] == reduced["text"]


@pytest.mark.parametrize(
    "response_url",
    ["https://evil.example/response", "https://slack.com.evil.example/", "http://hooks.slack.com/x", "file:///x"],
)
async def test_an_answer_goes_only_to_slack(response_url: str) -> None:
    async with listening_slack() as (origin, _), wired_bot(origin) as (url, work):
        with capture_logs() as logs:
            await command(url, response_url, "help")
            await work.drain(LONG)
    assert [line["said"] for line in logs if line.get("call") == "response_url"] == ["not a response_url of Slack's"]


async def test_a_request_that_was_taken_is_acked_again_and_does_no_work() -> None:
    async with listening_slack() as (origin, posted), wired_bot(origin) as (url, work):
        body = urlencode({"command": "/qflow-steps", "text": "help", "response_url": f"{origin}/response"}).encode()
        body += b"&team_id=T1&user_id=U1"
        headers = signed_headers(SECRET, body, now=time.time()) | {"Content-Type": FORM}
        answers = [await post(url, body, headers) for _ in range(3)]
        await work.drain(LONG)
    assert answers == [(200, "")] * 3
    assert len(posted) == 1


async def test_a_request_that_was_not_taken_may_come_again(stage: Stage) -> None:
    body = b"[]"
    secret = stage.sandbox.environment["SLACK_SIGNING_SECRET"]
    headers = signed_headers(secret, body, now=time.time()) | {"Content-Type": "application/json"}
    answers = [await post(stage.sandbox.slack.request_url, body, headers) for _ in range(2)]
    assert answers == [(400, ""), (400, "")]
