"""Twins: records of several sources that tell the same project."""
