"""The form of step 4: what the source is, who runs it, under which licence, and when it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from carrefour.workshop.words import SCHEDULES

# What the form says of each part of a definition: the name of the field, and the key.
_TOP = ("id", "title", "description", "homepage", "licence", "attribution", "language")
_ORGANISATION = ("id", "name", "url", "logo", "kind", "description")
_USUAL = ("kind", "other")
_WATCH_NUMBERS = ("gone_after", "least_records")


@dataclass(slots=True)
class AboutForm:
    """All that step 4 shows, as texts."""

    top: dict[str, str]
    organisation: dict[str, str]
    contacts_public: bool
    schedule: str
    usual_schedule: bool
    gone_after: str
    most_loss: str
    least_records: str
    delay: str


def form_of(data: dict[str, Any]) -> AboutForm:
    """The form of what ``data`` says."""
    organisation, watch = _dict(data.get("organisation")), _dict(data.get("watch"))
    pace = _dict(_dict(data.get("fetch")).get("pace"))
    schedule = str(watch.get("schedule") or "")
    return AboutForm(
        top={key: str(data.get(key) or "") for key in _TOP},
        organisation={key: str(organisation.get(key) or "") for key in _ORGANISATION},
        contacts_public=data.get("contacts_public") is True,
        schedule=schedule,
        usual_schedule=schedule in SCHEDULES,
        gone_after=str(watch.get("gone_after", "")),
        most_loss=_percent(watch.get("most_loss")),
        least_records=str(watch.get("least_records", "")),
        delay=str(pace.get("delay", "")),
    )


def data_from(post: QueryDict, data: dict[str, Any], *, fixed_id: str = "") -> dict[str, Any]:
    """``data`` with what the form says; the id of a source that exists stays ``fixed_id``."""
    said = {key: str(post[key]).strip() for key in post}
    told = {**data, **{key: said.get(key, "") for key in _TOP}}
    told["id"] = fixed_id or told["id"]
    organisation = {key: said.get(f"organisation.{key}", "") for key in _ORGANISATION}
    told["organisation"] = {
        key: value for key, value in organisation.items() if value and (key, value) != _USUAL
    }
    told["contacts_public"] = bool(said.get("contacts_public"))
    watch: dict[str, Any] = {"schedule": said.get("schedule_text") or said.get("schedule", "")}
    watch |= {key: _number(said.get(key, "")) for key in _WATCH_NUMBERS}
    watch["most_loss"] = _share(said.get("most_loss", ""))
    told["watch"] = {key: value for key, value in watch.items() if value != ""}
    fetch = dict(_dict(told.get("fetch")))
    pace = {**_dict(fetch.pop("pace", None)), "delay": _number(said.get("delay", ""))}
    pace = {key: value for key, value in pace.items() if value != ""}
    told["fetch"] = {**fetch, **({"pace": pace} if pace else {})}
    return {key: value for key, value in told.items() if value not in ("", {}, [], False)}


def _number(text: str) -> Any:
    """A whole number as one; what is none is left for the format to tell."""
    return int(text) if text.isdecimal() else text.replace(",", ".")


def _share(text: str) -> str:
    """A percentage as the share that the format wants."""
    try:
        return f"{float(text.replace(',', '.').rstrip(' %')) / 100:g}" if text else ""
    except ValueError:
        return text


def _percent(value: Any) -> str:
    try:
        return f"{float(value) * 100:g}"
    except (TypeError, ValueError):
        return ""


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
