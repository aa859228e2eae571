"""The tasks that the process owns, and the guard around each.

A listener acks and hands on; what it hands on runs here. The set keeps every task from the garbage collector and is
awaited at shutdown, so that what was acked is answered; the guard turns whatever a task raises into an answer.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from datetime import timedelta
from typing import Any

import structlog

from bot.errors import BotError, CannotOpen, CannotShare, InternalError, NotAudited, QFlowError, Restarting

_log = structlog.get_logger(__name__)

LAST_WORD = timedelta(seconds=2)
"""How long it may take to say that the process is going."""

Otherwise = Callable[[BotError], Awaitable[None]]
"""Answers an error to whoever asked."""

_MAYBE_TAKEN = "Slack may have taken what it was being given"
_NOT_TAKEN = "Slack has not taken it so far"


class AnswerLost(Exception):
    """No way leads to whoever asked, so nothing can answer this. refusal: what Slack said against the last way."""

    def __init__(self, refusal: str) -> None:
        super().__init__(refusal)
        self.refusal = refusal


@contextlib.contextmanager
def maybe_taken() -> Iterator[None]:
    """Let what is cut short meanwhile know that Slack may have taken what it was being given."""
    with _noting(_MAYBE_TAKEN):
        yield


@contextlib.contextmanager
def not_taken() -> Iterator[None]:
    """Let what is cut short meanwhile know that Slack has refused it, though it is still being given."""
    with _noting(_NOT_TAKEN):
        yield


@contextlib.contextmanager
def _noting(what: str) -> Iterator[None]:
    """Note on what cuts this short what is known there; within another such block, the inner one knows better."""
    try:
        yield
    except asyncio.CancelledError as cut:
        if not getattr(cut, "__notes__", ()):
            cut.add_note(what)
        raise


class Work:
    """Tasks under way."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._timers: set[asyncio.TimerHandle] = set()

    def start(self, work: Coroutine[None, None, None], *, otherwise: Otherwise, request_id: str) -> asyncio.Task[None]:
        """Begin work in a task of its own. It cannot fail here, and what the work raises goes to `otherwise`."""
        task = asyncio.create_task(_owned(work, otherwise, request_id), name=request_id)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def later(self, when: float, work: Callable[[], Coroutine[None, None, None]], *, request_id: str) -> None:
        """Begin work at a time by the loop's clock, unless the process goes before; nobody is told what it raises."""

        def begin() -> None:
            self._timers.discard(timer)
            self.start(work(), otherwise=_untold, request_id=request_id)

        timer = asyncio.get_running_loop().call_at(when, begin)
        self._timers.add(timer)

    async def settled(self) -> None:
        """Wait until nothing is under way, however long that takes; what is to begin later is not."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def drain(self, within: timedelta) -> int:
        """Wait for everything under way, so long at most; give how many tasks were then cancelled."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within.total_seconds()):
                await self.settled()
        late = list(self._tasks)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return len(late)


async def _owned(work: Awaitable[None], otherwise: Otherwise, request_id: str) -> None:
    """Run guarded work; when even its error cannot be answered, there is only the log.

    Work that is cancelled is cut short by the end of the process, which is the last thing said.
    """
    with structlog.contextvars.bound_contextvars(request_id=request_id):
        try:
            await asyncio.sleep(0)  # the ack goes out first: aiohttp writes it a turn of the loop after the listener
            await guarded(work, otherwise)
        except asyncio.CancelledError as cut:
            unconfirmed = _MAYBE_TAKEN in getattr(cut, "__notes__", ())
            await _last_word(otherwise, Restarting(unconfirmed=unconfirmed))
            raise
        except AnswerLost as lost:
            _log.warning("answer_lost", said=lost.refusal)
        except BotError as error:
            _log.error("answer_lost", error=type(error).__name__, **_fields(error))
        except Exception:
            _log.exception("answer_lost")


async def _last_word(otherwise: Otherwise, said: Restarting) -> None:
    try:
        async with asyncio.timeout(LAST_WORD.total_seconds()):
            await otherwise(said)
    except AnswerLost as lost:
        _log.warning("answer_lost", said=lost.refusal)
    except Exception:
        _log.exception("answer_lost")


async def guarded(work: Awaitable[None], otherwise: Otherwise) -> None:
    """Run work and answer whatever it raises: the one place that catches whatever there is.

    Raises AnswerLost, for which there is no answer.
    """
    try:
        await work
    except AnswerLost:
        raise
    except BotError as error:
        _log.log(_level(error), "answered_with_error", error=type(error).__name__, **_fields(error))
        await otherwise(error)
    except Exception:
        _log.exception("work_failed")
        await otherwise(InternalError())


def _level(error: BotError) -> int:
    """Give the level to log an error at, by whom it concerns: whoever runs the bot, or only the person who asked."""
    match error:
        case NotAudited():
            return logging.ERROR
        case QFlowError():
            return logging.WARNING
        case _:
            return logging.INFO


def _fields(error: BotError) -> dict[str, Any]:
    """Give what an error knows, but not what a person typed."""
    return dict(vars(error)) if isinstance(error, QFlowError | CannotShare | CannotOpen | NotAudited) else {}


async def _untold(_: BotError) -> None:
    """Tell nobody: there is only the log."""
