from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The operator's desk: what waits, what fails, what a person must decide."""

    name = "carrefour.desk"
    label = "desk"
