"""What only a real PostgreSQL can tell is tested where the tests have one."""

from __future__ import annotations

import pytest

from tests import databases

only = pytest.mark.skipif(not databases.SERVER, reason="PostgreSQL's own: make test-postgresql")
