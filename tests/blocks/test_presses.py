"""Whatever is pressed, in whatever order, over whatever execution: Slack takes what is shown next."""

from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.blocks.controls import ORDERS, ordered
from bot.blocks.elements import Block
from bot.blocks.ids import IN_PLACE, ActionId
from bot.blocks.message import Message
from bot.blocks.modals import form_modal, loading_modal, modal, step_modal_blocks
from bot.blocks.shown import Shown, read_value
from bot.blocks.summary import execution_summary
from bot.blocks.surface import Surface
from bot.qflow.execution import Execution
from bot.qflow.lookup import Lookup
from bot.sandbox.slack.rules_messages import judge_message
from bot.sandbox.slack.rules_views import judge_view
from tests.blocks.rows import executions
from tests.blocks.test_summary import SOURCE


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(executions(), st.sampled_from(Surface), st.data())
def test_any_sequence_of_presses_is_accepted(execution: Execution, surface: Surface, data: st.DataObject) -> None:
    shown = Shown(Lookup(execution.execution_id))
    for _ in range(8):
        message = execution_summary(execution, shown, SOURCE, surface=surface)
        _judge(message, surface)
        pressable = list(_pressable(message.blocks))
        action_id, carried = data.draw(st.sampled_from(pressable))
        asked = read_value(carried)
        if action_id == ActionId.ORDER:
            asked = ordered(asked, data.draw(st.sampled_from(ORDERS)).value)
        if action_id == ActionId.FULL:
            step = next(step for step in execution.steps if asked.opens(step))
            judge_view(modal("QFlow steps", step_modal_blocks(execution, step), ""))
        if action_id in IN_PLACE:
            shown = asked


def test_the_other_modals_are_accepted() -> None:
    judge_view(loading_modal("c=C1&t=1.2"))
    judge_view(form_modal("", why="This message names no execution."))


def _judge(message: Message, surface: Surface) -> None:
    if surface is Surface.MODAL:
        judge_view(modal("QFlow steps", message.blocks, "c=C1"))
    else:
        judge_message({"text": message.text, "blocks": list(message.blocks)}, text_limit="chat.update.text")


def _pressable(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """Give each element that can be pressed, and what it carries: its value, or the state in its row's block id."""
    for block in blocks:
        state = block.get("block_id", "").partition(":")[2]
        elements: list[dict[str, Any]] = [block["accessory"]] if "accessory" in block else block.get("elements", [])
        for element in elements:
            if "action_id" in element:
                yield element["action_id"], element.get("value") or state
