from django.apps import AppConfig


class EditorialConfig(AppConfig):
    """Pages, news and the newsletter, written by operators."""

    name = "carrefour.editorial"
    label = "editorial"

    def ready(self) -> None:
        """Tell other rooms what this one adds, keeps and holds."""
        from carrefour.editorial import holding  # noqa: F401 - it registers
        from carrefour.editorial.appearing import appear
        from carrefour.editorial.keeping import say_what_is_kept

        appear()
        say_what_is_kept()
