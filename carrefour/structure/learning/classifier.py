"""A classifier as it is applied: from what was seen to a score for each code.

Two steps. The first weighs the words, for each code apart. The second weighs the signs of the
lexicon and what the first step said, alike for all codes: so it needs few examples, and says
something of a code that it has met in none. A score is the chance that a person would give the
code, as measured on examples that were held out in training.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from carrefour.structure.learning.evidence import AT, CODES, SIGNS, Floats, Seen
from carrefour.structure.learning.recall import Recall

FORMAT = 1
MOST_BECAUSE = 5  # words told of one code


class ModelError(Exception):
    """A model file cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """What training found. ``words`` maps a word to its row in ``weights`` and ``rarity``.

    ``weights`` has a column for each code; below the words' rows stand those of the signs that
    the lexicon told (`SIGNS[0]`), one for each code. ``common`` weighs the signs, then what the
    words say, then how frequent the code is (``prior``, as log-odds). ``scale`` and ``shift`` put
    the scores right where held-out examples showed them too bold or too shy. ``recall`` is what
    is known of whole texts.
    """

    words: dict[str, int]
    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    prior: NDArray[np.float32]
    common: NDArray[np.float32]
    code_bias: NDArray[np.float32]
    scale: float
    shift: float
    about: dict[str, object]
    recall: Recall = field(default_factory=Recall)

    def scores(self, seen: Seen) -> Floats:
        """The score of each code, in the order of `CODES`, from 0 to 1."""
        chance: Floats = 1 / (1 + np.exp(-(self.scale * self.logits(seen) + self.shift)))
        return chance

    def logits(self, seen: Seen) -> Floats:
        """The scores before they are put right, as log-odds."""
        told = self.by_words(seen)
        ahead = len(SIGNS)
        said: Floats = self.common[:ahead] @ seen.signs
        said = said + self.common[ahead] * told + self.common[ahead + 1] * self.prior
        return said + self.code_bias

    def by_words(self, seen: Seen) -> Floats:
        """What the words alone say of each code, as log-odds."""
        rows = [row for word in seen.words if (row := self.words.get(word)) is not None]
        told: Floats = self.bias + seen.signs[0] @ self.weights[len(self.words) :]
        if rows:
            rarity = self.rarity[rows]
            told = told + (rarity / np.linalg.norm(rarity)) @ self.weights[rows]
        return told

    def because(self, seen: Seen, code: str) -> list[str]:
        """The terms that spoke for ``code``, the strongest first, at most `MOST_BECAUSE`."""
        at, ahead = AT[code], len(SIGNS)
        spoke: dict[str, float] = {}
        known = [(word, self.words[word]) for word in seen.words if word in self.words]
        if known:
            norm = float(np.linalg.norm(self.rarity[[row for _, row in known]]))
            for word, row in known:
                if not word.startswith("="):
                    told = float(self.rarity[row] * self.weights[row, at]) / norm
                    spoke[word] = told * float(self.common[ahead])
        for hit in seen.hits:
            if weight := hit.codes.get(code):
                phrase = " ".join(seen.found[hit.start : hit.start + hit.length])
                spoke[phrase] = spoke.get(phrase, 0.0) + weight * float(self.common[1])
        ranked = sorted(spoke.items(), key=lambda item: (-item[1], item[0]))
        return [word for word, told in ranked if told > 0.1][:MOST_BECAUSE]

    def save(self, path: Path) -> None:
        """Write the model to ``path``, whole or not at all; the same model gives the same bytes."""
        head = {
            "format": FORMAT, "codes": CODES, "signs": SIGNS, "scale": self.scale,
            "shift": self.shift, "about": self.about,
        }  # fmt: skip
        words = "\n".join(sorted(self.words, key=self.words.__getitem__))
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer,
            head=_bytes(json.dumps(head, ensure_ascii=False, sort_keys=True)),
            words=_bytes(words),
            recall=np.frombuffer(self.recall.packed(), dtype=np.uint8),
            **{name: getattr(self, name).astype(np.float16) for name in _ARRAYS},
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_bytes(buffer.getvalue())
        fresh.replace(path)

    @classmethod
    def load(cls, path: Path) -> Classifier:
        """The model at ``path``. Raises `ModelError`."""
        try:
            with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
                head = json.loads(file["head"].tobytes())
                words = file["words"].tobytes().decode().split("\n")
                arrays = {name: file[name].astype(np.float32) for name in _ARRAYS}
                # A model of before knows no texts.
                known = file["recall"].tobytes() if "recall" in file else b"{}"
                recall = Recall.unpacked(known)
        except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise ModelError(f"{path}: is no model of Carrefour ({error})") from error
        made_for = (head.get("format"), head.get("codes"), head.get("signs"))
        if made_for != (FORMAT, list(CODES), list(SIGNS)):
            raise ModelError(f"{path}: was made by another version; run carrefour train again")
        return cls(
            words={word: row for row, word in enumerate(words) if word},
            scale=head["scale"],
            shift=head["shift"],
            about=head["about"],
            recall=recall,
            **arrays,
        )


_ARRAYS: Sequence[str] = ("rarity", "weights", "bias", "prior", "common", "code_bias")


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)
