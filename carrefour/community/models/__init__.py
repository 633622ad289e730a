"""People: who signs in and what they are, who follows searches, and the mail that waits."""

from carrefour.community.models.act import Act
from carrefour.community.models.belonging import Holding, Mandate, Membership
from carrefour.community.models.bounce import Bounce
from carrefour.community.models.deed import Deed
from carrefour.community.models.following import Follow, Follower
from carrefour.community.models.joining import Application, Charter, Invitation, Signature
from carrefour.community.models.mail import Mail, Outgoing
from carrefour.community.models.message import Message
from carrefour.community.models.people import User, UserManager
from carrefour.community.models.profile import Profile
from carrefour.community.models.proof import Identity, SecondFactor
from carrefour.community.models.report import Report
from carrefour.community.models.session import Session

__all__ = [
    "Act",
    "Application",
    "Bounce",
    "Charter",
    "Deed",
    "Follow",
    "Follower",
    "Holding",
    "Identity",
    "Invitation",
    "Mail",
    "Mandate",
    "Membership",
    "Message",
    "Outgoing",
    "Profile",
    "Report",
    "SecondFactor",
    "Session",
    "Signature",
    "User",
    "UserManager",
]
