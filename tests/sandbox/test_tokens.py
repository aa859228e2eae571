"""The token endpoints: who gets a token, what it looks like, and when it stops being good."""

import base64
import json
from typing import Any

import httpx
import pytest

from bot.sandbox.faults.planned import PlannedFault
from bot.sandbox.faults.replies import HttpError
from bot.sandbox.tokens import CLIENT_ID, CLIENT_SECRET, LIFETIME, PASSWORD, USERNAME
from tests.sandbox.conftest import NOW, Upstream

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CLIENT = {"clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET}
USER = {"username": USERNAME, "password": PASSWORD, "token": "true"}


async def ask_as_client(upstream: Upstream, **headers: str) -> httpx.Response:
    return await upstream.client.post("/auth/oidc", headers=FORM | CLIENT | headers)


async def ask_as_user(upstream: Upstream, **form: str) -> httpx.Response:
    return await upstream.client.post("/auth", data=USER | form)


def claims(token: str) -> Any:
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


async def status_with(upstream: Upstream, token: str) -> int:
    upstream.client.headers["Authorization"] = f"Bearer {token}"
    return (await upstream.steps("failed")).status_code


@pytest.mark.parametrize("ask", [ask_as_client, ask_as_user])
async def test_the_right_credentials_are_answered_with_a_bare_token(upstream: Upstream, ask: Any) -> None:
    answer = await ask(upstream)
    assert answer.status_code == 201
    assert answer.text.startswith("ey")
    assert claims(answer.text)["exp"] == NOW + LIFETIME
    assert await status_with(upstream, answer.text) == 200


@pytest.mark.parametrize("ask", [ask_as_client, ask_as_user])
async def test_a_token_may_come_in_json(upstream: Upstream, ask: Any) -> None:
    upstream.api.tokens.as_json = True
    answer = await ask(upstream)
    assert await status_with(upstream, answer.json()["access_token"]) == 200


async def test_each_token_is_another(upstream: Upstream) -> None:
    assert (await ask_as_client(upstream)).text != (await ask_as_client(upstream)).text


@pytest.mark.parametrize(
    ("path", "headers", "form"),
    [
        pytest.param("/auth/oidc", FORM | CLIENT | {"clientSecret": "wrong"}, {}, id="wrong secret"),
        pytest.param("/auth/oidc", FORM | CLIENT | {"clientId": "wrong"}, {}, id="wrong client"),
        pytest.param("/auth/oidc", FORM, CLIENT, id="client credentials in the body"),
        pytest.param("/auth", FORM, USER | {"password": "wrong"}, id="wrong password"),
        pytest.param("/auth", FORM, USER | {"username": "wrong"}, id="wrong user"),
        pytest.param("/auth", FORM | CLIENT, {"token": "true"}, id="client credentials at the other door"),
    ],
)
async def test_wrong_credentials_are_refused(
    upstream: Upstream, path: str, headers: dict[str, str], form: dict[str, str]
) -> None:
    answer = await upstream.client.post(path, headers=headers, data=form)
    assert answer.status_code == 401
    assert "InvalidCredentialsException" in answer.json()["authentication_exceptions"][0][0]


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        pytest.param("/auth/oidc", {"headers": CLIENT}, id="client, no content type"),
        pytest.param("/auth/oidc", {"headers": CLIENT, "json": {}}, id="client, JSON"),
        pytest.param("/auth", {"json": USER}, id="user, JSON"),
        pytest.param("/auth", {"data": USER | {"token": ""}}, id="user, no token=true"),
    ],
)
async def test_a_request_in_another_form_is_invalid(upstream: Upstream, path: str, sent: dict[str, Any]) -> None:
    assert (await upstream.client.post(path, **sent)).status_code == 400


async def test_a_token_is_good_for_four_hours(upstream: Upstream) -> None:
    token = (await ask_as_client(upstream)).text
    upstream.clock.now += LIFETIME - 1
    assert await status_with(upstream, token) == 200
    upstream.clock.now += 1
    assert await status_with(upstream, token) == 401


async def test_expired_tokens_are_refused_and_the_one_given_at_the_start_is_not(upstream: Upstream) -> None:
    token = (await ask_as_client(upstream)).text
    assert (await upstream.client.post("/sandbox/tokens/expire")).status_code == 204
    assert (await upstream.steps("failed")).status_code == 200
    assert await status_with(upstream, token) == 401
    assert (await upstream.steps("failed")).json()["message"] == "JWT expired"


async def test_a_new_token_is_good_after_the_others_expired(upstream: Upstream) -> None:
    upstream.api.tokens.expire()
    assert await status_with(upstream, (await ask_as_user(upstream)).text) == 200


async def test_revoked_tokens_are_refused_the_one_given_at_the_start_too(upstream: Upstream) -> None:
    token = (await ask_as_client(upstream)).text
    assert (await upstream.client.post("/sandbox/tokens/revoke")).status_code == 204
    assert (await upstream.steps("failed")).status_code == 401
    assert await status_with(upstream, token) == 401
    assert (await upstream.steps("failed")).json()["message"] == "Not authenticated"


async def test_calls_for_a_token_are_observed_without_their_credentials(upstream: Upstream) -> None:
    await ask_as_client(upstream)
    await ask_as_user(upstream, password="wrong")
    assert [observation.as_json() for observation in upstream.observed] == [
        {"kind": "qflow", "method": "POST", "path": "/auth/oidc", "query": {}, "status": 201},
        {"kind": "qflow", "method": "POST", "path": "/auth", "query": {}, "status": 401},
    ]


async def test_a_fault_can_meet_the_token_endpoints(upstream: Upstream) -> None:
    upstream.api.faults.add(PlannedFault(fault=HttpError(status=503), on="auth", times=2))
    await upstream.steps("failed")
    await ask_as_client(upstream)
    await ask_as_user(upstream)
    await ask_as_user(upstream)
    assert upstream.statuses() == [200, 503, 503, 201]
