"""What axe has against a page, by the rules of WCAG 2.2 AA."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
RULES = "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"


def violations(page: Page) -> list[tuple[str, str]]:
    """The rules that ``page`` breaks as it is shown now, each with the first element that does."""
    page.wait_for_load_state()
    page.evaluate(AXE.read_text("utf-8"))
    return [(v["id"], v["nodes"][0]["html"][:160]) for v in page.evaluate(RULES)["violations"]]
