"""What people see in this Slack, and how to wait for what they will see."""

from collections.abc import Callable
from typing import TypeVar

from bot.sandbox.slack.deliveries import Delivery
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people import Channel, Person
from bot.sandbox.slack.views import View
from bot.sandbox.slack.workspace import Workspace

Moment = Delivery | Message | View
Seen = TypeVar("Seen")


class Sights:
    """Messages and modals as people see them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def visible_to(self, person: Person, channel: Channel) -> tuple[Message, ...]:
        """Give what a person reads in a channel, in the order it was posted."""
        return self._workspace.messages.visible_to(person, channel)

    def view_of(self, person: Person) -> View | None:
        """Give the modal a person has before them, if any."""
        return self._workspace.views.top(person.id)

    async def wait_for_message(
        self,
        *,
        person: Person,
        channel: Channel,
        since: Moment | None = None,
        where: Callable[[Message], bool] = lambda _: True,
        within: float = 5.0,
    ) -> Message:
        """Give the first message that came or changed after `since`, as soon as this person sees it.

        Raises TimeoutError when there is none within so many seconds.
        """
        revision = since.revision if since is not None else 0

        def look() -> Message | None:
            fresh = (message for message in self.visible_to(person, channel) if message.revision > revision)
            return next((message for message in sorted(fresh, key=_revision) if where(message)), None)

        return await self._workspace.changes.until(look, within=within)

    async def wait_for_view(
        self,
        *,
        person: Person,
        since: Moment | None = None,
        where: Callable[[View], bool] = lambda _: True,
        within: float = 5.0,
    ) -> View:
        """Give the person's modal once it was opened or changed after `since`.

        Raises TimeoutError when there is none within so many seconds.
        """
        revision = since.revision if since is not None else 0

        def look() -> View | None:
            view = self.view_of(person)
            return view if view is not None and view.revision > revision and where(view) else None

        return await self._workspace.changes.until(look, within=within)

    async def wait_for_change(self, *, since: int, within: float | None = None) -> int:
        """Give the revision of things once it is past `since`.

        Raises TimeoutError when it is not within so many seconds; None waits for good.
        """
        changes = self._workspace.changes
        return await changes.until(lambda: changes.revision if changes.revision > since else None, within=within)

    async def wait_for(self, look: Callable[[], Seen | None], *, within: float = 5.0) -> Seen:
        """Give what `look` finds, now or as soon as something changed.

        Raises TimeoutError when it has found nothing within so many seconds.
        """
        return await self._workspace.changes.until(look, within=within)


def _revision(message: Message) -> int:
    return message.revision
