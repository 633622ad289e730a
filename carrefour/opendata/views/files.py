"""The page of the files, the files themselves, and the catalogue that names them for portals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from carrefour.opendata.dcat import catalogue
from carrefour.opendata.edition import MANIFEST, NAME, latest
from carrefour.opendata.fields import FIELDS
from carrefour.usage.counting import What, count

FRESH = 3600  # seconds for which a cache may answer instead
PART = 64 * 1024  # bytes sent at once
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_GRAPHS = {
    "jsonld": ("json-ld", "application/ld+json"),
    "ttl": ("turtle", "text/turtle; charset=utf-8"),
}


@require_safe
def files(request: HttpRequest) -> HttpResponse:
    """What may be had, of which date, size, hash and licence."""
    edition = latest()
    context = {"edition": edition, "fields": FIELDS, "manifest": MANIFEST}
    return render(request, "opendata/files.html", context)


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file of the current edition: whole, or the range of it that is asked for.

    Its tag is its hash, so that a download that broke off goes on only in the same file.
    """
    edition = latest()
    if edition is None or not NAME.fullmatch(name):
        raise Http404
    path = edition.folder / name
    if name == MANIFEST:
        tag, media = f"{edition.created.timestamp():.0f}", "application/json"
    elif found := edition.file(name):
        tag = found.sha256
        media = "application/gzip" if found.packed else found.media_type
    else:
        raise Http404
    size = path.stat().st_size
    etag, changed = quote_etag(tag), int(edition.created.timestamp())
    span = _span(request, size, etag)
    answer: HttpResponseBase | None = get_conditional_response(request, etag, changed)
    if answer is None:
        if request.method == "HEAD":
            answer = HttpResponse(headers={"Content-Length": str(size)})
        else:
            answer = _part(path, span, size) if span else FileResponse(path.open("rb"))
        if answer.status_code != 416:
            answer["Content-Type"] = media
            if request.method == "GET" and (span is None or span[0] == 0):
                count(request, What.TAKEN, f"dump.{name.partition('.')[2]}"[:40])
    answer["ETag"], answer["Last-Modified"] = etag, http_date(changed)
    answer["Accept-Ranges"] = "bytes"
    answer["X-Robots-Tag"] = "noindex"
    answer["Access-Control-Allow-Origin"] = "*"
    # Some are packed already, and a range is one of the bytes as they lie.
    answer["Content-Encoding"] = "identity"
    patch_cache_control(answer, public=True, max_age=FRESH)
    return answer


def _span(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """The first and last byte asked for (RFC 9110, 14); ``None`` is all of it.

    Several ranges at once, and what is no range, are answered by the whole file. A range beyond
    the end is told by a first byte after the last.
    """
    match = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if match is None or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = match.groups()
    if not (first or last) or len(first) > 15 or len(last) > 15:
        return None
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else (size, size - 1)
    end = min(int(last), size - 1) if last else size - 1
    return None if last and int(last) < int(first) else (int(first), end)


def _part(path: Path, span: tuple[int, int], size: int) -> HttpResponseBase:
    first, last = span
    if first >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    answer = StreamingHttpResponse(_bytes(path, first, last), status=206)
    answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    answer["Content-Length"] = str(last - first + 1)
    return answer


def _bytes(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as content:
        content.seek(first)
        left = last - first + 1
        while left > 0 and (part := content.read(min(PART, left))):
            left -= len(part)
            yield part


@require_safe
def catalogue_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The DCAT-AP catalogue, as JSON-LD or Turtle."""
    if kind not in _GRAPHS:
        raise Http404
    form, media = _GRAPHS[kind]
    answer = HttpResponse(catalogue(latest()).serialize(format=form), content_type=media)
    answer["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(answer, public=True, max_age=FRESH)
    return answer
