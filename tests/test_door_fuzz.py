"""The real door under requests that nobody sane sends: random ones, mutated ones, and signed nonsense."""

import asyncio
import copy
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

import psutil
import pytest

from bot.blocks.ids import ActionId, CallbackId
from bot.sandbox.executions import named
from bot.sandbox.sandbox import running_sandbox
from bot.sandbox.slack import SlackSandbox
from bot.sandbox.slack.people import ALICE, BOB, INCIDENTS
from bot.sandbox.slack.signing import signed_headers
from tests.bot_process import SOON, bot_process

FAILED = named("failed").execution_id
MEBIBYTE = 2**20
UNFINISHED = 0.05
"""Seconds after which a request that gets no answer is left alone: it promised more bytes than it has."""

_ODD: Sequence[Any] = (
    None,
    True,
    0,
    -1,
    2**70,
    1.5,
    "",
    "x",
    "\ud83d",
    "<!channel>",
    [],
    {},
    [[]],
    {"id": None},
    "U0ALICE",
)


def mutated(payload: Any, chance: random.Random) -> Any:
    """Change one thing somewhere in a payload."""
    payload = copy.deepcopy(payload)
    part = payload
    while True:
        keys = list(part) if isinstance(part, dict) else list(range(len(part)))
        if not keys:
            return payload
        key = chance.choice(keys)
        inner = part[key]
        if isinstance(inner, dict | list) and inner and chance.random() < 0.7:
            part = inner
            continue
        match chance.randrange(3):
            case 0:
                del part[key]
            case 1:
                part[key] = chance.choice(_ODD)
            case _:
                part[key] = {"again": inner}
        return payload


def scrambled(sent: bytes, chance: random.Random) -> bytes:
    """Change some bytes of a request."""
    raw = bytearray(sent)
    for _ in range(chance.randrange(1, 12)):
        place = chance.randrange(len(raw))
        match chance.randrange(3):
            case 0:
                raw[place] = chance.randrange(256)
            case 1:
                del raw[place : place + chance.randrange(1, 30)]
            case _:
                raw[place:place] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 30)))
        if not raw:
            return b"\r\n"
    return bytes(raw)


def request(body: bytes, headers: Mapping[str, str]) -> bytes:
    """Write a request as it goes over the wire."""
    lines = [f"{name}: {value}" for name, value in {**headers, "Content-Length": str(len(body))}.items()]
    return (
        "\r\n".join(["POST /slack/events HTTP/1.1", "Host: bot", "Connection: close", *lines, "", ""]).encode() + body
    )


async def status(url: str, sent: bytes) -> int | None:
    """Send bytes to the door, and give the status it answers; None where it waits for more, or hangs up."""
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        writer.write(sent)
        answered = await asyncio.wait_for(reader.readline(), UNFINISHED)
    except (ConnectionError, TimeoutError):
        return None
    finally:
        writer.close()
    words = answered.split()
    return int(words[1]) if len(words) > 1 else None


async def honest_payloads(slack: SlackSandbox) -> Sequence[tuple[str, Mapping[str, Any]]]:
    """Give one payload of each kind, and how it is sent."""
    command = await slack.command(f"/qflow-steps {FAILED}", person=ALICE, channel=INCIDENTS)
    own = await slack.wait_for_message(person=ALICE, channel=INCIDENTS, since=command, within=SOON)
    press = await slack.press(ALICE, own, ActionId.REFRESH)
    said = slack.say(f"see {FAILED}", person=BOB, channel=INCIDENTS)
    shortcut = await slack.shortcut(CallbackId.FROM_MESSAGE, person=ALICE, message=said)
    mention = await slack.mention("what now", person=ALICE, channel=INCIDENTS)
    opened = await slack.shortcut(CallbackId.FORM, person=ALICE)
    form = await slack.wait_for_view(person=ALICE, since=opened, where=lambda view: "submit" in view.content)
    submitted = await slack.submit(ALICE, form, {"execution_id": FAILED})
    interactions = [("payload", delivery.payload) for delivery in (press, shortcut, opened, submitted)]
    return [("form", command.payload), ("json", mention.payload), *interactions]


def signed(kind: str, payload: Mapping[str, Any], secret: str) -> bytes:
    """Write a payload as Slack would send it."""
    content_type = "application/json" if kind == "json" else "application/x-www-form-urlencoded"
    if kind == "json":
        body = json.dumps(payload).encode()
    elif kind == "payload":
        body = urlencode({"payload": json.dumps(payload)}).encode()
    else:
        body = urlencode(payload, errors="surrogatepass").encode()
    return request(body, signed_headers(secret, body, now=time.time()) | {"Content-Type": content_type})


@pytest.mark.parametrize(("requests", "most"), [(1_000, 6), pytest.param(100_000, 16, marks=pytest.mark.soak)])
async def test_no_request_makes_the_door_fail_or_grow(requests: int, most: int) -> None:
    chance = random.Random(f"{requests} requests")  # noqa: S311 - nothing is kept secret by it
    answered: Counter[int | None] = Counter()
    async with running_sandbox(observer=lambda _: None) as sandbox:
        slack, secret = sandbox.slack, sandbox.environment["SLACK_SIGNING_SECRET"]
        unlimited = {"BOT_LIMIT_PERSON": "0", "BOT_LIMIT_CHANNEL": "0"}
        async with bot_process({**sandbox.environment, **unlimited}) as bot:
            url = slack.request_url = (await bot.logged("serving"))["request_url"]
            honest = await honest_payloads(slack)

            def nonsense() -> bytes:
                kind, payload = chance.choice(honest)
                return signed(kind, mutated(payload, chance), secret)

            makers: Sequence[Callable[[], bytes]] = (
                lambda: bytes(chance.randrange(256) for _ in range(chance.randrange(1, 400))) + b"\r\n\r\n",
                lambda: scrambled(signed(*chance.choice(honest), secret), chance),
                *[nonsense] * 3,
            )
            memory = psutil.Process(bot.process.pid).memory_info
            await _send(url, makers, requests // 10, chance, answered)
            before = memory().rss
            await _send(url, makers, requests, chance, answered)
            grown = memory().rss - before
            since = await slack.command("/qflow-steps help", person=BOB, channel=INCIDENTS)
            assert (await slack.wait_for_message(person=BOB, channel=INCIDENTS, since=since, within=SOON)).text
            bot.process.terminate()
            assert await bot.ended() == 0
    print(f"\n{requests:,} requests: {dict(answered)}, memory {grown / MEBIBYTE:+.1f} MiB")  # noqa: T201 - to be read
    assert not [code for code in answered if code is not None and code >= 500], answered
    assert "Traceback" not in bot.audit + bot.error
    assert grown < most * MEBIBYTE  # for what is remembered of ten minutes' requests, so that none is answered twice
    assert {200, 400, 401} <= set(answered)


async def _send(
    url: str, makers: Sequence[Callable[[], bytes]], count: int, chance: random.Random, answered: Counter[int | None]
) -> None:
    for _ in range(count):
        answered[await status(url, chance.choice(makers)())] += 1
