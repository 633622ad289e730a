"""`carrefour bounces`: what a mail server hands on when it could not deliver a mail of ours."""

from __future__ import annotations

import sys

from rich.console import Console

out = Console(highlight=False)


def bounces() -> None:
    """Read one notification from stdin, and note the address that refuses mail for good.

    Ends with 0 whatever it reads, so that the mail server does not try again.
    """
    from carrefour.community.bouncing import LARGEST, note_bounce, refused_in

    refused = refused_in(sys.stdin.buffer.read(LARGEST + 1))
    for one in refused:
        if one.lasting:
            note_bounce(one.email, one.code)
    lasting = sum(one.lasting for one in refused)
    out.print(f"{lasting} refused for good, {len(refused) - lasting} only for now")
