"""Pages and their versions, images, news, and the newsletter with those who receive it."""

from carrefour.editorial.models.article import Article
from carrefour.editorial.models.illustration import Illustration
from carrefour.editorial.models.newsletter import Issue, IssueMail, Subscriber
from carrefour.editorial.models.page import FormerSlug, Page, Version

__all__ = [
    "Article",
    "FormerSlug",
    "Illustration",
    "Issue",
    "IssueMail",
    "Page",
    "Subscriber",
    "Version",
]
