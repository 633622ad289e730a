from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages."""

    name = "carrefour.web"
    label = "web"
