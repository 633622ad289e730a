"""Going on from a sheet to the page that it comes from, counted.

The link itself leads there at once, as its address says: the browser tells us beside it, so no
address of ours sends anyone elsewhere.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from carrefour.catalogue.models import Sheet
from carrefour.community.visiting import visitors_form
from carrefour.usage.counting import What, count


@visitors_form
@require_POST
def left(request: HttpRequest, id_: str) -> HttpResponse:
    """Count that someone goes on from a sheet; the same answer whether there is one."""
    if Sheet.objects.filter(pk=id_[:40], withdrawn_at=None).exists():
        count(request, What.LEFT, id_)
    return HttpResponse(status=204)
