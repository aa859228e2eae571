"""Listens at an address: Slack's door and the ops port are sites of the same kind."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web


@asynccontextmanager
async def listening(runner: web.AppRunner, host: str, port: int) -> AsyncIterator[str]:
    """Answer at an address, and give its origin, such as `http://127.0.0.1:3000`; port 0 takes a free one.

    At the end, what is being answered is answered first. Raises OSError when the address is taken.
    """
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        bound_host, bound_port = runner.addresses[0][:2]
        yield f"http://{f'[{bound_host}]' if ':' in bound_host else bound_host}:{bound_port}"
    finally:
        await runner.cleanup()
