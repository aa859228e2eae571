"""The demo as a process: what it reads, and how it ends before its time."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

SOON = 30
_ROOT = Path(__file__).parents[2]


async def demo(
    *arguments: str, stdout: int = subprocess.PIPE, directory: Path | None = None
) -> asyncio.subprocess.Process:
    """Start the demo, away from any terminal."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", *arguments),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        cwd=directory,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
    )


async def test_it_reads_no_settings_whatever_stands_in_them(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"QFLOW_TOKEN=\xff\nnonsense")
    process = await demo(directory=tmp_path)
    drawn, _ = await asyncio.wait_for(process.communicate(), SOON)
    assert process.returncode == 0
    assert "✅ No failure" in drawn.decode()


async def test_ctrl_c_ends_a_script_at_once_and_without_a_word() -> None:
    process = await demo("--fault", "qflow delay 9", "--say", "/qflow-steps help", "--press", "1")
    assert process.stdout is not None
    await asyncio.wait_for(process.stdout.readuntil(b"/qflow-steps help"), SOON)
    process.send_signal(signal.SIGINT)
    _, complained = await asyncio.wait_for(process.communicate(), 1)
    assert process.returncode == -signal.SIGINT
    assert b"Traceback" not in complained


@pytest.mark.parametrize("options", [(), ("--json",)], ids=["drawn", "JSON"])
async def test_a_reader_that_is_gone_is_no_error(options: tuple[str, ...]) -> None:
    ours, its = os.pipe()
    os.close(ours)
    process = await demo("--press", "1", *options, stdout=its)
    os.close(its)
    _, complained = await asyncio.wait_for(process.communicate(), SOON)
    assert (process.returncode, besides_the_audit(complained)) == (0, [])


@pytest.mark.parametrize("options", [(), ("--json",), ("--list",)], ids=" ".join)
async def test_a_full_disk_is_one_line(options: tuple[str, ...]) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    process = await demo(*options, stdout=full)
    os.close(full)
    _, complained = await asyncio.wait_for(process.communicate(), SOON)
    (line,) = besides_the_audit(complained)
    assert (process.returncode, line) == (2, "qflow-bot: standard output takes no more: No space left on device")


def besides_the_audit(written: bytes) -> list[str]:
    """Give the lines that are no audit's."""
    return [line for line in written.decode().splitlines() if not line.startswith('{"time"')]
