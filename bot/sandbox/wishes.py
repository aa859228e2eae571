"""Reads what is asked of the sandbox's own endpoints, and says in a sentence what is wrong with it."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

Wish = TypeVar("Wish", bound=BaseModel)


class InvalidPlanError(ValueError):
    """What was asked for is no planned fault; the message is a sentence that says why."""


def parse_wish(model: type[Wish], wish: bytes | dict[str, object]) -> Wish:
    """Read a wish, from JSON if it is bytes; raises InvalidPlanError."""
    try:
        return model.model_validate_json(wish) if isinstance(wish, bytes) else model.model_validate(wish)
    except ValidationError as error:
        reasons = (_reason(details["loc"], details["msg"]) for details in error.errors())
        raise InvalidPlanError(" ".join(reasons)) from error


def _reason(place: tuple[int | str, ...], message: str) -> str:
    where = ".".join(map(str, place)) or "The body"
    return f"{where}: {message}."
