"""Answers of the sandbox's QFlow API, and the bodies of its errors.

No error body of QFlow is documented. These are the shapes that other APIs behind the same Qualys gateways
document: 401 on PCRS' "Error codes" page, 403 on Container Security's "Get started", the envelope of 500 in
the release notes of Connector 2.18. The texts of 404, 409, 429 and 503 are invented.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

HTML_PAGE = b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>\n"
"""What a proxy, a login page or a wrong host answers."""

_BAD_GATEWAY = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>502 Bad Gateway</body>\r\n</html>\r\n"

_WHEN = 1654169949515

_ERRORS: Mapping[int, tuple[str, str]] = {
    401: ("Unauthorized", "Not authenticated"),
    404: ("Not Found", "No such execution"),
    409: ("Conflict", "Too many concurrent calls"),
    429: ("Too Many Requests", "Rate limit exceeded"),
    503: ("Service Unavailable", "The service is temporarily unavailable"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer: its status, its whole body, and the headers beside Content-Type and Content-Length."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


def json_answer(status: int, value: object) -> Answer:
    """Answer with JSON; in ASCII, so that half characters travel as the escapes that JSON has for them."""
    return Answer(status, json.dumps(value, separators=(",", ":")).encode("ascii"))


def error_answer(status: int, message: str | None = None) -> Answer:
    """Answer with an error of this status; `message` replaces the usual text where the shape has one."""
    match status:
        case 400:
            return json_answer(400, {"message": message or "Invalid input Parameter."})
        case 403:
            return _forbidden(message or "The joe_user user does not have the READ ALL permission.")
        case 502:
            return Answer(502, _BAD_GATEWAY, "text/html")
        case _ if status in _ERRORS:
            error, usual = _ERRORS[status]
            return json_answer(status, {"status": status, "error": error, "message": message or usual})
        case _:
            errors = [{"errorCode": str(status), "message": message or "Internal error"}]
            return json_answer(status, {"data": {}, "errors": errors, "meta": {"timestamp": _WHEN}})


def invalid_credentials() -> Answer:
    """Answer a token endpoint's caller whose credentials are wrong (PCRS, "Error codes")."""
    failure = "Authentication Failure: 1 errors, 0 successes:authenticationFailure.InvalidCredentialsException"
    return json_answer(401, {"authentication_exceptions": [[failure]]})


def _forbidden(message: str) -> Answer:
    return json_answer(403, {"errorCode": "403 FORBIDDEN", "message": message, "timestamp": _WHEN})
