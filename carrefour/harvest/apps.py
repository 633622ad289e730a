from django.apps import AppConfig


class HarvestConfig(AppConfig):
    """Runs and what they rejected."""

    name = "carrefour.harvest"
    label = "harvest"
