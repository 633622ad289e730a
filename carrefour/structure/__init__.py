"""From a record as it came to a draft in our model: fields, texts, dates, tags, places."""

from carrefour.structure.structurer import Structurer, Unusable

__all__ = ["Structurer", "Unusable"]
