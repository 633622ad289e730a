from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The operator's desk: what waits, what fails, what a person must decide."""

    name = "carrefour.desk"
    label = "desk"

    def ready(self) -> None:
        """Add the collective's pages to the menu."""
        from carrefour.community.slots import lists
        from carrefour.desk.menus import collective

        lists("desk", collective, order=10)
