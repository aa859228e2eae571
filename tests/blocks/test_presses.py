"""Whatever is pressed, in whatever order, over whatever execution: Slack takes what is shown next."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.blocks.controls import ORDERS, ordered, refresh_button
from bot.blocks.elements import Block, actions
from bot.blocks.errors import error_message
from bot.blocks.ids import IN_PLACE, ActionId
from bot.blocks.message import Message
from bot.blocks.modals import choice_blocks, form_modal, loading_modal, modal
from bot.blocks.shown import Shown, read_value
from bot.blocks.step_in_full import step_in_full
from bot.blocks.summary import execution_summary
from bot.blocks.surface import Sharing, Surface
from bot.errors import BotError
from bot.qflow.execution import Execution
from bot.qflow.lookup import Lookup
from bot.sandbox.slack.rules_messages import judge_message
from bot.sandbox.slack.rules_views import judge_view
from tests.blocks.rows import executions
from tests.blocks.test_errors import EACH, IN_OTHER_STATES
from tests.blocks.test_summary import SOURCE


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(executions(), st.sampled_from(Surface), st.data())
def test_any_sequence_of_presses_is_accepted(execution: Execution, surface: Surface, data: st.DataObject) -> None:
    shown = Shown(Lookup(execution.execution_id))
    for _ in range(8):
        sharing = data.draw(st.sampled_from(Sharing))
        message = execution_summary(execution, shown, SOURCE, surface=surface, sharing=sharing)
        _judge(message, surface)
        pressable = list(_pressable(message.blocks))
        action_id, carried = data.draw(st.sampled_from(pressable))
        asked = read_value(carried)
        if action_id == ActionId.ORDER:
            asked = ordered(asked, data.draw(st.sampled_from(ORDERS)).value)
        if action_id == ActionId.FULL:
            step = next(step for step in execution.steps if asked.opens(step))
            judge_view(modal("QFlow steps", step_in_full(execution, step).blocks, ""))
        if action_id == ActionId.OPEN:
            _judge(execution_summary(execution, asked, SOURCE, surface=Surface.MODAL), Surface.MODAL)
        if action_id in IN_PLACE:
            shown = asked


def test_the_other_modals_are_accepted() -> None:
    judge_view(loading_modal("c=C1&t=1.2"))
    judge_view(form_modal("", why="This message names no execution."))


@given(st.lists(st.uuids().map(str), min_size=2, max_size=60, unique=True), st.data())
def test_a_choice_of_any_size_and_what_is_chosen_from_it_is_accepted(ids: list[str], data: st.DataObject) -> None:
    blocks = choice_blocks(ids)
    judge_view(modal("QFlow steps", blocks, "c=C1"))
    action_id, carried = data.draw(st.sampled_from(list(_pressable(blocks))))
    chosen = read_value(carried)
    assert (action_id, chosen.lookup.execution_id in ids) == (ActionId.CHOOSE, True)
    execution = data.draw(executions())
    _judge(execution_summary(execution, chosen, SOURCE, surface=Surface.MODAL), Surface.MODAL)


@pytest.mark.parametrize("error", EACH + IN_OTHER_STATES, ids=lambda error: type(error).__name__)
def test_an_error_in_a_modal_is_accepted_with_the_button_below_it(error: BotError) -> None:
    again = actions(refresh_button(Shown(Lookup("0e72b4a1-abea-45b2-9ae9-91cd87506404"))))
    judge_view(modal("QFlow steps", [*error_message(error, request_id="5eed5eed").blocks, again], "c=C1"))


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
