"""What the plain bots answer: the steps of an execution in a line each, as many as one message takes."""

from typing import Any

_SHOWN = 20
_SIGNS = {"Success": "✅", "Running": "⏳", "Failed": "❌"}
_TRIGGER = "trigger"

Row = dict[str, Any]


def answer(execution_id: str, rows: list[Row]) -> dict[str, Any]:
    """Say what happened: the headline, then each step with when it began, how long it took and how it ended."""
    steps = _steps(rows)
    began = min((_began(step) for step in steps), default=0)
    lines = [_line(number, step, began) for number, step in enumerate(steps, start=1)]
    headline = _headline(steps)
    more = [f"and {len(lines) - _SHOWN:,} more steps"] if len(lines) > _SHOWN else []
    said = [*lines[:_SHOWN], *more]
    return {
        "text": "\n".join([headline, execution_id, *said]),
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": headline}},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": f"`{execution_id}`"}]},
            *({"type": "section", "text": {"type": "plain_text", "text": line}} for line in said),
        ],
    }


def _steps(rows: list[Row]) -> list[list[Row]]:
    """Gather the rows of each node, in the order in which the nodes began."""
    by_node: dict[str, list[Row]] = {}
    for row in rows:
        by_node.setdefault(row["nodeId"], []).append(row)
    for events in by_node.values():
        events.sort(key=lambda row: row.get("eventOrder") or 0)
    return sorted(by_node.values(), key=_began)


def _headline(steps: list[list[Row]]) -> str:
    counted = [step for step in steps if step[0]["nodeType"] != _TRIGGER]
    finished = sum(step[-1].get("endDate") is not None for step in counted)
    failed = next((step for step in counted if step[-1]["status"] == "Failed"), None)
    verdict = f"❌ Failed at {failed[-1]['nodeType']}" if failed else "✅ No failure"
    return f"{verdict} · {finished:,} of {len(counted):,} steps finished"


def _line(number: int, step: list[Row], began: int) -> str:
    newest = step[-1]
    end = newest.get("endDate")
    took = f" · {(end - _began(step)) / 1000:.3f} s" if end is not None else ""
    message = (newest.get("details") or {}).get("message")
    said = f" · {message}" if message and message != newest["status"] else ""
    name = f"{_SIGNS.get(newest['status'], '❔')} {number}  {newest['nodeType']}"
    return f"{name} · +{(_began(step) - began) / 1000:.3f} s{took} · {newest['status']}{said}"


def _began(step: list[Row]) -> int:
    return step[0].get("startDate") or step[0].get("createdAt") or 0
