"""The bearer tokens of the sandbox's QFlow API: who gets one, and which are good.

Sources: Qualys Flow documentation, "API Authentication" (`/auth/oidc`, credentials as the headers clientId
and clientSecret); Out-of-Band Configuration Assessment's "Fetch Authentication Token" (`/auth` with a form,
201 and the bare token); Qualys OAuth documentation, "Generate Authentication Token" (four hours). What they
leave open is decided here: 201 from `/auth/oidc` too, and 400 to another content type or without
token=true.
"""

import base64
import json
from collections.abc import Callable, Mapping

from bot.sandbox.answers import Answer, error_answer, invalid_credentials, json_answer

CLIENT_ID = "sandbox-client"
CLIENT_SECRET = "sandbox-client-secret"  # noqa: S105  made up, and good for nothing but the sandbox
USERNAME = "sandbox-user"
PASSWORD = "sandbox-password"  # noqa: S105  as above

LIFETIME = 4 * 60 * 60
"""Seconds for which an issued token is good."""

_ENDLESS = float("inf")
_FORM = "application/x-www-form-urlencoded"


class Tokens:
    """Issues tokens and knows which are good.

    token: one that is good from the start and does not expire.
    clock: gives the seconds since the epoch.
    as_json: set it to have a token answered as `{"access_token": …}` instead of as bare text.
    """

    def __init__(self, token: str, clock: Callable[[], float]) -> None:
        self.as_json = False
        self._clock = clock
        self._expiries = {token: _ENDLESS}
        self._issued = 0

    @property
    def known(self) -> frozenset[str]:
        """Every token that was issued or given and is not revoked, whether or not its time is over."""
        return frozenset(self._expiries)

    def refusal(self, authorization: str | None) -> str | None:
        """Say why this Authorization header is refused; None when it is good."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme != "Bearer" or token not in self._expiries:
            return "Not authenticated"
        return "JWT expired" if self._expiries[token] <= self._clock() else None

    def expire(self) -> None:
        """Let the time of every issued token be over; the one given at the start stays good."""
        for token, expiry in self._expiries.items():
            self._expiries[token] = expiry if expiry == _ENDLESS else 0.0

    def revoke(self) -> None:
        """Forget every token, the one given at the start too."""
        self._expiries.clear()

    def answer_client(self, headers: Mapping[str, str]) -> Answer:
        """Answer `POST /auth/oidc`: the credentials are headers."""
        if not _is_form(headers):
            return error_answer(400)
        given = (headers.get("clientId"), headers.get("clientSecret"))
        return self._answer(CLIENT_ID, good=given == (CLIENT_ID, CLIENT_SECRET))

    def answer_user(self, headers: Mapping[str, str], form: Mapping[str, object]) -> Answer:
        """Answer `POST /auth`: the credentials are a form."""
        if not _is_form(headers) or form.get("token") != "true":
            return error_answer(400)
        given = (form.get("username"), form.get("password"))
        return self._answer(USERNAME, good=given == (USERNAME, PASSWORD))

    def _answer(self, subject: str, *, good: bool) -> Answer:
        if not good:
            return invalid_credentials()
        token = self._issue(subject)
        if self.as_json:
            return json_answer(201, {"access_token": token})
        return Answer(201, token.encode("ascii"), "text/plain")

    def _issue(self, subject: str) -> str:
        self._issued += 1
        now = int(self._clock())
        expiry = now + LIFETIME
        claims = {"sub": subject, "iss": "qas", "jti": self._issued, "iat": now, "exp": expiry}
        token = f"{_encoded({'alg': 'none', 'typ': 'JWT'})}.{_encoded(claims)}."
        self._expiries[token] = expiry
        return token


def _is_form(headers: Mapping[str, str]) -> bool:
    return headers.get("Content-Type", "").partition(";")[0].strip() == _FORM


def _encoded(part: Mapping[str, object]) -> str:
    """Give a part of an unsigned JWT: base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(json.dumps(part).encode("ascii")).rstrip(b"=").decode("ascii")
