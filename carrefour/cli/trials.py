"""A trial of a source, shown to whoever writes its definition."""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.table import Table
from rich.text import Text

from carrefour.catalogue.quality import Part
from carrefour.pipeline.trying import Trial, Tried

SHOWN = 10
WELL = 0.8  # a part that is filled so well needs no mending
CURES = {
    Part.TITLE: "fields.title leads to texts that name nothing",
    Part.TEXT: "point fields.description (or summary) at a longer text",
    Part.PLACE: "add places, or give them a postcode, an INSEE code or coordinates",
    Part.THEMES: "add the tags below to tags, or give codes to every record",
    Part.LINK: "point fields.source_url at the page of each project",
    Part.DATE: "point fields.start_date at a date",
    Part.IMAGE: "point fields.images at pictures",
    Part.HOLDER: "point fields.holder at who carries the project",
    Part.FRESH: "harvest it more often",
}


def show(trial: Trial, last: dict[str, int]) -> None:
    """Print the drafts, what they lack, how well each field is filled, and what to mend first.

    ``last`` is the same of the sheets after the last harvest, to compare with.
    """
    out = Console(highlight=False)
    if trial.tried:
        out.print(_drafts(trial.tried))
        out.print(_rates(trial.filled, last))
    for where, reason in ((r.where, r.reason) for r in trial.rejected[:SHOWN]):
        out.print(f"rejected {where}: {reason}", style="red", markup=False)
    _print_counts(out, "tag without a theme", trial.unmapped)
    _print_counts(out, "warning", trial.warnings)
    if trial.error:
        out.print(f"broken: {trial.error}", style="red", markup=False)
    out.print(
        f"[bold]{trial.score}/100[/bold]: {len(trial.drafts)} drafts of "
        f"{len(trial.tried) + len(trial.rejected)} records"
    )
    shares = trial.quality.shares
    for part in trial.quality.worst_first if trial.drafts else []:
        if shares[part] < WELL:
            out.print(f"  {part} {shares[part]:.0%}: {CURES[part]}", markup=False)


def _drafts(tried: list[Tried]) -> Table:
    table = Table(
        "record", "title", "place", "themes", "missing", "score", expand=True, show_lines=True
    )
    for one in tried:
        draft = one.draft
        if draft is None:
            table.add_row(_plain(one.record.external_id), Text(one.problem, "red"), "", "", "", "0")
            continue
        places = [f"{p.label or p.address} ({p.precision}, {p.score:.0%})" for p in draft.places]
        codes = [*draft.themes, *draft.publics, *draft.methods]
        table.add_row(
            _plain(one.record.external_id),
            _plain(draft.title),
            _plain("\n".join(places[:3])),
            _plain(" ".join(dict.fromkeys(codes))),
            Text(", ".join(one.quality.missing), "red"),
            str(one.quality.score),
        )
    return table


def _rates(filled: dict[str, int], last: dict[str, int]) -> Table:
    """How well each field is filled, beside the last harvest."""
    table = Table("field", "filled", *(["last harvest"] if last else []))
    for name, count in filled.items():
        if name == "sheets":
            continue
        now = count / filled["sheets"] if filled["sheets"] else 0.0
        cells = [Text(f"{now:.0%}", "" if count else "red")]
        if last.get("sheets"):
            before = last.get(name, 0) / last["sheets"]
            fell = before - now > 0.2
            cells.append(Text(f"{before:.0%}", "red" if fell else ""))
        table.add_row(name, *cells)
    return table


def _print_counts(out: Console, label: str, counts: Counter[str]) -> None:
    for told, count in counts.most_common(SHOWN):
        out.print(f"{label}: {told} ({count})", markup=False)


def _plain(text: str) -> Text:
    """``text`` without the source's being able to colour it."""
    return Text(text if len(text) <= 200 else f"{text[:199]}…")
