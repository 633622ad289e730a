"""What people call territories larger than a commune, beside the official names."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from babel import Locale

from carrefour.territory.names import fold, key

# The régions before 2016 that went whole into a present one (loi n° 2015-29), and short names.
REGIONS = {
    "alsace": "44",
    "aquitaine": "75",
    "auvergne": "84",
    "basse normandie": "28",
    "bourgogne": "27",
    "champagne ardenne": "44",
    "champagne ardennes": "44",
    "franche comte": "27",
    "haute normandie": "28",
    "languedoc roussillon": "76",
    "limousin": "75",
    "lorraine": "44",
    "midi pyrenees": "76",
    "nord pas de calais": "32",
    "nord pas de calais picardie": "32",
    "picardie": "32",
    "poitou charentes": "75",
    "rhone alpes": "84",
    "auvergne rhone alpes": "84",
    "provence alpes cote d azur": "93",
    "region sud": "93",
    "region parisienne": "11",
    "reunion": "04",
    "ile de la reunion": "04",
    "pays de loire": "52",
    "alpc": "75",
    "aura": "84",
    "bfc": "27",
    "cvl": "24",
    "hdf": "32",
    "idf": "11",
    "npdc": "32",
    "paca": "93",
    "sud paca": "93",
    "centre": "24",
    "sud": "93",
}
# What the régions before 2016 held, where a present one holds more.
FORMER_REGIONS = {
    "alsace": ("67", "68"),
    "aquitaine": ("24", "33", "40", "47", "64"),
    "auvergne": ("03", "15", "43", "63"),
    "basse normandie": ("14", "50", "61"),
    "bourgogne": ("21", "58", "71", "89"),
    "champagne ardenne": ("08", "10", "51", "52"),
    "champagne ardennes": ("08", "10", "51", "52"),
    "franche comte": ("25", "39", "70", "90"),
    "haute normandie": ("27", "76"),
    "languedoc roussillon": ("11", "30", "34", "48", "66"),
    "limousin": ("19", "23", "87"),
    "lorraine": ("54", "55", "57", "88"),
    "midi pyrenees": ("09", "12", "31", "32", "46", "65", "81", "82"),
    "nord pas de calais": ("59", "62"),
    "picardie": ("02", "60", "80"),
    "poitou charentes": ("16", "17", "79", "86"),
    "rhone alpes": ("01", "07", "26", "38", "42", "69", "73", "74"),
}
# Words of the language that name a région only when they stand alone.
ALONE = frozenset({"centre", "sud", "aura", "alpc", "bfc", "cvl", "hdf", "idf", "npdc", "nord"})

# Names that départements have left behind.
DEPARTEMENTS = {
    "basses alpes": "04",
    "basses pyrenees": "64",
    "charente inferieure": "17",
    "cotes du nord": "22",
    "loire inferieure": "44",
    "seine inferieure": "76",
}

# Names of groups of communes that their official name does not hold.
EPCI = {
    "grand lyon": "200046977",
    "metropole du grand lyon": "200046977",
    "grand paris": "200054781",
    "lille metropole": "200093201",
    "metropole lilloise": "200093201",
    "aix marseille metropole": "200054807",
    "marseille metropole": "200054807",
    "nice metropole": "200030195",
    "strasbourg eurometropole": "246700488",
    "eurometropole": "246700488",
}

# The overseas territories are France, whatever code of country they have.
OVERSEAS = frozenset({"RE", "GP", "MQ", "GF", "YT", "PM", "NC", "PF", "WF", "BL", "MF", "TF"})
_SYNONYMS = {
    "angleterre": "GB",
    "grande bretagne": "GB",
    "ecosse": "GB",
    "hollande": "NL",
    "etats unis d amerique": "US",
    "usa": "US",
    "republique tcheque": "CZ",
    "cote d ivoire": "CI",
    "rdc": "CD",
    "republique democratique du congo": "CD",
    "congo": "CG",
    "coree du sud": "KR",
    "birmanie": "MM",
    "palestine": "PS",
}

_FRANCE_CORE = frozenset({"france", "national", "nationale", "nationales", "hexagone", "fr", "fra"})
_FRANCE_WORDS = _FRANCE_CORE | frozenset(
    "a action actions au aux couverture d dans de departements des dom drom du echelle echelon "
    "en ensemble entier entiere envergure et francais l la le les metropole metropolitaine mer "
    "niveau outre par partout perimetre plan portee projet rayonnement sur territoire "
    "territoires tom tous tout toute toutes une un dimension implantation reseau".split()
)
_ONLINE_CORE = frozenset(
    "ligne distance distanciel internet web visio visioconference visioconferences online virtuel "
    "virtuelle webinaire webinaires numerique dematerialise site".split()
)
_ONLINE_SURE = frozenset(
    "distanciel internet visio visioconference visioconferences online webinaire webinaires "
    "virtuel virtuelle".split()
)
_ONLINE_WORDS = _ONLINE_CORE | frozenset(
    "100 a accompagnement action atelier ateliers au cours d de des en et entierement "
    "exclusivement formation formations integralement l la le les mooc par plateforme reseau "
    "seulement service sur totalement tout uniquement un une via www zoom".split()
)


@cache
def countries() -> dict[str, str]:
    """The ISO code of each country by its folded name in French, with and without article."""
    found = dict(_SYNONYMS)
    for code, name in Locale("fr").territories.items():
        if len(code) == 2 and code.isalpha() and code not in OVERSEAS and code not in _NO_COUNTRY:
            found[key(name)] = found[fold(name)] = code
    return found


# Codes that CLDR has a name for and that are no country, or share a name with larger towns.
_NO_COUNTRY = frozenset(
    {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO", "AC", "CP", "DG", "EA", "IC", "GD", "SH"}
)


def country_code(text: str) -> str:
    """The ISO code that ``text`` names or is, ``FR`` overseas; empty when it is none."""
    folded = fold(text)
    if folded in ("fra", "france entiere") or names_france(folded.split()):
        return "FR"
    upper = folded.upper()
    if len(upper) == 2 and upper.isalpha():
        return "FR" if upper in OVERSEAS else upper
    return countries().get(folded, "")


def names_france(found: list[str]) -> bool:
    """Whether the words say the whole country: "France entière", "à l'échelle nationale"."""
    return all(w in _FRANCE_WORDS for w in found) and (
        any(w in _FRANCE_CORE for w in found)
        or found in (["territoire", "francais"], ["tout", "le", "territoire"])
    )


def names_online(found: list[str]) -> bool:
    """Whether the words say that there is no place: "en ligne", "100 % à distance"."""
    if not all(w in _ONLINE_WORDS for w in found):
        return False
    return any(w in _ONLINE_SURE for w in found) or speaks_of_online(found) or found == ["web"]


def speaks_of_online(found: list[str]) -> bool:
    """Whether the words say, among others, that people meet online."""
    pairs = set(pairwise(found))
    return (
        ("en", "ligne") in pairs
        or ("a", "distance") in pairs
        or ("sur", "internet") in pairs
        or ("le", "web") in pairs
        or any(w in ("distanciel", "visio", "visioconference", "webinaire") for w in found)
    )
