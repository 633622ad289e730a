"""The partner on loopback serves here too."""

from tests.harvest.conftest import partner

__all__ = ["partner"]
