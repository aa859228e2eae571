"""Executions that are over: the documented one, a failed one, and the shapes that rows may take."""

from bot.sandbox.executions.named import NamedExecution
from bot.sandbox.executions.recorder import Recorder, Row
from bot.sandbox.recorded_exchanges import SAMPLE_1, SAMPLE_2, recorded_rows

_DOCUMENTED_BEGAN_AT = 1_746_010_375_084
_BEFORE_MIDNIGHT = 1_760_486_370_000

_ACCESS_DENIED = (
    "1 of 3 Instances acted on. UnauthorizedOperation: "
    "User: arn:aws:sts::123456789012:assumed-role/qflow-connector/QFlowSession is not authorized "
    "to perform: ec2:StopInstances on resource: "
    "arn:aws:ec2:eu-west-1:123456789012:instance/i-0f3a9c1d22b74e581 "
    "because no identity-based policy allows the ec2:StopInstances action"
)


def _failed(record: Recorder) -> list[Row]:
    return [
        record.trigger(),
        *record.ran("node-6748e0e3-resource", 410, 2_980, "14 Instances found"),
        *record.ran("node-67649155-filter", 3_120, 3_190, "3 Instances filtered"),
        *record.ran("node-2b90d1f7-http", 3_400, 4_815, "201 Created"),
        record.finished("node-5b21c7d0-action", 6_240, "3 Instances acted on"),
        *record.ran("node-ea318327-action", 6_500, 14_730, _ACCESS_DENIED, "Failed"),
        record.finished("node-e3a84822-qualysevent", 14_900, "Not run: a node before it failed", "Skipped"),
    ]


def _both_rows(record: Recorder) -> list[Row]:
    rows = [row | {"execution": record.execution_id} for row in recorded_rows()]
    return [
        *rows,
        record.started("node-67649155-filter", 2_580),
        record.started("node-e3a84822-post-workflow-trigger", 53_490),
        record.started("node-ea318327-action", 53_900),
    ]


def _loop(record: Recorder) -> list[Row]:
    looping = "node-4c1d88e0-action"
    return [
        record.trigger(),
        *record.ran("node-67649155-filter", 900, 1_040, "3 Instances filtered"),
        record.started(looping, 2_000),
        record.started(looping, 2_600),
        record.finished(looping, 3_900, "1 Instances acted on"),
        record.started(looping, 4_200),
        record.finished(looping, 5_100, "Instance i-0f3a9c1d22b74e581 is not in a running state", "Failed"),
        record.finished(looping, 7_450, "1 Instances acted on"),
        *record.ran("node-e3a84822-qualysevent", 7_600, 7_730, "2 events sent"),
    ]


def _midnight(record: Recorder) -> list[Row]:
    return [
        record.trigger(),
        *record.ran("node-67649155-filter", 8_000, 8_090, "5 Instances filtered"),
        *record.ran("node-ea318327-action", 9_000, 74_500, "5 Instances acted on"),
        *record.ran("node-e3a84822-qualysevent", 75_000, 75_120, "1 events sent"),
    ]


def _phases(record: Recorder) -> list[Row]:
    return [
        record.trigger(),
        *record.ran("node-67649155-filter", 1_200, 1_260, "2 Instances filtered"),
        *record.ran("node-7a3f19c4-action", 1_500, 4_100, "2 Instances acted on"),
        *record.ran("node-7a3f19c4-wait-for-completion", 4_150, 31_900),
        *record.ran("node-7a3f19c4-post-event", 32_000, 32_400, "1 events sent"),
        *record.ran("node-7a3f19c4-post-workflow-trigger", 32_500, 32_610),
        *record.ran("node-e3a84822-qualysevent", 33_000, 33_140, "1 events sent"),
    ]


EXECUTIONS = (
    NamedExecution(
        "0e72b4a1-abea-45b2-9ae9-91cd87506404",
        "documented",
        "The execution of Qualys' documentation: both sample requests are answered exactly as printed there.",
        lambda _: recorded_rows(),
        exchanges=(
            (SAMPLE_1, {}),
            (SAMPLE_2, {"startAt": "2025-03-20T01:45:36.220Z", "order": "status"}),
        ),
    ),
    NamedExecution(
        "fa11ed00-0000-4000-8000-000000000001",
        "failed",
        "An action was denied access, one later step was skipped and the rest never ran.",
        _failed,
    ),
    NamedExecution(
        "b0740000-0000-4000-8000-000000000002",
        "both-rows",
        "The documented run with a start row and a finish row for every node, so every duration is exact.",
        _both_rows,
        began_at=_DOCUMENTED_BEGAN_AT,
    ),
    NamedExecution(
        "10091009-0000-4000-8000-000000000003",
        "loop",
        "One node ran three times, overlapping; the second run failed and the newest succeeded.",
        _loop,
    ),
    NamedExecution(
        "fa5e5000-0000-4000-8000-000000000004",
        "phases",
        "Four of its nodes are phases of one component and share its eight hex digits.",
        _phases,
    ),
    NamedExecution(
        "24002400-0000-4000-8000-000000000005",
        "midnight",
        "The run crosses midnight in UTC, so its rows carry two values of parDateKey.",
        _midnight,
        began_at=_BEFORE_MIDNIGHT,
    ),
)
"""The executions of this file, in the order to list them."""
