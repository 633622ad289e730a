"""What is said before anything was trained: the lexicon alone, in a low voice."""

from __future__ import annotations

import numpy as np

from carrefour.structure.learning.classifier import MOST_BECAUSE
from carrefour.structure.learning.evidence import AT, SIGNS, Floats, Seen

# Scores that never reach what is applied by default: a person looks at each.
WHOLE, STRONG, WEAK = 0.6, 0.45, 0.2
_STRONGEST, _WHOLE = SIGNS.index("strongest"), SIGNS.index("whole")


class Untrained:
    """Scores by the lexicon: a whole tag that it knows, a phrase in it, a hint."""

    def scores(self, seen: Seen) -> Floats:
        """The score of each code, in the order of `CODES`."""
        strongest, whole = seen.signs[_STRONGEST], seen.signs[_WHOLE]
        said = np.where(strongest > 0.5, STRONG, np.where(strongest > 0, WEAK, 0.0))
        told: Floats = np.where(whole > 0, WHOLE, said)
        return told

    def because(self, seen: Seen, code: str) -> list[str]:
        """The terms that spoke for ``code``, in order, at most `MOST_BECAUSE`."""
        found = [
            " ".join(seen.found[hit.start : hit.start + hit.length])
            for hit in seen.hits
            if code in hit.codes and seen.signs[_STRONGEST, AT[code]]
        ]
        return list(dict.fromkeys(found))[:MOST_BECAUSE]
