"""Accounts: the people of the collective."""
