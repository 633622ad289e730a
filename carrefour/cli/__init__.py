"""The `carrefour` command."""

from carrefour.cli.app import main

__all__ = ["main"]
