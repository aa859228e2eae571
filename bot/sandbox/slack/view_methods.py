"""The Web API's methods for modals and the Home tab: `views.*`."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack.payloads import view_as_json
from bot.sandbox.slack.refused import Refused
from bot.sandbox.slack.rules_views import judge_view
from bot.sandbox.slack.views import View
from bot.sandbox.slack.web_api import Method
from bot.sandbox.slack.workspace import Workspace


class ViewMethods:
    """The methods of https://docs.slack.dev/reference/methods?family=views; they want no scope."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def methods(self) -> dict[str, Method]:
        """Give the methods by name."""
        return {
            "views.open": Method(self.open, observed=True),
            "views.push": Method(self.push, observed=True),
            "views.update": Method(self.update, observed=True),
            "views.publish": Method(self.publish, observed=True),
        }

    def open(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Open a modal for the person whose act the trigger stands for."""
        content = _content(arguments, "modal")
        trigger = self._workspace.triggers.spend(_trigger_id(arguments))
        return self._answer(self._workspace.views.open(trigger.person_id, content))

    def push(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Open a modal upon the one that the trigger comes from."""
        content = _content(arguments, "modal")
        trigger = self._workspace.triggers.spend(_trigger_id(arguments))
        below = self._workspace.views.find(view_id=trigger.view_id or "")
        if below is None:
            raise Refused("invalid_trigger_id")
        return self._answer(self._workspace.views.push(below, content))

    def update(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Change an open view: the newest only, where a hash is given."""
        view = self._workspace.views.find(
            view_id=str(arguments.get("view_id", "")), external_id=str(arguments.get("external_id", ""))
        )
        if view is None:
            raise Refused("not_found")
        content = _content(arguments, view.content["type"])
        if arguments.get("hash") not in {None, "", view.hash}:
            raise Refused("hash_conflict")
        return self._answer(self._workspace.views.update(view, content))

    def publish(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Show a Home tab to a person."""
        content = _content(arguments, "home")
        person = self._workspace.directory.person(str(arguments.get("user_id", "")))
        if person is None:
            raise Refused("user_not_found")
        return self._answer(self._workspace.views.publish(person.id, content))

    def _answer(self, view: View) -> dict[str, Any]:
        return {"view": view_as_json(self._workspace.directory, view)}


def _content(arguments: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    content = arguments.get("view")
    judge_view(content)
    if not isinstance(content, dict) or content["type"] != kind:
        raise Refused("invalid_arguments", f"must be of type {kind} [json-pointer:/view/type]")
    return content


def _trigger_id(arguments: Mapping[str, Any]) -> str:
    if not arguments.get("trigger_id"):
        raise Refused("invalid_arguments", "missing required field: trigger_id [json-pointer:/]")
    return str(arguments["trigger_id"])
