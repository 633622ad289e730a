from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API."""

    name = "carrefour.api"
    label = "api"
