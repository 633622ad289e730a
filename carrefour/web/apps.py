from django.apps import AppConfig

from carrefour.web.french import count_as_in_french


class WebConfig(AppConfig):
    """The pages."""

    name = "carrefour.web"
    label = "web"

    def ready(self) -> None:
        """Count as French does."""
        count_as_in_french()
