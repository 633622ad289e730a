"""The map of a page, shown and asked what it shows."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def shown(page: Page, path: str) -> Page:
    """``path`` with its map drawn."""
    page.goto(path)
    page.locator("#carte").scroll_into_view_if_needed()
    # A style that never comes is waited for.
    expect(page.locator("#carte")).to_have_attribute("data-ready", "true", timeout=15_000)
    return page


def view(page: Page) -> list[float]:
    """West, south, east and north of what the map shows."""
    return [float(n) for n in page.locator("#carte").get_attribute("data-view").split(",")]
