"""Connectors, politeness and the runs that bring records in as they came."""
