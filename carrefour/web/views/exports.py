"""A search, or a selection, as a file: written to the visitor as the sheets are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from threading import BoundedSemaphore

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carrefour.pipeline.engine import search_engine
from carrefour.search.engine import SearchResting
from carrefour.usage.counting import What, count
from carrefour.web import exports
from carrefour.web.reading import MOST_EXPORTED, answered, read

_Writer = Callable[[Iterable[exports.Given]], Iterable[str | bytes]]
_KINDS: dict[str, tuple[str, _Writer]] = {
    "csv": ("text/csv; charset=utf-8", exports.as_csv),
    "json": ("application/json", exports.as_json),
    "geojson": ("application/geo+json", exports.as_geojson),
    "gogocarto": ("application/json", exports.as_gogocarto),
}

# Ten thousand sheets take a processor for seconds: so many files at once in a process.
_WRITING, PATIENCE = BoundedSemaphore(2), 2  # seconds


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """What a search finds, up to `MOST_EXPORTED` sheets, as one of the kinds of file."""
    if kind not in _KINDS:
        raise Http404
    try:
        ids = search_engine().ids(answered(read(request), facets=False).step.alone, MOST_EXPORTED)
    except SearchResting:
        return HttpResponse(status=503, headers={"Retry-After": "60"})
    return file_of(request, ids, kind, "recherche")


def file_of(
    request: HttpRequest,
    ids: list[str],
    kind: str,
    name: str,
    notes: Mapping[str, str] | None = None,
) -> HttpResponseBase:
    """The sheets of ``ids`` as a file of ``kind`` to keep; 503 when too many are being written.

    ``notes`` is what people say of them, by their ids.
    """
    if not _WRITING.acquire(timeout=PATIENCE):
        busy = _("Trop de fichiers sont demandés en ce moment ; réessayez dans une minute.")
        return HttpResponse(busy, status=503, headers={"Retry-After": "60"})
    count(request, What.TAKEN, kind)
    content_type, written = _KINDS[kind]
    sheets = exports.given(ids, f"{request.scheme}://{request.get_host()}", notes)
    response = _Written(written(sheets), content_type=content_type)
    ending = "gogocarto.json" if kind == "gogocarto" else kind
    file = f"carrefour-{name}-{timezone.localdate().isoformat()}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    response["X-Robots-Tag"] = "noindex"
    return response


class _Written(StreamingHttpResponse):
    """A file being written: its end, or that of the visitor's patience, lets another begin."""

    _open = True

    def close(self) -> None:
        """Called by the server in every case, once the last part is sent or nobody listens."""
        super().close()
        if self._open:
            self._open = False
            _WRITING.release()
