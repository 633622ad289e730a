"""Pages are there from the first day, and operators write them: drafts, versions, menus."""

from __future__ import annotations

import html
import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from carrefour.community.models import Act
from carrefour.editorial.models import Page, Version
from carrefour.editorial.shipped import OURS, SHIPPED, shipped_text

EDIT = "/redaction/pages/about/fr/"
TEXT = {"title": "Le projet", "summary": "En bref.", "body": "## Bonjour\n\nUn **texte**.\n"}


def save(desk, how: str = "publish", *, address: str = EDIT, **changes: str):
    """Write a page as the form does, on what it was shown."""
    page = desk.get(address).content.decode()
    base = re.search(r'name="base" value="(\d*)"', page)[1]
    return desk.post(address, {**TEXT, "base": base, how: "1", **changes})


def addresses() -> list[str]:
    found = []
    for language in ("fr", "en"):
        with override(language):
            found += [reverse(page.name) for page in SHIPPED.values() if page.key in OURS]
    return found


def test_every_shipped_page_has_a_text_in_both_languages(client, site) -> None:
    for address in addresses():
        page = client.get(address)
        assert page.status_code == 200, address
        assert page.content.decode().count("<h1>") == 1
        assert "{{" not in page.content.decode()
    assert not client.cookies


def test_every_link_of_the_shipped_texts_leads_to_a_page(client, harvest_rows, post) -> None:
    harvest_rows()
    led = set()
    for key in sorted(OURS):
        for language in ("fr", "en"):
            led |= set(re.findall(r"\]\((/[^)]*)\)", shipped_text(key, language).body))
    assert len(led) > 20
    for path in led:
        assert client.get(path).status_code == 200, path


def test_the_two_languages_of_a_shipped_text_have_the_same_parts() -> None:
    for key in sorted(OURS):
        french, english = (shipped_text(key, language).body for language in ("fr", "en"))
        for part in (r"^## ", r"^### ", r"^\{\{ \w+ \}\}$", r"^- "):
            count = [len(re.findall(part, text, re.M)) for text in (french, english)]
            assert count[0] == count[1], (key, part)


def test_french_texts_have_french_typography() -> None:
    for key in sorted(OURS):
        text = shipped_text(key, "fr")
        whole = f"{text.title}\n{text.summary}\n{text.body}"
        assert not re.search(r" [:;?!»]|« |'", whole), key


def test_the_privacy_notice_tells_durations_as_the_code_has_them(client, site) -> None:
    from carrefour.community import contacting, following

    page = client.get("/confidentialite/").content.decode()
    assert f"{contacting.KEPT.days}\u00a0jours" in page or f"{contacting.KEPT.days} jours" in page
    assert f"{following.FORGOTTEN.days} jours" in page


def test_a_page_of_data_names_each_source_and_its_licence(client, harvest_rows) -> None:
    harvest_rows()
    page = client.get("/donnees/").content.decode()
    assert "Source d&#x27;essai" in page or "Source d'essai" in page
    assert "CC0-1.0" in page


def test_a_draft_is_for_those_who_write_until_it_is_published(desk, client) -> None:
    assert save(desk, "keep").status_code == 302
    assert "Le projet" not in client.get("/a-propos/").content.decode()
    assert save(desk).status_code == 302
    page = client.get("/a-propos/").content.decode()
    assert '<h2 id="bonjour">Bonjour</h2>' in page
    assert "Mis à jour le" in page
    assert Version.objects.count() == 1  # publishing what was written makes no new version
    acts = list(Act.objects.values_list("what", flat=True))
    assert acts == ["page.published", "page.saved"]
    assert "À propos" not in client.get("/a-propos/").content.decode().split("<h1>")[1][:40]
    assert "Find" in client.get("/en/about/").content.decode()  # English is as it was


def test_versions_are_kept_compared_and_taken_up_again(desk, client) -> None:
    save(desk)
    save(desk, body="Un autre texte.")
    first, second = Version.objects.order_by("pk")
    page = desk.get(f"{EDIT}versions/{second.pk}/").content.decode()
    assert "<del>" in page
    assert "<ins>" in page
    assert desk.get(f"{EDIT}versions/").content.decode().count("<li><a href") >= 3
    desk.post(f"{EDIT}versions/{first.pk}/")
    assert "autre texte" in client.get("/a-propos/").content.decode()
    assert Version.objects.count() == 3
    assert save(desk, body=first.body).status_code == 302
    assert "Bonjour" in client.get("/a-propos/").content.decode()


def test_the_original_text_comes_back(desk, client) -> None:
    save(desk)
    desk.post(f"{EDIT}retirer/")
    assert "Le projet" not in client.get("/a-propos/").content.decode()
    assert desk.get(f"{EDIT}versions/0/").status_code == 200
    desk.post(f"{EDIT}versions/0/")
    assert Version.objects.first().title == shipped_text("about", "fr").title


def test_who_saves_on_an_older_version_is_told_and_loses_nothing(desk, client) -> None:
    save(desk)
    answer = desk.post(EDIT, {**TEXT, "body": "Ma version", "base": "", "publish": "1"})
    page = answer.content.decode()
    assert "pendant ce temps" in page
    assert "Ma version" in page
    assert Version.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        "![](/images/" + "a" * 40 + "-1200.webp)",
        "![un arbre](https://ailleurs.exemple/arbre.jpg)",
        "{{ rien }}",
        "",
    ],
)
def test_a_text_that_would_show_ill_is_not_kept(desk, body) -> None:
    answer = save(desk, body=body)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Version.objects.exists()


def test_an_operator_adds_a_page_moves_it_and_the_former_address_leads_there(desk, client) -> None:
    desk.post("/redaction/pages/", {"title": "Foire aux questions"})
    edit = "/redaction/pages/foire-aux-questions/fr/"
    assert client.get("/pages/foire-aux-questions/").status_code == 404  # nothing is published
    assert save(desk, address=edit).status_code == 302
    assert client.get("/pages/foire-aux-questions/").status_code == 200
    english = client.get("/en/pages/foire-aux-questions/").content.decode()
    assert '<article class="prose" lang="fr">' in english
    desk.post("/redaction/pages/foire-aux-questions/adresse/", {"slug": "faq"})
    moved = client.get("/pages/foire-aux-questions/")
    assert (moved.status_code, moved["Location"]) == (301, "/pages/faq/")
    desk.post("/redaction/pages/", {"title": "Foire aux questions"})
    assert Page.objects.filter(slug="foire-aux-questions-2").exists()
    desk.post("/redaction/pages/foire-aux-questions/adresse/", {"slug": "foire-aux-questions-2"})
    assert Page.objects.get(pk="foire-aux-questions").slug == "faq"
    desk.post("/redaction/pages/foire-aux-questions/supprimer/")
    assert client.get("/pages/faq/").status_code == 404
    assert client.get("/pages/foire-aux-questions/").status_code == 404


def test_a_shipped_page_cannot_be_deleted_or_moved(desk, client) -> None:
    save(desk)
    assert desk.post("/redaction/pages/about/supprimer/").status_code == 404
    assert desk.post("/redaction/pages/about/adresse/", {"slug": "x"}).status_code == 404
    assert client.get("/a-propos/").status_code == 200


def test_menus_are_in_the_order_that_an_operator_gives_them(desk, client) -> None:
    foot = client.get("/").content.decode().split("<footer")[1]
    assert "Mentions légales" in foot
    assert "Presse" not in foot
    keys = list(SHIPPED)
    orders = {f"order-{key}": str(10 + n) for n, key in enumerate(reversed(keys))}
    desk.post(
        "/redaction/menus/", {"key": keys, "foot": ["press", "about"], "about": keys, **orders}
    )
    foot = client.get("/lettre/").content.decode().split("<footer")[1]
    assert "Mentions légales" not in foot
    assert foot.index("Presse") < foot.index("À propos")


def test_only_operators_write(client, member, site) -> None:
    for path in ("", "images/", "actualites/", "lettres/", "pages/about/fr/", "lettres/nouvelle/"):
        assert client.get(f"/redaction/{path}").status_code == 302
        assert member.get(f"/redaction/{path}").status_code == 403
    for path in ("menus/", "apercu/", "pages/", "images/", "pages/about/fr/", "lettres/nouvelle/"):
        assert member.post(f"/redaction/{path}", {"title": "x", **TEXT}).status_code == 403
    assert not Version.objects.exists()


def test_another_site_cannot_write_in_the_name_of_an_operator(site, writer) -> None:
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(writer)
    assert browser.post(EDIT, {**TEXT, "base": "", "publish": "1"}).status_code == 403


def test_the_preview_shows_what_visitors_would_read(desk) -> None:
    page = desk.post("/redaction/apercu/", {**TEXT, "body": "{{ chiffres }}\n\n<b>non</b>"})
    assert "press-figures" in page.content.decode()
    assert "&lt;b&gt;" in page.content.decode()


def test_the_charter_is_in_the_menus_and_written_where_it_is_signed(desk, client) -> None:
    page = client.get("/a-propos/").content.decode()
    assert '<a href="/collectif/charte/">La charte</a>' in page
    assert "/pilotage/" in desk.get("/redaction/").content.decode().split("La charte")[1]
    assert desk.get("/redaction/pages/charter/fr/").status_code == 404


def test_the_spaces_of_french_typography_are_kept(desk, client) -> None:
    save(desk, title="Pourquoi\u00a0?", body="Parce que\u00a0! À 10\u202f%.")
    page = html.unescape(client.get("/a-propos/").content.decode())
    assert "<h1>Pourquoi\u00a0?</h1>" in page
    assert "Parce que\u00a0! À 10\u202f%." in page


def test_an_account_that_is_deleted_leaves_the_pages_that_it_wrote(desk, writer, client) -> None:
    save(desk)
    writer.delete()
    assert "Le projet" in client.get("/a-propos/").content.decode()
