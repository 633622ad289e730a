"""Views: plain functions, each read from top to bottom."""
