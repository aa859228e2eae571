"""Executions whose answers are allowed but odd: what an API may do tomorrow, or does without saying so.

The names of the two data fields are invented: the documentation says that includeData adds "the input and
output data of every node" and names no field. Every value in them is made up; the keys are AWS' own
published examples.
"""

from bot.sandbox.executions.named import NamedExecution
from bot.sandbox.executions.recorder import Recorder, Row

DATA_FIELDS = ("input", "output")
"""The fields that a row carries with includeData=true only; their names are invented."""


def _unknown_statuses(record: Recorder) -> list[Row]:
    return [
        record.trigger(),
        *record.ran("node-0c1c1c1c-oci-resource", 500, 900, "7 Instances found"),
        record.started("node-51e7e000-quantum-sieve", 1_100, status="Hibernating", retryCount=2),
        record.finished("node-ea318327-action", 2_400, "3 of 5 Instances acted on", "PartiallyApplied"),
        record.finished("node-67649155-filter", 2_900, "", "", region={"name": "eu-west-1", "zones": ["a", "b"]}),
        record.finished("node-aa99bb88-approval", 3_300, "Waiting for a person", "On Hold", eventOrder=3),
        record.finished("node-e3a84822-qualysevent", 3_700, "1 events sent", eventOrder=None, links=[]),
    ]


def _malformed(record: Recorder) -> list[object]:
    without_node = record.finished("node-00000001-filter", 1_500)
    del without_node["nodeId"]
    return [
        record.trigger(),
        "this is no row",
        record.finished("node-67649155-filter", 1_000, "2 Instances filtered"),
        without_node,
        record.finished("node-00000002-action", 2_000, startDate="yesterday, about noon"),
        record.finished("node-00000003-action", 2_500, details=["a", "list"]),
        None,
        record.finished("node-ea318327-action", 3_000, "2 Instances acted on"),
    ]


def _six(record: Recorder) -> list[Row]:
    return [
        record.trigger(),
        record.finished("node-67649155-filter", 2_645, "2 Instances filtered"),
        record.finished("node-e3a84822-qualysevent", 5_109, "1 events sent"),
        record.finished("node-e3a84822-post-event", 52_944),
        record.finished("node-e3a84822-post-workflow-trigger", 53_623),
        record.finished("node-ea318327-action", 55_437, "2 Instances acted on"),
    ]


def _with_data(record: Recorder) -> list[Row]:
    instances = [{"instanceId": "i-0f3a9c1d22b74e581", "region": "eu-west-1", "state": "running"}]
    connector = {
        "connectorId": "aa70acae-0000-4000-8000-000000000000",
        "accessKeyId": "AKIAIOSFODNN7EXAMPLE",
        "secretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    }
    request = {
        "url": "https://svc-flow:tr0ub4dor-and-3@tickets.example.com/api/v2/issues?token=made-up-token-5f2d",
        "headers": {"Authorization": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJtYWRlLXVwIn0.bWFkZS11cA"},
        "body": '{"title": "Stopped 1 instance", "password": "correct horse battery staple"}',
    }
    return [
        record.trigger() | {"input": {"source": "WORKFLOW_TRIGGER", "forceRun": False}, "output": None},
        record.finished("node-67649155-filter", 900, "1 Instances filtered", input=instances, output=instances),
        record.finished("node-ea318327-action", 3_200, "1 Instances acted on", input=connector, output=instances),
        record.finished("node-2b90d1f7-http", 4_100, "201 Created", input=request, output={"status": 201}),
    ]


EXECUTIONS = (
    NamedExecution(
        "0dd57a75-0000-4000-8000-000000000009",
        "unknown-statuses",
        "Statuses, node types, event orders and fields that no documentation mentions.",
        _unknown_statuses,
    ),
    NamedExecution(
        "bad00bad-0000-4000-8000-00000000000a",
        "malformed",
        "Three good rows among five that are not rows at all or carry nonsense.",
        _malformed,
    ),
    NamedExecution(
        "00000000-0000-4000-8000-00000000000b",
        "none",
        "An answer without a single row: 200, total 0.",
        lambda _: [],
    ),
    NamedExecution(
        "11e00040-0000-4000-8000-00000000000c",
        "lying-total",
        "The answer says that there are 40 rows and carries 6.",
        _six,
        total=40,
    ),
    NamedExecution(
        "da7ada7a-0000-4000-8000-00000000000d",
        "with-data",
        "With includeData=true: inputs and outputs, secrets among them; those two field names are invented.",
        _with_data,
    ),
)
"""The executions of this file, in the order to list them."""
