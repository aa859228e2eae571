"""A shell in which `qflow-bot steps` is typed: into a pipe, or on a real terminal of any width."""

import asyncio
import os
import re
import subprocess
import sys
import termios
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.sandbox.observations import Observation
from bot.sandbox.sandbox import Sandbox, running_sandbox

_RUN = (sys.executable, "-m", "bot")
_LINES = 40


@dataclass(frozen=True, slots=True)
class Output:
    """What a command left: its exit code, and what it wrote to either output."""

    code: int
    out: str
    err: str = ""


@dataclass(frozen=True, slots=True)
class Shell:
    """A shell. environment: what a command is given, the settings of QFlow alone. seen: what the sandbox saw."""

    sandbox: Sandbox
    environment: Mapping[str, str]
    seen: list[Observation] = field(default_factory=list)

    async def piped(self, *words: str, **environment: str) -> Output:
        """Run a command whose output goes into pipes."""
        return await self._run(words, environment, subprocess.PIPE)

    async def unread(self, *words: str) -> Output:
        """Run a command whose output goes into a pipe that nobody reads any more."""
        ours, its = os.pipe()
        os.close(ours)
        try:
            return await self._run(words, {}, its)
        finally:
            os.close(its)

    async def typed(self, *words: str, columns: int, **environment: str) -> Output:
        """Run a command on a terminal of its own, which both outputs share."""
        ours, its = os.openpty()
        termios.tcsetwinsize(its, (_LINES, columns))
        environment = {**self.environment, "TERM": "xterm-256color", **environment}
        process = await asyncio.create_subprocess_exec(
            *(*_RUN, *words), env=environment, stdin=its, stdout=its, stderr=its
        )
        os.close(its)
        drawn = await asyncio.to_thread(_read, ours)
        return Output(await process.wait(), re.sub("\r+\n", "\n", drawn.decode()))

    async def _run(self, words: Sequence[str], environment: Mapping[str, str], stdout: int) -> Output:
        process = await asyncio.create_subprocess_exec(
            *(*_RUN, *words),
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
        )
        out, err = await process.communicate()
        assert process.returncode is not None
        return Output(process.returncode, (out or b"").decode(), err.decode())


@asynccontextmanager
async def shell() -> AsyncIterator[Shell]:
    """Open a shell in which nothing of Slack is set."""
    seen: list[Observation] = []
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "VIRTUAL_ENV") if name in os.environ}
    async with running_sandbox(observer=seen.append) as sandbox:
        qflow = {name: value for name, value in sandbox.environment.items() if name.startswith("QFLOW_")}
        yield Shell(sandbox, {**kept, **qflow}, seen)


def _read(terminal: int) -> bytes:
    """Read until nobody has the terminal open any more, which Linux calls an error."""
    drawn = bytearray()
    while True:
        try:
            part = os.read(terminal, 65_536)
        except OSError:
            part = b""
        if not part:
            os.close(terminal)
            return bytes(drawn)
        drawn += part
