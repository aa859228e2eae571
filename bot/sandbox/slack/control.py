"""The own endpoints of the sandbox's Slack, for the tests and the demo: plan faults.

    POST   /sandbox/faults   plan one: {"method": "chat.postMessage", "error": "not_in_channel", "times": 2}
                             with waiting: {"method": "users.info", "error": "ratelimited", "retry_after": 7}
                             slow: {"method": "response_url", "delay": 5, "times": null}
                             dead response URLs: {"method": "response_url", "error": "expired_url", "times": null}
    GET    /sandbox/faults   what is planned
    DELETE /sandbox/faults   forget it

They are not observed, and want no token: they are no part of Slack.
"""

from aiohttp import web

from bot.sandbox.slack.faults import Faults, SlackFault
from bot.sandbox.wishes import InvalidPlanError, parse_wish


class Control:
    """The endpoints that steer one Slack."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    def routes(self) -> list[web.RouteDef]:
        """Give the routes to add to the application."""
        return [
            web.post("/sandbox/faults", self._plan),
            web.get("/sandbox/faults", self._show),
            web.delete("/sandbox/faults", self._clear),
        ]

    async def _plan(self, request: web.Request) -> web.Response:
        try:
            fault = parse_wish(SlackFault, await request.read())
        except InvalidPlanError as error:
            return web.json_response({"message": str(error)}, status=400)
        self._faults.add(fault)
        return self._planned(201)

    async def _show(self, _: web.Request) -> web.Response:
        return self._planned(200)

    async def _clear(self, _: web.Request) -> web.Response:
        self._faults.clear()
        return self._planned(200)

    def _planned(self, status: int) -> web.Response:
        planned = [each.model_dump(mode="json") for each in self._faults.planned]
        return web.json_response({"planned": planned}, status=status)
