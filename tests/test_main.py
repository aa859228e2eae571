"""Where the program begins."""

import asyncio
import sys
from urllib.parse import urlsplit

import pytest
from aiohttp import web

from bot import __version__
from bot.sandbox.loopback import serving as loopback
from tests.bench.idle import NOT_SERVED_WITH, imported_by
from tests.bench.programs import OURS, sides
from tests.bot_process import SOON, bot_process

NEEDED = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_SIGNING_SECRET": "made-up-secret",
    "SLACK_API_URL": "http://127.0.0.1:9/api",
    "QFLOW_BASE_URL": "http://127.0.0.1:9",
    "QFLOW_TOKEN": "made-up",
}


async def test_serving_imports_nothing_that_a_served_bot_does_not_need() -> None:
    async with sides() as around:
        imported = await imported_by(around, OURS, {})
    assert "bot.server" in imported
    assert not set(imported) & set(NOT_SERVED_WITH)


@pytest.mark.parametrize(
    ("arguments", "code", "out", "err"),
    [
        pytest.param(["version"], 0, __version__, "", id="another command"),
        pytest.param(["--version"], 0, __version__, "", id="the version as an option"),
        pytest.param(["serve"], 2, "", "qflow-bot: SLACK_BOT_TOKEN is missing", id="serve"),
        pytest.param(["serve"], 2, "", "\nqflow-bot: QFLOW_BASE_URL is missing", id="a line for each setting"),
        pytest.param(
            ["serve"], 2, "", "from .env in the working directory; “qflow-bot doctor” examines them\n", id="where"
        ),
        pytest.param(["steps", "0e72b4a1-abea-45b2-9ae9-91cd87506404"], 2, "", "from .env in the", id="steps"),
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


@pytest.mark.parametrize(
    ("words", "places"),
    [
        pytest.param(["serve"], "BOT_HOST, BOT_PORT or BOT_OPS_PORT", id="serve"),
        pytest.param(["sandbox", "--qflow-port", "{taken}"], "--qflow-port or --slack-port", id="sandbox"),
    ],
)
async def test_where_it_cannot_listen_it_says_what_to_choose_anew(words: list[str], places: str) -> None:
    async with loopback(web.Application()) as origin:
        taken = str(urlsplit(origin).port)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *(word.format(taken=taken) for word in words)),
            env={**NEEDED, "BOT_OPS_PORT": taken},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        _, complained = await asyncio.wait_for(process.communicate(), SOON)
    assert process.returncode == 2
    assert complained.decode().startswith(f"qflow-bot: cannot listen there, choose another {places}: ")


@pytest.mark.parametrize(
    ("redirected", "environment", "complained"),
    [
        pytest.param("2>&-", {}, "", id="standard error is closed"),
        pytest.param("2>/dev/full", {}, "", id="standard error is full"),
        pytest.param(
            ">&-",
            NEEDED,
            "qflow-bot: standard output is closed, so the audit has no place: set BOT_AUDIT_FILE to a file\n",
            id="standard output is closed",
        ),
    ],
)
@pytest.mark.parametrize("options", ["", " --transport=http"], ids=["by itself", "by the command line"])
async def test_wherever_the_outputs_lead_the_exit_code_is_the_documented_one(
    redirected: str, options: str, environment: dict[str, str], complained: str
) -> None:
    process = await asyncio.create_subprocess_exec(
        *("sh", "-c", f'exec "$0" -m bot serve{options} {redirected}', sys.executable),
        env={**environment, "BOT_OPS_PORT": "off"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _, told = await asyncio.wait_for(process.communicate(), SOON)
    assert (process.returncode, told.decode()) == (2, complained)


async def test_a_host_that_there_is_not_ends_the_start_in_one_line() -> None:
    async with bot_process({**NEEDED, "BOT_OPS_HOST": "nowhere.invalid", "BOT_OPS_PORT": "0"}) as bot:
        assert await bot.ended() == 2
    assert bot.error.count("\n") == 1
    assert bot.error.startswith("qflow-bot: cannot listen there, choose another BOT_HOST, ")


async def test_serving_wonders_about_a_name_that_is_nearly_a_setting() -> None:
    async with bot_process({**NEEDED, "REDIS_URI": "redis://made-up"}) as bot:
        line = await bot.logged("perhaps_misspelt")
    assert (line["level"], line["name"], line["nearest"]) == ("warning", "REDIS_URI", "REDIS_URL")
    assert "made-up" not in bot.error
