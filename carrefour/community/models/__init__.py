"""People: who signs in, who follows searches, and the mail that waits to go to them."""

from carrefour.community.models.deed import Deed
from carrefour.community.models.following import Follow, Follower
from carrefour.community.models.mail import Mail, Outgoing
from carrefour.community.models.message import Message
from carrefour.community.models.people import User, UserManager
from carrefour.community.models.report import Report

__all__ = [
    "Deed",
    "Follow",
    "Follower",
    "Mail",
    "Message",
    "Outgoing",
    "Report",
    "User",
    "UserManager",
]
