"""`carrefour sheet`: correcting a sheet by command, and giving the source its say back."""

from __future__ import annotations

import json

from carrefour.catalogue.identity import sheet_id
from tests.harvest.conftest import partner
from tests.installation import Installation

__all__ = ["partner"]
ID = sheet_id("essai", "1")


def test_a_sheet_is_shown_corrected_and_restored(installation: Installation, partner) -> None:
    partner.answers["/data"] = json.dumps([{"id": 1, "nom": "Un jardin", "texte": "Il pousse."}])
    installation.env |= {"CARREFOUR_ALLOW_PRIVATE": partner.url.removeprefix("http://")}
    installation.declare("essai", {"url": f"{partner.url}/data"})
    installation.run("harvest", "essai")
    assert "title: Un jardin" in installation.run("sheet", "show", ID)

    assert installation.run("sheet", "correct", ID, "places", "Nantes (44)") == "Done.\n"
    installation.run("sheet", "correct", ID, "title", "Le jardin", "--reason", "son vrai nom")
    shown = installation.run("sheet", "show", ID)
    assert "places: Nantes" in shown
    assert "title: Le jardin" in shown
    assert "title: corrected by" in shown

    installation.run("sheet", "restore", ID, "title")
    assert "title: Un jardin" in installation.run("sheet", "show", ID)


def test_what_cannot_be_done_names_the_sheet_and_the_cure(installation: Installation) -> None:
    missing = installation.run("sheet", "show", "aaaaaaaaaa", ends=1)
    assert missing == "aaaaaaaaaa: there is no such sheet; its address ends in its id\n"
    assert "nobody corrected 'title'" in installation.run(
        "sheet", "restore", "aaaaaaaaaa", "title", ends=1
    )


def test_what_a_text_may_mean_waits_and_is_accepted_by_command(
    installation: Installation, partner
) -> None:
    text = "Du maraîchage et des légumes biologiques, un potager et un verger."
    items = [{"id": 1, "nom": "Le potager", "texte": text}]
    partner.answers["/data"] = json.dumps(items)
    installation.env |= {"CARREFOUR_ALLOW_PRIVATE": partner.url.removeprefix("http://")}
    installation.declare("essai", {"url": f"{partner.url}/data"})
    installation.run("harvest", "essai")
    assert f"{ID}  Le potager  →  AGR" in installation.run("sheet", "waiting")
    assert "themes: AGR" in installation.run("sheet", "decide", ID, "AGR")
    assert "themes: AGR" in installation.run("sheet", "show", ID)
    assert installation.run("sheet", "waiting") == ""
    assert "nothing is proposed" in installation.run("sheet", "decide", ID, "--none", ends=1)
