"""Lines of the prompt: how they are read, and what may complete them."""

import pytest

from bot.demo.acts import Act, As, ClearFaults, Close, Fault, Faults, Fill, In, Press, Say, Shortcut, Submit, as_typed
from bot.demo.completion import candidates
from bot.demo.faults import parse_fault
from bot.demo.refusals import CannotDo
from bot.demo.typed import COMMAND, Wish, parse_line
from bot.demo.whereabouts import Standpoint
from bot.qflow.order import FIELDS
from bot.sandbox.executions import NAMED, named

ID = "0e72b4a1-abea-45b2-9ae9-91cd87506404"


@pytest.mark.parametrize(
    ("line", "read"),
    [
        pytest.param("", None, id="nothing"),
        pytest.param("   ", None, id="spaces"),
        pytest.param(" /qflow-steps help ", Say("/qflow-steps help"), id="a command"),
        pytest.param("@qflow hello", Say("@qflow hello"), id="a mention"),
        pytest.param("2", Press(2), id="a number"),
        pytest.param("press 2", Press(2), id="press and a number"),
        pytest.param("2=Slowest first", Press(2, "Slowest first"), id="a choice"),
        pytest.param("2 =-status", Press(2, "-status"), id="a choice with a space"),
        pytest.param("2=", Press(2, ""), id="an empty choice"),
        pytest.param("shortcut look at this", Shortcut("look at this"), id="a message shortcut"),
        pytest.param("shortcut", Shortcut(""), id="the global shortcut"),
        pytest.param("AS bob", As("bob"), id="a person"),
        pytest.param("in #general", In("#general"), id="a channel"),
        pytest.param("fill execution_id=0e72", Fill("execution_id", "0e72"), id="a field"),
        pytest.param("submit", Submit(), id="submit"),
        pytest.param("Close", Close(), id="close"),
        pytest.param("exit", Wish.QUIT, id="exit"),
        pytest.param("?", Wish.HELP, id="a question mark"),
        *(pytest.param(wish, wish, id=wish) for wish in Wish),
    ],
)
def test_a_line_is_read(line: str, read: Act | Wish | None) -> None:
    assert parse_line(line) == read


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        pytest.param(f"`{ID}`", f"type /qflow-steps {ID}", id="an id alone"),
        pytest.param("shrotcut hello", "Did you mean shortcut?", id="a slip"),
        pytest.param("hello", "Try /qflow-steps", id="small talk"),
        pytest.param("list failed", "Did you mean list?", id="too much"),
        pytest.param("fill", "it takes field=value", id="fill what"),
        pytest.param("faults all", "“faults clear” forgets it", id="faults what"),
        pytest.param("press it", "it takes a number", id="press what"),
    ],
)
def test_what_cannot_be_read_gets_a_hint(line: str, hint: str) -> None:
    with pytest.raises(CannotDo) as cannot:
        parse_line(line)
    assert hint in str(cannot.value)


@pytest.mark.parametrize(
    "act",
    [
        Say("/qflow-steps help"),
        Shortcut("hello"),
        Shortcut(""),
        Press(2),
        Press(2, "x"),
        Fill("a", "b"),
        Submit(),
        Close(),
        As("bob"),
        In("general"),
        Fault(parse_fault("qflow 429 wait=5 on=auth times=2")),
        Fault(parse_fault("slack response_url invalid_blocks")),
        Faults(),
        ClearFaults(),
    ],
    ids=as_typed,
)
def test_every_act_can_be_typed(act: Act) -> None:
    assert parse_line(as_typed(act)) == act


def offered(line: str) -> list[str]:
    return [candidate.text.rstrip() for candidate in candidates(line, Standpoint(), ["execution_id", "order"])]


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        pytest.param("/q", [COMMAND], id="the command"),
        pytest.param("s", ["shortcut", "submit"], id="a word"),
        pytest.param(f"{COMMAND} 0e72", [ID], id="an id"),
        pytest.param(f"{COMMAND} fail", [named("failed").execution_id], id="an id by its name"),
        pytest.param("shortcut fail", [named("failed").execution_id], id="an id in a message"),
        pytest.param("@qflow fail", [named("failed").execution_id], id="an id in a mention"),
        pytest.param(f"{COMMAND} {ID} sta", ["status=", "status", "startDate"], id="an order or an option"),
        pytest.param(f"{COMMAND} {ID} -dur", ["-duration"], id="an order, descending"),
        pytest.param(f"{COMMAND} {ID} status s", ["since=", "status=", "share"], id="no second order"),
        pytest.param(f"{COMMAND} {ID} status=f", ["status=failed"], id="a status"),
        pytest.param(f"{COMMAND} {ID} un", ["until="], id="an option"),
        pytest.param("as b", ["bob"], id="a person"),
        pytest.param("in g", ["general"], id="a channel"),
        pytest.param("in #g", ["#general"], id="a channel with its sign"),
        pytest.param("in @", ["@qflow", "@bob"], id="a direct message"),
        pytest.param("fill e", ["execution_id="], id="a field"),
        pytest.param("fa", ["fault", "faults"], id="faults"),
        pytest.param("faults ", ["clear"], id="an end to faults"),
        pytest.param("fault ", ["qflow", "slack"], id="a side"),
        pytest.param("fault qflow re", ["redirect", "refused", "reset"], id="a kind"),
        pytest.param("fault qflow 5", ["500", "502", "503"], id="a status"),
        pytest.param("fault slack chat.post", ["chat.postEphemeral", "chat.postMessage"], id="a method"),
        pytest.param("fault slack users.info r", ["ratelimited"], id="an error"),
        pytest.param("fault slack response_url u", ["used_url"], id="an error of a response URL"),
        pytest.param("fault qflow reset ", [], id="a whole fault"),
        pytest.param("list ", [], id="nothing"),
    ],
)
def test_a_line_is_completed(line: str, completed: list[str]) -> None:
    assert offered(line) == completed


def test_every_execution_and_every_field_is_offered() -> None:
    assert offered(f"{COMMAND} ") == list(NAMED)
    assert set(FIELDS) < set(offered(f"{COMMAND} {ID} "))
