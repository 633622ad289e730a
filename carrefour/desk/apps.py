from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The operator's desk: what waits, what fails, what a person must decide."""

    name = "carrefour.desk"
    label = "desk"

    def ready(self) -> None:
        """Tell the desk what waits in the rooms that it looks after."""
        from carrefour.community.slots import lists
        from carrefour.desk.waiting import SLOT, of_the_desk

        lists(SLOT, of_the_desk, order=10)
