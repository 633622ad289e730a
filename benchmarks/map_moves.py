"""Time the map in a browser: `python -m benchmarks.map_moves http://127.0.0.1:8000`.

Opens the map of everything in Chromium without a screen, moves it as a hand does, with a rest after
each move and without, and prints what was asked of the server, what was made anew, and the tasks
longer than 50 ms. Frames are drawn by software there, slower than on a telephone.
"""

from __future__ import annotations

import shutil
import sys

from playwright.sync_api import Page, sync_playwright

from benchmarks.measure import summary

MOVES = 40
ARGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
# What a move changes: buttons put in, and tasks in which the page could not answer.
WATCH = """
window.made = 0; window.longest = [];
new MutationObserver((all) => all.forEach((m) => m.addedNodes.forEach((n) => {
  if (n.classList?.contains('cluster')) window.made++;
}))).observe(document.querySelector('#carte'), {childList: true, subtree: true});
new PerformanceObserver((l) => l.getEntries().forEach((e) => window.longest.push(e.duration)))
  .observe({type: 'longtask'});
"""


def main(site: str) -> None:
    """Move and count."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        asked: list[str] = []
        page.on("response", lambda r: "carte.json" in r.url and asked.append(r.url))
        page.goto(f"{site}/projets/carte/")
        page.wait_for_selector("#carte[data-ready=true]")
        page.wait_for_timeout(1500)
        page.evaluate(WATCH)
        asked.clear()
        for name, rest in (("moves at a rest", 1200), ("moves without a rest", 0)):
            _move(page, name, rest, asked)
        browser.close()


def _move(page: Page, name: str, rest: int, asked: list[str]) -> None:
    box = page.locator("#carte").bounding_box()
    if box is None:
        raise SystemExit("the map is not shown")
    x, y = box["x"] + box["width"] / 2, box["y"] + 420
    page.evaluate("window.made = 0; window.longest = []")
    asked.clear()
    shown = page.locator("#carte .cluster").count()
    for number in range(MOVES):
        step = 60 if number % 2 else -60
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + step, y + step / 2, steps=6)
        page.mouse.up()
        page.wait_for_timeout(rest)
    page.wait_for_timeout(1500)
    made, long = page.evaluate("[window.made, window.longest]")
    print(f"{name}: {MOVES} moves of {shown} points; {len(asked)} requests")
    print(f"  buttons made anew: {made / MOVES:.1f} a move; long tasks: {len(long)}")
    if long:
        print(f"  of ms: {summary(sorted(long))}")


if __name__ == "__main__":
    main(sys.argv[1])
