"""People: who signs in and what they are, who follows searches, and the mail that waits."""

from carrefour.community.models.act import Act
from carrefour.community.models.belonging import Holding, Mandate, Membership
from carrefour.community.models.deed import Deed
from carrefour.community.models.following import Follow, Follower
from carrefour.community.models.joining import Application, Charter, Invitation, Signature
from carrefour.community.models.mail import Mail, Outgoing
from carrefour.community.models.message import Message
from carrefour.community.models.people import User, UserManager
from carrefour.community.models.profile import Profile
from carrefour.community.models.report import Report

__all__ = [
    "Act",
    "Application",
    "Charter",
    "Deed",
    "Follow",
    "Follower",
    "Holding",
    "Invitation",
    "Mail",
    "Mandate",
    "Membership",
    "Message",
    "Outgoing",
    "Profile",
    "Report",
    "Signature",
    "User",
    "UserManager",
]
