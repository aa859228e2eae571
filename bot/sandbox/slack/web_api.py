"""Slack's Web API over HTTP: reads token and arguments, calls the method, answers `ok` or the error."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.observations import Observation
from bot.sandbox.slack.people import App
from bot.sandbox.slack.refused import Refused
from bot.sandbox.slack.workspace import Workspace

STRUCTURED = ("attachments", "blocks", "metadata", "view")


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the Web API.

    scope: what the app's token must be granted for it, if anything.
    observed: whether a call shows something to people, and so is worth telling the observer.
    for_app: whether it wants the app-level token instead of the bot's.
    """

    call: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    scope: str | None = None
    observed: bool = False
    for_app: bool = False


class WebApi:
    """Answers `/api/<method>`.

    Source: https://docs.slack.dev/apis/web-api: arguments in the query, in a form (structures as JSON text)
    or in a JSON body; the token in the Authorization header or among a form's arguments; errors are HTTP 200.
    """

    def __init__(self, workspace: Workspace, methods: Mapping[str, Method], *, bot_token: str, app_token: str) -> None:
        self._workspace = workspace
        self._methods = methods
        self._tokens = {False: bot_token, True: app_token}
        self._known = frozenset(self._tokens.values())

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one HTTP request."""
        name = request.match_info["method"]
        if name.startswith("views."):
            await self._workspace.in_flight.settled()
        await request.read()  # a slow Slack has what it was sent, also when nobody waits for its answer any longer
        fault = await self._workspace.faults.met_by(name)
        if fault is not None:
            body = {"ok": False, "error": fault.error}
            return web.json_response(body, status=fault.answered_status, headers=fault.headers)
        try:
            answer = self._answer(name, *await _token_and_arguments(request))
        except Refused as refused:
            return web.json_response({"ok": False, "error": refused.error, **refused.fields})
        return web.json_response({"ok": True, **answer}, headers=self._granted(name))

    def _answer(self, name: str, token: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        method = self._methods.get(name)
        if method is None:
            raise Refused("unknown_method", req_method=name)
        self._check_token(method, token)
        if method.scope is not None:
            need_scope(self._workspace.directory.app, method.scope)
        answer = method.call(arguments)
        if method.observed:
            self._workspace.observe(Observation(name, {"payload": dict(arguments)}))
        return answer

    def _granted(self, name: str) -> Mapping[str, str]:
        """Give the header in which Slack tells what the bot's token may do."""
        if self._methods[name].for_app:
            return {}
        return {"X-OAuth-Scopes": ",".join(sorted(self._workspace.directory.app.scopes))}

    def _check_token(self, method: Method, token: str) -> None:
        if not token:
            raise Refused("not_authed")
        if token not in self._known:
            raise Refused("invalid_auth")
        if token != self._tokens[method.for_app]:
            raise Refused("not_allowed_token_type")


def need_scope(app: App, scope: str) -> None:
    """Hold the app to the scopes it was granted. Raises Refused: `missing_scope`."""
    if scope not in app.scopes:
        raise Refused("missing_scope", needed=scope, provided=",".join(sorted(app.scopes)))


async def _token_and_arguments(request: web.Request) -> tuple[str, dict[str, Any]]:
    arguments: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        arguments |= _json_object(await request.text())
    else:
        arguments |= {name: _structure(name, str(value)) for name, value in (await request.post()).items()}
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    posted = arguments.pop("token", "")
    return (bearer if scheme == "Bearer" else str(posted)), arguments


def _json_object(body: str) -> dict[str, Any]:
    try:
        decoded = json.loads(body or "{}")
    except ValueError as error:
        raise Refused("invalid_json") from error
    if not isinstance(decoded, dict):
        raise Refused("json_not_object")
    return decoded


def _structure(name: str, value: str) -> Any:
    if name not in STRUCTURED or not value:
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise Refused("invalid_blocks_format" if name == "blocks" else "invalid_arguments") from error
