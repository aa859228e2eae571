"""The modals each person has open, one upon the other, and their Home tabs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.ids import Ids
from bot.sandbox.slack.refused import Refused

DEEPEST = 3
"""Modals in one stack (https://docs.slack.dev/surfaces/modals#view-stack)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A view as it stands.

    content: what the app sent: type, title, blocks and so on.
    hash: changes with every update (https://docs.slack.dev/surfaces/modals#handling_race_conditions).
    typed: what the person chose or typed, by block id and action id, as the `state` of payloads has it.
    errors: what the app said against a submission, by block id.
    revision: when it last changed, on the scale of `Changes`.
    """

    id: str
    person_id: str
    content: Mapping[str, Any]
    hash: str
    root_id: str
    previous_id: str | None = None
    typed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    revision: int = 0

    @property
    def blocks(self) -> list[Mapping[str, Any]]:
        """Give the blocks."""
        return list(self.content["blocks"])

    @property
    def title(self) -> str:
        """Give the title; a Home tab has none."""
        return str(self.content.get("title", {}).get("text", ""))


class ViewBook:
    """Everyone's stack of open modals."""

    def __init__(self, changes: Changes, ids: Ids) -> None:
        self._changes = changes
        self._ids = ids
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def top(self, person_id: str) -> View | None:
        """Give the modal a person has before them, if any."""
        stack = self._stacks.get(person_id)
        return stack[-1] if stack else None

    def find(self, *, view_id: str = "", external_id: str = "") -> View | None:
        """Give an open view by its id or the app's own id for it."""
        return next(
            (
                view
                for view in (*self._open(), *self._homes.values())
                if view.id == view_id or (external_id and view.content.get("external_id") == external_id)
            ),
            None,
        )

    def open(self, person_id: str, content: Mapping[str, Any]) -> View:
        """Show a modal in place of what the person had open. Raises Refused: `duplicate_external_id`."""
        self._check_external_id(content)
        self._stacks[person_id] = []
        return self._add(person_id, content, None)

    def push(self, below: View, content: Mapping[str, Any]) -> View:
        """Show a modal upon another. Raises Refused: `push_limit_reached`, `duplicate_external_id`."""
        if len(self._stacks.get(below.person_id, ())) >= DEEPEST:
            raise Refused("push_limit_reached")
        self._check_external_id(content)
        return self._add(below.person_id, content, below)

    def publish(self, person_id: str, content: Mapping[str, Any]) -> View:
        """Show a person's Home tab."""
        view_id = self._ids.name("V")
        view = View(id=view_id, person_id=person_id, content=content, hash=self._ids.name("h"), root_id=view_id)
        self._homes[person_id] = self._noted(view)
        return self._homes[person_id]

    def update(self, view: View, content: Mapping[str, Any]) -> View:
        """Put something else into a view; what the person typed stays with blocks that stay."""
        kept = {block.get("block_id") for block in content["blocks"]}
        typed = {block_id: values for block_id, values in view.typed.items() if block_id in kept}
        return self._replace(replace(view, content=content, hash=self._ids.name("h"), typed=typed, errors={}))

    def note(self, view: View, **changes: Any) -> View:
        """Keep what a person typed, or what the app said against it."""
        return self._replace(replace(view, **changes))

    def close(self, view: View) -> None:
        """Close a modal and those upon it."""
        stack = self._stacks.get(view.person_id, [])
        if view in stack:
            del stack[stack.index(view) :]
            self._changes.note()

    def clear(self, person_id: str) -> None:
        """Close all modals of a person."""
        self._stacks[person_id] = []
        self._changes.note()

    def _open(self) -> tuple[View, ...]:
        return tuple(view for stack in self._stacks.values() for view in stack)

    def _add(self, person_id: str, content: Mapping[str, Any], below: View | None) -> View:
        view_id = self._ids.name("V")
        view = View(
            id=view_id,
            person_id=person_id,
            content=content,
            hash=self._ids.name("h"),
            root_id=below.root_id if below else view_id,
            previous_id=below.id if below else None,
        )
        self._stacks[person_id].append(self._noted(view))
        return self._stacks[person_id][-1]

    def _replace(self, view: View) -> View:
        noted = self._noted(view)
        if view.person_id in self._homes and self._homes[view.person_id].id == view.id:
            self._homes[view.person_id] = noted
            return noted
        stack = self._stacks[view.person_id]
        stack[[known.id for known in stack].index(view.id)] = noted
        return noted

    def _noted(self, view: View) -> View:
        return replace(view, revision=self._changes.note())

    def _check_external_id(self, content: Mapping[str, Any]) -> None:
        external_id = str(content.get("external_id") or "")
        if external_id and self.find(external_id=external_id) is not None:
            raise Refused("duplicate_external_id")
