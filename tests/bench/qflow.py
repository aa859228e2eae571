"""A QFlow API for load: an execution's id says how many steps it has and how long they speak; a body is made once."""

import asyncio
import json
from collections import Counter
from functools import cache

from aiohttp import web

from bot.sandbox.executions.recorder import Recorder
from bot.sandbox.recorded_exchanges import SAMPLE_1, recorded_body

TOKEN = "made-up-for-the-bench"
DOCUMENTED = "0e72b4a1-abea-45b2-9ae9-91cd87506404"
"""The execution of Qualys' documentation."""

_BEGAN_AT = 1_746_010_375_084
_MESSAGES = ("{} Instances acted on", "{} Instances filtered", "{} events sent", "Success, {}")
"""As long as the documented ones; each has a number of its own, so that no two are the same text."""
_KINDS = ("action", "filter", "qualysevent", "post-event")


class QFlow:
    """Answers after `delay` seconds, and counts its calls."""

    def __init__(self) -> None:
        self.delay = 0.0
        self.calls: Counter[str] = Counter()

    def app(self) -> web.Application:
        """Give the application to serve."""
        app = web.Application()
        app.router.add_get("/qflowapi/v1/executions/{execution_id}/steps", self._steps)
        return app

    async def _steps(self, request: web.Request) -> web.Response:
        execution_id = request.match_info["execution_id"]
        self.calls[execution_id] += 1
        if self.delay:
            await asyncio.sleep(self.delay)
        return web.Response(body=_body(execution_id), content_type="application/json")


def execution_id(steps: int, number: int, *, kib: int = 0) -> str:
    """Name the execution of that number that has so many steps. kib: of each message; 0 for one as documented."""
    return f"{steps:08x}-{kib:04x}-4000-8000-{number:012x}"


@cache
def body_of(steps: int, kib: int = 0) -> bytes:
    """Write the answer for an execution of so many steps: the trigger, then a finish row each; over, and long ago."""
    record = Recorder(execution_id(steps, 0, kib=kib), _BEGAN_AT)
    rows = [record.trigger()]
    for number in range(1, steps):
        kind = number % len(_KINDS)
        message = _MESSAGES[kind].format(number)
        message *= max(1, kib * 1024 // len(message))
        rows.append(record.finished(f"node-{number:08x}-{_KINDS[kind]}", number * 731, message))
    return json.dumps({"total": len(rows), "items": rows}).encode()


def _body(execution: str) -> bytes:
    if execution == DOCUMENTED:
        return recorded_body(SAMPLE_1)
    steps, kib, *_ = execution.split("-")
    return body_of(int(steps, 16), int(kib, 16))
