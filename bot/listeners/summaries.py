"""From what is to be shown to the message that shows it: the part that all ways in have in common."""

from collections.abc import Sequence
from dataclasses import replace

from bot.blocks.elements import Block
from bot.blocks.message import Message
from bot.blocks.modals import step_modal_blocks
from bot.blocks.shown import Shown
from bot.blocks.summary import Source, execution_summary
from bot.blocks.surface import Surface
from bot.errors import StaleButton
from bot.listeners.reuse import Reuse
from bot.qflow.service import Answer, StepsService


class Summaries:
    """Looks up and summarises. execution_url: a template of an execution's page in QFlow, if there is one."""

    def __init__(self, service: StepsService, *, execution_url: str | None) -> None:
        self._service = service
        self._execution_url = execution_url
        self._reuse = Reuse()

    async def answer(self, shown: Shown, *, refresh: bool = False) -> Answer:
        """Look up what is to be shown. Raises a QFlowError. refresh: ask QFlow even if the cache knows."""
        return await self._service.look_up(shown.lookup, refresh=refresh)

    def message(
        self,
        answer: Answer,
        shown: Shown,
        *,
        request_id: str,
        surface: Surface,
        sharable: bool = True,
        notice: str | None = None,
    ) -> Message:
        """Summarise an answer. sharable: whether there is a channel to share it in. notice: what to say above it."""
        url = self._execution_url and self._execution_url.replace("{execution_id}", shown.lookup.execution_id)
        source = Source(
            answer.as_of,
            request_id,
            provenance=answer.provenance,
            silent_since=answer.silent_since,
            url=url,
            notice=notice,
        )
        return self._reuse.message(
            answer.execution,
            (shown, replace(source, request_id=""), surface, sharable),
            request_id=request_id,
            make=lambda: execution_summary(answer.execution, shown, source, surface=surface, sharable=sharable),
        )

    def step(self, answer: Answer, shown: Shown) -> Sequence[Block]:
        """Tell all of the one step that is open. Raises StaleButton when the execution has no such step."""
        step = next((step for step in answer.execution.steps if shown.opens(step)), None)
        if step is None:
            raise StaleButton
        return step_modal_blocks(answer.execution, step)
