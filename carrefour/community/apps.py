from django.apps import AppConfig


class CommunityConfig(AppConfig):
    """Accounts: the people of the collective."""

    name = "carrefour.community"
    label = "community"
