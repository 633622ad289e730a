"""How much of a page moves while it loads, by the measure of the Layout Instability API."""

from __future__ import annotations

from playwright.sync_api import Page

LITTLE = 0.02  # of the window: what moves less is not seen; 0.1 is called good by browsers' makers


def watch_shifts(page: Page) -> None:
    """Have each page that is opened from now on note what moves without anybody's doing."""
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver((l) => l.getEntries().forEach((e) => "
        "{ if (!e.hadRecentInput) window.shift += e.value; }))"
        ".observe({type: 'layout-shift', buffered: true})"
    )


def shifted(page: Page) -> float:
    """How much has moved so far; 0 where it is too little to be seen."""
    moved = float(page.evaluate("window.shift"))
    return moved if moved > LITTLE else 0.0
