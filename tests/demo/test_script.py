"""Scripts: the order of the command line, what is refused before anything starts, and what comes of it all."""

import json
from io import StringIO
from typing import Annotated

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from bot.cli import app
from bot.demo.acts import Act, As, Close, Fault, Fill, In, Press, Say, Shortcut, Submit
from bot.demo.faults import parse_fault
from bot.demo.in_order import InOrder, in_order
from bot.demo.playing import play_as_json, play_script
from bot.demo.refusals import CannotDo
from bot.demo.script import DOCUMENTED, parse_script

HELP = Say("/qflow-steps help")


def ordered(*arguments: str) -> list[str]:
    """Give what a command with `InOrder` is given, as lines."""
    small = typer.Typer()

    @small.command(cls=InOrder)
    def command(
        context: typer.Context,
        say: list[str] | None = None,
        as_: Annotated[list[str] | None, typer.Option("--as", "-a")] = None,
        *,
        flag: bool = False,
    ) -> None:
        assert flag == ("--flag" in arguments)
        typer.echo("\n".join(" ".join(pair) for pair in in_order(context, say=say, as_=as_)))

    result = CliRunner().invoke(small, arguments)
    assert result.exit_code == 0
    return result.output.splitlines()


def test_the_order_of_options_is_kept_between_them_and_however_they_are_spelt() -> None:
    arguments = ("--say", "1", "--as", "bob", "--say=2", "--flag", "-a", "alice", "--say", "--as")
    assert ordered(*arguments) == ["--say 1", "--as bob", "--say 2", "--as alice", "--say --as"]


def test_without_options_there_is_no_order() -> None:
    assert ordered() == [""]


def test_each_option_becomes_its_act() -> None:
    given = [
        ("--as", "Bob"),
        ("--say", " /qflow-steps help "),
        ("--press", "3"),
        ("--press", "2=v=1&e=2"),
        ("--fill", "a = b=c "),
        ("--press", "submit"),
        ("--press", "Close"),
        ("--in", "general"),
        ("--shortcut", ""),
    ]
    assert parse_script(given) == [
        As("bob"),
        HELP,
        Press(3),
        Press(2, "v=1&e=2"),
        Fill("a", "b=c"),
        Submit(),
        Close(),
        In("general"),
        Shortcut(""),
    ]


def test_a_script_that_does_not_begin_by_saying_something_asks_for_the_documented_execution_first() -> None:
    assert parse_script([]) == [DOCUMENTED]
    assert parse_script([("--press", "1"), ("--say", HELP.text)]) == [DOCUMENTED, Press(1), HELP]
    fault = Fault(parse_fault("qflow 503"))
    assert parse_script([("--fault", "qflow 503")]) == [fault, DOCUMENTED]
    assert parse_script([("--say", HELP.text), ("--fault", "qflow 503")]) == [HELP, fault]
    assert parse_script([("--as", "bob"), ("--press", "1")]) == [As("bob"), DOCUMENTED, Press(1)]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("--press", "two"), id="no number"),
        pytest.param(("--press", "-1"), id="below zero"),
        pytest.param(("--fill", "field"), id="no value"),
        pytest.param(("--as", "nobody"), id="nobody"),
        pytest.param(("--fault", "qflow rest"), id="no fault"),
        pytest.param(("--say", "hello"), id="not for the bot"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_exit_code_2_before_anything_starts(arguments: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, ["demo", *arguments])
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"qflow-bot: {arguments[0]}: ")


def test_the_list_goes_alone() -> None:
    result = CliRunner().invoke(app, ["demo", "--list", "--say", HELP.text])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "qflow-bot: --list goes alone, without --say\n"


async def test_a_script_tells_whether_all_of_it_was_answered() -> None:
    console = Console(file=StringIO(), width=80)
    assert await play_script([HELP, As("bob"), HELP], console)
    assert not await play_script([As("otto"), HELP, As("bob"), HELP], console)


async def test_a_script_is_drawn_for_a_pipe_without_colour_and_within_its_width() -> None:
    drawn = StringIO()
    await play_script([DOCUMENTED, Press(1)], Console(file=drawn, width=80))
    text = drawn.getvalue()
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 80
    assert "alice in #incidents › 1\nOnly visible to you" in text


async def test_what_a_script_cannot_do_ends_it_when_it_is_reached() -> None:
    drawn = StringIO()
    with pytest.raises(CannotDo, match="there is no 19 to press, but 1 to 11"):
        await play_script([DOCUMENTED, Press(19), HELP], Console(file=drawn))
    assert "✅ No failure" in drawn.getvalue()


async def test_as_json_only_what_the_sandbox_saw_is_written() -> None:
    written, complaints = StringIO(), StringIO()
    script: list[Act] = [DOCUMENTED, Press(2), As("otto"), Say("/x")]
    assert not await play_as_json(script, written, Console(file=complaints))
    kinds = [json.loads(line)["kind"] for line in written.getvalue().splitlines()]
    assert kinds == ["qflow", "response_url", "response_url"]
    assert complaints.getvalue() == ""


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(("--press", "2", "--as", "bob", "--say", HELP.text), 0, "", id="all answered"),
        pytest.param(("--as", "otto", "--say", HELP.text), 1, "", id="not answered"),
        pytest.param(("--press", "19"), 2, "qflow-bot: there is no 19 to press, but 1 to 11\n", id="cannot be done"),
    ],
)
def test_the_exit_code_says_how_it_went(arguments: tuple[str, ...], code: int, said: str) -> None:
    result = CliRunner().invoke(app, ["demo", *arguments])
    assert (result.exit_code, _without_audit(result.stderr)) == (code, said)
    as_json = CliRunner().invoke(app, ["demo", *arguments, "--json"])
    assert (as_json.exit_code, _without_audit(as_json.stderr)) == (code, said)
    assert all("kind" in json.loads(line) for line in as_json.stdout.splitlines())


def _without_audit(written: str) -> str:
    """Leave out the lines of the audit, which the demo writes to standard error."""
    return "".join(line for line in written.splitlines(keepends=True) if not line.startswith('{"time"'))
