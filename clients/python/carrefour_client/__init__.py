"""Reads the API of a Carrefour."""

from carrefour_client.client import Carrefour, Changes
from carrefour_client.problem import Problem
from carrefour_client.shapes import Change, Neighbour, Place, Project
from carrefour_client.webhook import Forged, verify

__all__ = [
    "Carrefour",
    "Change",
    "Changes",
    "Forged",
    "Neighbour",
    "Place",
    "Problem",
    "Project",
    "verify",
]
