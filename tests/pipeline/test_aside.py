"""What a worker has done aside is begun when it is needed, and again soon where it failed."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from carrefour.pipeline.aside import AGAIN, Aside


def moments(command: list[str], monkeypatch) -> list[datetime | None]:
    """What ``needed`` is asked at once, a bit later, and after `AGAIN`."""
    asked: list[datetime | None] = []
    now = timezone.now

    def needed(last: datetime | None) -> bool:
        asked.append(last)
        return last is None

    aside = Aside(command, needed)
    for passed in (AGAIN * 0, AGAIN / 2, AGAIN * 1.1):
        with monkeypatch.context() as within:
            within.setattr(timezone, "now", lambda passed=passed: now() + passed)
            aside()
        aside.end(wait=True)
    return asked


def test_what_came_to_its_end_is_not_begun_again_before_its_time(monkeypatch) -> None:
    first, second, third = moments(["--help"], monkeypatch)
    assert first is None
    assert second == third is not None


def test_what_failed_is_asked_for_again_after_some_minutes(monkeypatch) -> None:
    first, second, third = moments(["--nonsense"], monkeypatch)
    assert (first, third) == (None, None)
    assert second is not None
