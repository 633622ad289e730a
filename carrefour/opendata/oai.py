"""OAI-PMH 2.0 (http://www.openarchives.org/OAI/openarchivesprotocol.html): what is asked, read.

Identifiers are ``oai:HOST:ID``; a set is a source. Records are told in the order of their
datestamps, then of their ids, and a resumption token is the place where the last answer ended,
with the question: a server that starts anew, or another one, goes on from it.
Deletions are kept for good (``persistent``): sheets that are withdrawn stay in the catalogue, and
what was given on before its licence closed is known (`carrefour.opendata.models`).
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet

from carrefour.catalogue.models import Sheet, Source
from carrefour.opendata.models import Given
from carrefour.opendata.sheets import GIVEN_ON
from carrefour.web.licences import reuse

PAGE = 100  # records in an answer
PREFIX = "oai_dc"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_ARGUMENTS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    # what each verb needs, and what it may be told
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset({"resumptionToken"})),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
}


class Refused(Exception):
    """An error of the protocol: its code, and why."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


@dataclass(frozen=True, slots=True)
class Question:
    """What records are asked for, and after which one.

    ``since`` and ``before`` bound datestamps, ISO 8601; ``before`` itself is not meant. ``told``
    were told before, of ``total`` when the list began.
    """

    since: str = ""
    before: str = ""
    set: str = ""
    last_stamp: str = ""
    last_id: str = ""
    told: int = 0
    total: int = 0

    def token(self) -> str:
        """By which the list is resumed; signed, so that what comes back is ours."""
        packed = urlsafe_b64encode(orjson.dumps([*asdict(self).values()])).decode()
        return Signer(salt="oai").sign(packed.rstrip("="))


def verb_of(given: Mapping[str, list[str]]) -> tuple[str, dict[str, str]]:
    """The verb and its arguments. Raises `Refused` as the protocol asks."""
    verbs = given.get("verb", [])
    if len(verbs) != 1 or verbs[0] not in _ARGUMENTS:
        raise Refused("badVerb", "Give one verb of OAI-PMH 2.0")
    told = {name: values for name, values in given.items() if name != "verb"}
    if any(len(values) != 1 for values in told.values()):
        raise Refused("badArgument", "An argument may be given once only")
    arguments = {name: values[0] for name, values in told.items()}
    verb = verbs[0]
    needed, allowed = _ARGUMENTS[verb]
    if verb in ("ListIdentifiers", "ListRecords") and "resumptionToken" in arguments:
        needed, allowed = frozenset(), frozenset({"resumptionToken"})
    if odd := arguments.keys() - needed - allowed:
        raise Refused("badArgument", f"{verb} has no argument {', '.join(sorted(odd))[:100]}")
    if lacking := needed - arguments.keys():
        raise Refused("badArgument", f"{verb} needs {', '.join(sorted(lacking))}")
    if arguments.get("metadataPrefix", PREFIX) != PREFIX:
        raise Refused("cannotDisseminateFormat", f"The only format is {PREFIX}")
    return verb, arguments


def question_of(arguments: Mapping[str, str]) -> Question:
    """The list that is asked for. Raises `Refused`."""
    if token := arguments.get("resumptionToken"):
        return _resumed(token)
    since, before = arguments.get("from", ""), arguments.get("until", "")
    if since and before and len(since) != len(before):
        raise Refused("badArgument", "from and until must be of one granularity")
    begin = _moment(since) if since else None
    end = _moment(before) if before else None
    if begin and end and begin > end:
        raise Refused("badArgument", "from is after until")
    if end:
        end += timedelta(days=1) if len(before) == 10 else timedelta(seconds=1)
    wanted = arguments.get("set", "")
    if wanted and not Source.objects.filter(pk=wanted[:80]).exists():
        raise Refused("noRecordsMatch", "There is no such set")
    return Question(begin.isoformat() if begin else "", end.isoformat() if end else "", wanted)


def _resumed(token: str) -> Question:
    try:
        packed = Signer(salt="oai").unsign(token)
        values = orjson.loads(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
        return Question(*values)
    except (BadSignature, ValueError, TypeError) as error:
        raise Refused("badResumptionToken", "It is none of ours: begin anew") from error


def _moment(text: str) -> datetime:
    whole = f"{text}T00:00:00Z" if _DAY.fullmatch(text) else text
    try:
        if not _SECOND.fullmatch(whole):
            raise ValueError
        return datetime.strptime(whole, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise Refused("badArgument", f"'{text[:40]}' is no UTC date") from None


def records() -> QuerySet[Sheet]:
    """Every sheet that was ever found and may be given on, or might before its licence closed.

    What was never told is never deleted (`carrefour.opendata.giving.is_gone` tells which is). The
    datestamp is ``told_at``, when the site first showed a change or a withdrawal: whoever asks from
    the moment of their last harvest misses nothing.
    """
    named = Sheet.objects.order_by().values_list("licence", flat=True).distinct()
    allowed = [name for name in named if name and reuse(name) in GIVEN_ON]
    sources = [s.pk for s in Source.objects.only("licence") if reuse(s.licence) in GIVEN_ON]
    free = Q(licence__in=allowed) | Q(licence="", source__in=sources)
    related = Sheet.objects.select_related("source", "organisation").prefetch_related("places")
    given = Q(pk__in=Given.objects.values("sheet"))
    return related.filter(free | given, told_at__isnull=False)


def page_of(question: Question) -> tuple[list[Sheet], Question | None, int]:
    """The next records, what resumes the list (``None`` at its end), and how many it has in all.

    Raises `Refused` when there are none.
    """
    wanted = _within(records(), question)
    total = question.total or wanted.count()
    if question.last_stamp:
        last = datetime.fromisoformat(question.last_stamp)
        # Told twice, since only the plain bound is looked up in an index.
        after = Q(told_at__gt=last) | Q(told_at=last, pk__gt=question.last_id)
        wanted = wanted.filter(after, told_at__gte=last)
    found = list(wanted.order_by("told_at", "pk")[: PAGE + 1])
    if not found:
        raise Refused("noRecordsMatch", "There are no such records")
    page = found[:PAGE]
    if len(found) == len(page):
        return page, None, total
    resumed = replace(
        question,
        last_stamp=stamp_of(page[-1]).isoformat(),
        last_id=page[-1].pk,
        told=question.told + len(page),
        total=total,
    )
    return page, resumed, total


def _within(wanted: QuerySet[Sheet], question: Question) -> QuerySet[Sheet]:
    """Those of ``wanted`` that the question's set and span hold."""
    if question.set:
        wanted = wanted.filter(source=question.set)
    if question.since:
        wanted = wanted.filter(told_at__gte=datetime.fromisoformat(question.since))
    if question.before:
        wanted = wanted.filter(told_at__lt=datetime.fromisoformat(question.before))
    return wanted


def record_of(identifier: str) -> Sheet:
    """The sheet of that identifier. Raises `Refused`."""
    prefix = name_of("")
    if identifier.startswith(prefix):
        found = records().filter(pk=identifier.removeprefix(prefix)[:40]).first()
        if found is not None:
            return found
    raise Refused("idDoesNotExist", "There is no such record")


def stamp_of(sheet: Sheet) -> datetime:
    """The datestamp of a sheet that was found here."""
    return sheet.told_at or sheet.updated_at


def earliest() -> datetime:
    """The datestamp before which there is none."""
    told = Sheet.objects.filter(told_at__isnull=False).order_by("told_at")
    return told.values_list("told_at", flat=True).first() or datetime(2026, 1, 1, tzinfo=UTC)


def name_of(id_: str) -> str:
    """The identifier of a sheet (OAI identifier format 2.0)."""
    return f"oai:{urlsplit(settings.SITE_URL).hostname}:{id_}"
