"""The sandbox's QFlow API: the documented steps endpoint over the named executions, and the token endpoints.

Not modelled: the 30 days after which the API forgets an execution, permissions beside those of `error-403`,
and paging, which the documentation does not mention.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from aiohttp import web

from bot.sandbox.answers import Answer, error_answer, json_answer
from bot.sandbox.control import Control
from bot.sandbox.executions import NAMED, NamedExecution
from bot.sandbox.faults.connections import CLOSING
from bot.sandbox.faults.fault import Fault
from bot.sandbox.faults.planned import FaultPlan
from bot.sandbox.observations import Observation, Observer
from bot.sandbox.queries import InvalidParameterError, parse_query
from bot.sandbox.recorded_exchanges import recorded_body
from bot.sandbox.tokens import Tokens

_AS_ANSWERED = Fault()  # the plain Fault changes nothing


class QFlowApi:
    """One QFlow API.

    token: a bearer token that is good until all are revoked; others come from the token endpoints.
    observer: is told of each request as its answer goes out, or as it is left without one (status 0).
    clock: gives the seconds since the epoch; runs that are under way began shortly before it was asked first.

    Its `faults` say what the next calls meet, its `tokens` which tokens are good; `/sandbox/` serves both.
    """

    def __init__(self, *, token: str, observer: Observer, clock: Callable[[], float] = time.time) -> None:
        self.faults = FaultPlan()
        self.tokens = Tokens(token, clock)
        self._observer = observer
        self._opened_at = round(clock() * 1000)
        self._reads: Counter[str] = Counter()
        self._rows: dict[str, Sequence[object]] = {}

    def app(self) -> web.Application:
        """Give the application to serve."""
        app = web.Application()
        app[CLOSING] = asyncio.Event()
        app.on_shutdown.append(_close)
        app.add_routes(Control(self.faults, self.tokens).routes())
        app.router.add_post("/auth/oidc", self._token_for_client)
        app.router.add_post("/auth", self._token_for_user)
        app.router.add_get("/qflowapi/v1/executions/{execution_id}/steps", self._steps)
        app.router.add_route("*", "/{path:.*}", self._nothing_here)
        return app

    async def _steps(self, request: web.Request) -> web.StreamResponse:
        execution_id = request.match_info["execution_id"]
        planned = self.faults.take("steps", execution_id)
        refusal = self.tokens.refusal(request.headers.get("Authorization"))
        if refusal is not None:
            return await self._send(request, error_answer(401, refusal), planned)
        execution = NAMED.get(execution_id)
        if execution is None:
            return await self._send(request, error_answer(404), planned)
        answer = self._answer(execution, dict(request.query))
        return await self._send(request, answer, planned or execution.fault)

    async def _token_for_client(self, request: web.Request) -> web.StreamResponse:
        answer = self.tokens.answer_client(request.headers)
        return await self._send(request, answer, self.faults.take("auth"))

    async def _token_for_user(self, request: web.Request) -> web.StreamResponse:
        answer = self.tokens.answer_user(request.headers, await request.post())
        return await self._send(request, answer, self.faults.take("auth"))

    async def _nothing_here(self, request: web.Request) -> web.StreamResponse:
        return await self._send(request, error_answer(404, "No such resource"), None)

    def _answer(self, execution: NamedExecution, query: Mapping[str, str]) -> Answer:
        for file, recorded_query in execution.exchanges:
            if query == recorded_query:
                return Answer(200, recorded_body(file))
        try:
            steps_query = parse_query(query)
        except InvalidParameterError:
            return error_answer(400)
        if execution.refuses_order and steps_query.order is not None:
            return error_answer(400)
        items = steps_query.apply(self._visible_rows(execution))
        total = len(items) if execution.total is None else execution.total
        return json_answer(200, {"total": total, "items": items})

    def _visible_rows(self, execution: NamedExecution) -> Sequence[object]:
        execution_id = execution.execution_id
        if execution_id not in self._rows:
            self._rows[execution_id] = execution.rows(self._opened_at)
        self._reads[execution_id] += 1
        rows = self._rows[execution_id]
        return rows[: self._reads[execution_id]] if execution.grows else rows

    async def _send(self, request: web.Request, answer: Answer, fault: Fault | None) -> web.StreamResponse:
        fault = fault or _AS_ANSWERED
        seen = {
            "method": request.method,
            "path": request.path,
            "query": dict(request.query),
            "status": fault.visible_status(answer),
        }
        self._observer(Observation("qflow", seen))
        return await fault.send(request, answer)


async def _close(app: web.Application) -> None:
    app[CLOSING].set()
