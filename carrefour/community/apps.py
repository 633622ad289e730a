from django.apps import AppConfig
from django.db.models.signals import pre_save


class CommunityConfig(AppConfig):
    """Accounts: the people of the collective."""

    name = "carrefour.community"
    label = "community"

    def ready(self) -> None:
        """Tell the menus what is here; keep the names that people chose from harvests."""
        from carrefour.catalogue.models import Organisation
        from carrefour.community.menus import account
        from carrefour.community.portraits import keep_the_name_people_chose
        from carrefour.community.slots import lists
        from carrefour.community.views.bounces import in_menu

        lists("account", account, order=10)
        lists("desk.people", in_menu, order=80)
        pre_save.connect(keep_the_name_people_chose, sender=Organisation)
