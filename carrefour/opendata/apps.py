from django.apps import AppConfig


class OpenDataConfig(AppConfig):
    """The catalogue as open data: files, catalogues of them, and protocols to harvest it by."""

    name = "carrefour.opendata"
    label = "opendata"

    def ready(self) -> None:
        """Say where open data appears on the pages of others."""
        from carrefour.community.slots import lists
        from carrefour.opendata import appearing

        lists("foot", appearing.in_the_foot)
