"""`qflow-bot steps` and `doctor` as processes: in every format, piped and on a terminal, and their exit codes."""

import asyncio
import csv
import json
import re
from io import StringIO

import pytest
import typer
from typer.testing import CliRunner

from bot.cli import app
from bot.sandbox.executions import named
from tests.terminal.shell import Shell

FAILED, UNNAMED = named("failed").execution_id, "fa11ed00-0000-4000-8000-00000000dead"
DOCUMENTED = "0e72b4a1-abea-45b2-9ae9-91cd87506404"
BOX = re.compile("[\u2500-\u257f]")
STEPS = 7


def undated(answer: str) -> str:
    """Leave out when QFlow was asked."""
    return re.sub('"as_of": "[^"]*"|answer of [^"\\\\]*|<!date[^>]*>', "", answer)


async def test_a_pipe_gets_plain_text_and_nothing_on_the_side(sh: Shell) -> None:
    done = await sh.piped("steps", FAILED)
    lines = done.out.splitlines()
    assert (done.code, done.err) == (1, "")
    assert lines[0] == "❌ Failed at action · 6 of 6 steps finished, 1 skipped"
    assert [line[:1] for line in lines[4 : 4 + STEPS + 1]] == ["#", *map(str, range(1, STEPS + 1))]
    assert "allows the ec2:StopInstances action" in lines[4 + 6]
    assert "\x1b" not in done.out
    assert not BOX.search(done.out)


async def test_every_format_holds_every_step(sh: Shell) -> None:
    document = json.loads((await sh.piped("steps", FAILED, "--format", "json")).out)
    table = list(csv.reader(StringIO((await sh.piped("steps", FAILED, "--format", "csv")).out, newline="")))
    message = json.loads((await sh.piped("steps", FAILED, "--format", "blocks")).out)
    assert [step["number"] for step in document["steps"]] == list(range(1, STEPS + 1))
    assert [row[0] for row in table] == ["number", *map(str, range(1, STEPS + 1))]
    assert message["blocks"][0]["text"]["text"] == document["verdict"]["headline"]
    assert sorted(message) == ["blocks", "text"]


async def test_a_terminal_of_80_columns_gets_a_table_that_fits_and_sees_that_it_waits(sh: Shell) -> None:
    done = await sh.typed("steps", FAILED, columns=80)
    assert done.code == 1
    waited, _, drawn = done.out.partition("❌ Failed")
    assert f"asking QFlow about {FAILED}" in waited
    table = drawn.split("\n\n")[1]
    rows = re.sub("\x1b\\[[0-9;]*m", "", table).splitlines()
    assert len(rows) == STEPS + 1
    assert max(map(len, rows)) <= 80
    assert "█" not in drawn
    assert "\x1b[31m6" in drawn


async def test_what_is_for_programs_is_the_same_on_a_terminal(sh: Shell) -> None:
    forms = ("json", "csv", "blocks")
    drawn = await asyncio.gather(*(sh.typed("steps", FAILED, "--format", form, columns=80) for form in forms))
    piped = await asyncio.gather(*(sh.piped("steps", FAILED, "--format", form) for form in forms))
    for terminal, pipe in zip(drawn, piped, strict=True):
        assert undated(terminal.out).endswith(undated(pipe.out).replace("\r\n", "\n"))


async def test_the_doctor_colours_the_states_alone(sh: Shell) -> None:
    done = await sh.typed("doctor", columns=80, **sh.sandbox.environment)
    assert done.code == 0
    assert "\x1b[32mok         \x1b[0m  settings: all that are needed are there and well-formed\n" in done.out


async def test_a_wide_terminal_gets_a_waterfall(sh: Shell) -> None:
    done = await sh.typed("steps", FAILED, columns=140)
    table = re.sub("\x1b\\[[0-9;]*m", "", done.out.split("\n\n")[1])
    assert re.search("█{20,}  1 of 3 Instances", table)
    assert max(map(len, table.splitlines())) <= 140


async def test_a_terminal_without_colours_gets_none(sh: Shell) -> None:
    done = await sh.typed("steps", FAILED, columns=80, NO_COLOR="1")
    assert not re.search("\x1b\\[(3|4|9)[0-9]", done.out)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        pytest.param(("steps", DOCUMENTED), 0, "", id="no failure"),
        pytest.param(("steps", FAILED, "-startDate", "--status", "succeeded"), 1, "", id="a failure that is not shown"),
        pytest.param(("steps", UNNAMED), 3, f"QFlow has no steps for execution {UNNAMED}.", id="an unknown execution"),
    ],
)
async def test_the_exit_code_says_what_came_of_it(sh: Shell, words: tuple[str, ...], code: int, says: str) -> None:
    done = await sh.piped(*words)
    assert done.code == code
    assert says in done.err
    assert (bool(done.out), bool(done.err)) == (code != 3, code == 3)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(("steps", "nonsense"), "“nonsense” is not an execution id.", id="no id"),
        pytest.param(("steps", FAILED, "-stauts"), "Did you mean status?", id="no field"),
        pytest.param(("steps", FAILED, "--since", "yesterday"), "I cannot read “yesterday”", id="no date"),
        pytest.param(("steps", FAILED, "--sinse", "2h"), "--sinse is no option: did you mean --since?", id="no option"),
        pytest.param(("steps", "--sort", FAILED), "--sort is no option: there are --since, --until, ", id="nor this"),
        pytest.param(
            ("steps", FAILED, "--format", "xml"),
            "“xml” is none: it is one of table, json, csv, blocks.",
            id="no format",
        ),
        pytest.param(("serve", "--transport", "smoke"), "“smoke” is none: it is one of http, socket.", id="no way"),
        pytest.param(("steps",), "Missing argument 'EXECUTION_ID'", id="nothing"),
        pytest.param(("doctor", "nonsense"), "“nonsense” is not an execution id.", id="an examination of no id"),
    ],
)
def test_what_cannot_be_read_is_said_on_the_side_with_its_own_exit_code(words: tuple[str, ...], says: str) -> None:
    done = CliRunner().invoke(app, words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Value error" not in done.stderr


async def test_data_is_shown_by_the_word_and_by_the_option(sh: Shell) -> None:
    named_so = named("with-data").execution_id
    word, option = [await sh.piped("steps", named_so, data, "--format", "json") for data in ("data", "--data")]
    assert undated(word.out) == undated(option.out)
    assert any(step["data"] for step in json.loads(word.out)["steps"])


async def test_a_reader_who_has_seen_enough_changes_nothing(sh: Shell) -> None:
    done = await sh.unread("steps", DOCUMENTED)
    assert (done.code, done.err) == (0, "")


async def test_a_missing_setting_of_qflow_is_named_and_those_of_slack_are_not_wanted(sh: Shell) -> None:
    done = await sh.piped("steps", FAILED, QFLOW_TOKEN="")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("qflow-bot: QFLOW_TOKEN is missing: ")
    assert "SLACK" not in done.err


async def test_a_misspelt_setting_is_refused_here_as_by_the_bot_itself(sh: Shell) -> None:
    done = await sh.piped("steps", FAILED, BOT_EXECUTION_URI="https://gateway.example/{execution_id}")
    first, where = done.err.splitlines()
    assert (done.code, done.out, first) == (
        *(2, ""),
        "qflow-bot: BOT_EXECUTION_URI is no setting of this bot: did you mean BOT_EXECUTION_URL?",
    )
    assert where.startswith("qflow-bot: settings are read from ")


@pytest.mark.parametrize("command", [(), *((name,) for name in typer.main.get_group(app).commands)], ids=" ".join)
def test_help_shows_a_flag_as_one(command: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(app, [*command, "--help"])
    assert shown.exit_code == 0
    assert "--help  " in shown.stdout
    assert "bool" not in shown.stdout


async def test_the_doctor_says_it_in_lines_and_in_json_with_the_same_exit_code(sh: Shell) -> None:
    whole = dict(sh.sandbox.environment)
    fine = await sh.piped("doctor", FAILED, **whole)
    broken = await sh.piped("doctor", "--json", **(whole | {"QFLOW_TOKEN": "eyJ-some-old-token"}))
    assert (fine.code, fine.err, fine.out.splitlines()[-1]) == (
        *(0, ""),
        "Nothing that was checked is broken. Not checked: signing secret, app token, Redis.",
    )
    report = json.loads(broken.out)
    assert (broken.code, broken.err, report["fine"]) == (1, "", False)
    assert report["sentence"].startswith("Broken first: authentication, ")
    (wrong,) = [finding for finding in report["findings"] if finding["state"] == "wrong"]
    assert (wrong["check"], wrong["who"]) == ("authentication", "whoever runs this bot")
    said = fine.out + broken.out
    assert not [name for name, value in whole.items() if value in said]


async def test_the_doctor_of_an_empty_set_up_names_what_is_missing_and_logs_nothing(sh: Shell) -> None:
    done = await sh.piped("doctor", QFLOW_TOKEN="", SLACK_API_URL="http://127.0.0.1:9", SLACK_BOT_TOKEN="xoxb-made-up")
    assert (done.code, done.err) == (1, "")
    assert "wrong        settings: QFLOW_TOKEN is missing. Whoever runs this bot should set it to " in done.out
