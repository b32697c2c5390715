"""Microsoft in this process: an issuer with real RSA keys, and a connector that remembers what it was asked."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from functools import cache

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

APP = "1f0e6c1a-2b3c-4d5e-8f90-a1b2c3d4e5f6"
TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47"
ISSUER = "https://api.botframework.com"
HEADER = "853b9a84-5bfa-4b22-a3f3-0b9a43d9ad8a"
"""What App Service gives an app, to be shown to it again."""


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """A key of this name, made once."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public(name: str, *endorsements: str) -> dict:
    """The public half as it is announced."""
    jwk = json.loads(RSAAlgorithm.to_jwk(key(name).public_key()))
    return {**jwk, "kid": name, "use": "sig", "endorsements": list(endorsements)}


@dataclass
class Microsoft:
    """Everything that is fetched; tests change what it announces and how it answers."""

    keys: list[dict] = field(default_factory=lambda: [public("one", "msteams", "webchat")])
    asked: list[str] = field(default_factory=list)
    sent: list[tuple[str, str, dict]] = field(default_factory=list)
    answers: list[tuple[int, dict, dict]] = field(default_factory=list)
    tokens: int = 0
    refuses: str = ""
    identity: str = APP
    waits: float = 0.0
    url: str = ""

    def site(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/v1/.well-known/openidconfiguration", self._document)
        app.router.add_get("/v1/.well-known/keys", self._keys)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        app.router.add_get("/msi/token", self._app_service)
        app.router.add_get("/metadata/identity/oauth2/token", self._machine)
        app.router.add_route("*", "/teams/{tail:.*}", self._connector)
        app.router.add_get("/elsewhere", self._elsewhere)
        return app

    @property
    def service_url(self) -> str:
        return f"{self.url}/teams/"

    def claims(self, **changed) -> dict:
        now = time.time()
        said = {"iss": ISSUER, "aud": APP, "nbf": now - 10, "exp": now + 3600, "serviceurl": self.service_url}
        return {name: value for name, value in (said | changed).items() if value is not None}

    def token(self, signer: str = "one", *, kid: str | None = None, algorithm: str = "RS256", **changed) -> str:
        headers = {"kid": kid or signer}
        return jwt.encode(self.claims(**changed), key(signer), algorithm=algorithm, headers=headers)

    async def _document(self, _request: web.Request) -> web.Response:
        self.asked.append("document")
        await asyncio.sleep(self.waits)
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/v1/.well-known/keys"})

    async def _keys(self, _request: web.Request) -> web.Response:
        self.asked.append("keys")
        return web.json_response({"keys": self.keys})

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        self.asked.append(f"token {form['client_id']} {form['scope']}")
        if self.refuses:
            return web.json_response({"error": self.refuses}, status=401)
        self.tokens += 1
        return web.json_response({"access_token": f"token-{self.tokens}", "expires_in": 3600, "token_type": "Bearer"})

    async def _app_service(self, request: web.Request) -> web.Response:
        """What App Service and Container Apps put beside an app: it says when a token ends, as text."""
        await asyncio.sleep(self.waits)
        wanted = {"api-version": "2019-08-01", "resource": ISSUER, "client_id": self.identity}
        if dict(request.query) != wanted or request.headers.get("X-IDENTITY-HEADER") != HEADER:
            return web.json_response({"statusCode": 400, "message": "No managed identity found."}, status=400)
        ends = str(int(time.time()) + 86_400)
        return web.json_response({**self._granted(), "expires_on": ends, "client_id": self.identity})

    async def _machine(self, request: web.Request) -> web.Response:
        """What every virtual machine of Azure's has on its own link: numbers are text there."""
        wanted = {"api-version": "2018-02-01", "resource": ISSUER, "client_id": self.identity}
        if dict(request.query) != wanted or request.headers.get("Metadata") != "true":
            said = {"error": "invalid_request", "error_description": "Identity not found"}
            return web.json_response(said, status=400)
        ends = str(int(time.time()) + 3599)
        return web.json_response({**self._granted(), "expires_in": "3599", "expires_on": ends, "not_before": "1"})

    def _granted(self) -> dict:
        self.tokens += 1
        self.asked.append("identity")
        return {"access_token": f"token-{self.tokens}", "resource": ISSUER, "token_type": "Bearer"}

    async def _elsewhere(self, _request: web.Request) -> web.Response:
        self.asked.append("elsewhere")
        return web.json_response({"id": "followed"})

    async def _connector(self, request: web.Request) -> web.Response:
        body = await request.json() if request.can_read_body else {}
        self.sent.append((request.method, request.path.removeprefix("/teams/v3/"), body))
        self.asked.append(request.headers.get("Authorization", ""))
        status, said, headers = self.answers.pop(0) if self.answers else (201, {"id": f"a:{len(self.sent)}"}, {})
        return web.json_response(said, status=status, headers=headers)


def activity(microsoft: Microsoft, *, person: str = "ana", **changed) -> dict:
    """What somebody does in their personal chat; their object id is made from a short name."""
    return {
        "type": "message",
        "id": f"f:{time.monotonic_ns()}",
        "channelId": "msteams",
        "serviceUrl": microsoft.service_url,
        "from": {"id": f"29:{person}", "aadObjectId": object_id(person), "name": person.title()},
        "recipient": {"id": f"28:{APP}", "name": "Peer support"},
        "conversation": {"conversationType": "personal", "id": f"a:chat-{person}", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
        "locale": "en-US",
        "localTimezone": "America/New_York",
    } | changed


def object_id(person: str) -> str:
    return f"00000000-0000-4000-8000-{person.encode().hex():0>12}"[:36]
