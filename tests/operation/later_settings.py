"""Settings of a release to come."""

from carrefour.settings import *  # noqa: F403

MIGRATION_MODULES = {"catalogue": "tests.operation.later"}
