from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The operator's desk: what waits, what fails, what a person must decide."""

    name = "carrefour.desk"
    label = "desk"

    def ready(self) -> None:
        """Add the collective's pages to the menu, and what waits to the first page."""
        from carrefour.community.slots import lists
        from carrefour.desk.menus import collective, own_sources
        from carrefour.desk.waiting import SLOT, of_the_desk

        lists("desk.people", collective, order=10)
        lists("account", own_sources, order=60)
        lists(SLOT, of_the_desk, order=10)
