"""A real browser, for pages that show their content only to one that runs scripts.

It has no network of its own: what a page asks for is answered through the web as our connectors
see it, so that robots.txt, turns, limits and the check of addresses hold for scripts too.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Awaitable
from urllib.parse import urldefrag

from playwright.async_api import Browser, Playwright, async_playwright
from playwright.async_api import Error as BrowserError

from carrefour.catalogue import fetching
from carrefour.harvest.connectors.raw import Unreadable
from carrefour.harvest.crawling.seeing import PlainEyes, Seen
from carrefour.harvest.crawling.visit import Resources, Visit

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = (
    # Nothing leads out, by name, by number, over a proxy or without TCP.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://nowhere.invalid:9",
    "--proxy-bypass-list=<-loopback>",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # its name in older versions
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--dns-prefetch-disable",
    "--js-flags=--max-old-space-size=512",
    "--mute-audio",
    "--no-first-run",
    "--no-pings",
)
_CLOSING = 10.0  # seconds given to a browser that is told to close


class Chromium:
    """Sees pages after their scripts have run; see `carrefour.harvest.crawling.seeing.Eyes`."""

    def __init__(self, rules: fetching.Browser, plain: PlainEyes, user_agent: str) -> None:
        self._rules, self._plain, self._user_agent = rules, plain, user_agent
        self._resources = Resources(plain)
        self._starting = asyncio.Lock()
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    async def see(self, url: str) -> Seen:
        """The page at ``url`` as it stands when it has come to rest.

        Raises ``FetchError``, or `Unreadable` when there is no browser to see it with.
        """
        address, fragment = urldefrag(url)
        page = await self._plain.see(address)
        if "html" not in page.headers.get("content-type", "html"):
            return page
        browser = await self._started()
        context = await browser.new_context(
            user_agent=self._user_agent,
            locale="fr-FR",
            service_workers="block",
            accept_downloads=False,
        )
        try:
            visit = Visit(self._rules, self._resources, page, await context.new_page())
            return await visit.shown(fragment)
        finally:
            await self._left(context.close())

    async def close(self) -> None:
        """Close the browser."""
        if self._browser:
            await self._left(self._browser.close())
        if self._playwright:
            await self._left(self._playwright.stop())

    async def _started(self) -> Browser:
        async with self._starting:
            if self._browser is None or not self._browser.is_connected():
                self._playwright = self._playwright or await async_playwright().start()
                self._browser = await self._launched(self._playwright)
            return self._browser

    async def _launched(self, playwright: Playwright) -> Browser:
        try:
            return await playwright.chromium.launch(
                executable_path=executable(),
                args=list(_ARGUMENTS),
                # No key of a source is anywhere near a page.
                env={"PATH": os.environ.get("PATH", ""), "HOME": tempfile.gettempdir()},
                # Chromium refuses to put itself in its sandbox for the superuser.
                chromium_sandbox=os.geteuid() != 0,
            )
        except BrowserError as error:
            reason = f"Chromium does not start ({str(error).strip().splitlines()[0]})"
            cure = "Run it by hand as the user who harvests, to see what it lacks."
            raise Unreadable("fetch.browser", reason, cure) from error

    async def _left(self, closing: Awaitable[None]) -> None:
        """Wait until something is closed; a browser that cannot even close is given up."""
        try:
            await asyncio.wait_for(closing, _CLOSING)
        except (TimeoutError, BrowserError):
            self._browser = None


def executable() -> str:
    """The path of Chromium: CARREFOUR_CHROMIUM, or the first one found. Raises `Unreadable`."""
    named = os.environ.get("CARREFOUR_CHROMIUM", "")
    for name in (named,) if named else _NAMES:
        if path := shutil.which(name):
            return path
    if named:
        reason = f"CARREFOUR_CHROMIUM is '{named}', and no program is there"
        raise Unreadable("fetch.browser", reason, "Give the path of Chromium.")
    cure = "Install it (apt-get install chromium), or give its path in CARREFOUR_CHROMIUM."
    raise Unreadable("fetch.browser", "there is no Chromium on this machine", cure)
