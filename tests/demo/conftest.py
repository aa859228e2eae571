"""A conversation with the real bot, and one with a bot that has a form."""

from collections.abc import AsyncIterator

import pytest

from bot.demo.conversation import Conversation
from bot.demo.playing import conversing
from tests.demo.stage import Talk, talking


@pytest.fixture
async def conversation() -> AsyncIterator[Conversation]:
    async with conversing(lambda _: None) as running:
        yield running


@pytest.fixture
async def talk() -> AsyncIterator[Talk]:
    async with talking() as running:
        yield running
