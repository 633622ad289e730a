"""What the points of the map cost a frame: `python -m benchmarks.map_frames http://127.0.0.1:8000`.

Drags and zooms the map in Chromium without a screen, with its points and without them (the
server's answer is then empty), and prints the time between frames, and what the page's thread
spent on script, style and layout for each. Pixels are drawn by software there: the time between
frames says nothing of a machine with a graphics card, that of the thread does.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks.map_moves import ARGS
from benchmarks.measure import summary

VIEWS = {"France": "", "a city": "?near=48.86,2.35&radius=20"}
ROUNDS, STEPS = 4, 40
SLOW = 50.0  # ms
SPENT = ("ScriptDuration", "RecalcStyleDuration", "LayoutDuration", "TaskDuration")
COUNT = """
window.between = []; window.last = 0; window.counting = true;
(function tick(now) {
  if (!window.counting) return;
  if (now) { if (window.last) window.between.push(now - window.last); window.last = now; }
  requestAnimationFrame(tick);
})();
"""


@dataclass(slots=True)
class Frames:
    """Milliseconds between frames, and seconds that the page's thread spent meanwhile."""

    between: list[float] = field(default_factory=list)
    spent: dict[str, float] = field(default_factory=lambda: dict.fromkeys(SPENT, 0.0))
    points: int = 0


def main(site: str) -> None:
    """Move each view with its points and without, by turns, and print both."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        for view, asked in VIEWS.items():
            for name, move in (("dragged", _drag), ("zoomed", _zoom)):
                with_points, without = Frames(), Frames()
                for _ in range(ROUNDS):
                    for found, points in ((with_points, True), (without, False)):
                        _measure(browser, f"{site}/projets/carte/{asked}", move, found, points)
                print(f"{view}, {name}")
                print(f"  {_told(with_points)}")
                print(f"  {_told(without)}")
        browser.close()


def _measure(
    browser: Browser, url: str, move: Callable[[Page], None], found: Frames, points: bool
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    if not points:
        page.route("**/carte.json*", lambda r: r.fulfill(json={"total": 0, "clusters": []}))
    page.goto(url)
    page.wait_for_selector("#carte[data-ready=true]")
    page.wait_for_timeout(2000)
    found.points = max(found.points, page.locator("#carte .cluster").count())
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    box = page.locator("#carte").bounding_box()
    if box is None:
        raise SystemExit("the map is not shown")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    before = _spent(session)
    page.evaluate(COUNT)
    move(page)
    found.between += page.evaluate("window.counting = false, window.between")
    for name, seconds in _spent(session).items():
        found.spent[name] += seconds - before[name]
    page.close()


def _drag(page: Page) -> None:
    x, y = page.evaluate("[innerWidth * 0.74, innerHeight * 0.5]")
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(STEPS):
        page.mouse.move(x + 120 * (step % 20 - 10) / 10, y + 3 * step)
    page.mouse.up()
    page.wait_for_timeout(500)


def _zoom(page: Page) -> None:
    for step in range(STEPS // 2):
        page.mouse.wheel(0, -120 if step % 10 < 5 else 120)
        page.wait_for_timeout(60)
    page.wait_for_timeout(500)


def _spent(session: CDPSession) -> dict[str, float]:
    told = session.send("Performance.getMetrics")["metrics"]
    return {metric["name"]: metric["value"] for metric in told if metric["name"] in SPENT}


def _told(found: Frames) -> str:
    frames = len(found.between)
    slow = sum(ms > SLOW for ms in found.between) / frames
    script, style, layout, task = (1000 * found.spent[name] / frames for name in SPENT)
    return (
        f"{found.points} points, {frames} frames, ms apart: {summary(sorted(found.between))},"
        f" {slow:.0%} over {SLOW:.0f}; of each the thread took {task:.2f} ms: script {script:.2f},"
        f" style {style:.2f}, layout {layout:.2f}"
    )


if __name__ == "__main__":
    main(sys.argv[1])
