"""The desk: what every way in goes through. Each event is taken once, and only from whom the policy lets in."""

import time
from collections.abc import Callable, Coroutine, Mapping
from datetime import timedelta
from typing import Any

from bot.asker import Asker, Audience, Way
from bot.audit import Audit
from bot.errors import BotError, Refused
from bot.listeners.askers import asker_of, event_of, executions_named
from bot.outcome import Outcome, outcome_of
from bot.policy import Policy
from bot.qflow.hold_up import HoldUp
from bot.seen import Seen
from bot.work import AnswerLost, Otherwise, Work, guarded

Count = Callable[[Way, Outcome, timedelta], None]
"""Takes note of an outcome, and of how long it took."""


class Request:
    """One thing that a person did and was let in for: whatever fetches or opens something wants one.

    asker: who. request_id: names it in the log, the audit and the answer. hold_up: by what replicas share.
    """

    def __init__(self, asker: Asker, request_id: str, otherwise: Otherwise, policy: Policy) -> None:
        self.asker = asker
        self.request_id = request_id
        self.hold_up = HoldUp()
        self.outcome = Outcome.DUPLICATE
        self._otherwise = otherwise
        self._policy = policy

    async def may_see_data(self) -> None:
        """Check that this person may see the input and output data of steps. Raises a BotError that says why not."""
        await self._policy.admit_to_data(self.asker)

    async def audience(self, channel_id: str) -> Audience:
        """Tell who would read what is posted in a channel."""
        return await self._policy.audience(channel_id)

    def tell_errors(self, otherwise: Otherwise) -> None:
        """Answer errors there from now on, such as in the modal that was just opened."""
        self._otherwise = otherwise

    async def tell(self, error: BotError) -> None:
        """Answer an error; nothing where another delivery of the same event is answered."""
        if self.outcome is not Outcome.DUPLICATE:
            self.outcome = outcome_of(error)
            await self._otherwise(error)


class Desk:
    """Takes what people do, checks who they are, and starts the work that it asks for.

    count: takes note of what became of each request. timer: gives seconds that never run backwards.
    """

    def __init__(
        self,
        work: Work,
        *,
        seen: Seen,
        policy: Policy,
        audit: Audit,
        count: Count,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._work = work
        self._seen = seen
        self._policy = policy
        self._audit = audit
        self._count = count
        self._timer = timer

    def take(
        self,
        body: Mapping[str, Any],
        answer: Callable[[Request], Coroutine[None, None, None]],
        *,
        otherwise: Otherwise,
        request_id: str,
    ) -> None:
        """Start the work that a payload asks for. It cannot fail here, and what the work raises goes to `otherwise`."""
        began = self._timer()
        request = Request(asker_of(body), request_id, otherwise, self._policy)
        task = self._work.start(self._served(body, request, answer), otherwise=request.tell, request_id=request_id)
        task.add_done_callback(
            lambda _: self._count(request.asker.way, request.outcome, timedelta(seconds=self._timer() - began))
        )

    async def _served(
        self,
        body: Mapping[str, Any],
        request: Request,
        answer: Callable[[Request], Coroutine[None, None, None]],
    ) -> None:
        """Answer an event, its errors too, within the turn that it is given once."""
        async with self._seen.turn(event_of(body), hold_up=request.hold_up) as ours:
            if not ours:
                return
            request.outcome = Outcome.ANSWERED
            try:
                await guarded(self._admitted(body, request, answer), request.tell)
            except AnswerLost:
                request.outcome = Outcome.LOST
                raise

    async def _admitted(
        self,
        body: Mapping[str, Any],
        request: Request,
        answer: Callable[[Request], Coroutine[None, None, None]],
    ) -> None:
        try:
            await self._policy.admit(request.asker, hold_up=request.hold_up)
        except Refused as refusal:
            self._audit.refused(request.asker, request.request_id, executions_named(body), refusal)
            raise
        await answer(request)
