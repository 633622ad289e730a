from django.apps import AppConfig


class ContributionConfig(AppConfig):
    """What people bring in: proposals, claims, corrections, and their moderation."""

    name = "carrefour.contribution"
    label = "contribution"
