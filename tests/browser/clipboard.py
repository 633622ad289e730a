"""What was copied, as one who pastes it sees it: our own pages may not read the clipboard."""

from __future__ import annotations

from playwright.sync_api import Page


def pasted(page: Page) -> str:
    """What is pasted into a page that is not ours."""
    other = page.context.new_page()
    other.set_content("<textarea></textarea>")
    other.locator("textarea").press("ControlOrMeta+V")
    told = other.locator("textarea").input_value()
    other.close()
    return told
