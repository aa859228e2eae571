"""The tasks that the process owns, and the guard around each."""

import asyncio
import gc
import weakref
from collections.abc import Coroutine
from datetime import timedelta

import pytest
import structlog
from structlog.testing import capture_logs

from bot.errors import BotError, InternalError, MissingExecutionId, NotPermitted, Restarting
from bot.work import AnswerLost, Work, maybe_taken
from tests.clocks import run_hastily

SOON = timedelta(seconds=10)


class Asker:
    """Whoever asked: keeps the errors that come as answers."""

    def __init__(self, *, gone: bool = False) -> None:
        self.answers: list[BotError] = []
        self._gone = gone

    async def answer(self, error: BotError) -> None:
        """Take an answer, unless nobody is there any more."""
        if self._gone:
            raise ConnectionError
        self.answers.append(error)


async def fails(error: BaseException) -> None:
    raise error


async def done(work: Coroutine[None, None, None], asker: Asker) -> None:
    """Do work to its end."""
    tasks = Work()
    tasks.start(work, otherwise=asker.answer, request_id="4f2a")
    assert await tasks.drain(SOON) == 0


async def test_what_the_listener_leads_to_comes_before_the_work() -> None:
    seen: list[str] = []

    async def work() -> None:
        seen.append("the work")

    tasks = Work()
    tasks.start(work(), otherwise=Asker().answer, request_id="4f2a")
    asyncio.get_running_loop().call_soon(seen.append, "the ack")
    await tasks.settled()
    assert seen == ["the ack", "the work"]


async def test_work_that_succeeds_answers_nothing() -> None:
    asker = Asker()
    finished = asyncio.Event()

    async def work() -> None:
        finished.set()

    with capture_logs() as log:
        await done(work(), asker)
    assert finished.is_set()
    assert (asker.answers, log) == ([], [])


@pytest.mark.parametrize("error", [MissingExecutionId(), NotPermitted("0e72b4a1"), InternalError()])
async def test_a_known_error_is_answered_as_it_is_and_logged_by_its_name_alone(error: BotError) -> None:
    asker = Asker()
    with capture_logs() as log:
        await done(fails(error), asker)
    assert asker.answers == [error]
    ours = {"event": "answered_with_error", "error": type(error).__name__, "log_level": "info"}
    upstream = {"log_level": "warning", "execution_id": "0e72b4a1"} if isinstance(error, NotPermitted) else {}
    assert log == [ours | upstream]


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(ValueError("a token"), id="built in"),
        pytest.param(ExceptionGroup("several", [NotPermitted("0e72b4a1"), ValueError()]), id="a group"),
        pytest.param(TimeoutError(), id="a timeout that nobody translated"),
        pytest.param(AssertionError(), id="an assertion"),
    ],
)
async def test_any_other_exception_is_answered_as_an_internal_error_and_logged_with_its_traceback(
    error: Exception,
) -> None:
    asker = Asker()
    with capture_logs() as log:
        await done(fails(error), asker)
    assert [type(answer) for answer in asker.answers] == [InternalError]
    assert log == [{"event": "work_failed", "exc_info": True, "log_level": "error"}]


@pytest.mark.parametrize(
    "error", [pytest.param(NotPermitted("0e72b4a1"), id="known"), pytest.param(OSError(), id="other")]
)
async def test_an_answer_that_cannot_be_given_is_logged_and_harms_nobody(error: Exception) -> None:
    with capture_logs() as log:
        await done(fails(error), Asker(gone=True))
    assert log[-1] == {"event": "answer_lost", "exc_info": True, "log_level": "error"}


async def test_the_log_of_work_carries_its_own_request_id_alone() -> None:
    work = Work()
    told: dict[str, object] = {}

    def telling(name: str) -> Coroutine[None, None, None]:
        async def tell() -> None:
            told[name] = structlog.contextvars.get_contextvars()["request_id"]

        return tell()

    for request_id in ("one", "two"):
        work.start(telling(request_id), otherwise=Asker().answer, request_id=request_id)
    await work.drain(SOON)
    assert told == {"one": "one", "two": "two"}
    assert "request_id" not in structlog.contextvars.get_contextvars()


async def test_a_task_is_kept_though_nobody_else_holds_it_and_let_go_when_it_is_done() -> None:
    work = Work()
    begun = asyncio.Event()
    waiting: list[weakref.ref[asyncio.Event]] = []

    async def waits() -> None:
        event = asyncio.Event()
        waiting.append(weakref.ref(event))
        begun.set()
        await event.wait()

    work.start(waits(), otherwise=Asker().answer, request_id="4f2a")
    await begun.wait()
    gc.collect()
    event = waiting[0]()
    assert event is not None
    event.set()
    assert await work.drain(SOON) == 0
    assert work._tasks == set()


async def test_draining_nothing_is_done_at_once() -> None:
    assert await Work().drain(timedelta(0)) == 0


async def test_draining_waits_for_what_is_under_way_and_for_its_answer() -> None:
    work = Work()
    asker = Asker()
    goes_on = asyncio.Event()

    async def waits() -> None:
        await goes_on.wait()
        raise MissingExecutionId

    work.start(waits(), otherwise=asker.answer, request_id="4f2a")
    drained = asyncio.create_task(work.drain(SOON))
    await asyncio.wait([drained], timeout=0)
    assert not drained.done()
    goes_on.set()
    assert await drained == 0
    assert len(asker.answers) == 1


def test_draining_cancels_what_is_late_waits_for_its_clean_up_and_counts_it() -> None:
    cleaned: list[str] = []
    asker = Asker()

    async def late(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.wait([asyncio.create_task(asyncio.Event().wait())], timeout=1)
            cleaned.append(name)

    async def drain() -> int:
        work = Work()
        for name in ("one", "two"):
            work.start(late(name), otherwise=asker.answer, request_id=name)
        work.start(fails(MissingExecutionId()), otherwise=asker.answer, request_id="in time")
        return await work.drain(SOON)

    assert run_hastily(drain()) == 2
    assert sorted(cleaned) == ["one", "two"]
    assert [type(error) for error in asker.answers] == [MissingExecutionId, Restarting, Restarting]


def test_who_is_cut_short_while_slack_is_given_the_answer_is_told_that_it_may_be_there() -> None:
    asker = Asker()

    async def answers() -> None:
        with maybe_taken():
            await asyncio.Event().wait()

    async def looks_up() -> None:
        await asyncio.Event().wait()

    async def drain() -> int:
        work = Work()
        for each in (answers(), looks_up()):
            work.start(each, otherwise=asker.answer, request_id="4f2a")
        return await work.drain(SOON)

    assert run_hastily(drain()) == 2
    assert sorted(error.unconfirmed for error in asker.answers if isinstance(error, Restarting)) == [False, True]


async def test_an_answer_that_no_way_takes_is_logged_once_and_tried_no_more() -> None:
    asker = Asker()
    with capture_logs() as log:
        await done(fails(AnswerLost("messages_tab_disabled")), asker)
    assert asker.answers == []
    assert log == [{"event": "answer_lost", "said": "messages_tab_disabled", "log_level": "warning"}]


def test_what_is_to_be_done_later_is_done_then() -> None:
    async def scene() -> float:
        loop, work, done_at = asyncio.get_running_loop(), Work(), list[float]()
        began = loop.time()

        async def later() -> None:
            done_at.append(loop.time())

        work.later(began + 3, later, request_id="4f2a")
        await work.settled()
        assert done_at == []
        await asyncio.wait([loop.create_future()], timeout=4)
        return done_at[0] - began

    assert run_hastily(scene()) == pytest.approx(3, abs=0.2)


def test_what_is_to_be_done_later_is_not_waited_for_by_a_process_that_goes() -> None:
    async def scene() -> list[str]:
        loop, work, said = asyncio.get_running_loop(), Work(), list[str]()

        async def later() -> None:
            said.append("later")

        work.later(loop.time() + 3, later, request_id="4f2a")
        assert await work.drain(SOON) == 0
        await asyncio.wait([loop.create_future()], timeout=4)
        return said

    assert run_hastily(scene()) == []
