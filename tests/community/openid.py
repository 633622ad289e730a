"""A real OpenID Connect provider on loopback, as ProConnect behaves; it can be told to cheat."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

CLIENT, SECRET = "carrefour", "un secret partagé"


class OpenId:
    """Someone is signed in there: ``person`` says who; ``lies`` replace true claims."""

    def __init__(self) -> None:
        self.person: dict[str, Any] = {
            "sub": "abc-123",
            "email": "Lea@Exemple.fr",
            "given_name": "Léa",
            "usual_name": "Martin",
        }
        self.lies: dict[str, Any] = {}
        self.lies_of_person: dict[str, Any] = {}
        self.signed = True  # whether what it says of a person is a JWT
        self.key, self.kid = rsa.generate_private_key(65537, 2048), "clé-1"
        self.forged_by: object | None = None
        self.asked: list[dict[str, str]] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.fetched: list[str] = []
        self.down, self.access = False, "acces"
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self, b"")

            def do_POST(self) -> None:
                outer.answer(self, self.rfile.read(int(self.headers["Content-Length"])))

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}/api/v2"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def change_key(self) -> None:
        """As providers do now and then: what was published before is of no use."""
        self.key, self.kid = ec.generate_private_key(ec.SECP256R1()), "clé-2"

    def sign_in(self, page: str) -> str:
        """Someone comes to ``page`` and signs in: the address that they are sent back to."""
        asked = dict(parse_qsl(urlsplit(page).query))
        self.asked.append(asked)
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        back = urlsplit(asked["redirect_uri"])
        told = {"code": code, "state": asked["state"], "iss": self.issuer}
        return f"{back.path}?{urlencode(told)}"

    def answer(self, handler: BaseHTTPRequestHandler, posted: bytes) -> None:
        path = urlsplit(handler.path).path.removeprefix("/api/v2")
        self.fetched.append(path)
        kind, told = "application/json", b""
        status = 503 if self.down else 200
        if path == "/.well-known/openid-configuration":
            told = json.dumps(self.configuration()).encode()
        elif path == "/jwks":
            told = json.dumps({"keys": [self.published_key()]}).encode()
        elif path == "/token":
            status, told = self.tokens(parse_qs(posted.decode()))
        elif path == "/userinfo":
            assert handler.headers["Authorization"] == "Bearer acces"
            said = {**self.person, **self.lies_of_person}
            kind, told = "application/json", json.dumps(said).encode()
            if self.signed:
                about = {"aud": CLIENT, "iss": self.issuer, "iat": int(time.time())}
                kind, told = "application/jwt", self.sign({**about, **said}).encode()
        else:
            status = 404
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(told)))
        handler.end_headers()
        handler.wfile.write(told)

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/session/end",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def published_key(self) -> dict[str, Any]:
        kind = jwt.algorithms.RSAAlgorithm if self.kid == "clé-1" else jwt.algorithms.ECAlgorithm
        return {**kind.to_jwk(self.key.public_key(), as_dict=True), "kid": self.kid, "use": "sig"}

    def tokens(self, posted: dict[str, list[str]]) -> tuple[int, bytes]:
        told = {name: values[0] for name, values in posted.items()}
        asked = self.codes.pop(told.get("code", ""), None)
        digest = hashlib.sha256(told.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(digest).decode().rstrip("=")
        right = (
            asked is not None
            and challenge == asked["code_challenge"]
            and told["redirect_uri"] == asked["redirect_uri"]
            and (told["client_id"], told["client_secret"]) == (CLIENT, SECRET)
        )
        if not right or asked is None:
            return 400, b'{"error": "invalid_grant"}'
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": self.person["sub"],
            "aud": CLIENT,
            "iat": now,
            "exp": now + 60,
            "nonce": asked["nonce"],
            "acr": asked.get("acr_values", "eidas1").split()[0],
            **self.lies,
        }
        answer = {
            "access_token": self.access,
            "token_type": "Bearer",
            "id_token": self.sign(claims),
        }
        return 200, json.dumps(answer).encode()

    def sign(self, claims: dict[str, Any]) -> str:
        key = self.forged_by or self.key
        algorithm = "RS256" if isinstance(key, rsa.RSAPrivateKey) else "ES256"
        return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": self.kid})
