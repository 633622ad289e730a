"""What people who meet leave: conversations, communities, notices, and complaints."""

from carrefour.exchange.models.community import Community, Event, Joining, News
from carrefour.exchange.models.complaint import Complaint
from carrefour.exchange.models.conversation import Block, Letter, Party, Reach, Thread
from carrefour.exchange.models.notice import Notice
from carrefour.exchange.models.post import Post

__all__ = [
    "Block",
    "Community",
    "Complaint",
    "Event",
    "Joining",
    "Letter",
    "News",
    "Notice",
    "Party",
    "Post",
    "Reach",
    "Thread",
]
