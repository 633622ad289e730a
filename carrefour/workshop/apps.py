from django.apps import AppConfig


class WorkshopConfig(AppConfig):
    """The workshop: sources set up in the browser, without code."""

    name = "carrefour.workshop"
    label = "workshop"
