"""Carrefour: the social innovations of France, harvested, structured, located and findable."""

__version__ = "0.1.0"
