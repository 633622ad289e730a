"""Where a crawl says what it finds."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path
from typing import BinaryIO

from carrefour.harvest.connectors.raw import Item, Rejected
from carrefour.harvest.crawling.messages import Alive, Message, written

BEAT = 2.0  # seconds between two signs of life


class Outlet:
    """Writes messages to ``file``; ends the process when nobody reads them any more.

    ``folder`` is what the process leaves behind then: it is removed.
    """

    def __init__(self, file: BinaryIO, folder: Path) -> None:
        self._file, self._folder = file, folder

    def tell(self, message: Message) -> None:
        """Write ``message``; an item that cannot be written is told as rejected."""
        try:
            line = written(message)
        except (TypeError, ValueError, RecursionError) as error:
            where = message.where if isinstance(message, Item) else "the crawl"
            line = written(Rejected(where, f"cannot be kept as JSON: {error}"))
        try:
            self._file.write(line)
            self._file.flush()
        except BrokenPipeError:
            shutil.rmtree(self._folder, ignore_errors=True)
            os._exit(1)

    async def beat(self) -> None:
        """Tell that the crawl is alive, for ever.

        From the loop that reads pages, so that one that is stuck in a page falls silent.
        """
        while True:
            self.tell(Alive())
            await asyncio.sleep(BEAT)
