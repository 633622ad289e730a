"""Django settings. Everything an operator may set is read here, from ``CARREFOUR_*`` variables,
but for the path of Chromium, which a crawl's own process reads.

docs/operator.md lists each of them; a test keeps that list whole.
"""

from __future__ import annotations

import os
import secrets
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, parse_qsl, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
PACKAGE_DIR = Path(__file__).resolve().parent


def _secret_key(path: Path) -> str:
    """The key at ``path``, made on first use and readable by its owner alone."""
    if not path.exists():
        # What is in it is nobody else's on this machine: the database holds addresses of people.
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
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
                # Each thread of a web process keeps its connection, and a cache with it: that is
                # left at SQLite's 2 MB, since the system's own holds the file for all of them.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
            "CONN_MAX_AGE": 60,
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
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 60,
    }


def _smtp(url: str) -> SplitResult:
    """The parts of ``smtp://user:password@host:587?tls=1`` or ``smtps://…``; none is no mail."""
    parts = urlsplit(url)
    if url and (parts.scheme not in ("smtp", "smtps") or not parts.hostname):
        raise ValueError("CARREFOUR_SMTP_URL: write smtp://user:password@host:587?tls=1")
    return parts


def _choice(variable: str, first: str, other: str) -> str:
    """The value of a variable that is one of two words, the first when it is not set."""
    told = os.environ.get(variable, "") or first
    if told not in (first, other):
        raise ValueError(f"{variable}: '{told}' is neither '{first}' nor '{other}'")
    return told


def _clusters(told: str) -> tuple[str, ...]:
    """The addresses of the nodes of one cluster, told with commas."""
    urls = tuple(url.strip().rstrip("/") for url in told.split(",") if url.strip())
    for url in urls:
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise ValueError("CARREFOUR_OPENSEARCH_URL: write https://user:password@host:9200")
    return urls


def _issuer(url: str) -> str:
    """The address of an OpenID Connect provider: https, or http on this very machine."""
    parts = urlsplit(url)
    local = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1")
    if url and not (parts.scheme == "https" and parts.hostname) and not local:
        raise ValueError(f"CARREFOUR_OIDC_ISSUER: '{url}' is no https://… address")
    return url


def _reporting(contact: str) -> str:
    """An address as RFC 9116 wants it: it says by which way it is reached."""
    if contact and urlsplit(contact).scheme not in ("mailto", "https"):
        raise ValueError(
            f"CARREFOUR_SECURITY_CONTACT: '{contact}' is neither mailto:… nor https://…"
        )
    if not contact.isascii() or not contact.isprintable() or " " in contact:
        raise ValueError("CARREFOUR_SECURITY_CONTACT: an address has no space and no accent")
    return contact


DEBUG = os.environ.get("CARREFOUR_DEBUG", "") == "1"
VAR_DIR = Path(os.environ.get("CARREFOUR_VAR", BASE_DIR / "var"))
SECRET_KEY_FROM_ENVIRONMENT = bool(os.environ.get("CARREFOUR_SECRET_KEY"))
SECRET_KEY = os.environ.get("CARREFOUR_SECRET_KEY") or _secret_key(VAR_DIR / "secret-key")
# Keys of before, with spaces: what was signed by one is still believed, nothing is signed by it.
SECRET_KEY_FALLBACKS = os.environ.get("CARREFOUR_SECRET_KEY_OLD", "").split()
ALLOWED_HOSTS = os.environ.get("CARREFOUR_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"]

# Mail to those who watch over sources; none is sent without EMAIL_HOST.
_MAIL = _smtp(os.environ.get("CARREFOUR_SMTP_URL", ""))
EMAIL_USE_SSL = _MAIL.scheme == "smtps"
EMAIL_USE_TLS = not EMAIL_USE_SSL and "1" in parse_qs(_MAIL.query).get("tls", [])
EMAIL_HOST = _MAIL.hostname or ""
EMAIL_PORT = _MAIL.port or (465 if EMAIL_USE_SSL else 25)
EMAIL_HOST_USER = unquote(_MAIL.username or "")
EMAIL_HOST_PASSWORD = unquote(_MAIL.password or "")
EMAIL_TIMEOUT = 15  # seconds
SITE_URL = os.environ.get("CARREFOUR_SITE_URL", "").rstrip("/") or f"https://{ALLOWED_HOSTS[0]}"
DEFAULT_FROM_EMAIL = os.environ.get("CARREFOUR_MAIL_FROM") or f"carrefour@{ALLOWED_HOSTS[0]}"
# Where a mail server sends its notifications of what it could not deliver; see `carrefour bounces`.
BOUNCES_TO = os.environ.get("CARREFOUR_BOUNCES_TO", "")

# Accounts: who may have one, and the OpenID Connect provider that they may sign in by.
SIGN_UP_OPEN = _choice("CARREFOUR_SIGN_UP", "open", "closed") == "open"
OPERATORS_NEED_SECOND_STEP = _choice("CARREFOUR_SECOND_STEP", "operators", "free") == "operators"
OIDC_ISSUER = _issuer(os.environ.get("CARREFOUR_OIDC_ISSUER", ""))
OIDC_CLIENT = os.environ.get("CARREFOUR_OIDC_CLIENT", "")
OIDC_SECRET = os.environ.get("CARREFOUR_OIDC_SECRET", "")
OIDC_LABEL = os.environ.get("CARREFOUR_OIDC_LABEL", "ProConnect")
OIDC_SCOPE = os.environ.get("CARREFOUR_OIDC_SCOPE", "openid email profile")
OIDC_ACR = os.environ.get("CARREFOUR_OIDC_ACR", "")

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
# Who searches: Tantivy over the files in INDEX_DIR, or a cluster of OpenSearch.
SEARCH = _choice("CARREFOUR_SEARCH", "tantivy", "opensearch")
OPENSEARCH_URLS = _clusters(os.environ.get("CARREFOUR_OPENSEARCH_URL", ""))
OPENSEARCH_CERTIFICATE = os.environ.get("CARREFOUR_OPENSEARCH_CERTIFICATE", "")
OPENSEARCH_PREFIX = os.environ.get("CARREFOUR_OPENSEARCH_PREFIX", "carrefour")
OPENSEARCH_SHARDS = int(os.environ.get("CARREFOUR_OPENSEARCH_SHARDS", "1"))
OPENSEARCH_REPLICAS = int(os.environ.get("CARREFOUR_OPENSEARCH_REPLICAS", "1"))
if SEARCH == "opensearch" and not OPENSEARCH_URLS:
    raise ValueError("CARREFOUR_SEARCH is opensearch: set CARREFOUR_OPENSEARCH_URL too")
# Synonyms of the operator's own, beside those that Carrefour ships.
SYNONYMS_PATH = Path(os.environ.get("CARREFOUR_SYNONYMS", VAR_DIR / "synonyms.txt"))
SOURCES_DIR = Path(os.environ.get("CARREFOUR_SOURCES", BASE_DIR / "sources"))
DECOUPAGE_DIR = Path(
    os.environ.get(
        "CARREFOUR_DECOUPAGE", BASE_DIR / "node_modules/@etalab/decoupage-administratif/data"
    )
)
# Where a fault of security is reported: mailto:… or https://….
SECURITY_CONTACT = _reporting(os.environ.get("CARREFOUR_SECURITY_CONTACT", ""))
# Networks of proxies, beside this machine, that are believed when they tell a visitor's address.
PROXIES = tuple(map(ip_network, filter(None, os.environ.get("CARREFOUR_PROXIES", "").split(","))))
# "host:port" of servers that are harvested although their addresses are private.
ALLOWED_PRIVATE = frozenset(filter(None, os.environ.get("CARREFOUR_ALLOW_PRIVATE", "").split(",")))
# The score from which what nobody decided on is applied until someone does: a chance from 0 to 1.
SUGGESTED_FROM = float(os.environ.get("CARREFOUR_SUGGESTED_FROM", "0.8"))
# Seconds after which a web process writes what it counted of its use.
USAGE_EVERY = float(os.environ.get("CARREFOUR_USAGE_EVERY", "5"))
# Calls of the API in a minute from one address; ten times as many with a key; 0 limits none.
API_CALLS = int(os.environ.get("CARREFOUR_API_CALLS", "120"))
MAP_STYLE_URL = os.environ.get("CARREFOUR_MAP_STYLE", "")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "carrefour.catalogue",
    "carrefour.harvest",
    "carrefour.usage",
    "carrefour.community",
    "carrefour.web",
    "carrefour.contribution",
    "carrefour.exchange",
    "carrefour.collection",
    "carrefour.editorial",
    "carrefour.opendata",
    "carrefour.desk",
    "carrefour.workshop",
    "carrefour.api",
]
MIDDLEWARE = [
    "carrefour.observation.requests.Requests",
    "django.middleware.security.SecurityMiddleware",
    "carrefour.web.security.Refusals",
    "carrefour.web.bodies.Bounded",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "carrefour.web.faults.PassingFaults",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "carrefour.community.account.presence.Presence",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "carrefour.api.problems.ProblemsOfTheApi",
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
LOGIN_REDIRECT_URL = "community:home"
LOGOUT_REDIRECT_URL = "web:home"
SESSION_ENGINE = "carrefour.community.account.sessions"
SESSION_COOKIE_AGE = 7 * 24 * 3600  # seconds
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
            else "carrefour.web.static_files.StaticFiles"
        )
    },
}
# Map modules import one another by their plain names.
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# The form that links a source's fields has a row of them for each, and one for each tag.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
# A small server often answers in clear text behind a proxy that speaks TLS.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Said over https alone. Sub-domains and the lists of browsers are for their owner to promise.
SECURE_HSTS_SECONDS = int(os.environ.get("CARREFOUR_HSTS", "31536000"))
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # forms bear the token; no script of ours reads the cookie
# A browser on https never gives these to anyone in clear text, and takes them under these names
# from this very host alone: a neighbour under the same domain cannot plant one.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("CARREFOUR_INSECURE_COOKIES") != "1"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
    ("__Host-sessionid", "__Host-csrftoken")
    if SESSION_COOKIE_SECURE
    else ("sessionid", "csrftoken")
)

LOG = _choice("CARREFOUR_LOG", "text", "json")
LOG_LEVEL = os.environ.get("CARREFOUR_LOG_LEVEL", "WARNING").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "carrefour.observation.lines.formatter", "kind": LOG}},
    "filters": {"heeded": {"()": "carrefour.observation.lines.Heeded", "least": LOG_LEVEL}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["heeded"],
        }
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
}
