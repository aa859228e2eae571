"""No secret that QFlow tells reaches any output, and what only looks like one stays to be read there."""

import json
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from bot.blocks.details import DetailCuts, spoken_details
from bot.blocks.shown import Shown
from bot.blocks.step_in_full import step_in_full
from bot.blocks.summary import execution_summary
from bot.blocks.surface import Surface
from bot.qflow.execution import Execution
from bot.qflow.fold import fold
from bot.qflow.lookup import Lookup
from bot.qflow.packing import pack
from bot.qflow.reading import parse_step_events
from bot.qflow.snapshot import snapshot_of
from tests.blocks.test_summary import AS_OF, SOURCE
from tests.qflow.rows import EXECUTION_ID, body, finished
from tests.redact.corpus import LOOK_ALIKES, REDACTOR, SECRETS, Secret

FULL = DetailCuts(message=9_000, text=2_000, listed=50, data=6_000)


def telling(text: str, *, include_data: bool = True) -> Execution:
    """Fold an execution that says a text wherever a row can."""
    row = finished(
        54,
        f"node-e3a84822-{text}",
        nodeType=text,
        status=text,
        tags=[text],
        id=text,
        customerId=text,
        execution=text,
        parDateKey=text,
        details={"message": text},
        input={"inner": [text]},
    )
    failed = finished(60, status="Failed", details={"message": text})
    return fold(EXECUTION_ID, parse_step_events(body(row, failed), REDACTOR, include_data=include_data), dated=False)


def outputs(execution: Execution) -> Iterator[tuple[str, str]]:
    """Give everything that is said of an execution, by where: what people, Redis, the log and a debugger see."""
    shown = Shown(Lookup(EXECUTION_ID))
    for step in execution.steps:
        shown = shown.opening(step)
    for surface in Surface:
        message = execution_summary(execution, shown, SOURCE, surface=surface)
        yield f"blocks on {surface.name}", json.dumps(message.blocks, ensure_ascii=False)
        yield f"text on {surface.name}", message.text
        assert message.reduced is not None
        yield f"reduced on {surface.name}", json.dumps(message.reduced.blocks, ensure_ascii=False)
    timeline = execution_summary(execution, Shown(Lookup(EXECUTION_ID), timeline=True), SOURCE)
    yield "timeline", json.dumps(timeline.blocks, ensure_ascii=False)
    for step in execution.steps:
        yield "modal", json.dumps(step_in_full(execution, step).blocks, ensure_ascii=False)
        yield "spoken details", "\n".join(spoken_details(execution, step, FULL))
    yield "Redis", zlib.decompress(pack(snapshot_of(execution, as_of=AS_OF, size=1))).decode()
    yield "repr", repr(execution)


def boxed(blocks: list[dict[str, Any]]) -> str:
    """Give what stands in the boxes of a modal: the message, and the data."""
    boxes = [part for block in blocks if block["type"] == "rich_text" for part in block["elements"]]
    return "".join(part["elements"][0]["text"] for part in boxes if part["type"] == "rich_text_preformatted")


@pytest.mark.parametrize("case", SECRETS, ids=lambda case: case.shows)
def test_a_secret_reaches_no_output(case: Secret) -> None:
    execution = telling(case.text)
    assert execution.redacted >= 10
    leaks = [(where, secret) for where, said in outputs(execution) for secret in case.secrets if secret in said]
    assert leaks == []


@pytest.mark.parametrize("case", SECRETS, ids=lambda case: case.shows)
def test_a_secret_reaches_no_log(case: Secret) -> None:
    fields = {"event": case.text, "error": ValueError(case.text), "rows": [{"message": case.text}]}
    logged = repr(REDACTOR.log_event(None, "warning", fields))
    assert not [secret for secret in case.secrets if secret in logged]


@pytest.mark.parametrize("text", LOOK_ALIKES.values(), ids=LOOK_ALIKES)
def test_a_look_alike_stays_readable(text: str) -> None:
    execution = telling(text)
    assert execution.redacted == 0
    said = dict(outputs(execution))
    assert json.loads(json.dumps(text)) in boxed(json.loads(said["modal"]))
    assert "redacted" not in said["repr"].replace("redacted=0", "").replace(text, "").replace(repr(text)[1:-1], "")


def test_both_rates_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    said = {case.shows: "".join(output for _, output in outputs(telling(case.text))) for case in SECRETS}
    hidden = sum(not any(secret in said[case.shows] for secret in case.secrets) for case in SECRETS)
    kept = sum(telling(text).redacted == 0 for text in LOOK_ALIKES.values())
    with capsys.disabled():
        print(  # noqa: T201 - to be read
            f"\nall outputs: {hidden} of {len(SECRETS)} secrets hidden, {kept} of {len(LOOK_ALIKES)} look-alikes kept"
        )
    assert (hidden, kept) == (len(SECRETS), len(LOOK_ALIKES))


def test_how_many_values_are_hidden_is_said_in_blocks_and_text() -> None:
    row = finished(54, details={"message": "password=made-up token=made-up"})
    execution = fold(
        EXECUTION_ID, parse_step_events(body(row, finished(60, "b", status="key AKIA" + "A" * 16))), dated=False
    )
    message = execution_summary(execution, Shown(Lookup(EXECUTION_ID)), SOURCE)
    assert "3 values redacted" in message.text
    assert "3 values redacted" in json.dumps(message.blocks)


def test_nothing_hidden_is_not_mentioned() -> None:
    assert "redacted" not in execution_summary(telling("fine"), Shown(Lookup(EXECUTION_ID)), SOURCE).text
