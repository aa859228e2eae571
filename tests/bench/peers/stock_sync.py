"""A stock sync App that only acks."""

from slack_bolt import Ack, App
from slack_sdk import WebClient

from tests.bench.peers.surroundings import BOT_TOKEN, SIGNING_SECRET, SLACK_API, serve

app = App(client=WebClient(BOT_TOKEN, base_url=SLACK_API), signing_secret=SIGNING_SECRET)


@app.command("/qflow-steps")
def qflow_steps(ack: Ack) -> None:
    """Take `/qflow-steps`."""
    ack()


if __name__ == "__main__":
    serve(app)
