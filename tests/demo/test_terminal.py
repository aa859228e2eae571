"""The demo at a terminal: keys go in, and what is drawn comes out."""

import asyncio
import signal
import sys
from datetime import timedelta
from io import StringIO

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from bot.asker import Asker, Way
from bot.audit import Audit
from bot.demo import guide
from bot.demo.acts import Fault, Say
from bot.demo.audited import Told, audit_to
from bot.demo.completion import candidates
from bot.demo.conversation import Conversation
from bot.demo.drawing import Drawing
from bot.demo.faults import parse_fault
from bot.demo.playing import conversing
from bot.demo.prompt import Prompt
from bot.demo.script import DOCUMENTED
from bot.demo.terminal import Terminal
from bot.demo.whereabouts import Standpoint
from bot.errors import Guest, ServerFailed
from bot.qflow.lookup import Lookup
from bot.sandbox.executions import named
from bot.sandbox.faults.planned import FaultPlan
from tests.demo.stage import Talk, perform

EXECUTION_ID = "0e72b4a1-abea-45b2-9ae9-91cd87506404"
ASKER = Asker(Way.COMMAND, "U0ALICE", "T0SANDBOX", "C0INCIDENTS")
UP, TAB, CTRL_C, CTRL_D = "\x1b[A", "\t", "\x03", "\x04"


async def at_terminal(conversation: Conversation, keys: str) -> str:
    """Type these keys, and give what is drawn."""
    drawn = StringIO()
    with create_pipe_input() as keyboard:
        keyboard.send_text(keys)
        prompt = Prompt(lambda line: candidates(line, Standpoint(), []), terminal=(keyboard, DummyOutput()))
        await Terminal(conversation, Drawing(Console(file=drawn, width=80)), prompt.ask).run()
    return drawn.getvalue()


async def lines(*typed: str) -> list[str | None]:
    """Type these keys, each portion once the prompt for it is drawn, and give each line that is read."""
    read: list[str | None] = []
    with create_pipe_input() as keyboard:
        prompt = Prompt(lambda line: candidates(line, Standpoint(), []), terminal=(keyboard, DummyOutput()))
        portions: list[str] = []
        prompt._session.app.after_render += lambda _: keyboard.send_text(portions.pop() if portions else "")
        for keys in typed:
            portions.append(keys)
            read.append(await prompt.ask("alice"))
    return read


async def test_commands_and_numbers_are_answered_until_quit(conversation: Conversation) -> None:
    drawn = await at_terminal(conversation, f"/qf{TAB}fail{TAB}\r2\rquit\r1\r")
    assert drawn.startswith(f"\n{guide.WELCOME}\n")
    assert drawn.count("❌ Failed at action") == 2
    assert "[2 Hide]" in drawn
    assert "[1 Hide]" not in drawn


async def test_a_menu_lists_what_it_offers_and_takes_a_number_or_nothing(talk: Talk) -> None:
    drawn = await at_terminal(talk.conversation, f"/form\r2\r2\r2\r2=slowest\r2\r\r2\r9\r2\r{CTRL_D}{CTRL_D}")
    assert drawn.count("  1 As run\n  2 Slowest\n") == 5
    assert drawn.count("Ordered: Slowest") == 2
    assert "Order does not offer 9, but 1 As run, 2 Slowest." in drawn


async def test_a_modal_is_filled_in_by_name_and_by_number(talk: Talk) -> None:
    talk.bot.go_on.set()
    drawn = await at_terminal(talk.conversation, "/form\r1\r1\r0e72\rfill flags=data\rsubmit\rclose\rsubmit\rquit\r")
    assert "✎ 0e72" in drawn
    assert "☑ Data" in drawn
    assert "0e72 d" in drawn
    assert "The modal “Steps” is closed." in drawn
    assert drawn.rstrip().endswith("No modal is open.")


async def test_people_executions_and_help_are_listed_within_80_columns(conversation: Conversation) -> None:
    drawn = await at_terminal(conversation, f"people\rlist\rhelp\ras otto\rpeople\rhello\r{CTRL_D}")
    assert "› alice  Alice Adams, a member\n    #incidents" in drawn
    assert "› otto  Otto Outsider, from another organisation\n    #with-elsewhere" in drawn
    assert "fa11ed00-0000-4000-8000-000000000001  failed" in drawn
    assert "fill <field>=<value>" in drawn
    assert "I do not know “hello”." in drawn
    assert max(map(len, drawn.splitlines())) <= 80


async def test_ctrl_c_ends_the_waiting_and_not_the_demo(talk: Talk) -> None:
    async def never(_: object) -> None:
        signal.raise_signal(signal.SIGINT)
        await asyncio.Event().wait()

    conversation = Conversation(talk.bot.slack, qflow_faults=FaultPlan(), settled=never)
    drawn = await at_terminal(conversation, "/form\rpeople\rquit\r")
    assert "You wait no longer" in drawn
    assert "Alice Adams" in drawn


async def test_what_nobody_waits_for_any_more_keeps_nobody_from_leaving() -> None:
    loop = asyncio.get_running_loop()
    async with conversing(lambda _: None) as conversation:
        await perform(conversation, Fault(parse_fault("qflow delay 20")))
        waited_for = asyncio.create_task(perform(conversation, DOCUMENTED))
        await asyncio.wait({waited_for}, timeout=0.5)
        waited_for.cancel()
        left = loop.time()
    assert loop.time() - left < 5


@pytest.mark.parametrize(
    ("keys", "read"),
    [
        pytest.param(["one\r", "two\r", f"{UP}{UP} more\r"], ["one", "two", "one more"], id="history"),
        pytest.param([f"lost{CTRL_C}", "kept\r"], ["", "kept"], id="Ctrl-C"),
        pytest.param([f"l{CTRL_D}\r", CTRL_D], ["l", None], id="Ctrl-D ends an empty line only"),
        pytest.param([f"pe{TAB}\r"], ["people"], id="the only candidate"),
        pytest.param(
            [f"@qflow error-h{TAB}-dur{TAB}\r"],
            [f"@qflow {named('error-html').execution_id} -duration "],
            id="an id by its name, and an order",
        ),
    ],
)
async def test_lines_are_read_with_history_and_completion(keys: list[str], read: list[str | None]) -> None:
    assert await lines(*keys) == read


@pytest.mark.parametrize(
    ("environment", "colour"),
    [
        pytest.param({}, "\x1b[1;36malice", id="16 colours"),
        pytest.param({"NO_COLOR": "1"}, "\x1b[1malice", id="NO_COLOR"),
    ],
)
def test_colours_are_of_the_sixteen_and_none_where_none_are_wanted(environment: dict[str, str], colour: str) -> None:
    drawn = StringIO()
    console = Console(file=drawn, force_terminal=True, color_system="standard", _environ=environment)
    Drawing(console).announce(Standpoint(), DOCUMENTED)
    assert colour in drawn.getvalue()


async def test_what_is_waited_for_is_drawn_from_the_first_moment() -> None:
    drawn = StringIO()
    with Drawing(Console(file=drawn, width=80, force_terminal=True)).waiting("waiting for the bot"):
        assert "waiting for the bot" in drawn.getvalue()


async def test_once_something_came_it_is_more_that_is_waited_for(talk: Talk) -> None:
    drawn = StringIO()
    drawing = Drawing(Console(file=drawn, width=80, force_terminal=True))
    with drawing.waiting("waiting for the bot"):
        await talk.conversation.perform(Say("/form"), drawing.appear)
        before, _, after = drawn.getvalue().rpartition("[1 Ask]")
    assert "waiting for the bot" in before
    assert "waiting for more" in after
    assert "waiting for the bot" not in after


async def test_the_audit_stands_above_what_is_waited_for_and_never_in_what_is_typed() -> None:
    drawn = StringIO()
    drawing = Drawing(Console(file=drawn, width=100))
    stream = Told(drawing.aside)
    audit = Audit(stream)
    audit.looked_up(ASKER, "5eed5eed", Lookup(EXECUTION_ID), ServerFailed(EXECUTION_ID, 503), timedelta(seconds=1))
    assert drawn.getvalue() == ""
    with drawing.waiting("waiting for the bot"):
        audit.refused(ASKER, "5eed5eed", [EXECUTION_ID], Guest())
        assert drawn.getvalue().splitlines() == [
            "audit: command of alice · allowed · ServerFailed · 1000 ms · request 5eed5eed",
            "audit: command of alice · refused, Guest · request 5eed5eed",
        ]


async def test_a_real_lookups_audit_is_told_in_one_short_line() -> None:
    told: list[str] = []
    async with conversing(lambda _: None, audit_to=Told(told.append)) as conversation:
        await perform(conversation, DOCUMENTED)
    (line,) = told
    assert line.startswith("audit: command of alice · allowed · 6 rows from qflow · ")
    assert len(line) < 90


def test_where_standard_error_is_no_terminal_the_audit_stays_as_it_is() -> None:
    assert audit_to(lambda _: None) is sys.stderr


async def test_who_shared_is_drawn_by_name(conversation: Conversation) -> None:
    drawn = await at_terminal(conversation, "/qflow-steps fail\t share\rquit\r")
    assert "shared by «@alice»" in drawn
