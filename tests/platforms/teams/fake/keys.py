"""The issuer of Bot Framework: real RSA keys that can be changed, signed activities, and the bot's own tokens."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

import jwt

from tests.platforms.teams.fake.graph import SCOPE as GRAPH
from tests.platforms.teams.issuer import ISSUER, key, public

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.platforms.teams.fake.tenant import Json, Rules

SCOPE = "https://api.botframework.com/.default"
_ENDORSEMENTS = ("msteams", "webchat", "skype")


class Issuer:
    """Everything that is signed, and by what."""

    def __init__(self) -> None:
        self.signing = "key-1"
        self._announced = ["key-1"]
        self._tokens: dict[str, tuple[float, str]] = {}
        self.asked: list[str] = []

    def rotate(self) -> str:
        """From now on another key signs; the one before is announced no more."""
        self.signing = f"key-{int(self.signing.removeprefix('key-')) + 1}"
        self._announced = [self.signing]
        return self.signing

    def document(self, address: str) -> Json:
        """The OpenID metadata."""
        self.asked.append("document")
        return {
            "issuer": ISSUER,
            "authorization_endpoint": "https://invalid.botframework.com",
            "jwks_uri": f"{address}/v1/.well-known/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        }

    def keys(self) -> Json:
        """The keys that are announced now."""
        self.asked.append("keys")
        return {"keys": [public(name, *_ENDORSEMENTS) for name in self._announced]}

    def signed(self, rules: Rules, service_url: str, *, changed: Mapping[str, object] | None = None) -> str:
        """The token of one activity, with some claims changed, or left out by None."""
        now = int(time.time())
        claims = {"serviceurl": service_url, "nbf": now, "exp": now + 3600, "iss": ISSUER, "aud": rules.app_id}
        said = {name: value for name, value in {**claims, **(changed or {})}.items() if value is not None}
        headers = {"kid": self.signing, "x5t": self.signing}
        return jwt.encode(said, key(self.signing), algorithm="RS256", headers=headers)

    def logged_in(self, rules: Rules, tenant: str, form: Mapping[str, object]) -> tuple[int, Json]:
        """The answer of the login endpoint: status and body."""
        self.asked.append("token")
        scope = str(form.get("scope"))
        scope = GRAPH if scope.endswith(GRAPH) else SCOPE if scope == SCOPE else ""
        wanted = {"grant_type": "client_credentials", "client_id": rules.app_id}
        if not scope or {name: form.get(name) for name in wanted} != wanted:
            return 400, {"error": "invalid_request"}
        if tenant != rules.tenant:
            return 400, {"error": "invalid_request", "error_description": "AADSTS90002: Tenant not found."}
        if form.get("client_secret") != rules.secret:
            return 401, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret."}
        token = f"bot-{secrets.token_urlsafe(24)}"
        self._tokens[token] = (time.monotonic() + rules.token_life, scope)
        return 200, {"token_type": "Bearer", "expires_in": int(rules.token_life), "access_token": token}

    def knows(self, header: str, scope: str = SCOPE) -> bool:
        """Whether a request of the bot carries a token that is still good, and for this service."""
        until, given = self._tokens.get(header.removeprefix("Bearer "), (0.0, ""))
        return until > time.monotonic() and given == scope

    def revoke(self) -> None:
        """No token that was given is good any more."""
        self._tokens.clear()
