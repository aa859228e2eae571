"""A stock AsyncApp that only acks."""

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.bench.peers.surroundings import BOT_TOKEN, SIGNING_SECRET, SLACK_API, serve_async

app = AsyncApp(client=AsyncWebClient(BOT_TOKEN, base_url=SLACK_API), signing_secret=SIGNING_SECRET)


@app.command("/qflow-steps")
async def qflow_steps(ack: AsyncAck) -> None:
    """Take `/qflow-steps`."""
    await ack()


if __name__ == "__main__":
    serve_async(app)
