"""What all peers are told, and how they serve: as Bolt does it by itself, on loopback alone."""

import os
from http.server import HTTPServer

from slack_bolt import App
from slack_bolt.app.app import SlackAppDevelopmentServer
from slack_bolt.app.async_app import AsyncApp

HOST = "127.0.0.1"
PATH = "/slack/events"
PORT = int(os.environ.get("BOT_PORT", "0"))
BOT_TOKEN = os.environ.get("SLACK_BOT_TOKEN", "")
SIGNING_SECRET = os.environ.get("SLACK_SIGNING_SECRET", "")
SLACK_API = os.environ.get("SLACK_API_URL", "") + "/"
QFLOW = os.environ.get("QFLOW_BASE_URL", "")
QFLOW_HEADERS = {"Authorization": f"Bearer {os.environ.get('QFLOW_TOKEN', '')}", "Accept": "application/json"}


def serve(app: App) -> None:
    """Serve as `app.start` does, whose server listens on every address."""
    server = SlackAppDevelopmentServer(0, PATH, app, http_server_logger_enabled=False)._server
    server.server_close()
    HTTPServer((HOST, PORT), server.RequestHandlerClass).serve_forever()


def serve_async(app: AsyncApp) -> None:
    """Serve as `app.start` does."""
    app.start(PORT, PATH, HOST)
