from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API."""

    name = "carrefour.api"
    label = "api"

    def ready(self) -> None:
        """Say where pages are found, and what is held of people."""
        from carrefour.api import menus, portable  # noqa: F401
        from carrefour.api.keeping import say_what_is_kept
        from carrefour.community.slots import lists

        lists("account", menus.account, order=70)
        say_what_is_kept()
