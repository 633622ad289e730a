"""The figures as tables in Markdown, a column an engine."""

from __future__ import annotations

import statistics

from benchmarks.beside.trial import Asked, Measured


def line(one: Measured) -> str:
    """The times of an engine in a line, for who waits for the others."""
    times = (f"{kind} {_time(asked)}" for kind, asked in one.asked.items())
    return f"{one.name} asked: {'; '.join(times)}"


def print_figures(measured: list[Measured], count: int) -> None:
    _row("", [one.name for one in measured])
    _row("---", ["---"] * len(measured))
    _row("built, seconds", [f"{one.built:,.0f}" for one in measured])
    _row("documents a second", [f"{count / one.built:,.0f}" for one in measured])
    _row("MB on disk", [f"{one.size / 1e6:,.0f}" for one in measured])
    _row("MB of memory", [f"{one.held:,.0f}" for one in measured])
    print()


def print_times(measured: list[Measured]) -> None:
    print("Median / 95th centile in ms, and of processor in the mean:\n")
    _row("question", [one.name for one in measured])
    _row("---", ["---"] * len(measured))
    for kind in measured[0].asked:
        _row(kind, [_time(one.asked.get(kind)) for one in measured])
    print()


def _time(asked: Asked | None) -> str:
    if asked is None:
        return "—"
    times = sorted(asked.times)
    late = times[int(len(times) * 0.95)]
    return f"{statistics.median(times):.1f} / {late:.1f} ({asked.worked:.1f})"


def print_totals(measured: list[Measured]) -> None:
    ours = measured[0]
    print(
        f"How many are found in the mean, in how many answers of a hundred as many as by"
        f" {ours.name}, and with every count of every facet the same:\n"
    )
    _row("question", [one.name for one in measured])
    _row("---", ["---"] * len(measured))
    for kind, told in ours.asked.items():
        # An engine that is slow is asked less; what all were asked compares.
        number = min(len(one.asked[kind].times) for one in measured if kind in one.asked)
        _row(kind, [_found(one.asked.get(kind), told, number) for one in measured])
    print("\nAnswers in which something was found:\n")
    _row("question", [one.name for one in measured])
    _row("---", ["---"] * len(measured))
    for kind in ours.asked:
        _row(kind, [_answered(one.asked.get(kind)) for one in measured])


def _answered(asked: Asked | None) -> str:
    return _share([total > 0 for total in asked.totals]) if asked else "—"


def _found(asked: Asked | None, told: Asked, number: int) -> str:
    if asked is None:
        return "—"
    mean = f"{statistics.fmean(asked.totals[:number]):,.1f}"
    if asked is told:
        return mean
    same = [one == other for one, other in zip(asked.totals, told.totals, strict=False)]
    counted = [
        one == other
        for one, other, alike in zip(asked.facets, told.facets, same, strict=False)
        if alike
    ]
    return f"{mean}; {_share(same)}; {_share(counted)}"


def _share(cases: list[bool]) -> str:
    return f"{statistics.fmean(cases):.0%}" if cases else "—"


def _row(name: str, cells: list[str]) -> None:
    print("|", " | ".join([name, *cells]), "|", flush=True)
