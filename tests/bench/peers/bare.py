"""A bare aiohttp endpoint that checks the same signature: the floor of every ack over HTTP."""

import os
from urllib.parse import parse_qsl

from aiohttp import web
from slack_sdk.signature import SignatureVerifier

verifier = SignatureVerifier(os.environ.get("SLACK_SIGNING_SECRET", ""))


async def take(request: web.Request) -> web.Response:
    """Take a command: 401 unless Slack signed it."""
    body = await request.read()
    if not verifier.is_valid_request(body, dict(request.headers)):
        return web.Response(status=401)
    dict(parse_qsl(body.decode(), keep_blank_values=True))
    return web.Response()


app = web.Application()
app.router.add_post("/slack/events", take)

if __name__ == "__main__":
    web.run_app(app, host="127.0.0.1", port=int(os.environ["BOT_PORT"]), access_log=None, print=None)
