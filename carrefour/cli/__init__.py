"""The `carrefour` command."""
