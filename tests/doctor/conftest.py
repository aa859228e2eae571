"""The doctor's own fixture."""

from collections.abc import AsyncIterator

import pytest

from tests.doctor.clinic import Clinic, clinic


@pytest.fixture
async def patient() -> AsyncIterator[Clinic]:
    """Give a set-up in which nothing is wrong yet."""
    async with clinic() as opened:
        yield opened
