"""The settings: secret key, hosts, https, mail."""

from __future__ import annotations

from smtplib import SMTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection

from carrefour.operation.finding import Finding, broken, doubtful, fine

SHORTEST_KEY = 40  # characters
LOCAL = {"localhost", "127.0.0.1", "[::1]"}


def secret_key() -> Finding:
    """Whether the key can be guessed, or read by others on the machine."""
    name, path = "secret key", settings.VAR_DIR / "secret-key"
    if len(settings.SECRET_KEY) < SHORTEST_KEY or len(set(settings.SECRET_KEY)) < 10:
        return broken(name, "it is short enough to be guessed", "give one of 50 random characters")
    if not settings.SECRET_KEY_FROM_ENVIRONMENT and path.stat().st_mode & 0o077:
        return broken(name, f"others may read {path}", f"chmod 600 {path}")
    return fine(name, "long, and for its owner alone")


def debug() -> Finding:
    """Whether visitors see the inner workings."""
    if settings.DEBUG:
        return broken("debug", "visitors see the inner workings", "take CARREFOUR_DEBUG away")
    return fine("debug", "off")


def hosts() -> Finding:
    """Whether the site answers to its own names, and to no others."""
    told = ", ".join(settings.ALLOWED_HOSTS)
    cure = "set CARREFOUR_HOSTS to the names of the site"
    if "*" in settings.ALLOWED_HOSTS:
        return broken("hosts", "it answers to any name, which lets links in mails be forged", cure)
    if set(settings.ALLOWED_HOSTS) <= LOCAL:
        return doubtful("hosts", f"it answers only on this machine ({told})", cure)
    if urlsplit(settings.SITE_URL).hostname not in settings.ALLOWED_HOSTS:
        told = f"links in mail lead to {settings.SITE_URL}, which the site does not answer to"
        return broken("hosts", told, "set CARREFOUR_SITE_URL to a name of CARREFOUR_HOSTS")
    return fine("hosts", told)


def https() -> Finding:
    """Whether what people send goes encrypted."""
    if not settings.SESSION_COOKIE_SECURE:
        told, cure = "people sign in over plain http", "take CARREFOUR_INSECURE_COOKIES away"
        return doubtful("https", told, cure)
    if urlsplit(settings.SITE_URL).scheme != "https":
        told = f"links in mail lead to {settings.SITE_URL}"
        return doubtful("https", told, "set CARREFOUR_SITE_URL to an https://… address")
    return fine("https", settings.SITE_URL)


def private_addresses() -> Finding:
    """Whether a source may read what is on the inner network."""
    told = ", ".join(sorted(settings.ALLOWED_PRIVATE))
    if told:
        cure = "take CARREFOUR_ALLOW_PRIVATE away, unless this is a trial"
        return doubtful("private addresses", f"sources may read {told}", cure)
    return fine("private addresses", "none is harvested")


def mail() -> Finding:
    """Whether the mail server takes our connection, tried."""
    if not settings.EMAIL_HOST:
        return doubtful("mail", "no mail goes out", "set CARREFOUR_SMTP_URL")
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    connection = get_connection("django.core.mail.backends.smtp.EmailBackend")
    try:
        connection.open()
    except (SMTPException, OSError) as error:
        cure = "look at CARREFOUR_SMTP_URL, and whether the server lets this machine in"
        return broken("mail", f"{server} does not take us: {error}", cure)
    connection.close()
    return fine("mail", f"{server} takes us")
