"""Sheets on paper: what a PDF says, and how it is set."""
