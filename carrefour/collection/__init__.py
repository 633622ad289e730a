"""Collections of sheets that people make."""
