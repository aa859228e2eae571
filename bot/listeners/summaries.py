"""From what is to be shown to the message that shows it: the part that all ways in have in common."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.asker import Audience
from bot.audit import Audit
from bot.blocks.help import audience_notice
from bot.blocks.message import Message
from bot.blocks.shown import Shown
from bot.blocks.step_in_full import step_in_full
from bot.blocks.summary import Source, execution_summary
from bot.blocks.surface import Sharing, Surface
from bot.errors import QFlowError, Refused, StaleButton
from bot.listeners.desk import Request
from bot.listeners.reuse import Reuse
from bot.qflow.lookup import Lookup
from bot.qflow.service import Answer, StepsService


class Summaries:
    """Looks up and summarises, for requests that were let in, and has each lookup audited.

    execution_url: a template of an execution's page in QFlow, if there is one. timer: seconds that never run backwards.
    """

    def __init__(
        self,
        service: StepsService,
        *,
        audit: Audit,
        execution_url: str | None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._service = service
        self._audit = audit
        self._execution_url = execution_url
        self._timer = timer
        self._reuse = Reuse()

    async def answer(self, request: Request, shown: Shown, *, refresh: bool = False) -> Answer:
        """Look up what is to be shown. refresh: ask QFlow even if the cache knows.

        Raises a QFlowError, and what is raised for data that this person may not see.
        """
        lookup = shown.lookup
        if lookup.include_data:
            await self._check_data(request, lookup)
        began = self._timer()
        outcome: Answer | QFlowError | None = None
        try:
            outcome = await self._service.look_up(lookup, refresh=refresh, hold_up=request.hold_up)
        except QFlowError as error:
            outcome = error
            raise
        finally:
            took = timedelta(seconds=self._timer() - began)
            self._audit.looked_up(request.asker, request.request_id, lookup, outcome, took)
        return outcome

    def message(
        self,
        request: Request,
        answer: Answer,
        shown: Shown,
        *,
        surface: Surface = Surface.EPHEMERAL,
        sharing: Sharing = Sharing.ONE_PRESS,
        notice: str | None = None,
    ) -> Message:
        """Summarise an answer. notice: what to say above it."""
        url = self._execution_url and self._execution_url.replace("{execution_id}", shown.lookup.execution_id)
        source = Source(
            answer.as_of,
            request.request_id,
            provenance=answer.provenance,
            silent_since=answer.silent_since,
            url=url,
            notice=notice,
        )
        return self._reuse.message(
            answer,
            (shown, replace(source, request_id=""), surface, sharing),
            request_id=request.request_id,
            make=lambda: execution_summary(answer.execution, shown, source, surface=surface, sharing=sharing),
        )

    def asking(
        self,
        request: Request,
        answer: Answer,
        shown: Shown,
        audience: Audience,
        *,
        surface: Surface = Surface.EPHEMERAL,
    ) -> Message:
        """Summarise an answer for the one person, who must press once more before this audience reads it."""
        notice = audience_notice(audience)
        return self.message(request, answer, shown, surface=surface, sharing=Sharing.SECOND_PRESS, notice=notice)

    def step(self, answer: Answer, shown: Shown) -> Message:
        """Tell all of the one step that is open. Raises StaleButton when the execution has no such step."""
        step = next((step for step in answer.execution.steps if shown.opens(step)), None)
        if step is None:
            raise StaleButton
        return step_in_full(answer.execution, step)

    async def _check_data(self, request: Request, lookup: Lookup) -> None:
        try:
            await request.may_see_data()
        except Refused as refusal:
            self._audit.refused(request.asker, request.request_id, [lookup.execution_id], refusal)
            raise
