from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """People who meet: messages, communities, events, notices."""

    name = "carrefour.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Say what this room holds of people, and what it adds to pages of others."""
        from carrefour.exchange import holdings, keeping, shown  # noqa: F401

        shown.fill()
        keeping.say_what_is_kept()
