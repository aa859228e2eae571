"""The sandbox alone, with a bot that runs by itself beside it, and a person at the sandbox's prompt."""

import asyncio
import os
import pty
import re
import select
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import StringIO

import pytest
from dotenv import dotenv_values
from typer.testing import CliRunner

from bot.cli import app
from bot.config import Transport, chosen_transport, only_settings
from bot.demo.acts import As, Press, Say, Shortcut
from bot.demo.beside import HOW, conversing_beside
from bot.demo.conversation import Conversation
from bot.demo.guide import WELCOME
from bot.demo.script import DOCUMENTED
from bot.demo.sights import Failed, Posted
from bot.sandbox.sandbox import running_sandbox
from bot.serving import serving
from tests.demo.stage import perform, texts

NAMES = ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL", "QFLOW_BASE_URL", "QFLOW_TOKEN"]
SOCKET_NAMES = ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL", "QFLOW_BASE_URL", "QFLOW_TOKEN"]
NOBODY = "http://127.0.0.1:1/slack/events"


@asynccontextmanager
async def beside_a_bot(transport: Transport) -> AsyncIterator[Conversation]:
    async with running_sandbox(observer=lambda _: None) as sandbox:
        given = sandbox.environment if transport is Transport.HTTP else sandbox.socket_environment
        settings = only_settings(**given, BOT_HOST="127.0.0.1", BOT_PORT=0, BOT_OPS_PORT="off")
        async with serving(settings) as bot:
            yield conversing_beside(sandbox, bot.request_url, quiet=0.2)


@pytest.mark.parametrize("transport", Transport)
async def test_a_bot_beside_answers_and_its_buttons_can_be_pressed(transport: Transport) -> None:
    async with beside_a_bot(transport) as conversation:
        (sight,) = await perform(conversation, DOCUMENTED)
        assert texts([sight])[0].startswith("✅ No failure")
        (pressed,) = await perform(conversation, Press(2))
        assert isinstance(pressed, Posted)
        assert pressed.is_change


async def test_what_the_bot_is_not_told_of_is_not_waited_for() -> None:
    async with beside_a_bot(Transport.HTTP) as conversation:
        *_, sight = await perform(conversation, As("otto"), DOCUMENTED)
        assert texts([sight]) == ["/qflow-steps is not a valid command."]


async def test_a_bot_that_is_not_there_shows_slacks_own_failure() -> None:
    async with running_sandbox(observer=lambda _: None) as sandbox:
        conversation = conversing_beside(sandbox, NOBODY)
        failed = texts(await perform(conversation, DOCUMENTED))
        assert failed == ['/qflow-steps failed with the error "dispatch_failed"']
        assert (await perform(conversation, Shortcut("hello")))[-1] == Failed("dispatch_failed")
        assert (await perform(conversation, Say("@qflow help")))[-1] == Failed("dispatch_failed")


@pytest.mark.parametrize("url", ["", "localhost", "ftp://127.0.0.1/", "http://", "http://[", "http://x:port/"])
def test_an_address_that_is_none_is_one_line_and_exit_code_2(url: str) -> None:
    result = CliRunner().invoke(app, ["sandbox", "--bot-url", url])
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"qflow-bot: --bot-url: “{url}” is no address")


@pytest.mark.parametrize(
    ("options", "names"),
    [
        pytest.param((), NAMES, id="over HTTP"),
        pytest.param(("--transport", "socket"), SOCKET_NAMES, id="by Socket Mode"),
    ],
)
async def test_without_a_terminal_the_environment_is_all_that_is_printed(
    options: tuple[str, ...], names: list[str]
) -> None:
    process = await started(*options, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    lines = [await process.stdout.readline() for _ in names]
    process.send_signal(signal.SIGTERM)
    rest = await process.stdout.read()
    assert (await process.wait(), rest) == (0, b"")
    values = dotenv_values(stream=StringIO(b"".join(lines).decode()))
    assert list(values) == names
    assert chosen_transport(only_settings(**values)) == (options[-1] if options else "http")


async def test_on_a_terminal_the_environment_comes_first_and_then_the_prompt() -> None:
    keyboard, terminal = pty.openpty()
    process = await started("--bot-url", NOBODY, stdin=terminal, stdout=terminal)
    os.close(terminal)
    drawn = await reading(keyboard, until="#incidents › ")
    assert WELCOME in drawn
    os.write(keyboard, b"/qflow-steps help\r")
    await reading(keyboard, until='/qflow-steps failed with the error "dispatch_failed".*#incidents › ')
    os.write(keyboard, b"\x03")
    await reading(keyboard, until=None)
    assert await process.wait() == 0
    os.close(keyboard)
    environment, how, _ = drawn.replace("\r\n", "\n").partition(HOW)
    assert how
    values = dotenv_values(stream=StringIO(environment + how))
    assert list(values) == NAMES
    assert all(values.values())


async def started(*arguments: str, stdin: int, stdout: int) -> asyncio.subprocess.Process:
    """Start the sandbox as a process of its own."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "sandbox",
        *arguments,
        stdin=stdin,
        stdout=stdout,
        env={**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "COLUMNS": "120"},
    )


async def reading(keyboard: int, *, until: str | None) -> str:
    """Read what is drawn, until this pattern is or, if there are none, until the other end is closed."""
    drawn = b""
    while until is None or not re.search(until.encode(), drawn, re.DOTALL):
        readable, _, _ = await asyncio.to_thread(select.select, [keyboard], [], [], 20)
        assert readable, drawn.decode()
        try:
            drawn += await asyncio.to_thread(os.read, keyboard, 4096)
        except OSError:  # how Linux tells that the other end of a terminal is closed
            break
    return drawn.decode()
