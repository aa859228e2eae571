"""What a fault is: it changes the answer, or the way in which the answer goes out."""

from aiohttp import web
from pydantic import BaseModel, ConfigDict

from bot.sandbox.answers import Answer


class Fault(BaseModel):
    """One way in which an answer goes wrong; a kind of fault overrides what it changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def spoil(self, answer: Answer) -> Answer:
        """Give what is answered in place of `answer`."""
        return answer

    def visible_status(self, answer: Answer) -> int:
        """Give the HTTP status that reaches the client, 0 when none does."""
        return self.spoil(answer).status

    async def send(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        """Send the answer, as far as the fault lets it."""
        del request  # only the faults of connections touch it
        return whole(self.spoil(answer))


def whole(answer: Answer) -> web.Response:
    """Give the response that carries an answer as it is."""
    return web.Response(
        status=answer.status,
        body=answer.body,
        headers={"Content-Type": answer.content_type, **answer.headers},
    )
