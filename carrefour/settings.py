"""Django settings. Everything an operator may set is read here, from ``CARREFOUR_*`` variables.

docs/operator.md lists each of them; a test keeps that list whole.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
PACKAGE_DIR = Path(__file__).resolve().parent


def _secret_key(path: Path) -> str:
    """The key at ``path``, made on first use and readable by its owner alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


def _database(url: str, default: Path) -> dict[str, object]:
    """Django's database entry for ``postgres://…``, or for the SQLite file ``default``."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": default,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;"
                ),
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"CARREFOUR_DATABASE_URL: '{parts.scheme}' is not postgres://…")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


DEBUG = os.environ.get("CARREFOUR_DEBUG", "") == "1"
VAR_DIR = Path(os.environ.get("CARREFOUR_VAR", BASE_DIR / "var"))
SECRET_KEY = os.environ.get("CARREFOUR_SECRET_KEY") or _secret_key(VAR_DIR / "secret-key")
ALLOWED_HOSTS = os.environ.get("CARREFOUR_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"]

# What Carrefour itself needs to know.
CONTACT_URL = os.environ.get("CARREFOUR_CONTACT", "")
GAZETTEER_PATH = VAR_DIR / "gazetteer.json.gz"
GEOCODER = os.environ.get("CARREFOUR_GEOCODER", "gazetteer")
if GEOCODER not in ("gazetteer", "ban") and urlsplit(GEOCODER).scheme not in ("http", "https"):
    raise ValueError(
        f"CARREFOUR_GEOCODER: '{GEOCODER}' is neither 'gazetteer' nor 'ban' nor the http(s) "
        "address of an Addok."
    )
INDEX_DIR = VAR_DIR / "index"
SOURCES_DIR = Path(os.environ.get("CARREFOUR_SOURCES", BASE_DIR / "sources"))
DECOUPAGE_DIR = Path(
    os.environ.get(
        "CARREFOUR_DECOUPAGE", BASE_DIR / "node_modules/@etalab/decoupage-administratif/data"
    )
)
MAP_STYLE_URL = os.environ.get("CARREFOUR_MAP_STYLE", "")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "carrefour.catalogue",
    "carrefour.harvest",
    "carrefour.community",
    "carrefour.web",
    "carrefour.desk",
    "carrefour.workshop",
    "carrefour.api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "carrefour.web.security.ContentSecurityPolicy",
]
ROOT_URLCONF = "carrefour.urls"
WSGI_APPLICATION = "carrefour.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "carrefour.web.context.site",
            ],
        },
    }
]
DATABASES = {
    "default": _database(
        os.environ.get("CARREFOUR_DATABASE_URL", ""), VAR_DIR / "carrefour.sqlite3"
    )
}
AUTH_USER_MODEL = "community.User"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "community:sign-in"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "web:home"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
# A message rides in a cookie of its own only while someone is signed in.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Europe/Paris"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
# Map modules import one another by their plain names.
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
# A small server often answers in clear text behind a proxy that speaks TLS.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_COOKIE_SAMESITE = "Lax"
# A browser on https never gives these to anyone in clear text.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("CARREFOUR_INSECURE_COOKIES") != "1"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # httpx tells whole addresses, and an address may hold a source's key.
    "loggers": {"httpx": {"level": "WARNING"}, "httpcore": {"level": "WARNING"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("CARREFOUR_LOG_LEVEL", "WARNING")},
}
