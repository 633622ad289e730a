from django.apps import AppConfig

from carrefour.community.slots import draws, lists


class ContributionConfig(AppConfig):
    """What people bring in: proposals, claims, corrections, and their moderation."""

    name = "carrefour.contribution"
    label = "contribution"

    def ready(self) -> None:
        """Say what this room adds to the pages of others, and what it holds of people."""
        from carrefour.contribution import keeping, portable, showing
        from carrefour.contribution import unnaming as _listens  # noqa: F401

        portable.tell()
        keeping.say_what_is_kept()
        draws("sheet.tools", showing.tools, order=20)
        draws("sheet.facts", showing.holder, order=20)
        lists("account", showing.of_account, order=20)
        lists("desk.people", showing.of_desk, order=10)
        lists("desk.waits", showing.waits, order=20)
        lists("foot", showing.of_foot, order=10)
