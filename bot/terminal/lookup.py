"""Looks an execution up, with nothing kept from before and nothing kept for later."""

from bot.config import QFlowSettings
from bot.connections.qflow import qflow_client, steps_client
from bot.qflow.cache import MemoryCache
from bot.qflow.lookup import Lookup
from bot.qflow.service import Answer, StepsService
from bot.qflow.tiers import Tiers
from bot.qflow.turns import Turns


async def look_up(settings: QFlowSettings, lookup: Lookup) -> Answer:
    """Ask QFlow, with the bot's own patience. Raises a QFlowError."""
    async with qflow_client(settings) as http:
        service = StepsService(steps_client(settings, http), cache=Tiers(MemoryCache(0)), turns=Turns(1))
        return await service.look_up(lookup)
