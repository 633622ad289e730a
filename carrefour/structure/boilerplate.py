"""Words of a web site around a text, rather than of the text: taken out.

"En savoir plus", "Partager sur Facebook" and the banner on cookies tell nothing of a project.
"""

from __future__ import annotations

import re

_FURNITURE = (
    r"(?:en |pour en )?(?:savoir|lire|voir) (?:plus|davantage)(?: sur (?:le projet|ce projet))?|"
    r"lire la suite(?: de l['’]article)?|voir la suite|la suite|d[ée]couvrir(?: le projet)?|"
    r"cliquez ici|plus d['’]infos?|plus d['’]informations?|read more|learn more|continue reading|"
    r"partager(?: (?:sur|cet article|cette page|ce projet|par).{0,40})?|"
    r"share(?: (?:on|this).{0,40})?|"
    r"(?:partager |tweeter|tweet|facebook|twitter|linkedin|whatsapp|pinterest|instagram|e-?mail|"
    r"courriel|imprimer|x|mastodon)(?:[\s|,/•·-]+(?:partager|tweeter|tweet|facebook|twitter|linkedin|"
    r"whatsapp|pinterest|instagram|e-?mail|courriel|imprimer|x|mastodon))+|"
    r"imprimer(?: cette page)?|retour(?: à la liste| à l['’]accueil| en haut)?|haut de page|"
    r"suivez[- ]nous(?: sur.{0,40})?|j['’]aime|aimer|tout accepter|tout refuser|"
    r"accepter(?: les cookies)?|param[ée]trer les cookies|"
    r"g[ée]rer (?:mes|les) (?:cookies|pr[ée]f[ée]rences)"
)
_COOKIES = re.compile(
    r"\b(?:ce|notre|le) site (?:web )?utilise (?:des|les) cookies\b|"
    r"\bnous utilisons des cookies\b|\ben poursuivant votre navigation\b|"
    r"\bthis (?:web)?site uses cookies\b|\bwe use cookies\b",
    re.I,
)
_LINE = re.compile(rf"^\W*(?:{_FURNITURE})\W*$", re.I)
_END = re.compile(
    r"(?:\s*(?:\[|\(|…|\.\.\.)\s*|(?<=[.!?…])\s+|\s*[>→»]\s*)"
    r"(?:en savoir plus|lire la suite|lire plus|voir plus|read more|continue reading)\W*$",
    re.I,
)
_BLOCK = re.compile(r"<(p|li|h3|h4)>((?:(?!</?(?:p|li|h3|h4|ul|ol)\b).)*)</\1>", re.S)
_COMMAND = re.compile(r"\{\{[^{}]{0,1000}\}\}")
_TAG = re.compile(r"<[^>]*>")
# One of these stands in every text that holds such words: a quick look, for most have none.
_HINTS = tuple(
    "plus davantage suite cookie partage share more facebook twitter tweet imprime retour "
    "navigation accepter refuser clique aime reading haut suivez préférences découvrir".split()
)
_LONGEST = 600  # characters of a banner


def _may_hold(text: str) -> bool:
    low = text.lower()
    for hint in _HINTS:  # noqa: SIM110 - this is asked of every text: any() takes twice as long
        if hint in low:
            return True
    return False


def without_commands(text: str) -> str:
    """``text`` without what a wiki tells its own program: ``{{attach file="plan.pdf"}}``."""
    return _COMMAND.sub("", text) if "{{" in text else text


def is_furniture(line: str) -> bool:
    """Whether a line or block of plain text is a web site's own and not of what it tells."""
    if len(line) <= 90 and _LINE.match(line):
        return True
    return len(line) <= _LONGEST and _COOKIES.search(line) is not None


def without_furniture(text: str) -> str:
    """Plain ``text`` without the lines, and the words at its end, that are a web site's own."""
    if not _may_hold(text):
        return text
    kept = [line for line in text.split("\n") if not (line and is_furniture(line))]
    bare = _END.sub(
        lambda m: "…" if "…" in m.group() or "..." in m.group() else "", "\n".join(kept)
    )
    return bare.strip()


def without_furniture_html(markup: str) -> str:
    """Sanitised ``markup`` without the blocks that are a web site's own."""
    if not _may_hold(markup):
        return markup

    def keep(match: re.Match[str]) -> str:
        return "" if is_furniture(_TAG.sub("", match.group(2)).strip()) else match.group()

    bare = _BLOCK.sub(keep, markup)
    return re.sub(r"<(ul|ol)>\s*</\1>", "", bare) if bare != markup else markup
