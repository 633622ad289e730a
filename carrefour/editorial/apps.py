from django.apps import AppConfig


class EditorialConfig(AppConfig):
    """Pages, news and the newsletter, written by operators."""

    name = "carrefour.editorial"
    label = "editorial"
