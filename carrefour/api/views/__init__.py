"""Pages about the API, for people."""
