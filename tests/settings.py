"""Settings of the tests: a folder of their own, and static files as they are built."""

import os
import tempfile

os.environ["CARREFOUR_VAR"] = tempfile.mkdtemp(prefix="carrefour-tests-")
# Never the database of an installation that this machine has; nor do processes inherit it.
os.environ["CARREFOUR_DATABASE_URL"] = os.environ.get("TESTS_DATABASE_URL", "")

from carrefour.settings import *  # noqa: F403
from carrefour.settings import STORAGES, VAR_DIR

del os.environ["CARREFOUR_DATABASE_URL"]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir()
# Argon2 is slow, as it should be; tests that sign in many times need not wait for it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tests write what was counted when they say so.
USAGE_EVERY = 24 * 3600
# Most tests sign in operators who have no second step; those about it say so.
OPERATORS_NEED_SECOND_STEP = False
# Tests of the limit of the API set it.
API_CALLS = 0
