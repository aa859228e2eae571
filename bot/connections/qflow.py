"""The connection to QFlow, the way to authenticate there, and the client that asks."""

import httpx
from pydantic import SecretStr

from bot.addresses import is_here
from bot.config import BadSettings, QFlowSettings, secrets_of
from bot.qflow.auth import Authentication, RenewedToken, StaticToken, client_request, user_request
from bot.qflow.client import StepsClient
from bot.qflow.counts import UNCOUNTED, Counts
from bot.redact import Redactor

TOKEN = "QFLOW_TOKEN"  # noqa: S105 - a name


def qflow_client(settings: QFlowSettings) -> httpx.AsyncClient:
    """Give the HTTP client for everything that goes to QFlow; whoever asks for it closes it."""
    return httpx.AsyncClient(base_url=settings.qflow_base_url, trust_env=not is_here(settings.qflow_base_url))


def steps_client(settings: QFlowSettings, http: httpx.AsyncClient, counts: Counts = UNCOUNTED) -> StepsClient:
    """Give what asks QFlow for steps, and hides these settings' own secrets in them. counts: told of every call."""
    return StepsClient(
        http,
        authentication=authentication(settings, http, counts),
        redactor=Redactor(secrets_of(settings)),
        counts=counts,
    )


def authentication(settings: QFlowSettings, http: httpx.AsyncClient, counts: Counts = UNCOUNTED) -> Authentication:
    """Give the first way to authenticate that is configured; the others are not used. counts: told of every call."""
    match settings:
        case QFlowSettings(qflow_client_id=SecretStr() as name, qflow_client_secret=SecretStr() as secret):
            request = client_request(http, name.get_secret_value(), secret.get_secret_value())
            return RenewedToken(http, request, counts=counts)
        case QFlowSettings(qflow_username=SecretStr() as name, qflow_password=SecretStr() as secret):
            request = user_request(http, name.get_secret_value(), secret.get_secret_value())
            return RenewedToken(http, request, counts=counts)
        case QFlowSettings(qflow_token=SecretStr() as token):
            return StaticToken(token.get_secret_value())
        case _:
            raise BadSettings(f"{TOKEN} is missing")


def authentication_mode(settings: QFlowSettings) -> str:
    """Name the settings with which the bot authenticates."""
    if settings.qflow_client_id:
        return "QFLOW_CLIENT_ID and QFLOW_CLIENT_SECRET"
    return "QFLOW_USERNAME and QFLOW_PASSWORD" if settings.qflow_username else TOKEN
