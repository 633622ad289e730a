"""What people make of the API: keys."""

from carrefour.api.models.key import Key

__all__ = ["Key"]
