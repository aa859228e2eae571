"""Modals: opened at once, while the trigger lives, and filled when QFlow has answered.

A trigger lives three seconds and opens one modal, https://docs.slack.dev/surfaces/modals#preparing
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.controls import refresh_button
from bot.blocks.elements import Block, actions
from bot.blocks.errors import error_message
from bot.blocks.message import Message
from bot.blocks.modals import View, loading_modal, modal
from bot.blocks.origin import Origin, read_origin, write_origin
from bot.blocks.shown import Shown
from bot.blocks.surface import Sharing, Surface
from bot.errors import BotError
from bot.listeners.delivery import delivered
from bot.listeners.desk import Request
from bot.listeners.replies import new_request_id

_log = structlog.get_logger(__name__)

TITLE = "QFlow steps"
_ACK_TRAVELS = timedelta(milliseconds=500)
"""An ack and a call travel by connections of their own; which of them Slack sees first is not promised."""
_GONE = ("not_found", "view_not_found", "hash_conflict")
"""What Slack answers when the modal was closed meanwhile, or shows something newer."""


class Modals:
    """Opens modals, and finds again those that were pressed in."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def open(self, trigger_id: str, view: View) -> None:
        """Open a modal that needs no filling, such as a form."""
        await self._client.views_open(trigger_id=trigger_id, view=view)

    async def tell(self, trigger_id: str, error: BotError) -> None:
        """Open a modal that says what went wrong."""
        blocks = error_message(error, request_id=new_request_id()).blocks
        await self.open(trigger_id, modal(TITLE, blocks, write_origin(Origin())))

    async def loading(
        self, request: Request, trigger_id: str, origin: Origin, *, within: bool = False, again: Shown | None = None
    ) -> "Modal":
        """Open a modal that says it is loading, and in which errors are told from then on.

        within: on top of the modal that the trigger comes from.
        """
        metadata = write_origin(origin)
        opening = self._client.views_push if within else self._client.views_open
        view: Mapping[str, Any] = (await opening(trigger_id=trigger_id, view=loading_modal(metadata)))["view"]
        opened = Modal(self._client, view["id"], view["hash"], metadata, request.request_id, again)
        request.tell_errors(opened.error)
        return opened

    def of(self, body: Mapping[str, Any], *, again: Shown | None = None) -> "Modal":
        """Give the modal that was pressed in."""
        view = body["view"]
        return Modal(self._client, view["id"], None, str(view.get("private_metadata") or ""), new_request_id(), again)

    def submitted(self, body: Mapping[str, Any], *, again: Shown) -> "Modal":
        """Give the modal that was submitted, and whose ack says that it is loading."""
        not_before = asyncio.get_running_loop().time() + _ACK_TRAVELS.total_seconds()
        return replace(self.of(body, again=again), not_before=not_before)


@dataclass(frozen=True, slots=True)
class Modal:
    """One open modal.

    hash: of what it showed when it was opened, so that an answer never covers something newer; None for a press in it.
    again: what to show when an error is followed by another try.
    not_before: by the loop's clock, the earliest time to show anything: what is shown before an ack that changes the
    modal has arrived, the ack would cover.
    """

    client: AsyncWebClient
    view_id: str
    hash: str | None
    metadata: str
    request_id: str
    again: Shown | None = None
    not_before: float | None = None

    @property
    def surface(self) -> Surface:
        """What it is for a summary."""
        return Surface.MODAL

    @property
    def sharing(self) -> Sharing:
        """How a summary in it can be shared: in the channel that it was opened from."""
        return Sharing.NOWHERE if self.origin.channel_id is None else Sharing.ONE_PRESS

    @property
    def origin(self) -> Origin:
        """Where it was opened from."""
        return read_origin(self.metadata)

    async def replace(self, message: Message) -> None:
        """Show a summary."""
        await delivered(message, lambda form: self._update(modal(TITLE, form.blocks, self.metadata)))

    async def wait(self, _execution_id: str) -> None:
        """Show that the answer takes a while."""
        await self._update(loading_modal(self.metadata))

    async def show(self, view: View) -> None:
        """Show something else than a summary."""
        await self._update(view)

    async def show_blocks(self, blocks: Sequence[Block]) -> None:
        """Show blocks under the usual title."""
        await self._update(modal(TITLE, blocks, self.metadata))

    async def error(self, error: BotError) -> None:
        """Show an error, and how to try again where that makes sense."""
        blocks = list(error_message(error, request_id=self.request_id).blocks)
        if self.again:
            blocks.append(actions(refresh_button(self.again)))
        await self.show_blocks(blocks)

    async def _update(self, view: View) -> str | None:
        """Update; a modal that was closed meanwhile is no error. Give what Slack said if it did not take the view."""
        if self.not_before is not None:
            loop = asyncio.get_running_loop()
            await asyncio.sleep(max(self.not_before - loop.time(), 0))
        try:
            await self.client.views_update(
                view_id=self.view_id, view=view, **({"hash": self.hash} if self.hash else {})
            )
        except SlackApiError as error:
            said = str(error.response.get("error"))
            if said not in _GONE:
                return said
            _log.info("modal_gone", said=said)
        except (aiohttp.ClientError, TimeoutError) as error:
            return type(error).__name__
        return None
