"""What people press, choose, fill in and close: the elements of messages and modals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack import payloads_interactions
from bot.sandbox.slack.acts import Acts
from bot.sandbox.slack.deliveries import Delivery
from bot.sandbox.slack.doors import Kind, Post
from bot.sandbox.slack.elements import choice, element_in, fill
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.payloads import Json
from bot.sandbox.slack.people import Person
from bot.sandbox.slack.submissions import settle
from bot.sandbox.slack.views import View


@dataclass(frozen=True, slots=True)
class Pick:
    """Which element is acted on, and what is chosen in it."""

    action_id: str
    value: str | None
    block_id: str | None
    chosen: Any

    def of(self, blocks: Iterable[Mapping[str, Any]]) -> tuple[Json, Json]:
        """Give the block and the element. Raises LookupError unless there is one."""
        return element_in(blocks, self.action_id, self.value, block_id=self.block_id)


class Presses(Acts):
    """Acts on elements; each gives the delivery it led to.

    They raise LookupError for what the person could not do: what is not on the screen cannot be pressed.
    """

    async def press(
        self,
        person: Person,
        place: Message | View,
        action_id: str,
        *,
        value: str | None = None,
        block_id: str | None = None,
        choose: Any = None,
    ) -> Delivery:
        """Act on an element of a message or view, and wait for the ack.

        value, block_id: which one it is, where several share the action id.
        choose: what to choose in it: the value of an option, a list of them, a date, a text.
        """
        pick = Pick(action_id, value, block_id, choose)
        if isinstance(place, Message):
            payload = self._press_in_message(person, place, pick)
        else:
            payload = self._press_in_view(person, place, pick)
        return await self.deliveries.send(Post(Kind.INTERACTION, payload))

    async def submit(self, person: Person, view: View, values: Mapping[str, Any] | None = None) -> Delivery:
        """Fill a modal's inputs, by action id, and submit it; the ack says what becomes of it."""
        view = self._view_of(person, view)
        if "submit" not in view.content:
            raise LookupError("this modal has nothing to submit")
        typed = fill(view.blocks, view.typed, values or {})
        view = self._workspace.views.note(view, typed=typed, errors={})
        act = self._act(person, view=view)
        payload = payloads_interactions.view_submission(self._workspace.directory, act, view)
        with self._workspace.in_flight.one():
            delivery = await self.deliveries.send(Post(Kind.INTERACTION, payload))
            return settle(self._workspace, view, delivery)

    async def close(self, person: Person, view: View, *, whole_stack: bool = False) -> Delivery | None:
        """Close a modal; the app is told if the modal asks for that (`notify_on_close`), else None."""
        view = self._view_of(person, view)
        act = self._act(person, view=view)
        payload = payloads_interactions.view_closed(self._workspace.directory, act, view, is_cleared=whole_stack)
        if whole_stack:
            self._workspace.views.clear(person.id)
        else:
            self._workspace.views.close(view)
        if not view.content.get("notify_on_close"):
            return None
        return await self.deliveries.send(Post(Kind.INTERACTION, payload))

    def _press_in_message(self, person: Person, place: Message, pick: Pick) -> Json:
        channel = self._channel_of(person, place)
        message = self._workspace.messages.find(place.channel_id, place.ts) or place
        block, element = pick.of(message.blocks)
        act = self._act(person, channel, original=message)
        action = self._action(block, element, pick.chosen)
        return payloads_interactions.message_actions(self._workspace.directory, act, message, action)

    def _press_in_view(self, person: Person, place: View, pick: Pick) -> Json:
        view = self._view_of(person, place)
        block, element = pick.of(view.blocks)
        if block["type"] == "input" and not block.get("dispatch_action"):
            raise LookupError("this input tells the app nothing before it is submitted")
        if pick.chosen is not None:
            typed = fill(view.blocks, view.typed, {element["action_id"]: pick.chosen}, complete=False)
            view = self._workspace.views.note(view, typed=typed)
        action = self._action(block, element, pick.chosen)
        act = self._act(person, view=view)
        return payloads_interactions.view_actions(self._workspace.directory, act, view, action)

    def _action(self, block: Json, element: Json, chosen: Any) -> Json:
        picked = None if element["type"] == "button" else choice(element, chosen)
        return payloads_interactions.action(block, element, picked, self._workspace.ids.ts())

    def _view_of(self, person: Person, view: View) -> View:
        current = self._workspace.views.find(view_id=view.id)
        if current is None or current.person_id != person.id:
            raise LookupError(f"{person.name} does not have this view open")
        return current
