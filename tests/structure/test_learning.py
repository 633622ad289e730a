"""From examples that people coded to scores."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from carrefour.structure.learning.classifier import Classifier, ModelError
from carrefour.structure.learning.evidence import CODES, seen
from carrefour.structure.learning.lexicon import Lexicon, entries, lexicon
from carrefour.structure.learning.recall import Recall
from carrefour.structure.learning.training import Example, TooFew, train

FRUIT = "verger pommier poirier cerisier vigne ruche".split()
WHEELS = "guidon pédale rayon chambre pneu cadre".split()


def examples() -> list[Example]:
    """Texts of two subjects, in words that the lexicon does not know."""
    return [
        Example(f"{one} numéro{n}", other, frozenset({code}), f"groupe {n}")
        for code, words in (("AGR", FRUIT), ("MOB", WHEELS))
        for n, (one, other) in enumerate(zip(words, words[1:] + words[:1], strict=True))
    ] * 3


@pytest.fixture(scope="module")
def model() -> Classifier:
    return train(examples(), Lexicon({}))


def score(model: Classifier, code: str, title: str, text: str = "") -> float:
    return float(model.scores(seen(title, text, Lexicon({})))[CODES.index(code)])


def test_what_was_learnt_tells_subjects_apart(model: Classifier) -> None:
    assert score(model, "AGR", "un cerisier et une ruche") > 0.5
    assert score(model, "MOB", "un cerisier et une ruche") < 0.2
    assert score(model, "MOB", "le pneu et la pédale") > 0.5


def test_the_words_that_spoke_for_a_code_are_told(model: Classifier) -> None:
    told = model.because(seen("la ruche du voisin", "", Lexicon({})), "AGR")
    assert told == ["ruch"]


def test_a_text_without_known_words_gets_what_is_usual_and_no_more(model: Classifier) -> None:
    scores = model.scores(seen("xyzzy", "", Lexicon({})))
    assert scores.max() < 0.6
    assert np.isfinite(scores).all()


def test_the_same_examples_give_the_same_bytes(model: Classifier, tmp_path: Path) -> None:
    model.save(tmp_path / "one.npz")
    train(examples(), Lexicon({})).save(tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_a_model_that_was_kept_says_what_it_said(model: Classifier, tmp_path: Path) -> None:
    told = "Un texte que deux personnes ont lu et classé de deux façons."
    recall = Recall.of([(told, ["MOB"]), (told, ["MOB", "AGR"])])
    replace(model, recall=recall).save(tmp_path / "deep" / "kept.npz")
    kept = Classifier.load(tmp_path / "deep" / "kept.npz")
    text = seen("un pneu", "sous le cerisier", Lexicon({}))
    np.testing.assert_allclose(kept.scores(text), model.scores(text), atol=0.01)
    assert kept.because(text, "MOB") == model.because(text, "MOB")
    assert kept.recall == recall


def test_a_model_of_before_knows_no_texts(model: Classifier, tmp_path: Path) -> None:
    path = tmp_path / "before.npz"
    model.save(path)
    with np.load(path) as file:
        arrays = {name: file[name] for name in file if name != "recall"}
    np.savez(path, **arrays)
    assert Classifier.load(path).recall == Recall()


@pytest.mark.parametrize("content", [b"", b"no model", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_model_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.npz").write_bytes(content)
    with pytest.raises(ModelError, match=r"bad\.npz: is no model"):
        Classifier.load(tmp_path / "bad.npz")


def test_a_pickle_in_a_model_file_is_never_opened(tmp_path: Path) -> None:
    np.savez(tmp_path / "evil.npz", head=np.array([object()], dtype=object))
    with pytest.raises(ModelError, match="is no model"):
        Classifier.load(tmp_path / "evil.npz")


def test_a_model_of_another_version_is_refused(model: Classifier, tmp_path: Path) -> None:
    path = tmp_path / "old.npz"
    model.save(path)
    with np.load(path) as file:
        arrays = dict(file)
    arrays["head"] = np.frombuffer(arrays["head"].tobytes().replace(b'"AGR"', b'"OLD"'), np.uint8)
    np.savez(path, **arrays)
    with pytest.raises(ModelError, match="run carrefour train again"):
        Classifier.load(path)


def test_too_little_to_learn_from_is_told() -> None:
    with pytest.raises(TooFew, match="3 examples from 1 groups"):
        train([Example("a", "", frozenset({"AGR"}), "one")] * 3, Lexicon({}))


def test_scores_are_shy_when_sources_do_not_speak_of_a_thing_alike() -> None:
    """Each source has words of its own for its subjects: what one taught helps no other."""
    sources = {
        name: [
            Example(f"{name}{word} {n}", "", frozenset({code}), f"{name}{word}{n}", source=name)
            for n in range(6)
            for word, code in (("un", "AGR"), ("deux", "MOB"))
        ]
        for name in ("rouge", "vert", "bleu", "noir")
    }
    apart = [one for some in sources.values() for one in some]
    together = [Example(one.title, "", one.codes, one.group) for one in apart]
    assert score(train(apart, Lexicon({})), "AGR", "rougeun") < score(
        train(together, Lexicon({})), "AGR", "rougeun"
    )


def test_a_code_that_nobody_knows_of_an_example_is_not_held_against_it() -> None:
    silent = [
        Example(f"tablette écran {n}", "", frozenset(), f"g{n}", unknown=frozenset({"NUM"}))
        for n in range(30)
    ]
    told = [Example(f"tablette clavier {n}", "", frozenset({"NUM"}), f"h{n}") for n in range(10)]
    other = [Example(f"carotte {n}", "", frozenset({"AGR"}), f"i{n}") for n in range(10)]
    asked = "une tablette"
    held = [Example(e.title, "", e.codes, e.group) for e in silent]
    assert score(train([*silent, *told, *other], Lexicon({})), "NUM", asked) > 2 * score(
        train([*held, *told, *other], Lexicon({})), "NUM", asked
    )


def test_the_longest_phrase_counts() -> None:
    found = lexicon().hits(["commerc", "equitabl"])
    assert [(hit.length, dict(hit.codes)) for hit in found] == [(2, {"COR": 1.0})]


def test_every_code_has_its_words_and_every_line_of_the_lexicon_its_terms() -> None:
    told = {code for code, _, _ in entries()}
    assert told >= set(CODES)
    assert all(phrase for phrase in lexicon().phrases)


def test_applying_a_model_needs_no_scikit_learn(model: Classifier, tmp_path: Path) -> None:
    model.save(tmp_path / "m.npz")
    code = (
        "import sys; from pathlib import Path;"
        "from carrefour.structure.suggesting import TextAdviser;"
        "from carrefour.structure.learning.classifier import Classifier;"
        "from carrefour.structure.learning.lexicon import lexicon;"
        "m = Classifier.load(Path(sys.argv[1]));"
        "print(len(TextAdviser(lexicon(), m).proposals('Un verger', 'des ruches', 0.1)));"
        "print([n for n in sys.modules if n.startswith(('sklearn', 'scipy'))])"
    )
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "m.npz")],
        capture_output=True, text=True, cwd=root, check=True,
    )  # fmt: skip
    count, loaded = run.stdout.split("\n")[:2]
    assert int(count) > 0
    assert loaded == "[]"
