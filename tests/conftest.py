"""What holds for all tests."""

import os
from collections.abc import AsyncIterator, Iterator

import pytest
import stamina.instrumentation
import structlog
from hypothesis import settings

from tests.redis_server import Server, available, empty_redis, running_redis
from tests.stage import Stage, staged

settings.register_profile("ours", deadline=None)  # a busy machine is no bug
settings.load_profile("ours")


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """Give a bot at work in the sandbox."""
    async with staged() as running:
        yield running


@pytest.fixture
async def redis_server() -> AsyncIterator[Server]:
    """Give a Redis that nobody else uses."""
    async with running_redis() as server:
        yield server


@pytest.fixture
async def redis_url() -> AsyncIterator[str]:
    """Give the address of an empty Redis."""
    async with empty_redis() as url:
        yield url


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    """Undo what the command line does to the log of the whole process: it would write where nothing can be written."""
    yield
    structlog.reset_defaults()
    stamina.instrumentation.set_on_retry_hooks(None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that need a Redis where there is none, and say how many; in CI, that is an error."""
    if available():
        return
    left_out = [item for item in items if item.get_closest_marker("redis")]
    if left_out and os.environ.get("CI") == "true":
        raise pytest.UsageError(f"{len(left_out)} tests need a Redis: set TEST_REDIS_URL, or install redis-server")
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
    print(f"\n{len(left_out)} tests are left out: they need a Redis, on the PATH or at TEST_REDIS_URL")  # noqa: T201 - the quiet report has no place for it
