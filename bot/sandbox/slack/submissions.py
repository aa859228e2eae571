"""What becomes of a submitted modal: the app's ack closes it, changes it, or says what is wrong in it.

Source: https://docs.slack.dev/surfaces/modals#interactions (response actions)
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.sandbox.observations import Observation
from bot.sandbox.slack.deliveries import Delivery
from bot.sandbox.slack.refused import Refused
from bot.sandbox.slack.rules_views import judge_view
from bot.sandbox.slack.views import View
from bot.sandbox.slack.workspace import Workspace


def settle(workspace: Workspace, view: View, delivery: Delivery) -> Delivery:
    """Do with a submitted modal what its ack asks for.

    Gives the delivery, with Slack's error when the ack failed or asks for what Slack refuses: then the modal
    stays and the person reads that there was trouble connecting.
    """
    if delivery.error is not None:
        return delivery
    current = workspace.views.find(view_id=view.id)
    if current is None:  # closed by the person while the ack was on its way
        return delivery
    ack = delivery.body if isinstance(delivery.body, dict) else {}
    try:
        _carry_out(workspace, current, ack)
    except Refused as refused:
        return replace(delivery, error=refused.error)
    if "view" in ack:
        workspace.observe(Observation("ack", {"payload": ack}))
    return delivery


def _carry_out(workspace: Workspace, view: View, ack: Mapping[str, Any]) -> None:
    views = workspace.views
    match ack.get("response_action"):
        case None:
            views.close(view)
        case "clear":
            views.clear(view.person_id)
        case "errors":
            views.note(view, errors=_errors(view, ack.get("errors")))
        case "update":
            views.update(view, _view(ack))
        case "push":
            views.push(view, _view(ack))
        case other:
            raise Refused("invalid_arguments", f"unknown response_action: {other}")


def _view(ack: Mapping[str, Any]) -> Mapping[str, Any]:
    content = ack.get("view")
    judge_view(content)
    if not isinstance(content, dict) or content["type"] != "modal":
        raise Refused("invalid_arguments", "must be of type modal [json-pointer:/view/type]")
    return content


def _errors(view: View, errors: Any) -> Mapping[str, str]:
    inputs = {block.get("block_id") for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        raise Refused("invalid_arguments", "errors must name the block ids of input blocks")
    return errors
