from django.apps import AppConfig


class CollectionConfig(AppConfig):
    """Collections of sheets that people make."""

    name = "carrefour.collection"
    label = "collection"

    def ready(self) -> None:
        """Say where collections appear on the pages of others, and what is held of people."""
        from carrefour.collection import appearing, portable  # noqa: F401
        from carrefour.community.slots import draws, lists

        draws("sheet.tools", appearing.add_to_collection)
        draws("sheet.story", appearing.holding, order=60)
        draws("selection", appearing.make_of_selection)
        draws("organisation", appearing.of_organisation)
        draws("home", appearing.on_the_home_page)
        lists("account", appearing.in_account, order=40)
        lists("desk.publish", appearing.at_the_desk)
        lists("desk.waits", appearing.waits, order=40)
        lists("foot", appearing.in_the_foot)
        lists("top", appearing.in_the_foot, order=30)
        lists("newsletter", appearing.in_the_newsletter)
