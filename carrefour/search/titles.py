"""Titles that what is being typed may be meant for."""

from __future__ import annotations

from collections.abc import Iterable

from carrefour.search.analysis import STOPWORDS, fold, sort_key, spelt, words
from carrefour.search.dialect import Dialect, Q

MOST_TYPED = 8  # words
FORGIVEN_FROM = 4  # letters of a word from which one error is forgiven
# Titles that are found before the likeliest are chosen among them.
LOOKED_AT = 60


def begun(dialect: Dialect[Q], typed: str, *, forgiving: bool) -> Q | None:
    """Titles in which each word typed begins a word, or nearly so if ``forgiving``.

    Whoever types on through a title never loses it: each word typed stays the beginning of one of
    its words. The small words are not looked for, and the last word may be one that is not
    finished yet. ``None`` when nothing was typed to look for.
    """
    said = [fold(word) for word in words(typed)][:MOST_TYPED]
    if not said:
        return None
    # The last word may be a small one, or one that begins as a small one does.
    unsure = len(said) > 1 and any(small.startswith(said[-1]) for small in STOPWORDS)
    wanted = [word for word in said[:-1] if spelt(word)]
    parts = [_begun(dialect, word, forgiving) for word in wanted]
    last = _begun(dialect, said[-1], forgiving)
    whole = [dialect.constant(dialect.same("title_spelt", [word]), 1.0) for word in wanted]
    if unsure and wanted:
        return dialect.whole(dialect.every(parts), better=[last, *whole])
    return dialect.whole(dialect.every([*parts, last]), better=whole)


def _begun(dialect: Dialect[Q], word: str, forgiving: bool) -> Q:
    return dialect.begun("title_spelt", word, forgiving=forgiving and len(word) >= FORGIVEN_FROM)


def likeliest(typed: str, found: Iterable[tuple[str, str]], limit: int) -> list[tuple[str, str]]:
    """The ``limit`` of ``found`` (id, title) to propose: those that begin so, the short ones first.

    A title that several sheets bear is proposed once.
    """
    start = sort_key(typed)
    said = start.split()
    by_title = {sort_key(title): (id_, title) for id_, title in reversed(list(found))}

    def rank(folded: str) -> tuple[int, bool, bool, int, str]:
        told = f" {folded}"
        missing = sum(f" {word}" not in told for word in said)
        return missing, not folded.startswith(start), f" {start}" not in told, len(folded), folded

    return [by_title[folded] for folded in sorted(by_title, key=rank)[:limit]]
