"""N realistic documents: French words with skewed use, real communes, skewed themes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.demo.projects import projects
from carrefour.search.document import Document
from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.model import Level

SEED = 20180315


def documents(count: int, gazetteer: Gazetteer) -> Iterator[Document]:
    """``count`` documents, the same at each run; people and themes lie where they are many."""
    chance = random.Random(SEED)  # noqa: S311 - a corpus, not a secret
    communes = [
        t
        for t in gazetteer.territories.values()
        if t.level is Level.COMMUNE and t.lat is not None and t.lon is not None
    ]
    weights = list(accumulate(t.population + 10 for t in communes))
    words = vocabulary(chance)
    ranks = list(accumulate(1 / (n + 3) for n in range(len(words))))
    codes = list(taxonomy().codes)
    code_ranks = list(accumulate(1 / (n + 1) for n in range(len(codes))))

    def text(length: int) -> str:
        return " ".join(chance.choices(words, cum_weights=ranks, k=length))

    for number in range(count):
        town = chance.choices(communes, cum_weights=weights)[0]
        themes = tuple(dict.fromkeys(chance.choices(codes, cum_weights=code_ranks, k=2)))
        by_facet = taxonomy().sort_codes(themes)
        refs = (town.ref, f"epci:{town.epci}", f"departement:{town.departement}")
        yield Document(
            id=f"d{number:07}",
            title=text(6).capitalize(),
            summary=text(22),
            description=text(120),
            holder=f"Association {text(2)}",
            tags=tuple(text(3).split()),
            place_names=(town.name,),
            organisations=(f"organisation-{int(chance.expovariate(0.15))}",),
            themes=tuple(by_facet.themes),
            publics=tuple(by_facet.publics),
            methods=tuple(by_facet.methods),
            status=chance.choice(("running", "running", "ended", "planned")),
            territories=(*refs, f"region:{town.region}", "country:FR"),
            points=(((town.lat or 0) + chance.gauss(0, 0.01), (town.lon or 0)),),
            date=20100101 + number % 150_000,
        )


def vocabulary(chance: random.Random) -> list[str]:
    """The words of the example projects, with inflected kin, in an order of use by chance."""
    told = " ".join(paragraph for project in projects() for paragraph in project.paragraphs)
    base = sorted({word.strip(".,:;!?’«»()").lower() for word in told.split()})
    words = [w for w in base if len(w) > 2] + [f"{w}{end}" for w in base for end in ("age", "eur")]
    chance.shuffle(words)
    return words
