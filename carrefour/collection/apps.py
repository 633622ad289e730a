from django.apps import AppConfig


class CollectionConfig(AppConfig):
    """Collections of sheets that people make."""

    name = "carrefour.collection"
    label = "collection"
