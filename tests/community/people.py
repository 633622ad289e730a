"""Someone with an account, in a browser of their own."""

from __future__ import annotations

from django.test import Client

from carrefour.community.models import User

EMAIL, PASSWORD = "lea@exemple.fr", "une phrase que je connais"
SIGN_IN = "/compte/connexion/"


def make_lea(**more: object) -> User:
    return User.objects.create_user(EMAIL, PASSWORD, name="Léa", **more)


def browser(agent: str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0") -> Client:
    return Client(headers={"User-Agent": agent})


def sign_in(client: Client, email: str = EMAIL, password: str = PASSWORD, **more: str):
    return client.post(SIGN_IN, {"username": email, "password": password, **more})


def signed_in(client: Client) -> bool:
    return client.get("/compte/profil/").status_code == 200
