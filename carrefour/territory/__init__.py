"""The territories of France and how a text or a point finds its place among them.

This room knows nothing of projects: it is a plain library, without database or web framework.
"""
