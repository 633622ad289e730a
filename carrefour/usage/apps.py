from django.apps import AppConfig


class UsageConfig(AppConfig):
    """How much Carrefour is used, counted without following anyone."""

    name = "carrefour.usage"
    label = "usage"
