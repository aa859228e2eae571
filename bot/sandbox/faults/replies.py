"""Faults of what is answered: another status, another body, another content type."""

import gzip
from dataclasses import replace
from typing import Literal

from pydantic import Field

from bot.sandbox.answers import HTML_PAGE, Answer, error_answer, json_answer
from bot.sandbox.faults.fault import Fault


class HttpError(Fault):
    """An HTTP error.

    wait: seconds, told in `wait_header`: X-RateLimit-ToWait-Sec is what APIs behind Qualys' gateways document
    (OCA, "API rate limits"), Retry-After is RFC 9110's. Without `wait` there is no such header.
    """

    kind: Literal["http-error"] = "http-error"
    status: int = Field(ge=400, le=599)
    wait: int | None = Field(default=None, ge=0)
    wait_header: Literal["X-RateLimit-ToWait-Sec", "Retry-After"] = "X-RateLimit-ToWait-Sec"

    def spoil(self, answer: Answer) -> Answer:
        """Give the error in place of the answer."""
        del answer
        headers: dict[str, str] = {} if self.wait is None else {self.wait_header: str(self.wait)}
        return replace(error_answer(self.status), headers=headers)


class Html(Fault):
    """A sign-in page, as a proxy or a wrong host answers."""

    kind: Literal["html"] = "html"
    status: int = Field(default=200, ge=200, le=599)

    def spoil(self, answer: Answer) -> Answer:
        """Give the page in place of the answer."""
        del answer
        return Answer(self.status, HTML_PAGE, "text/html")


class OtherShape(Fault):
    """200 with the envelope of newer Qualys APIs (Connector 2.18's release notes), not that of the steps."""

    kind: Literal["other-shape"] = "other-shape"

    def spoil(self, answer: Answer) -> Answer:
        """Give the envelope in place of the answer."""
        del answer
        return json_answer(200, {"data": {}, "errors": [], "meta": {}})


class Redirect(Fault):
    """302; the default location is on this API, where following it is observed."""

    kind: Literal["redirect"] = "redirect"
    location: str = Field(default="/elsewhere", pattern=r"^[!-~]+$")

    def spoil(self, answer: Answer) -> Answer:
        """Give the redirect in place of the answer."""
        del answer
        return Answer(302, b"", "text/plain", {"Location": self.location})


class HalfJson(Fault):
    """Whole as HTTP, but the JSON breaks off half-way."""

    kind: Literal["half-json"] = "half-json"

    def spoil(self, answer: Answer) -> Answer:
        """Give the first half of the body."""
        return replace(answer, body=answer.body[: len(answer.body) // 2])


class Garbage(Fault):
    """Bytes that are neither JSON nor text in any encoding, called JSON."""

    kind: Literal["garbage"] = "garbage"

    def spoil(self, answer: Answer) -> Answer:
        """Give garbage in place of the body."""
        return replace(answer, body=b"\x00\xff\xfe{]\xc3\x28" * 64)


class ContentType(Fault):
    """The right body under another content type."""

    kind: Literal["content-type"] = "content-type"
    content_type: str = Field(default="text/plain", pattern=r"^[\w.+-]+/[\w.+-]+$")

    def spoil(self, answer: Answer) -> Answer:
        """Give the answer under the other content type."""
        return replace(answer, content_type=self.content_type)


class Gzip(Fault):
    """The right answer, compressed, whether or not the client said that it accepts this."""

    kind: Literal["gzip"] = "gzip"

    def spoil(self, answer: Answer) -> Answer:
        """Give the answer compressed."""
        headers = {**answer.headers, "Content-Encoding": "gzip"}
        return replace(answer, body=gzip.compress(answer.body, mtime=0), headers=headers)
