"""What people make of the API: keys, and addresses of theirs that are called."""

from carrefour.api.models.hook import Call, Hook
from carrefour.api.models.key import Key

__all__ = ["Call", "Hook", "Key"]
