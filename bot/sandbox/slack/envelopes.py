"""What goes over a Socket Mode connection: hello, envelopes, goodbye.

Source: https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from typing import Any

from bot.sandbox.slack.doors import Kind, Post

CONNECTION_SECONDS = 18_060
"""How long Slack says a connection lasts."""


def hello(app_id: str, *, connections: int) -> dict[str, Any]:
    """Give the first message of a connection."""
    return {
        "type": "hello",
        "num_connections": connections,
        "connection_info": {"app_id": app_id},
        "debug_info": {
            "host": "sandbox",
            "build_number": 1,
            "approximate_connection_time": CONNECTION_SECONDS,
        },
    }


def envelope(envelope_id: str, post: Post) -> dict[str, Any]:
    """Give what carries a delivery; that of an event says which retry it is."""
    is_event = post.kind is Kind.EVENT
    return {
        "envelope_id": envelope_id,
        "type": post.kind.value,
        "payload": post.payload,
        "accepts_response_payload": not is_event,
        **({"retry_attempt": post.retry_num, "retry_reason": post.retry_reason} if is_event else {}),
    }


def goodbye(reason: str) -> dict[str, Any]:
    """Give the message that a connection is to end: `warning`, `refresh_requested`, `link_disabled`."""
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
