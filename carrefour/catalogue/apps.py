from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The model of the catalogue."""

    name = "carrefour.catalogue"
    label = "catalogue"
