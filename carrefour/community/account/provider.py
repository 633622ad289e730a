"""Signing in by OpenID Connect: the authorization code flow with PKCE, as a confidential client.

Meant for ProConnect and any other provider that publishes its configuration (OpenID Connect
Discovery 1.0). ProConnect's ways are heeded: what it says of a person is a signed JWT, the level of
assurance is asked for by ``acr_values``, and signing out goes by its page too.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import jwt
from django.conf import settings
from django.http import HttpRequest

from carrefour.community.account.identities import Vouched

CALLBACK = "/oidc/retour/"  # told to the provider once, so the same in every language
LASTS = timedelta(minutes=15)  # for which someone may stay at the provider
REMEMBERED = 3600.0  # seconds for which what a provider publishes is not asked again
LONGEST = 100_000  # bytes of an answer
_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]  # none that a public key could forge
_LEEWAY = 60  # seconds by which clocks may differ
_WENT = "oidc"


class ProviderFailed(Exception):
    """The provider does not answer, or what it answers cannot be believed; says why, in English."""


@dataclass(frozen=True, slots=True)
class Came:
    """Who came back from the provider, where they go, and what the provider vouched with."""

    vouched: Vouched
    target: str
    id_token: str


class Provider:
    """A provider, what it publishes remembered for a while."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self._kept: dict[str, tuple[float, Any]] = {}

    def begin(self, request: HttpRequest, target: str) -> str:
        """The address at the provider to go to; the session remembers who went."""
        verifier, state, nonce = (secrets.token_urlsafe(48) for _ in range(3))
        request.session[_WENT] = {
            "state": state,
            "nonce": nonce,
            "verifier": verifier,
            "target": target,
            "at": time.time(),
        }
        challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
        asked = {
            "response_type": "code",
            "client_id": settings.OIDC_CLIENT,
            "redirect_uri": f"{settings.SITE_URL}{CALLBACK}",
            "scope": settings.OIDC_SCOPE,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge.decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        if settings.OIDC_ACR:
            asked["acr_values"] = settings.OIDC_ACR
        return _with(self._published("authorization_endpoint"), asked)

    def finish(self, request: HttpRequest) -> Came:
        """Who came back; raises `ProviderFailed`. What the session remembered serves once."""
        went = request.session.pop(_WENT, None)
        if not went or time.time() - went["at"] > LASTS.total_seconds():
            raise ProviderFailed("nobody went to the provider from this session, or too long ago")
        if not secrets.compare_digest(request.GET.get("state", ""), went["state"]):
            raise ProviderFailed("the state is not the one that was sent")
        if request.GET.get("iss", self.issuer) != self.issuer:
            raise ProviderFailed("another provider answers")  # RFC 9207
        if error := request.GET.get("error"):
            raise ProviderFailed(f"the provider says {error[:80]!r}")
        tokens = self._tokens(request.GET.get("code", ""), went["verifier"])
        claims = self._read(str(tokens.get("id_token", "")))
        if not secrets.compare_digest(str(claims.get("nonce", "")), went["nonce"]):
            raise ProviderFailed("the nonce is not the one that was sent")
        if settings.OIDC_ACR and claims.get("acr") not in settings.OIDC_ACR.split():
            raise ProviderFailed(f"the level of assurance is {str(claims.get('acr'))[:80]!r}")
        told = {**claims, **self._said(str(tokens.get("access_token", "")), str(claims["sub"]))}
        return Came(_vouched(self.issuer, told), went["target"], str(tokens["id_token"]))

    def sign_out(self, id_token: str) -> str:
        """The address at which one signs out there as well; empty if the provider has none."""
        page = self._configuration().get("end_session_endpoint")
        told = {
            "id_token_hint": id_token,
            "post_logout_redirect_uri": f"{settings.SITE_URL}/",
            "state": secrets.token_urlsafe(16),
        }
        return _with(str(page), told) if page else ""

    def _tokens(self, code: str, verifier: str) -> dict[str, Any]:
        told = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": f"{settings.SITE_URL}{CALLBACK}",
            "code_verifier": verifier,
        }
        methods = self._configuration().get(
            "token_endpoint_auth_methods_supported", ["client_secret_basic"]
        )
        basic = "client_secret_post" not in methods
        if not basic:
            told |= {"client_id": settings.OIDC_CLIENT, "client_secret": settings.OIDC_SECRET}
        answer = _ask(
            "POST",
            self._published("token_endpoint"),
            data=told,
            auth=(settings.OIDC_CLIENT, settings.OIDC_SECRET) if basic else None,
        )
        return _object(answer)

    def _said(self, access_token: str, subject: str) -> dict[str, Any]:
        """What the provider says of the person: JSON, or a JWT that it signed."""
        page = self._configuration().get("userinfo_endpoint")
        if not page or not access_token:
            return {}
        answer = _ask("GET", str(page), headers={"Authorization": f"Bearer {access_token}"})
        is_token = answer.headers.get("Content-Type", "").startswith("application/jwt")
        told = self._read(answer.text.strip(), lasting=False) if is_token else _object(answer)
        if told.get("sub") != subject:
            raise ProviderFailed("what it says is of someone else")
        return told

    def _read(self, token: str, *, lasting: bool = True) -> dict[str, Any]:
        """What a JWT says that the provider signed for us."""
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key(kid),
                algorithms=_ALGORITHMS,
                audience=settings.OIDC_CLIENT,
                issuer=self.issuer,
                leeway=_LEEWAY,
                options={"require": ["sub", "exp", "iat"] if lasting else ["sub"]},
            )
        except jwt.PyJWTError as error:
            raise ProviderFailed(f"its token cannot be believed: {error}") from error
        return claims

    def _key(self, kid: str | None) -> jwt.PyJWK:
        for anew in (False, True):  # keys are changed now and then
            keys = self._fetched(self._published("jwks_uri"), anew=anew)
            try:
                known = jwt.PyJWKSet.from_dict(keys).keys
            except (jwt.PyJWTError, AttributeError, TypeError) as error:
                raise ProviderFailed("its keys cannot be read") from error
            found = [key for key in known if key.key_id == kid or (kid is None and len(known) == 1)]
            if found:
                return found[0]
        raise ProviderFailed("the key of its token is not among those that it publishes")

    def _configuration(self) -> dict[str, Any]:
        page = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        told = self._fetched(page)
        if told.get("issuer") != self.issuer:
            raise ProviderFailed(f"it calls itself {str(told.get('issuer'))[:200]!r}")
        return told

    def _published(self, name: str) -> str:
        try:
            return str(self._configuration()[name])
        except KeyError as error:
            raise ProviderFailed(f"it publishes no {name}") from error

    def _fetched(self, page: str, *, anew: bool = False) -> dict[str, Any]:
        at, told = self._kept.get(page, (0.0, None))
        if told is None or anew or time.monotonic() - at > REMEMBERED:
            told = _object(_ask("GET", page))
            self._kept[page] = time.monotonic(), told
        return dict(told)


_KNOWN: dict[str, Provider] = {}


def provider() -> Provider | None:
    """The provider that the operator has set; ``None`` when none is."""
    issuer = settings.OIDC_ISSUER
    return _KNOWN.setdefault(issuer, Provider(issuer)) if issuer else None


def _ask(method: str, page: str, **told: Any) -> httpx.Response:
    try:
        answer = httpx.request(method, page, timeout=10, **told)
        answer.raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise ProviderFailed(f"it does not answer as it should: {error}") from error
    if len(answer.content) > LONGEST:
        raise ProviderFailed("its answer is too long")
    return answer


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError as error:
        raise ProviderFailed("its answer is no JSON") from error
    if not isinstance(told, dict):
        raise ProviderFailed("its answer is no JSON object")
    return told


def _vouched(issuer: str, told: dict[str, Any]) -> Vouched:
    names = [told.get("given_name"), told.get("usual_name") or told.get("family_name")]
    name = " ".join(str(one) for one in names if one) or str(told.get("name") or "")
    return Vouched(
        issuer=issuer,
        subject=str(told["sub"])[:255],
        email=str(told.get("email") or "").strip().lower()[:254],
        verified=told.get("email_verified") is True,
        name=name[:150],
    )


def _with(page: str, params: dict[str, str]) -> str:
    return f"{page}{'&' if '?' in page else '?'}{urlencode(params)}"
