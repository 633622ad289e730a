from django.apps import AppConfig


class CommunityConfig(AppConfig):
    """Accounts: the people of the collective."""

    name = "carrefour.community"
    label = "community"

    def ready(self) -> None:
        """Add to the pages of others what this room has to tell there."""
        from carrefour.community.slots import lists
        from carrefour.community.views.bounces import in_menu

        lists("desk", in_menu, order=80)
