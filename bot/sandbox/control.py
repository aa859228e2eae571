"""The own endpoints of the sandbox's QFlow API, for the tests and the demo: plan faults, expire and revoke tokens.

    POST   /sandbox/faults          plan one: {"fault": {"kind": "http-error", "status": 503}, "times": 2}
    GET    /sandbox/faults          what is planned
    DELETE /sandbox/faults          forget it
    POST   /sandbox/tokens/expire   issued tokens are past their time
    POST   /sandbox/tokens/revoke   every token is forgotten

They are not observed: they are no part of the API that is played here.
"""

from aiohttp import web

from bot.sandbox.answers import error_answer, json_answer
from bot.sandbox.executions import NAMED
from bot.sandbox.faults.fault import whole
from bot.sandbox.faults.planned import FaultPlan, PlannedFault
from bot.sandbox.tokens import Tokens
from bot.sandbox.wishes import InvalidPlanError, parse_wish


class Control:
    """The endpoints that steer one QFlow API."""

    def __init__(self, faults: FaultPlan, tokens: Tokens) -> None:
        self._faults = faults
        self._tokens = tokens

    def routes(self) -> list[web.RouteDef]:
        """Give the routes to add to the application."""
        return [
            web.post("/sandbox/faults", self._plan),
            web.get("/sandbox/faults", self._show),
            web.delete("/sandbox/faults", self._clear),
            web.post("/sandbox/tokens/expire", self._expire),
            web.post("/sandbox/tokens/revoke", self._revoke),
        ]

    async def _plan(self, request: web.Request) -> web.Response:
        try:
            planned = parse_wish(PlannedFault, await request.read())
        except InvalidPlanError as error:
            return whole(error_answer(400, str(error)))
        if planned.execution_id not in {None, *NAMED}:
            return whole(error_answer(400, f"There is no execution {planned.execution_id}."))
        self._faults.add(planned)
        return self._planned(201)

    async def _show(self, _: web.Request) -> web.Response:
        return self._planned(200)

    async def _clear(self, _: web.Request) -> web.Response:
        self._faults.clear()
        return self._planned(200)

    async def _expire(self, _: web.Request) -> web.Response:
        self._tokens.expire()
        return web.Response(status=204)

    async def _revoke(self, _: web.Request) -> web.Response:
        self._tokens.revoke()
        return web.Response(status=204)

    def _planned(self, status: int) -> web.Response:
        planned = [each.model_dump(mode="json") for each in self._faults.planned]
        return whole(json_answer(status, {"planned": planned}))
