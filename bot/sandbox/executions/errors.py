"""One execution for each way in which the API can refuse, fail or answer nonsense."""

from collections.abc import Iterator

from bot.sandbox.executions.named import NamedExecution
from bot.sandbox.executions.recorder import Recorder, Row
from bot.sandbox.faults.connections import Reset, Silence
from bot.sandbox.faults.fault import Fault
from bot.sandbox.faults.replies import HalfJson, Html, HttpError, OtherShape, Redirect
from bot.sandbox.faults.streams import GzipBomb


def _succeeded(record: Recorder) -> list[Row]:
    return [
        record.trigger(),
        *record.ran("node-67649155-filter", 900, 1_010, "2 Instances filtered"),
        *record.ran("node-ea318327-action", 1_300, 4_700, "2 Instances acted on"),
    ]


_FAULTS: tuple[tuple[str, str, str, Fault], ...] = (
    (
        "e0000401-0000-4000-8000-0000000000ee",
        "error-401",
        "401: the token is refused.",
        HttpError(status=401),
    ),
    (
        "e0000403-0000-4000-8000-0000000000ee",
        "error-403",
        "403: a permission is missing; the body names a user.",
        HttpError(status=403),
    ),
    ("e0000404-0000-4000-8000-0000000000ee", "error-404", "404: not found.", HttpError(status=404)),
    (
        "e0000409-0000-4000-8000-0000000000ee",
        "error-409",
        "409: too many calls at once, wait 40 s (X-RateLimit-ToWait-Sec).",
        HttpError(status=409, wait=40),
    ),
    (
        "e0000429-0000-4000-8000-0000000000ee",
        "error-429",
        "429: too many calls, wait 10 min (X-RateLimit-ToWait-Sec).",
        HttpError(status=429, wait=600),
    ),
    (
        "e1000429-0000-4000-8000-0000000000ee",
        "error-429-retry-after",
        "429: too many calls, wait 2 min (Retry-After only).",
        HttpError(status=429, wait=120, wait_header="Retry-After"),
    ),
    (
        "e2000429-0000-4000-8000-0000000000ee",
        "error-429-bare",
        "429 without a word on how long to wait.",
        HttpError(status=429),
    ),
    ("e0000500-0000-4000-8000-0000000000ee", "error-500", "500: the API failed.", HttpError(status=500)),
    (
        "e0000502-0000-4000-8000-0000000000ee",
        "error-502",
        "502: a gateway's HTML page.",
        HttpError(status=502),
    ),
    (
        "e0000503-0000-4000-8000-0000000000ee",
        "error-503",
        "503: the API is not available.",
        HttpError(status=503),
    ),
    ("e0000060-0000-4000-8000-0000000000ee", "error-timeout", "No answer for a minute.", Silence()),
    (
        "e000dead-0000-4000-8000-0000000000ee",
        "error-connection",
        "The connection is reset without an answer.",
        Reset(),
    ),
    (
        "e0000bad-0000-4000-8000-0000000000ee",
        "error-broken-body",
        "200 with half a JSON document.",
        HalfJson(),
    ),
    ("e0000200-0000-4000-8000-0000000000ee", "error-html", "200 with an HTML page.", Html()),
    ("e0005a9e-0000-4000-8000-0000000000ee", "error-shape", "200 with JSON of another shape.", OtherShape()),
    ("e0000302-0000-4000-8000-0000000000ee", "error-redirect", "302 to somewhere else.", Redirect()),
    (
        "e0000b16-0000-4000-8000-0000000000ee",
        "error-too-large",
        "200 with a body of 33 MiB, 33 KiB of them on the wire.",
        GzipBomb(),
    ),
)


def _executions() -> Iterator[NamedExecution]:
    yield NamedExecution(
        "e0000400-0000-4000-8000-0000000000ee",
        "error-400",
        "400 to every order; without one it answers.",
        _succeeded,
        refuses_order=True,
    )
    for execution_id, name, shows, fault in _FAULTS:
        yield NamedExecution(execution_id, name, shows, _succeeded, fault=fault)


EXECUTIONS = tuple(_executions())
"""The executions of this file, in the order to list them."""
