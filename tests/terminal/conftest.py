"""The terminal's own fixture."""

from collections.abc import AsyncIterator

import pytest

from tests.terminal.shell import Shell, shell


@pytest.fixture
async def sh() -> AsyncIterator[Shell]:
    """Give a shell, and the QFlow API of the sandbox."""
    async with shell() as opened:
        yield opened
