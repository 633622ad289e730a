"""Records made up to be compared: the demo's projects told again badly, and a whole catalogue.

All of it follows from a seed. A copy is a project told by another source, with errors of typing,
abbreviations, a title cut short or in English, an address nearby, other words, or less of them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate

from carrefour.catalogue.draft import Contact, Draft
from carrefour.demo.projects import Project, projects
from carrefour.structure.twins.trait import Trait, trait_of
from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.model import Level, Location, Precision, Territory

Pair = tuple[Trait, Trait, bool]
_ENGLISH = dict(
    pair.split("=")
    for pair in "maison=house jardin=garden jardins=gardens partagé=shared partagés=shared "
    "école=school café=café atelier=workshop ateliers=workshops de=of des=of du=of la=the le=the "
    "les=the pour=for et=and un=a une=a sur=on dans=in avec=with sans=without ville=town "
    "village=village vélo=bike vélos=bikes forêt=forest eau=water ferme=farm pain=bread "
    "bibliothèque=library quartier=neighbourhood voisins=neighbours énergie=energy soleil=sun "
    "toits=roofs toit=roof nuit=night mer=sea train=train gare=station enfants=children "
    "jeunes=youth anciens=elders cuisine=kitchen marché=market lait=milk terre=earth femmes=women "
    "emploi=work deux=two trois=three grand=big petit=small nouveau=new premier=first".split()
)
_SHORT = {
    "saint": "St", "sainte": "Ste", "association": "Assoc.", "centre": "Ctre", "avenue": "av.",
    "boulevard": "bd", "place": "pl.", "communauté de communes": "CC", "numérique": "num.",
    "municipale": "mun.", "maison des jeunes et de la culture": "MJC", "général": "gal",
}  # fmt: skip
_STREETS = (
    "rue de la République", "rue des Lilas", "place de la Mairie", "avenue Jean Jaurès",
    "rue du Moulin", "boulevard Gambetta", "rue Victor Hugo", "chemin des Vignes",
    "place du Général de Gaulle", "rue de l’Église", "rue Pasteur", "allée des Tilleuls",
    "avenue de la Gare", "rue du Four", "rue Louise Michel", "quai des Marais",
)  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Copier:
    """Tells drafts again, differently."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def copy(self, draft: Draft) -> Draft:
        """The same project as another source may tell it."""
        rng = self._rng
        ways = [self._typed_badly, self._abbreviated, self._cut_short, self._with_town]
        ways += [self._shouted, self._typed_badly, lambda title, _: title]
        title = rng.choice(ways)(draft.title, draft)
        if rng.random() < 0.15:
            title = self._typed_badly(title, draft)
        told = replace(draft, title=title)
        if rng.random() < 0.07:
            told.title = self.translated(draft.title)
        elif rng.random() < 0.3:
            told.description = ""
        else:
            told.summary, told.description = self._reworded(draft)
        if rng.random() < 0.4:
            told.holder = ""
        elif rng.random() < 0.3:
            told.holder = self._abbreviated(draft.holder, draft)
        if rng.random() < 0.5:
            told.url = ""
        if rng.random() < 0.6:
            told.contact = None
        if draft.places:
            told.places = [self._moved(draft.places[0])]
        return told

    def translated(self, title: str) -> str:
        """``title`` with the words that everybody knows in English."""
        return " ".join(_ENGLISH.get(word.lower(), word) for word in title.split())

    def elsewhere(self, draft: Draft, place: Location) -> Draft:
        """Another project of the same name, in another town and by other people."""
        told = replace(draft, places=[place], url="", contact=None)
        if self._rng.random() < 0.5:
            told.holder = ""
        if self._rng.random() < 0.5:
            told.summary, told.description = "", ""
        elif self._rng.random() < 0.6:  # a network whose members tell themselves in the same words
            told.summary, told.description = self._reworded(draft)
        return told

    def _typed_badly(self, title: str, _: Draft) -> str:
        letters = list(title)
        for _n in range(self._rng.choice((1, 1, 2))):
            at = self._rng.randrange(max(1, len(letters) - 1))
            error = self._rng.random()
            if error < 0.3:
                letters[at : at + 2] = letters[at : at + 2][::-1]
            elif error < 0.6:
                del letters[at]
            else:
                letters.insert(at, self._rng.choice(_LETTERS))
        return "".join(letters)

    def _abbreviated(self, title: str, _: Draft) -> str:
        for long, short in _SHORT.items():
            title = re.sub(rf"\b{long}\b", short, title, flags=re.IGNORECASE)
        return title

    def _cut_short(self, title: str, _: Draft) -> str:
        head = re.split(r"[:,–—(]", title)[0].strip()
        words = head.split()
        return " ".join(words[: max(3, (2 * len(words) + 2) // 3)])

    def _with_town(self, title: str, draft: Draft) -> str:
        label = draft.places[0].label if draft.places else ""
        return f"{title} – {label}" if label else title

    def _shouted(self, title: str, _: Draft) -> str:
        return title.upper()

    def _reworded(self, draft: Draft) -> tuple[str, str]:
        """Half of the sentences, the summary among them or not."""
        sentences = re.split(r"(?<=[.!?])\s+", f"{draft.summary} {draft.description}")
        kept = [one for one in sentences if self._rng.random() < 0.6] or sentences[:1]
        return kept[0], " ".join(kept[1:])

    def _moved(self, place: Location) -> Location:
        rng = self._rng
        chance = rng.random()
        if place.lat is None or place.lon is None or chance < 0.3:
            return place
        if chance < 0.5:  # the source knows the town alone
            return replace(place, address="", precision=Precision.COMMUNE)
        if chance < 0.8:  # another pin in the same street
            return replace(
                place, lat=place.lat + rng.gauss(0, 4e-4), lon=place.lon + rng.gauss(0, 5e-4)
            )
        moved = f"{rng.randint(1, 90)} {rng.choice(_STREETS)}"
        return replace(
            place, address=moved, lat=place.lat + rng.gauss(0, 5e-3),
            lon=place.lon + rng.gauss(0, 7e-3),
        )  # fmt: skip


def placed(territory: Territory, rng: random.Random, *, fine: bool) -> Location:
    """A place in a commune: an address, or the commune alone."""
    away = 0.01 if fine else 0.0
    return Location(
        label=territory.name,
        address=f"{rng.randint(1, 120)} {rng.choice(_STREETS)}" if fine else "",
        postcode=next(iter(territory.postcodes), ""),
        lat=(territory.lat or 46.5) + rng.gauss(0, away),
        lon=(territory.lon or 2.5) + rng.gauss(0, away),
        precision=Precision.ADDRESS if fine else Precision.COMMUNE,
        score=0.9,
        method="source",
        commune=territory.code,
        epci=territory.epci,
        departement=territory.departement,
        region=territory.region,
    )


def communes_of(gazetteer: Gazetteer) -> list[Territory]:
    """Every commune that has a point, always in the same order."""
    every = (
        t for t in gazetteer.territories.values() if t.level is Level.COMMUNE and t.lat is not None
    )
    return sorted(every, key=lambda t: t.code)


def demo_pairs(gazetteer: Gazetteer, seed: int) -> Iterator[tuple[int, Pair]]:
    """Labelled pairs of the demo's projects, each with the number of its project.

    Of each project: three copies that are the same, and one more under a name that says what kind
    of thing it is and where; a namesake in another town; another project of the same people in the
    same town; the next project, moved to its town; and two of the same kind there, of which one is
    called by its kind alone.
    """
    rng = random.Random(seed)  # noqa: S311 - reproducible
    copier, communes = Copier(rng), communes_of(gazetteer)
    told = [_draft(project, communes, rng) for project in projects()]
    for number, draft in enumerate(told):
        one = _trait("demo-one", draft)
        for _ in range(3):
            yield number, (one, _trait("demo-two", copier.copy(draft)), True)
        away = placed(rng.choice(communes), rng, fine=rng.random() < 0.5)
        yield number, (one, _trait("demo-two", copier.elsewhere(draft, away)), False)
        other = told[number - 1]
        near = replace(other, places=draft.places, holder=draft.holder, url="", contact=None)
        yield number, (one, _trait("demo-two", near), False)
        beside = replace(other, places=[placed(_commune(draft, communes), rng, fine=True)])
        yield number, (one, _trait("demo-two", copier.copy(beside)), False)
        town = draft.places[0].label
        kind = rng.choice(_KINDS)
        long = replace(draft, title=f"{kind} {draft.title} à {town}")
        next_to_it = replace(beside, title=f"{kind} {other.title} à {town}")
        plain = replace(beside, title=f"{kind} de {town}")
        named = _trait("demo-one", long)
        yield number, (named, _trait("demo-two", copier.copy(long)), True)
        yield number, (named, _trait("demo-two", copier.copy(next_to_it)), False)
        yield number, (named, _trait("demo-two", copier.copy(plain)), False)


def _trait(source: str, draft: Draft) -> Trait:
    return trait_of(source, draft, {}, draft.places[0].label)


def _commune(draft: Draft, communes: list[Territory]) -> Territory:
    code = draft.places[0].commune
    return next((t for t in communes if t.code == code), communes[0])


def _draft(project: Project, communes: list[Territory], rng: random.Random) -> Draft:
    known = {territory.code: territory for territory in communes}
    insee = project.places[0].insee if project.places else ""
    commune = known.get(insee) or rng.choice(communes)
    return Draft(
        title=project.title,
        summary=project.summary,
        description=" ".join(project.paragraphs),
        holder=project.holder,
        url=f"https://{project.slug[:30]}.example/projet" if rng.random() < 0.5 else "",
        contact=Contact(phone=f"0{rng.randint(100000000, 599999999)}"),
        places=[placed(commune, rng, fine=rng.random() < 0.6)],
    )


class Catalogue:
    """A catalogue of any size: the words of the demo's projects, the communes of France.

    A fifth of the records are copies of another. Places follow the population: large towns have
    thousands, villages none or two. Titles are made of few kinds of things and many names, so
    that namesakes abound.
    """

    def __init__(self, gazetteer: Gazetteer, seed: int) -> None:
        self._rng = random.Random(seed)  # noqa: S311 - reproducible
        self._copier = Copier(self._rng)
        self._communes = communes_of(gazetteer)
        self._weights = list(accumulate(max(t.population, 50) ** 0.8 for t in self._communes))
        words = [
            word
            for project in projects()
            for word in re.findall(r"[a-zàâçéèêëîïôùûü]{4,}", _told(project).lower())
        ]
        self._words = words
        self._names = sorted({word.capitalize() for word in words if len(word) > 5})

    def traits(self, count: int) -> Iterator[tuple[int, Trait]]:
        """``count`` records, each with the number of the project that it tells."""
        rng = self._rng
        kept: list[tuple[int, Draft]] = []
        taken: set[tuple[str, str]] = set()
        for number in range(count):
            if kept and rng.random() < 0.2:
                project, draft = kept.pop(rng.randrange(len(kept)))
                yield project, _trait("copies", self._copier.copy(draft))
                continue
            draft = self._another(taken)
            if len(kept) < 5000:
                kept.append((number, draft))
            else:
                kept[rng.randrange(len(kept))] = (number, draft)
            yield number, _trait(f"source-{number % 40}", draft)

    def _another(self, taken: set[tuple[str, str]]) -> Draft:
        """A project whose name no other has in its town: nobody could tell the two apart."""
        while True:
            draft = self._draft()
            name = (draft.title.lower(), draft.places[0].commune)
            if name not in taken:
                taken.add(name)
                return draft

    def _draft(self) -> Draft:
        rng = self._rng
        commune = rng.choices(self._communes, cum_weights=self._weights)[0]
        kind = rng.choice(_KINDS)
        name = rng.choice(
            (
                f"{rng.choice(self._names)} {rng.choice(_JOINTS)} {rng.choice(self._words)}",
                f"{rng.choice(_JOINTS)} {rng.choice(self._names)}",
                f"de {commune.name}",
                f"{rng.choice(self._words)} et {rng.choice(self._words)} à {commune.name}",
            )
        )
        text = [rng.choice(self._words) for _ in range(rng.randint(0, 40))]
        return Draft(
            title=f"{kind} {name}",
            summary=" ".join(text[:10]),
            description=" ".join(text[10:]),
            holder=f"{rng.choice(_HOLDERS)} {rng.choice(self._names)}"
            if rng.random() < 0.5
            else "",
            url=f"https://site-{rng.randint(0, 10**7)}.example/page" if rng.random() < 0.4 else "",
            places=[placed(commune, rng, fine=rng.random() < 0.6)],
        )


def _told(project: Project) -> str:
    return " ".join((project.title, project.summary, *project.paragraphs))


_JOINTS = ("de la", "du", "des", "pour", "sans", "aux", "et", "sous", "chez")
_KINDS = (
    "Jardin partagé", "Médiathèque", "France services", "Repair café", "Tiers-lieu", "Épicerie",
    "Maison", "Atelier", "Ressourcerie", "Café associatif", "Ferme", "Garage solidaire",
    "Coopérative", "Centre social", "Espace numérique", "Potager", "Bus", "Festival", "Forum",
    "Compost", "Crèche", "Mission locale", "Habitat", "Énergie", "Monnaie locale", "Bibliothèque",
)  # fmt: skip
_HOLDERS = ("Association", "Mairie de", "Collectif", "SCIC", "Les amis de", "Fédération", "CCAS de")
