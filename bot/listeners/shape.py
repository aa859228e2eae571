"""What a delivery of Slack's must look like for Bolt's matchers and our listeners' first lines to read it.

Whoever can sign can still send nonsense; Bolt reads the first action, the event's type and the view without looking.
https://docs.slack.dev/reference/interaction-payloads
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError


class _Shape(BaseModel):
    model_config = ConfigDict(defer_build=True)  # each is only ever checked as a part of the whole


class _Somebody(_Shape):
    id: str | None = None
    team_id: str | None = None


class _Named(_Shape):
    action_id: str
    block_id: str | None = None


class _Action(_Named):
    type: str


class _State(_Shape):
    values: dict[str, dict[str, dict[str, Any]]] = {}


class _View(_Shape):
    id: str
    type: str
    callback_id: str | None = None
    private_metadata: str | None = None
    state: _State | None = None


class _Interaction(_Shape):
    user: _Somebody | None = None
    team: _Somebody | None = None
    channel: _Somebody | None = None
    enterprise: dict[str, Any] | None = None
    container: dict[str, Any] | None = None
    message: dict[str, Any] | None = None
    trigger_id: str | None = None
    response_url: str | None = None
    response_urls: Annotated[list[dict[str, Any]], Field(max_length=1)] = []
    """None of our inputs asks for one, and Bolt stumbles over several."""


class _Press(_Interaction):
    type: Literal["block_actions"]
    actions: Annotated[list[_Action], Field(min_length=1)]
    view: _View | None = None


class _Options(_Named, _Interaction):
    type: Literal["block_suggestion"]
    view: _View | None = None


class _Shortcut(_Interaction):
    type: Literal["shortcut", "message_action"]
    callback_id: str


class _OfView(_Interaction):
    type: Literal["view_submission", "view_closed"]
    view: _View


class _Happening(_Shape):
    type: str
    user: str | dict[str, Any] | None = None
    channel: str | dict[str, Any] | None = None
    ts: str | None = None
    thread_ts: str | None = None


class _Event(_Shape):
    type: Literal["event_callback"]
    event: _Happening
    authorizations: list[dict[str, Any]] | None = None


class _Verification(_Shape):
    type: Literal["url_verification"]
    challenge: str


_TYPED: TypeAdapter[object] = TypeAdapter(
    Annotated[_Press | _Options | _Shortcut | _OfView | _Event | _Verification, Field(discriminator="type")]
)


def is_readable(delivery: Mapping[str, Any]) -> bool:
    """Tell whether a delivery has the shape of one that this app is sent."""
    if "type" not in delivery:
        return ("command" in delivery or "ssl_check" in delivery) and all(
            isinstance(of, str) for of in delivery.values()
        )
    try:
        _TYPED.validate_python(delivery)
    except ValidationError:
        return False
    return True
