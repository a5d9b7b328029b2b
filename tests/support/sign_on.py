"""A sign-on of a province that speaks OpenID Connect: discovery, code flow with PKCE, signed tokens, userinfo.

It listens on loopback and lets in whoever the test names, as somebody who has signed in there already.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from .patience import PROMPTLY

CLIENT, SECRET = "lien-cong", "bi-mat-cua-cong"  # pragma: allowlist secret


class SignOn:
    """What the provider knows, and what a test may bend to see it refused."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.claims: dict[str, Any] = {"sub": "1", "preferred_username": ""}
        # Said by the token instead of what the provider says by itself.
        self.bent: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: set[str] = set()
        self.asked: list[str] = []
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @property
    def url(self) -> str:
        """As SIGN_ON_URL names it."""
        return self.origin.replace("http://", f"http://{CLIENT}:{SECRET}@")

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.origin,
            "authorization_endpoint": f"{self.origin}/authorize",
            "token_endpoint": f"{self.origin}/token",
            "userinfo_endpoint": f"{self.origin}/userinfo",
            "jwks_uri": f"{self.origin}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorize(self, query: dict[str, str]) -> str:
        """Give a code for somebody who is signed in here; return where their browser goes next."""
        assert query["client_id"] == CLIENT
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        code = secrets.token_urlsafe()
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Change a code for tokens, once, for the client that asked and proves that it was the one."""
        asked = self.codes.pop(form.get("code", ""), None)
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if (
            asked is None
            or (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET)
            or base64.urlsafe_b64encode(proof).rstrip(b"=").decode() != asked["code_challenge"]
            or form.get("redirect_uri") != asked["redirect_uri"]
        ):
            return None
        now = int(time.time())
        said = {"iss": self.origin, "aud": CLIENT, "iat": now, "exp": now + 300, **self.claims}
        access = secrets.token_urlsafe()
        self.tokens.add(access)
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": jwt.encode(said | self.bent, self.key, "RS256", headers={"kid": "k"}),
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "k", "alg": "RS256", "use": "sig"}]}


@contextmanager
def sign_on() -> Iterator[SignOn]:
    """A provider that listens on a free port of this machine as long as the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    provider = server.provider = SignOn(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]  # a note on the server
    thread = threading.Thread(target=server.serve_forever, args=[PROMPTLY], daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    server.server_close()
    thread.join()


class _Handler(BaseHTTPRequestHandler):
    @property
    def provider(self) -> SignOn:
        found: SignOn = self.server.provider  # type: ignore[attr-defined]  # a note on the server
        return found

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.provider.asked.append(parts.path)
        if parts.path == "/.well-known/openid-configuration":
            self._answer(self.provider.discovery())
        elif parts.path == "/keys":
            self._answer(self.provider.keys())
        elif parts.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.provider.authorize(_flat(parts.query)))
            self.end_headers()
        elif parts.path == "/userinfo" and self._bearer() in self.provider.tokens:
            self._answer(self.provider.claims)
        else:
            self._answer({"error": "invalid_request"}, 401)

    def do_POST(self) -> None:
        self.provider.asked.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = self.provider.token(_flat(body))
        self._answer(given or {"error": "invalid_grant"}, 200 if given else 400)

    def _bearer(self) -> str:
        return self.headers.get("Authorization", "").removeprefix("Bearer ")

    def _answer(self, said: dict[str, Any], status: int = 200) -> None:
        content = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing among the lines of the tests."""


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
