from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """People who meet: messages, communities, events, notices."""

    name = "carrefour.exchange"
    label = "exchange"
