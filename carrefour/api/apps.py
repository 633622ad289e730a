from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API."""

    name = "carrefour.api"
    label = "api"

    def ready(self) -> None:
        """Say what is held of people."""
        from carrefour.api import portable  # noqa: F401
