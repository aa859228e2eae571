"""Looks an execution up, with nothing kept from before and nothing kept for later."""

from bot.config import QFlowSettings, secrets_of
from bot.connections.qflow import authentication, qflow_client
from bot.qflow.cache import MemoryCache
from bot.qflow.client import StepsClient
from bot.qflow.lookup import Lookup
from bot.qflow.service import Answer, StepsService
from bot.qflow.tiers import Tiers
from bot.qflow.turns import Turns
from bot.redact import Redactor


async def look_up(settings: QFlowSettings, lookup: Lookup) -> Answer:
    """Ask QFlow, with the bot's own patience. Raises a QFlowError."""
    async with qflow_client(settings) as http:
        client = StepsClient(
            http, authentication=authentication(settings, http), redactor=Redactor(secrets_of(settings))
        )
        return await StepsService(client, cache=Tiers(MemoryCache(0)), turns=Turns(1)).look_up(lookup)
