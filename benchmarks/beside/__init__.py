"""Carrefour's engine beside others: the same documents, the same questions, in one run."""
