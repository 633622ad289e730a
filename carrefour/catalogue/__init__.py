"""The model: sheets, organisations, sources, records, and where values come from."""
