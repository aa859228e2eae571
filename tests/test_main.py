"""Where the program begins."""

import asyncio
import sys

import pytest

from bot import __version__
from tests.bench.idle import NOT_SERVED_WITH, imported_by
from tests.bench.programs import OURS, sides
from tests.bot_process import bot_process


async def test_serving_imports_nothing_that_a_served_bot_does_not_need() -> None:
    async with sides() as around:
        imported = await imported_by(around, OURS, {})
    assert "bot.server" in imported
    assert not set(imported) & set(NOT_SERVED_WITH)


@pytest.mark.parametrize(
    ("arguments", "code", "out", "err"),
    [
        pytest.param(["version"], 0, __version__, "", id="another command"),
        pytest.param(["serve"], 2, "", "qflow-bot: SLACK_BOT_TOKEN is missing", id="serve"),
        pytest.param(["serve"], 2, "", "\nqflow-bot: QFLOW_BASE_URL is missing", id="a line for each setting"),
        pytest.param(["serve", "--help"], 0, "Serve the bot to Slack", "", id="help on serve"),
        pytest.param(["serve", "well"], 2, "", "unexpected extra argument", id="more than serve"),
    ],
)
async def test_what_is_typed_is_done(arguments: list[str], code: int, out: str, err: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        env={"TERM": "dumb"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    printed, complained = await process.communicate()
    assert (process.returncode, out in printed.decode(), err in complained.decode()) == (code, True, True)


async def test_serving_wonders_about_a_name_that_is_nearly_a_setting() -> None:
    needed = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "made-up-secret", "QFLOW_TOKEN": "made-up"}
    there = {"QFLOW_BASE_URL": "http://127.0.0.1:9", "SLACK_API_URL": "http://127.0.0.1:9/api"}
    async with bot_process({**needed, **there, "REDIS_URI": "redis://made-up"}) as bot:
        line = await bot.logged("perhaps_misspelt")
    assert (line["level"], line["name"], line["nearest"]) == ("warning", "REDIS_URI", "REDIS_URL")
    assert "made-up" not in bot.error
