"""The words of titles, names and addresses, in the one spelling that they are compared in."""

from __future__ import annotations

import re
from functools import lru_cache

from carrefour.territory.names import unaccented

SMALL = frozenset(
    "a au aux avec c ce ces chez d dans de des du en entre et l la le les leur leurs mon notre nos "
    "on ou par pour qu que qui sa se ses son sous sur un une vers vos votre the of and for in to "
    "with at s".split()
)
# What a title says of the kind of thing; it tells two places of one town apart, never two towns.
KINDS = frozenset(
    "accueil action agence animation antenne arrondissement asso association atelier "
    "bibliotheque bureau bus cafe campus carrefour ccas centre cias club collectif college "
    "commun communal communale communaute commune communes conseil conseiller conseils "
    "cooperative culture culturel culturelle cyber departement departemental departementale "
    "ecole emploi epn espace fablab fabrique formation foyer france gestion groupe habitat "
    "inclusion info information initiative insertion intercommunal intercommunale itinerant "
    "jardin jardins jeune jeunes jeunesse lieu local locale ludotheque lycee mairie maison "
    "maisons mediatheque mediation mfs mission mjc mobile msap municipal municipale numerique "
    "numeriques office partage partages permanence plateforme point pole poste projet public "
    "publics publique quartier recyclerie relais repair reseau ressource ressourcerie "
    "ressources rural rurale saint sainte salle service services social sociale sociaux socio "
    "socioculturel solidaire solidaires solidarite solidarites structure tiers tierslieu "
    "village ville".split()
)
_WORD = re.compile(r"[a-z0-9]+")
_ABBREVIATED = {
    "st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "assoc": "association",
    "asso": "association", "ass": "association", "bibl": "bibliotheque", "mediath": "mediatheque",
    "ctre": "centre", "ctr": "centre", "cte": "communaute", "com": "communaute", "mun": "municipal",
    "dept": "departement", "dep": "departement", "fs": "france services",
    "num": "numerique", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard",
    "blvd": "boulevard", "boul": "boulevard", "pl": "place", "ch": "chemin", "chem": "chemin",
    "che": "chemin", "rte": "route", "imp": "impasse", "all": "allee", "sq": "square",
    "fbg": "faubourg", "fg": "faubourg", "res": "residence", "bat": "batiment", "gal": "general",
    "dr": "docteur", "pdt": "president", "mal": "marechal", "za": "zone", "zi": "zone",
}  # fmt: skip
# Long names that people shorten to letters, the longest first.
_LETTERS = [
    (re.compile(rf"\b{long}\b"), short)
    for long, short in (
        (r"centre inter(?:com|communal)? d action sociale", "cias"),
        (r"centre intercommunal d action sociale", "cias"),
        (r"centre com(?:munal|munaute|mune)? (?:d )?action sociale", "ccas"),
        (r"maisons? des jeunes et de la culture", "mjc"),
        (r"maisons? de services? au public", "france services"),
        (r"(?:maisons?|espaces?|points?) france services?", "france services"),
        (r"maisons? des services", "france services"),
        (r"msap|efs|mfs|points? info 14|pi info 14|france service", "france services"),
        (r"espaces? publics? numeriques?", "epn"),
        (r"maisons? familiales? rurales?", "mfr"),
        (r"points? informations? mediation multi services?", "pimms mediation"),
        (r"communaute de communes", "cc"),
        (r"etablissement public de cooperation intercommunale", "epci"),
        (r"societe cooperative d interet collectif", "scic"),
        (r"tiers ?lieux?", "tierslieu"),
        (r"fab ?labs?", "fablab"),
        (r"hotel de ville", "mairie"),
        (r"^(?:commune|ville) (?:de|d|du|des)\b", "mairie"),
        (r"bureaux? d? ?informations? jeunesse|points? informations? jeunesse|bij|crij", "pij"),
        (r"bureau de poste|agence postale", "la poste"),
        (r"cyber ?base", "cyberbase"),
    )
]


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """``text`` in lower case without accents and punctuation, abbreviations written out."""
    plain = " ".join([_ABBREVIATED.get(word, word) for word in words_of(text)])
    for long, short in _LETTERS:
        plain = long.sub(short, plain)
    return plain


def words_of(text: str) -> list[str]:
    """The words of ``text`` in order, in lower case without accents."""
    return _WORD.findall(unaccented(text).lower())


def proper(words: str, town: str = "") -> str:
    """The words of a folded title that name this one thing in its ``town``; sorted, each once."""
    there = town.split()
    kept = {w for w in words.split() if len(w) > 1 and w not in SMALL and w not in KINDS}
    kept = {w for w in kept if not _NUMBER.fullmatch(w)}
    kept.difference_update(there)
    return " ".join(sorted(kept))


def without(words: str, town: str) -> str:
    """The words of a folded title without the small ones and those of its ``town``."""
    there = town.split()
    return " ".join([w for w in words.split() if w not in there and w not in SMALL])


def kinds(words: str) -> int:
    """The classes of thing that a folded title names, one bit each; 0 when it names none."""
    found = 0
    for bit, names in enumerate(_CLASSES):
        if names.search(words):
            found |= 1 << bit
    return found


# Two titles that name classes of which none is the same are of two things, in one town too.
_CLASSES = [
    re.compile(rf"\b(?:{names})\b")
    for names in (
        "mairie|municipalite",
        "ccas|cias",
        "mediatheques?|bibliotheques?|ludotheque|lecture publique",
        "france services",
        "poste",
        "pij|espace jeunes|point info jeunes|info jeunes|pole jeunesse",
        "mjc|mpt|maison pour tous|maison de quartier|maison des habitants|"
        "centre social|centre socio ?culturel|centre socio|centres sociaux|evs",
        "bus|itinerante?|mobiles?",
        "mission locale",
        "pole emploi",
        "cc|ca|communaute|agglomeration|agglo|metropole|intercommunalite|intercommunale?|intercom",
        "departement|departemental|departementale|cms|pms|mdsi?|msd|msvs|solidarites?",
        "secours (?:populaire|catholique)|croix rouge|emmaus|restos? du coeur",
        "repair cafes?",
        "coworking|cowork|tierslieu|fablab",
        "ecole|college|lycee",
        "udaf|familles rurales|msa|caf|cpam|harmonie mutuelle",
        "chambre d agriculture|chambre de metiers|chambre dep agriculture",
        "jardins?|potager",
        "ressourcerie|recyclerie",
        "festival|fete|forum",
    )
]


def numbers(words: str) -> str:
    """The numbers in folded words, without what makes them ranks; sorted, each once."""
    return " ".join(sorted(set(_NUMBER.findall(words))))


_NUMBER = re.compile(r"\b0*(\d+)(?:e|er|eme|ieme|re|bis|ter)?\b")


def skeleton(word: str) -> str:
    """What stays of a word when it is heard or typed badly: its first letter and consonants."""
    bones = word[0] + _VOWEL.sub("", word[1:].rstrip("sxte").replace("ph", "f").replace("qu", "k"))
    return _TWICE.sub(r"\1", bones)[:6]


_VOWEL = re.compile("[aeiouyh]")
_TWICE = re.compile(r"(.)\1+")
