"""What a served bot tells on standard output and standard error at DEBUG: no secret and no response_url."""

import json
import logging
import signal
import time

import pytest

from bot.blocks.ids import ActionId, CallbackId
from bot.config import Transport, only_settings
from bot.sandbox.executions import named
from bot.sandbox.faults.connections import Reset
from bot.sandbox.faults.planned import PlannedFault
from bot.sandbox.faults.replies import HttpError
from bot.sandbox.sandbox import Sandbox, running_sandbox
from bot.sandbox.slack import Message
from bot.sandbox.slack.people import ALICE, BOB, GUEST, INCIDENTS, Person
from bot.sandbox.slack.signing import signed_headers
from bot.sandbox.tokens import CLIENT_ID, CLIENT_SECRET, PASSWORD, USERNAME
from tests.bot_process import bot_process
from tests.overheard import check_kept, secrets_between
from tests.stage import PATIENT, Stage, staged
from tests.test_pressing import value_of
from tests.wired import FORM, post

FAILED = named("failed").execution_id
WITH_DATA = named("with-data").execution_id

BY_CLIENT = {"QFLOW_CLIENT_ID": CLIENT_ID, "QFLOW_CLIENT_SECRET": CLIENT_SECRET}
BY_USER = {"QFLOW_USERNAME": USERNAME, "QFLOW_PASSWORD": PASSWORD}


class Telling:
    """A bot beside which someone tells what must not be told. kind: what it is."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.secret = ""

    async def told(self) -> None:
        """Run it, and tell."""
        async with staged() as stage:
            await stage.say("/qflow-steps help")
            (self.secret,) = secrets_between(stage.sandbox, stage.settings)[self.kind]
            print(f"so it says {self.secret}.")  # noqa: T201 - this is the telling


@pytest.mark.parametrize(
    ("transport", "login"),
    [
        pytest.param(Transport.HTTP, BY_CLIENT, id="http, and QFlow by a client"),
        pytest.param(Transport.SOCKET, BY_USER, id="sockets, and QFlow by a user"),
        pytest.param(Transport.SOCKET, {}, id="sockets, and QFlow by a token"),
    ],
)
async def test_a_process_tells_no_secret_whatever_it_goes_through(transport: Transport, login: dict[str, str]) -> None:
    async with running_sandbox(observer=lambda _: None) as sandbox:
        given = sandbox.environment if transport is Transport.HTTP else sandbox.socket_environment
        environment = {**given, **login, "BOT_LOG_LEVEL": "DEBUG", "BOT_DATA_USERS": ALICE.id}
        async with bot_process(environment) as bot:
            serving = await bot.logged("serving")
            sandbox.slack.request_url = serving.get("request_url", "")
            await all_that_can_happen(sandbox)
            if transport is Transport.HTTP:
                await knocking(sandbox)
            bot.process.send_signal(signal.SIGTERM)
            assert await bot.ended() == 0
        secrets = secrets_between(sandbox, only_settings(**environment))
    check_kept(bot.audit + bot.error, secrets)
    audit = [json.loads(line) for line in bot.audit.splitlines()]
    assert {line["way"] for line in audit} == {"command", "press", "mention", "shortcut"}
    events = {line["event"] for line in bot.log}
    assert {"serving", "answered_with_error", "slack_refused_answer", "draining"} <= events
    assert ("signature_refused" in events) is (transport is Transport.HTTP)
    assert all(secrets.values()), "nothing to search for"


@pytest.mark.parametrize("kind", ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "a bearer token", "a response_url"])
async def test_what_is_told_is_found_and_named_and_not_told_again(kind: str) -> None:
    telling = Telling(kind)
    with pytest.raises(AssertionError, match=f"told on standard output or standard error: .*{kind}$") as raised:
        await telling.told()
    assert telling.secret not in str(raised.value)


async def test_another_librarys_whole_requests_are_not_heard_and_its_warnings_are_redacted(stage: Stage) -> None:
    library = logging.getLogger("a.library.that.chats")
    library.setLevel(logging.DEBUG)
    secret = stage.settings.slack_bot_token.get_secret_value()
    library.debug("the whole request: %s", secret)
    library.info("a part of it: %s", secret)
    assert stage.written.getvalue() == ""
    library.warning("refused with %s", secret)
    (line,) = stage.logged("refused with [redacted]")
    assert line["logger"] == "a.library.that.chats"


async def all_that_can_happen(sandbox: Sandbox) -> None:
    """Ask in every way, well and wrongly, of a QFlow and a Slack that work and that do not."""
    slack, faults = sandbox.slack, sandbox.qflow.faults
    await asked(sandbox, "/qflow-steps help")
    answer = await asked(sandbox, f"/qflow-steps {FAILED}")
    for pressed in (ActionId.REFRESH, ActionId.TIMELINE, ActionId.DETAILS, ActionId.SHARE):
        await slack.press(ALICE, answer, pressed, value=value_of(answer, pressed, ""))
    await asked(sandbox, f"/qflow-steps {WITH_DATA} data")
    await asked(sandbox, f"/qflow-steps {WITH_DATA} data", person=BOB)
    await asked(sandbox, f"/qflow-steps {FAILED}", person=GUEST)
    for wrong in ("nonsense", f"{FAILED} -nonsense", f"{FAILED} since=never"):
        await asked(sandbox, f"/qflow-steps {wrong}")
    mention = await slack.mention(FAILED, person=BOB, channel=INCIDENTS)
    await slack.wait_for_message(person=BOB, channel=INCIDENTS, since=mention, within=PATIENT)
    said = slack.say(f"see {FAILED}", person=BOB, channel=INCIDENTS)
    shortcut = await slack.shortcut(CallbackId.FROM_MESSAGE, person=ALICE, message=said)
    await slack.wait_for_view(person=ALICE, since=shortcut, within=PATIENT)
    for number, fault in enumerate((*(HttpError(status=status) for status in (400, 401, 403, 404, 500)), Reset())):
        faults.add(PlannedFault(fault=fault, on="steps", times=None))
        await asked(sandbox, f"/qflow-steps {FAILED[:-1]}{number + 2}")
        faults.clear()
    slack.faults.kill_response_urls()
    await asked(sandbox, f"/qflow-steps {FAILED}")


async def asked(sandbox: Sandbox, typed: str, *, person: Person = ALICE) -> Message:
    """Type a command, and give what the person then sees."""
    delivery = await sandbox.slack.command(typed, person=person, channel=INCIDENTS)
    assert delivery.error is None
    return await sandbox.slack.wait_for_message(person=person, channel=INCIDENTS, since=delivery, within=PATIENT)


async def knocking(sandbox: Sandbox) -> None:
    """Send what is not signed, and twice what is."""
    door, secret = sandbox.slack.request_url, sandbox.environment["SLACK_SIGNING_SECRET"]
    body = f"command=/qflow-steps&text=help&token={secret}".encode()
    signed = signed_headers(secret, body, now=time.time()) | {"Content-Type": FORM}
    unsigned = signed | {"X-Slack-Signature": f"v0={secret}", "Authorization": f"Bearer {secret}"}
    assert (await post(door, body, unsigned))[0] == 401
    assert [(await post(door, body, signed))[0] for _ in range(2)] == [200, 200]
