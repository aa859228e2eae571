"""The details of a step: what its events recorded as data, and how much of it is shown."""

import json

from bot.blocks.details import DetailCuts, spoken_details, step_details
from bot.qflow.execution import Execution
from bot.qflow.fold import fold
from bot.qflow.reading import parse_step_events
from tests.qflow.rows import EXECUTION_ID, body, finished, started, trigger

FULL = DetailCuts(message=9_000, text=2_000, listed=50, data=6_000)

CUTS = DetailCuts(message=600, text=60, listed=4, data=40)


def with_data(*rows: object) -> Execution:
    return fold(EXECUTION_ID, parse_step_events(body(*rows), include_data=True), dated=False)


def parts(execution: Execution, cuts: DetailCuts) -> list[str]:
    """Give what each part of the first step's details says."""
    block = step_details(execution, execution.steps[0], cuts).block
    return ["".join(span.get("text", "") for span in part["elements"]) for part in block["elements"]]


def test_data_stands_in_a_box_of_its_own_under_a_plain_title() -> None:
    shown = parts(with_data(started(0, input={"a": 1}), finished(54, output=["b"])), FULL)
    assert shown[-4:] == [
        "Data recorded at the start",
        '{\n  "input": {\n    "a": 1\n  }\n}',
        "Data recorded at the finish",
        '{\n  "output": [\n    "b"\n  ]\n}',
    ]


def test_data_is_that_of_the_newest_run() -> None:
    execution = with_data(*(finished(at, output=at) for at in (54, 99)))
    said = "\n".join(parts(execution, FULL))
    assert '"output": 99' in said
    assert '"output": 54' not in said


def test_long_data_is_cut_and_it_is_said_how_much() -> None:
    execution = with_data(finished(54, output="x" * 100))
    whole = execution.steps[0].newest.latest.data
    assert whole is not None
    assert parts(execution, CUTS)[-1] == f"40 of {len(whole)} characters shown"
    assert step_details(execution, execution.steps[0], CUTS).cut
    assert not step_details(execution, execution.steps[0], FULL).cut


def test_without_data_nothing_is_said_of_it() -> None:
    execution = with_data(finished(54))
    assert "Data" not in json.dumps(step_details(execution, execution.steps[0], FULL).block)
    assert "Data" not in "\n".join(spoken_details(execution, execution.steps[0], FULL))


def test_the_beginning_of_the_data_is_said() -> None:
    execution = with_data(finished(54, output="x" * 100))
    (line,) = [line for line in spoken_details(execution, execution.steps[0], CUTS) if line.startswith("Data")]
    assert line.startswith('Data recorded at the finish: { "output": "xxx')
    assert line.endswith("…")


def test_a_trigger_and_a_step_that_runs_are_not_said_to_have_ended() -> None:
    execution = with_data(trigger(), started(2), finished(60, "node-1-action"))
    facts = ["\n".join("\n".join(spoken_details(execution, step, FULL)).splitlines()[:2]) for step in execution.steps]
    first, running, done = facts
    assert first == "trigger · trigger · started the execution\nstarted 2025-04-30 10:52:55 UTC · first began +0 ms"
    assert "Running\nstarted 2025-04-30 10:52:55 UTC · no finish recorded" in running
    assert " · ended 2025-04-30 10:52:55 UTC · took ≥ 54 ms" in done
