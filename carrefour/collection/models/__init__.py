"""What collections are kept in."""

from carrefour.collection.models.collection import Collection, Item, Visibility
from carrefour.collection.models.complaint import Complaint
from carrefour.collection.models.hands import Hand, Invitation

__all__ = ["Collection", "Complaint", "Hand", "Invitation", "Item", "Visibility"]
