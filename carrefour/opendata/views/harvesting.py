"""The OAI-PMH provider: what `carrefour.opendata.oai` finds, as the protocol's XML."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from lxml import etree

from carrefour.catalogue.models import Sheet, Source
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.opendata import oai
from carrefour.opendata.giving import is_gone
from carrefour.opendata.sheets import GIVEN_ON
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.web.atom import clean
from carrefour.web.licences import reuse
from carrefour.web.templatetags.carrefour_web import sheet_url

_OAI = "http://www.openarchives.org/OAI/2.0/"
_OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
_DC = "http://purl.org/dc/elements/1.1/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# The default namespace has no prefix, which the stubs of lxml do not know of.
_NAMES: Any = {None: _OAI, "xsi": _XSI}
_TIME = "%Y-%m-%dT%H:%M:%SZ"
MOST_ARGUMENTS = 20


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def provider(request: HttpRequest) -> HttpResponse:
    """One request of the protocol, by GET or POST; it reads only."""
    asked = request.POST if request.method == "POST" else request.GET
    given = {name: asked.getlist(name) for name in list(asked)[:MOST_ARGUMENTS]}
    root = etree.Element(f"{{{_OAI}}}OAI-PMH", nsmap=_NAMES)
    root.set(f"{{{_XSI}}}schemaLocation", f"{_OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
    _text(root, "responseDate", datetime.now(UTC).strftime(_TIME))
    echo = _text(root, "request", _base())
    try:
        verb, arguments = oai.verb_of(given)
        answer = etree.Element(f"{{{_OAI}}}{verb}")
        _VERBS[verb](answer, verb, arguments)
        for name, value in {"verb": verb, **arguments}.items():
            echo.set(name, clean(value))
        root.append(answer)
    except oai.Refused as error:
        _text(root, "error", clean(error.reason)).set("code", error.code)
    body = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return HttpResponse(body, content_type="text/xml; charset=utf-8")


def _identify(answer: Any, _verb: str, _arguments: dict[str, str]) -> None:
    _text(answer, "repositoryName", "Carrefour des innovations sociales")
    _text(answer, "baseURL", _base())
    _text(answer, "protocolVersion", "2.0")
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    _text(answer, "adminEmail", settings.DEFAULT_FROM_EMAIL or f"carrefour@{host}")
    _text(answer, "earliestDatestamp", oai.earliest().astimezone(UTC).strftime(_TIME))
    _text(answer, "deletedRecord", "persistent")
    _text(answer, "granularity", "YYYY-MM-DDThh:mm:ssZ")


def _formats(answer: Any, _verb: str, arguments: dict[str, str]) -> None:
    if "identifier" in arguments:
        oai.record_of(arguments["identifier"])
    form = etree.SubElement(answer, f"{{{_OAI}}}metadataFormat")
    _text(form, "metadataPrefix", oai.PREFIX)
    _text(form, "schema", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    _text(form, "metadataNamespace", _OAI_DC)


def _sets(answer: Any, _verb: str, arguments: dict[str, str]) -> None:
    if "resumptionToken" in arguments:
        raise oai.Refused("badResumptionToken", "The list of sets is told at once")
    sources = [s for s in Source.objects.only("title", "licence") if reuse(s.licence) in GIVEN_ON]
    if not sources:
        raise oai.Refused("noSetHierarchy", "There are no sets yet")
    for source in sources:
        one = etree.SubElement(answer, f"{{{_OAI}}}set")
        _text(one, "setSpec", source.pk)
        _text(one, "setName", clean(source.title))


def _record(answer: Any, _verb: str, arguments: dict[str, str]) -> None:
    _told(answer, oai.record_of(arguments["identifier"]))


def _list(answer: Any, verb: str, arguments: dict[str, str]) -> None:
    question = oai.question_of(arguments)
    page, resumed, total = oai.page_of(question)
    for sheet in page:
        if verb == "ListIdentifiers":
            _header(answer, sheet)
        else:
            _told(answer, sheet)
    if resumed or question.told:
        token = _text(answer, "resumptionToken", resumed.token() if resumed else "")
        token.set("completeListSize", str(total))
        token.set("cursor", str(question.told))


_VERBS = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "GetRecord": _record,
    "ListIdentifiers": _list,
    "ListRecords": _list,
}


def _told(answer: Any, sheet: Sheet) -> None:
    record = etree.SubElement(answer, f"{{{_OAI}}}record")
    _header(record, sheet)
    if not is_gone(sheet):
        _dublin_core(etree.SubElement(record, f"{{{_OAI}}}metadata"), sheet)


def _header(parent: Any, sheet: Sheet) -> None:
    header = etree.SubElement(parent, f"{{{_OAI}}}header")
    if is_gone(sheet):
        header.set("status", "deleted")
    _text(header, "identifier", oai.name_of(sheet.pk))
    _text(header, "datestamp", oai.stamp_of(sheet).astimezone(UTC).strftime(_TIME))
    _text(header, "setSpec", sheet.source_id)


def _dublin_core(metadata: Any, sheet: Sheet) -> None:
    root = etree.SubElement(
        metadata, f"{{{_OAI_DC}}}dc", nsmap={"oai_dc": _OAI_DC, "dc": _DC, "xsi": _XSI}
    )
    where = f"{_OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
    root.set(f"{{{_XSI}}}schemaLocation", where)
    source = sheet.source
    codes = [*sheet.themes, *sheet.publics, *sheet.methods]
    known = taxonomy().codes
    places = [_place(place) for place in sheet.places.all()]
    dates = [date for date in (sheet.start_date, sheet.end_date) if date]
    told: list[tuple[str, str, str]] = [
        ("title", sheet.title, sheet.language),
        ("creator", sheet.holder, ""),
        *(("subject", known[code].fr, "fr") for code in codes if code in known),
        *(("subject", tag, "") for tag in sheet.tags),
        ("description", sheet.summary, sheet.language),
        ("publisher", sheet.organisation.name, ""),
        *(("contributor", name, "") for name in sheet.partners),
        *(("date", date, "") for date in dates),
        ("type", "Project", ""),
        ("identifier", settings.SITE_URL + sheet_url(sheet), ""),
        ("source", sheet.source_url, ""),
        ("relation", sheet.url, ""),
        ("language", sheet.language, ""),
        *(("coverage", place, "") for place in dict.fromkeys(places)),
        ("rights", sheet.licence or source.licence, ""),
        ("rights", source.attribution, ""),
    ]
    for name, text, language in told:
        if text:
            element = etree.SubElement(root, f"{{{_DC}}}{name}")
            element.text = clean(text)
            if language:
                element.set(_LANG, language)


def _place(place: Any) -> str:
    for level in ("commune", "epci", "departement", "region"):
        code = getattr(place, level)
        if code and (territory := gazetteer().get(f"{level}:{code}")):
            return territory.name
    return str(place.label)


def _base() -> str:
    return settings.SITE_URL + reverse("open:oai")


def _text(parent: Any, name: str, text: str) -> Any:
    element = etree.SubElement(parent, f"{{{_OAI}}}{name}")
    element.text = text
    return element
