"""The model of the catalogue: sheets, organisations, sources, records and where values come from."""
