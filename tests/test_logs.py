"""The log: one JSON object a line for machines, text for a person at a terminal; and what never gets into it."""

import asyncio
import contextlib
import json
import os
import pty
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.executions import named
from bot.sandbox.sandbox import running_sandbox
from bot.sandbox.slack import SlackSandbox
from bot.sandbox.slack.people import ALICE, INCIDENTS
from tests.bot_process import SOON
from tests.redis_server import free_port

SECRET = "made-up-secret"
ROOT = Path(__file__).parents[1]


async def logged(level: str, *, at_terminal: bool = False, **environment: str) -> str:
    """Give what a process logs at this level."""
    reader, writer = pty.openpty() if at_terminal else os.pipe()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.logging_process", level, SECRET),
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm"} | environment,
        stderr=writer,
    )
    os.close(writer)
    told = await asyncio.to_thread(_read, reader)
    assert await process.wait() == 0
    return told.decode()


async def test_where_no_person_reads_every_line_is_an_object_and_those_of_a_request_carry_its_id() -> None:
    lines = [json.loads(line) for line in (await logged("DEBUG")).splitlines()]
    assert [(line["event"], line["level"], line.get("request_id")) for line in lines] == [
        ("looked", "debug", "5eed5eed"),
        ("a connection with • broke", "warning", "5eed5eed"),
        ("work_failed", "error", "5eed5eed"),
        ("done", "info", None),
    ]
    assert all(line["timestamp"].endswith("Z") for line in lines)
    assert lines[1]["logger"] == "chatty"
    assert "ValueError: invalid literal for int() with base 10: '•'" in lines[2]["exception"]


@pytest.mark.parametrize(
    ("level", "events"),
    [("INFO", ["a conn", "work_f", "done"]), ("WARNING", ["a conn", "work_f"]), ("ERROR", ["work_f"])],
)
async def test_other_libraries_are_heard_from_warnings_on_and_we_from_our_own_level(
    level: str, events: list[str]
) -> None:
    assert [json.loads(line)["event"][:6] for line in (await logged(level)).splitlines()] == events


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [pytest.param({}, True, id="in colour"), pytest.param({"NO_COLOR": "1"}, False, id="without colour")],
)
async def test_at_a_terminal_the_log_is_text(environment: dict[str, str], *, coloured: bool) -> None:
    told = await logged("INFO", at_terminal=True, **environment)
    assert "request_id" in told
    assert "Traceback" in told
    assert "{" not in told
    assert ("\x1b[" in told) is coloured


@pytest.mark.parametrize("at_terminal", [False, True])
async def test_what_is_redacted_stands_in_no_line_and_in_no_traceback(*, at_terminal: bool) -> None:
    assert SECRET not in await logged("DEBUG", at_terminal=at_terminal)


async def test_a_log_that_nobody_reads_costs_no_answer() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    async with served(stderr=writer) as slack:
        os.close(writer)
        slack.faults.kill_response_urls()  # which is logged
        assert await told(slack, "/qflow-steps help")


@pytest.mark.parametrize("redirected", ["2>&-", "2>/dev/full"])
async def test_a_log_that_cannot_be_written_costs_no_answer(redirected: str) -> None:
    async with served(redirected) as slack:
        slack.faults.kill_response_urls()
        assert await told(slack, "/qflow-steps help")


async def test_an_audit_that_cannot_be_written_leaves_the_exit_code_as_it_is() -> None:
    async with served(">/dev/full") as slack:
        assert "could not write down" in await told(slack, f"/qflow-steps {named('failed').execution_id}")


@contextlib.asynccontextmanager
async def served(redirected: str = "", *, stderr: int = asyncio.subprocess.DEVNULL) -> AsyncIterator[SlackSandbox]:
    """Give a Slack that a process of the bot serves, and see at the end that it stops as it is told to.

    redirected: where its outputs lead, as a shell says it; they are buffered, as they are unless one says otherwise.
    """
    port = free_port()
    ours = {"BOT_HOST": "127.0.0.1", "BOT_PORT": str(port), "BOT_OPS_PORT": "off", "BOT_LAME_DUCK": "0"}
    async with running_sandbox(observer=lambda _: None) as sandbox:
        process = await asyncio.create_subprocess_exec(
            *("sh", "-c", f'exec "$0" -m bot serve {redirected}', sys.executable),
            env={**os.environ, **sandbox.environment, **ours, "PYTHONUNBUFFERED": ""},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=stderr,
        )
        try:
            sandbox.slack.request_url = f"http://127.0.0.1:{port}/slack/events"
            await _listening(port, process)
            yield sandbox.slack
            process.terminate()
            assert await asyncio.wait_for(process.wait(), SOON) == 0
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def told(slack: SlackSandbox, typed: str) -> str:
    """Type a command, and give the text of its answer."""
    asked = await slack.command(typed, person=ALICE, channel=INCIDENTS)
    return (await slack.wait_for_message(person=ALICE, channel=INCIDENTS, since=asked, within=SOON)).text


async def _listening(port: int, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(SOON):
        while process.returncode is None:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
    raise AssertionError(f"it ended with {process.returncode}")


def _read(reader: int) -> bytes:
    """Read to the end; that of a terminal is an error on Linux."""
    told = b""
    try:
        while part := os.read(reader, 4096):
            told += part
    except OSError:
        pass
    os.close(reader)
    return told
