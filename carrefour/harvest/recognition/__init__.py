"""Recognition: what stands at an address, and how its fields become ours."""

from carrefour.harvest.recognition.columns import Column, columns_of
from carrefour.harvest.recognition.mapping import Mapping, propose_mapping
from carrefour.harvest.recognition.proposal import About, Proposal, Reason
from carrefour.harvest.recognition.recognising import Recognised, recognise, recognise_file

__all__ = [
    "About",
    "Column",
    "Mapping",
    "Proposal",
    "Reason",
    "Recognised",
    "columns_of",
    "propose_mapping",
    "recognise",
    "recognise_file",
]
