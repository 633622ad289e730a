"""The steps composed: fetch, keep, structure, locate, merge, index."""
