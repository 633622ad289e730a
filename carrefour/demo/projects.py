"""The example projects: thirty ideas, each told in five towns, over every région of France."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

TOWNS_PER_IDEA = 5
PARTNERS = ("html", "rss", "api", "csv", "geojson")


@dataclass(frozen=True, slots=True)
class Project:
    """One example project in one town."""

    number: int
    title: str
    summary: str
    text: str
    theme: str
    public: str
    budget: int
    year: int
    month: int
    ended: bool
    town: dict[str, str]

    @property
    def holder(self) -> str:
        """The invented association that holds the project."""
        return f"Association {self.title.split(',')[0].strip()} (exemple)"


@cache
def projects() -> tuple[Project, ...]:
    """Every example project, the same at each call."""
    ideas, towns = _table("ideas.tsv"), _table("towns.tsv")
    made: list[Project] = []
    for index, idea in enumerate(ideas):
        for turn in range(TOWNS_PER_IDEA):
            # 7 and 36 share no factor: every town has its turn.
            town = towns[(index * TOWNS_PER_IDEA + turn) * 7 % len(towns)]
            number = len(made) + 1
            made.append(
                Project(
                    number=number,
                    title=idea["title"].format(ville=town["name"]),
                    summary=idea["summary"],
                    text=idea["text"],
                    theme=idea["theme"],
                    public=idea["public"],
                    budget=int(idea["budget"]),
                    year=2015 + number % 10,
                    month=1 + number % 12,
                    ended=number % 9 == 0,
                    town=town,
                )
            )
    return tuple(made)


def of_partner(partner: str) -> list[Project]:
    """The projects that one of `PARTNERS` publishes: every fifth one."""
    return list(projects()[PARTNERS.index(partner) :: len(PARTNERS)])


def _table(name: str) -> list[dict[str, str]]:
    text = resources.files(__package__).joinpath("data", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))
