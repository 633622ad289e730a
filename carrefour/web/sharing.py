"""Ways to pass a sheet on. Nothing of others is loaded: each is a plain link."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.utils.translation import gettext

from carrefour.catalogue.models import Sheet

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Share:
    """The links by which a sheet is passed on."""

    address: str
    mail: str
    linkedin: str


def share(sheet: Sheet, address: str) -> Share:
    """How ``sheet``, whose lasting address is ``address``, is passed on."""
    subject = gettext("À découvrir\u00a0: %(title)s") % {"title": sheet.title}
    body = "\n\n".join(part for part in (sheet.title, sheet.summary[:300], address) if part)
    return Share(
        address=address,
        mail=f"mailto:?subject={quote(subject)}&body={quote(body)}",
        linkedin=f"https://www.linkedin.com/sharing/share-offsite/?{urlencode({'url': address})}",
    )


def mastodon_address(typed: str, text: str) -> str:
    """The address at which the instance that was typed proposes to write ``text``.

    The instance may be typed as an address or as part of an account ("@camille@piaille.fr").
    Empty when it is none.
    """
    host = typed.strip().lower().removeprefix("https://").removeprefix("http://")
    host = host.split("/")[0].rpartition("@")[2]
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    if len(host) > 253 or not _HOST.fullmatch(host):
        return ""
    return f"https://{host}/share?{urlencode({'text': text})}"
