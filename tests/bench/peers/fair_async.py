"""A fair AsyncApp: one shared httpx client, and `auth.test` done at start."""

import asyncio
from typing import Any

import httpx
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from tests.bench.peers.surroundings import BOT_TOKEN, QFLOW, QFLOW_HEADERS, SIGNING_SECRET, SLACK_API, serve_async
from tests.bench.peers.wording import answer

slack = AsyncWebClient(BOT_TOKEN, base_url=SLACK_API)
identity = AuthorizeResult.from_auth_test_response(
    bot_token=BOT_TOKEN, auth_test_response=asyncio.run(slack.auth_test())
)
qflow = httpx.AsyncClient(base_url=QFLOW, headers=QFLOW_HEADERS, timeout=httpx.Timeout(10, pool=None))
"""QFlow gets ten seconds; who only waits for a connection to ask it on loses nothing."""


async def authorize() -> AuthorizeResult:
    """Say who we are."""
    return identity


app = AsyncApp(client=slack, signing_secret=SIGNING_SECRET, authorize=authorize)


@app.command("/qflow-steps")
async def qflow_steps(ack: AsyncAck, respond: AsyncRespond, command: dict[str, Any]) -> None:
    """Answer `/qflow-steps`."""
    await ack()
    execution_id = command["text"].strip().lower()
    steps = await qflow.get(f"/qflowapi/v1/executions/{execution_id}/steps")
    steps.raise_for_status()
    await respond(**answer(execution_id, steps.json()["items"]))


if __name__ == "__main__":
    serve_async(app)
