"""Queries that name a place in the ways people write them, each with the place that is meant.

Made from the public list of territories alone, with code of its own, so that nothing of what is
measured helps to make what it is measured on. The same seed gives the same queries.
"""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

STREETS = (
    "rue des Lilas|rue de la République|avenue de Paris|rue de Strasbourg|boulevard de Bretagne|"
    "place de la Mairie|rue du Général de Gaulle|rue Victor Hugo|chemin du Moulin|"
    "allée des Tilleuls|rue Saint-Martin|rue de l'Église|impasse des Roses|avenue Jean Jaurès|"
    "rue de Lyon|quai de Seine|route de Toulouse|rue du Maréchal Foch|square de Vienne|"
    "cours de Vincennes|rue de Nantes|place Saint-Pierre|avenue de la Gare|rue Pasteur|"
    "boulevard Gambetta|rue du 8 Mai 1945|rue du Port|passage du Marais|avenue de Champagne|"
    "rue d'Alsace|rue Sainte-Catherine|rue du Château|esplanade de la Liberté|"
    "faubourg Saint-Antoine|rue de Bourgogne|mail Anne Frank"
).split("|")
PLACES = (
    "Mairie|Hôtel de ville|Maison des associations|Médiathèque|Centre social|MJC|"
    "Espace Jean Moulin|Salle des fêtes|Le Bourg|Maison France Services|Zone artisanale|CCAS|"
    "Bibliothèque|La Poste|Résidence Les Acacias|Bâtiment B|Lieu-dit La Croix|ZA des Prés|"
    "Centre commercial|Tiers-lieu"
).split("|")
QUARTERS = "Villeneuve|Centre-ville|Les Minguettes|Le Moulin|La Duchère|Bellevue|Beaulieu".split(
    "|"
)
BEFORE = (
    "Mairie de {}|Ville de {}|Commune de {}|ville de {}|à {}|Centre-ville de {}|"
    "quartier Bellevue à {}|{} et ses environs|{} centre|{} ville|"
    "CCAS de {}|Médiathèque de {}|commune de {}|À {}|{}, France|{} (France)|Gare de {}|"
    "Secours populaire - {}|Maison de l'emploi, {}|Association Les Jardins, {}|Lieu : {}|{}."
).split("|")
SENTENCES = (
    "Le projet se déroule à {} depuis 2019.|Nous intervenons à {} et dans ses environs|"
    "Un jardin partagé au cœur de {}|L'association, basée à {}, accompagne les habitants|"
    "Située à {}, la ressourcerie accueille tous les publics|Atelier mensuel à {}, salle des fêtes|"
    "Les habitants de {} ont créé une épicerie solidaire|notre siège est à {}|"
    "dans la commune de {}, avec la mairie|Cette action a lieu sur la commune de {}.|"
    "Le tiers-lieu a ouvert en 2021 à {}|Une recyclerie près de {}"
).split("|")
NOWHERE = (
    "Quelque part|non renseigné|à définir|xxx|Tous les territoires|divers lieux|N/A|voir site|"
    "asdfgh|12345678|lorem ipsum dolor|notre siège|chez l'habitant|itinérant|plusieurs sites|"
    "selon les besoins|rue de la République|12 rue des Lilas|?|-|Maison des associations|"
    "siège social|sur rendez-vous|le quartier|la mairie"
).split("|")
ONLINE = (
    "en ligne|En ligne|à distance|100 % en ligne|Internet|visioconférence|par visio|web|"
    "A distance|sur internet|en distanciel|formation en ligne|plateforme en ligne"
).split("|")
FRANCE = (
    "France entière|France|national|Territoire national|FRANCE|Toute la France|échelle nationale|"
    "niveau national|partout en France|France métropolitaine|Nationale|"
    "Ensemble du territoire national"
).split("|")
SHORT_REGIONS = {
    "PACA": "93", "IDF": "11", "AURA": "84", "Ile de France": "11", "région parisienne": "11",
    "Rhône-Alpes": "84", "Nord-Pas-de-Calais": "32", "Languedoc Roussillon": "76", "BFC": "27",
    "Alsace": "44", "Basse-Normandie": "28", "Région Sud": "93", "Midi-Pyrénées": "76",
    "Pays de Loire": "52", "Hauts de France": "32", "Poitou-Charentes": "75", "Auvergne": "84",
}  # fmt: skip
ABROAD = {
    "Belgique": "BE", "Suisse": "CH", "Sénégal": "SN", "Bruxelles, Belgique": "BE", "Maroc": "MA",
    "Allemagne": "DE", "Genève (Suisse)": "CH", "Luxembourg": "LU", "Québec, Canada": "CA",
    "Madagascar": "MG", "Italie": "IT", "Royaume-Uni": "GB", "Dakar, Sénégal": "SN",
}  # fmt: skip
# In the words of well-known public usage: road signs, public offices of the languages, stations.
REGIONAL = {
    "Naoned": "44109", "Roazhon": "35238", "Kemper": "29232", "Gwened": "56260", "Brest": "29019",
    "An Oriant": "56121", "Sant-Brieg": "22278", "Sant-Maloù": "35288", "Lannuon": "22113",
    "Montroulez": "29151", "Landerne": "29103", "Gwengamp": "22070", "Konk-Kerne": "29039",
    "Pondivi": "56178", "Karaez": "29024", "Felger": "35115", "Redon": "35236", "Dinan": "22050",
    "Baiona": "64102", "Donibane Lohizune": "64483", "Miarritze": "64122", "Hendaia": "64260",
    "Angelu": "64024", "Donibane Garazi": "64485", "Maule": "64371", "Ezpeleta": "64213",
    "Kanbo": "64160", "Hazparne": "64256", "Azkaine": "64065", "Sara": "64504",
    "Aiacciu": "2A004", "Bastìa": "2B033", "Corti": "2B096", "Portivechju": "2A247",
    "Prupià": "2A249", "Bunifaziu": "2A041", "Lisula": "2B134", "Sartè": "2A272",
    "Perpinyà": "66136", "Ceret": "66049", "Prada": "66149", "Elna": "66065", "Cotlliure": "66053",
    "Argelers": "66008", "Ribesaltes": "66164", "Portvendres": "66148",
    "Tolosa": "31555", "Marselha": "13055", "Montpelhièr": "34172", "Nimes": "30189",
    "Besièrs": "34032", "Narbona": "11262", "Carcassona": "11069", "Seta": "34301",
    "Lemòtges": "87085", "Clarmont-Ferrand": "63113", "Nissa": "06088", "Bordèu": "33063",
    "Strossburi": "67482", "Straßburg": "67482", "Milhüsa": "68224",
    "Kolmar": "68066", "Hagenau": "67180", "Schlettstadt": "67462", "Metz": "57463",
    "Diedenhofen": "57672", "Saargemünd": "57631", "Duunkerke": "59183", "Rijsel": "59350",
    "Zabern": "67437", "Weißenburg": "67544", "Belfort": "90010",
}  # fmt: skip
KEYBOARD = {
    "a": "zq", "z": "aer", "e": "zrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok",
    "o": "ipl", "p": "om", "q": "asw", "s": "qdz", "d": "sfe", "f": "dgr", "g": "fht", "h": "gjy",
    "j": "hku", "k": "jli", "l": "kmo", "m": "lp", "w": "xqs", "x": "wcs", "c": "xvd", "v": "cbf",
    "b": "vng", "n": "bhj",
}  # fmt: skip
ROMAN = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split()
_ARTICLE = re.compile(r"^(L['’]|Le |La |Les )(.*)$")


@dataclass(frozen=True, slots=True)
class Query:
    """What someone wrote, and what is meant: ``ref`` is a territory, "" is none, "online"."""

    text: str
    ref: str
    family: str


def bare(text: str) -> str:
    """Lower case without accents or punctuation; "St" and "Saint" alike."""
    text = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "Oe"))
    text = "".join(c for c in text if not unicodedata.combining(c)).lower()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text).split())


class Maker:
    """Makes queries of each family from the package's files in ``folder``."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 — nothing secret
        communes = json.loads((folder / "communes.json").read_text("utf-8"))
        self._epci = json.loads((folder / "epci.json").read_text("utf-8"))
        self._departements = {
            d["code"]: d for d in json.loads((folder / "departements.json").read_text("utf-8"))
        }
        self._regions = {
            r["code"]: r["nom"] for r in json.loads((folder / "regions.json").read_text("utf-8"))
        }
        self._now = [c for c in communes if c["type"] == "commune-actuelle"]
        self._by_code = {c["code"]: c for c in self._now}
        self._former = [
            c
            for c in communes
            if c["type"] in ("commune-deleguee", "commune-associee")
            and c["chefLieu"] in self._by_code
            and bare(c["nom"]) != bare(self._by_code[c["chefLieu"]]["nom"])
        ]
        self._weights = list(accumulate(c.get("population", 0) for c in self._now))
        self._same: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for c in self._now:
            self._same[bare(c["nom"])].append(c)
        self._wide = {bare(d["nom"]) for d in self._departements.values()}
        self._wide |= {bare(r) for r in self._regions.values()}
        self._names = sorted({bare(c["nom"]) for c in [*self._now, *self._former]})

    def make(self, count: int) -> list[Query]:
        """``count`` queries of all families by their weights, in random order."""
        families: list[tuple[float, Callable[[], Query]]] = [
            (9, self._plain), (9, self._postcode), (9, self._departement), (3, self._region),
            (14, self._address), (5, self._cedex), (6, self._abbreviated), (5, self._merged),
            (5, self._arrondissement), (4, self._overseas), (1.5, self._regional),
            (4, self._worn), (2, self._moved_article), (9, self._misspelt), (7, self._extra),
            (5, self._sentence), (3, self._homonym), (2, self._unsettled), (5, self._no_commune),
        ]  # fmt: skip
        weights = [weight for weight, _ in families]
        made: dict[Query, None] = {}
        while len(made) < count:
            make = self._chance.choices([f for _, f in families], weights)[0]
            made[make()] = None
        return list(made)

    # Communes and their surroundings

    def _any(self, **kept: Any) -> dict[str, Any]:
        """A commune, by population one time in two; of those with postcodes."""
        while True:
            if self._chance.random() < 0.5:
                commune = self._chance.choices(self._now, cum_weights=self._weights)[0]
            else:
                commune = self._chance.choice(self._now)
            if commune.get("codesPostaux") and all(commune.get(k) == v for k, v in kept.items()):
                return dict(commune)

    def _alone(self, commune: dict[str, Any]) -> bool:
        """Whether the name, alone, is that of one commune and of nothing larger."""
        name = bare(commune["nom"])
        return len(self._same[name]) == 1 and (name not in self._wide or name == "paris")

    def _settled(self, commune: dict[str, Any], name: str) -> str:
        """``name``, with what settles it where others bear it."""
        return name if self._alone(commune) else self._beside(commune, name)

    def _beside(self, commune: dict[str, Any], name: str) -> str:
        """``name`` with a postcode or a département."""
        return self._with_postcode(commune, name) if self._half() else self._with_dep(commune, name)

    def _half(self) -> bool:
        return self._chance.random() < 0.5

    def _pick(self, *options: str) -> str:
        return self._chance.choice(options)

    def _with_postcode(self, commune: dict[str, Any], name: str) -> str:
        code = self._chance.choice(commune["codesPostaux"])
        patterns = (
            "{c} {n}|{c} {n}|{c} {n}|{n} {c}|{n} ({c})|{c}, {n}|{n}, {c}|F-{c} {n}|{c} - {n}|"
            "{n} - {c}|{c}  {n}|{s} {n}|{c} {n}, France"
        ).split("|")
        return self._pick(*patterns).format(c=code, n=name, s=f"{code[:2]} {code[2:]}")

    def _with_dep(self, commune: dict[str, Any], name: str) -> str:
        code = commune.get("departement") or commune["code"][:3]
        full = self._departements[code]["nom"]
        patterns = (
            "{n} ({c})|{n} ({c})|{n} ({c})|{n}, {d}|{n} ({d})|{n} - {c}|{n} {c}|{n}, {c}|{n} - {d}|"
            "{n} {d}|{c} {n}|{n} / {d}|{n} dans le {c}|{d}, {n}|{n} [{c}]|{n} (dpt {c})|{c} - {n}"
        ).split("|")
        return self._pick(*patterns).format(n=name, c=code, d=full)

    def _cased(self, text: str) -> str:
        roll = self._chance.random()
        if roll < 0.6:
            return text
        if roll < 0.75:
            return text.upper()
        plain = "".join(
            c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)
        )
        if roll < 0.85:
            return plain.upper()
        return plain.lower() if roll < 0.95 else plain.replace("-", " ")

    # Families

    def _plain(self) -> Query:
        commune = self._any()
        while not self._alone(commune):
            commune = self._any()
        return Query(self._cased(commune["nom"]), f"commune:{commune['code']}", "name alone")

    def _postcode(self) -> Query:
        commune = self._any()
        text = self._cased(self._with_postcode(commune, commune["nom"]))
        return Query(text, f"commune:{commune['code']}", "with postcode")

    def _departement(self) -> Query:
        commune = self._any()
        while self._twice_in_departement(commune):
            commune = self._any()
        text = self._cased(self._with_dep(commune, commune["nom"]))
        return Query(text, f"commune:{commune['code']}", "with département")

    def _twice_in_departement(self, commune: dict[str, Any]) -> bool:
        same = self._same[bare(commune["nom"])]
        return sum(c.get("departement") == commune.get("departement") for c in same) > 1

    def _region(self) -> Query:
        commune = self._any()
        while (
            commune.get("region") not in self._regions
            or sum(c.get("region") == commune["region"] for c in self._same[bare(commune["nom"])])
            > 1
        ):
            commune = self._any()
        region = self._regions[commune["region"]]
        patterns = ("{n}, {r}", "{n} ({r})", "{n} - {r}", "{n}, région {r}", "{r} / {n}", "{n} {r}")
        text = self._pick(*patterns).format(n=commune["nom"], r=region)
        return Query(self._cased(text), f"commune:{commune['code']}", "with région")

    def _street(self) -> str:
        number = self._chance.randint(1, 250)
        bis = self._chance.choices(["", " bis", "bis", " ter", "B", "-" + str(number + 2)],
                                   [12, 2, 1, 1, 1, 1])[0]  # fmt: skip
        comma = self._pick("", "", ",")
        street = self._pick(*STREETS)
        if self._chance.random() < 0.2:
            street = street.replace("avenue", "av.").replace("boulevard", "bd")
        return street if self._chance.random() < 0.15 else f"{number}{bis}{comma} {street}"

    def _address(self) -> Query:
        commune = self._any()
        name = commune["nom"]
        if self._chance.random() < 0.75:
            end = (
                f"{self._chance.choice(commune['codesPostaux'])}{self._pick(' ', ' ', ', ')}{name}"
            )
            end = end if self._chance.random() < 0.85 else self._with_postcode(commune, name)
        else:
            end = self._settled(commune, name)
        first = self._pick("", "", "", *PLACES)
        extra = self._pick("", "", "", "", "BP 2003", "CS 50117", "BP 70412", "1er étage", "Bât. C")
        parts = [p for p in (first, self._street(), extra, end) if p]
        text = self._pick(", ", ", ", " ", " - ", "\n").join(parts)
        return Query(self._cased(text), f"commune:{commune['code']}", "address")

    def _cedex(self) -> Query:
        commune = self._any()
        while commune.get("population", 0) < 8000 or not self._alone(commune):
            commune = self._any()
        departement = commune["codesPostaux"][0][: 3 if commune["code"] >= "97" else 2]
        code = ""
        while not code or code in commune["codesPostaux"]:
            code = (
                departement + str(self._chance.randint(3, 999)).zfill(3)[-(5 - len(departement)) :]
            )
        number = self._pick("", "", " 1", " 2", " 9", " 03")
        word = self._pick("Cedex", "CEDEX", "cedex", "Cédex")
        before = self._pick("", f"{self._street()}, ", f"BP {self._chance.randint(100, 99999)} - ",
                            f"CS {self._chance.randint(10000, 99999)} ",
                            f"{self._pick(*PLACES)}, {self._street()} ")  # fmt: skip
        name = self._pick(commune["nom"], commune["nom"].upper())
        if self._chance.random() < 0.15:
            return Query(f"{name} {word}{number}", f"commune:{commune['code']}", "Cedex")
        text = f"{before}{code} {name} {word}{number}"
        return Query(text, f"commune:{commune['code']}", "Cedex")

    def _abbreviated(self) -> Query:
        marks = re.compile(r"\b(Saint|Sainte|sur|sous|lès|les|lez)\b")
        commune = self._any()
        while not marks.search(commune["nom"]):
            commune = self._any()
        name = commune["nom"]
        name = re.sub(r"\bSainte\b-?", lambda _: self._pick("Ste-", "Ste ", "STE ", "Ste. "), name)
        name = re.sub(r"\bSaint\b-?", lambda _: self._pick("St-", "St ", "ST ", "St. "), name)
        name = re.sub(r"-sur-", lambda _: self._pick(" s/ ", " s/", "/", " sur ", "-s/-"), name)
        name = re.sub(r"-sous-", lambda _: self._pick(" s/ ", " sous ", " s/s ", " ss "), name)
        name = re.sub(r"-(?:lès|les|lez)-", lambda _: self._pick("-les-", "-lès-", "-lez-", " les ",
                                                                 " lez "), name)  # fmt: skip
        text = self._settled(commune, name) if self._half() else self._beside(commune, name)
        return Query(self._cased(text), f"commune:{commune['code']}", "abbreviated")

    def _merged(self) -> Query:
        former = self._chance.choice(self._former)
        now = self._by_code[former["chefLieu"]]
        name = former["nom"]
        twins = self._same[bare(name)]
        shared = sum(bare(f["nom"]) == bare(name) for f in self._former) > 1
        free = not twins and not shared and bare(name) not in self._wide
        choice = self._chance.random()
        if free and choice < 0.3:
            text = name
        elif choice < 0.6 and not any(t["departement"] == now["departement"] for t in twins):
            text = (
                self._with_dep(now, name)
                if not shared
                else f"{name} ({now['nom']}, {now['departement']})"
            )
        elif (
            choice < 0.8
            and now.get("codesPostaux")
            and not any(set(t.get("codesPostaux", ())) & set(now["codesPostaux"]) for t in twins)
        ):
            text = f"{self._chance.choice(now['codesPostaux'])} {name}"
            if self._half():
                text = f"{self._street()}, {text}"
        else:
            text = self._pick("{f}, {n} ({d})", "{f} - {n} ({d})", "{f} ({n}, {d})",
                              "{f}, commune déléguée de {n} ({d})").format(
                                  f=name, n=now["nom"], d=now["departement"])  # fmt: skip
        return Query(self._cased(text), f"commune:{now['code']}", "merged since")

    def _arrondissement(self) -> Query:
        city, code, most, start = self._chance.choice(
            [("Paris", "75056", 20, 75000), ("Paris", "75056", 20, 75000),
             ("Lyon", "69123", 9, 69000), ("Marseille", "13055", 16, 13000)]
        )  # fmt: skip
        n = self._chance.randint(1, most)
        th = "er" if n == 1 else self._pick("e", "ème", "eme", "è", "ième")
        text = self._pick(
            f"{city} {n}{th}", f"{city} {n}{th}", f"{city} {n}", f"{start + n} {city}",
            f"{city} {ROMAN[n - 1]}", f"{city} {ROMAN[n - 1]}{th}", f"{start + n}",
            f"{city} {n}{th} arrondissement", f"{n}{th} arrondissement de {city}",
            f"{self._street()}, {start + n} {city}", f"{city}, {n}{th}", f"{city} ({n}{th})",
            f"{city} {start + n}", f"{city}-{n}{th}", f"{city} - {n}{th} arr.",
            f"{self._street()} {city} {n}{th}", f"{self._street()}, {city} {start + n}",
            f"{city} {n:02d}", f"{n}{th}, {city}", f"{city} {n}{th} Arrondissement ({start + n})",
            f"quartier Belleville, {city} {n}{th}", f"Mairie du {n}{th}, {city}",
        )  # fmt: skip
        return Query(self._cased(text), f"commune:{code}", "arrondissement")

    def _overseas(self) -> Query:
        zone = [c for c in self._now if c["code"] >= "97" and c.get("codesPostaux")]
        commune = self._chance.choice(zone)
        name = commune["nom"]
        dep = commune.get("departement") or commune["code"][:3]
        full = self._departements[dep]["nom"]
        forms = [f"{name}, {full}", f"{commune['codesPostaux'][0]} {name}", f"{name} ({full})",
                 f"{name} - {full}", f"{self._street()} {commune['codesPostaux'][0]} {name}",
                 f"{name} ({dep})", f"{full}, {name}"]  # fmt: skip
        if self._alone(commune):
            forms.append(name)
        return Query(self._cased(self._pick(*forms)), f"commune:{commune['code']}", "overseas")

    def _regional(self) -> Query:
        name, code = self._chance.choice(list(REGIONAL.items()))
        commune = self._by_code[code]
        text = self._pick(
            name, name, f"{name} ({commune['departement']})",
            f"{commune['codesPostaux'][0]} {name}", f"{commune['nom']} / {name}",
            f"{commune['nom']} ({name})", name.upper(), f"à {name}",
        )  # fmt: skip
        return Query(text, f"commune:{code}", "regional form")

    def _worn(self) -> Query:
        """Accents lost for good, or read in the wrong encoding."""
        commune = self._any()
        while commune["nom"].isascii():
            commune = self._any()
        text = self._settled(commune, commune["nom"])
        how = self._pick("utf-8", "utf-8", "lost", "question", "decomposed")
        if how == "utf-8":
            text = text.encode("utf-8").decode("cp1252", "replace")
        elif how == "decomposed":
            text = unicodedata.normalize("NFD", text)
        else:
            text = "".join(c if c.isascii() else "\ufffd?"[how == "question"] for c in text)
        return Query(text, f"commune:{commune['code']}", "broken letters")

    def _moved_article(self) -> Query:
        commune = self._any()
        while not (match := _ARTICLE.match(commune["nom"])):
            commune = self._any()
        article, rest = match.group(1).strip(), match.group(2)
        name = self._pick(f"{rest} ({article})", f"{rest}, {article}", f"{rest} {article}", rest)
        text = self._settled(commune, name)
        if name == rest and len(self._same[bare(rest)]) > 0:
            text = self._with_postcode(commune, commune["nom"])
        return Query(self._cased(text), f"commune:{commune['code']}", "article moved")

    def _misspelt(self) -> Query:
        """One error of typing, in a name of five letters or more."""
        while True:
            commune = self._any()
            name = commune["nom"]
            if sum(c.isalpha() for c in name) < 5:
                continue
            typed = self._error(name)
            if bare(typed) == bare(name):
                continue
            roll = self._chance.random()
            if roll < 0.4:
                text = self._with_postcode(commune, typed)
            elif roll < 0.6:
                text = self._with_dep(commune, typed)
            elif self._alone(commune) and self._readable(bare(typed), bare(name)):
                text = typed if roll < 0.85 else self._pick("à {}", "Ville de {}").format(typed)
            else:
                continue
            if self._twice_in_departement(commune):
                continue
            wrapped = self._chance.random()
            if roll < 0.6 and wrapped < 0.3:
                text = f"{self._street()}{self._pick(', ', ' ', ' - ')}{text}"
            elif roll < 0.6 and wrapped < 0.4:
                text = f"{self._pick(*PLACES)}{self._pick(', ', ' - ')}{text}"
            elif roll >= 0.6 and wrapped < 0.15:
                text = self._pick(*SENTENCES).format(typed)
            return Query(self._cased(text), f"commune:{commune['code']}", "misspelt")

    def _readable(self, typed: str, meant: str) -> bool:
        """Whether no other name is as near to what was typed."""
        near = process.extract(typed, self._names, scorer=OSA.distance, score_cutoff=1, limit=3)
        return [name for name, _, _ in near] == [meant]

    def _error(self, name: str) -> str:
        places = [i for i in range(len(name) - 1) if name[i].isalpha() and name[i + 1].isalpha()]
        i = self._chance.choice(places[1:] or places)
        kind = self._chance.choice("swap drop double neighbour".split())
        if kind == "swap":
            return name[:i] + name[i + 1] + name[i] + name[i + 2 :]
        if kind == "drop":
            return name[:i] + name[i + 1 :]
        if kind == "double":
            return name[:i] + name[i] + name[i:]
        letter = bare(name[i])[:1]
        return name[:i] + self._chance.choice(KEYBOARD.get(letter, "e")) + name[i + 1 :]

    def _extra(self) -> Query:
        commune = self._any()
        name = self._settled(commune, commune["nom"])
        pattern = self._pick(*BEFORE)
        if self._chance.random() < 0.2:
            pattern = f"quartier {self._pick(*QUARTERS)}{self._pick(' à ', ', ', ' - ')}{{}}"
        text = pattern.replace("{}", name)
        return Query(self._cased(text), f"commune:{commune['code']}", "extra words")

    def _sentence(self) -> Query:
        commune = self._any()
        name = commune["nom"]
        if not self._alone(commune):
            code = commune.get("departement") or commune["code"][:3]
            if self._twice_in_departement(commune):
                return self._sentence()
            name = f"{name} ({code})"
        text = self._pick(*SENTENCES).format(name)
        return Query(text, f"commune:{commune['code']}", "in a sentence")

    def _homonym(self) -> Query:
        names = [n for n, same in self._same.items() if len(same) > 1]
        while True:
            commune = self._chance.choice(self._same[self._chance.choice(names)])
            if commune.get("codesPostaux") and not self._twice_in_departement(commune):
                text = self._cased(self._beside(commune, commune["nom"]))
                return Query(text, f"commune:{commune['code']}", "homonym settled")

    def _unsettled(self) -> Query:
        """A name of several communes, none of them far larger than the others together."""
        names = [n for n, same in self._same.items() if len(same) > 1]
        while True:
            same = self._same[self._chance.choice(names)]
            sizes = sorted(c.get("population", 0) for c in same)
            if bare(same[0]["nom"]) not in self._wide and sizes[-1] < 20 * (sum(sizes[:-1]) + 1):
                text = self._cased(self._chance.choice(same)["nom"])
                if self._chance.random() < 0.3:
                    text = f"{self._street()}, {text}"
                return Query(text, "", "homonym unsettled")

    def _no_commune(self) -> Query:
        roll = self._chance.random()
        if roll < 0.25:
            code, departement = self._chance.choice(list(self._departements.items()))
            if code >= "97" or bare(departement["nom"]) in self._same:
                return self._no_commune()
            name = departement["nom"]
            text = self._pick(name, name, f"département {name}", f"{name} ({code})",
                              f"Département de {name}")  # fmt: skip
            return Query(self._cased(text), f"departement:{code}", "département")
        if roll < 0.45:
            if self._half():
                text, code = self._chance.choice(list(SHORT_REGIONS.items()))
                return Query(text, f"region:{code}", "région")
            code, name = self._chance.choice(list(self._regions.items()))
            if (
                code in ("975", "977", "978", "984", "986", "987", "988", "989")
                or bare(name) in self._same
            ):
                return self._no_commune()
            text = self._pick(name, f"Région {name}", name)
            return Query(self._cased(text), f"region:{code}", "région")
        if roll < 0.65:
            epci = self._chance.choice(self._epci)
            short = re.sub(r"^(?:CC|CA|CU) (?:de |du |des |d'|de l'|de la )?", "", epci["nom"])
            if bare(short) in self._same or bare(short) in self._wide:
                return self._no_commune()
            full = {"CC": "Communauté de communes", "CA": "Communauté d'agglomération",
                    "CU": "Communauté urbaine"}.get(epci["type"])  # fmt: skip
            name = epci["nom"]
            texts = [name, name]
            if full:
                texts.append(name.replace(epci["type"], full, 1))
            return Query(self._cased(self._pick(*texts)), f"epci:{epci['code']}", "EPCI")
        if roll < 0.72:
            text, code = self._chance.choice(list(ABROAD.items()))
            return Query(text, f"country:{code}", "abroad")
        if roll < 0.82:
            return Query(self._pick(*FRANCE), "country:FR", "whole country")
        if roll < 0.92:
            return Query(self._pick(*ONLINE), "online", "online")
        return Query(self._pick(*NOWHERE), "", "nowhere")
