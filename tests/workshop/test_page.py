"""Step 2: what is read in a partner's pages is chosen in a frame that can do nothing."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from lxml import html

from carrefour.pipeline.origins import remote
from carrefour.pipeline.registry import find_definition
from carrefour.pipeline.trying import try_source
from carrefour.workshop.models import WorkshopDraft

from ..harvest.conftest import Partner
from .conftest import said
from .test_setting_up import about, begun

NAMES = ("Le Jardin partagé", "Le Garage solidaire", "La Recyclerie", "Le Soleil citoyen")
CARD = """<article class="card css-9z8y7x post-{n}0{n}{n}">
<a href="/p/{n}"><img src="/i/{n}.png"></a>
<h3 class="nom"><a href="/p/{n}">{name}</a></h3><p class="chapo">On y agit ensemble, pour tous.</p>
<span class="ville">Nantes</span><ul><li>Emploi</li><li>Santé</li></ul></article>"""
LIST = (
    "<!doctype html><html><head><title>Projets — Réseau</title></head><body><nav>"
    "<ul><li><a href='/'>Accueil</a></li></ul></nav><main>"
    + "".join(CARD.format(n=n, name=name) for n, name in enumerate(NAMES))
    + "</main></body></html>"
)
SHEET = """<!doctype html><html><body><main><h1>{name}</h1>
<div class="texte"><p>Un texte long qui raconte le projet, ce que l’on y fait, avec qui, depuis
quand et pourquoi, en quelques phrases.</p><p>Et encore un paragraphe pour finir.</p></div>
<dl><dt>Porteur</dt><dd>Association {n}</dd></dl></main></body></html>"""

HOSTILE = """<!doctype html><html><head><title>Projets</title>
<meta http-equiv="refresh" content="0;url=https://evil.example/">
<base href="https://evil.example/"><link rel="stylesheet" href="/evil.css">
<style>@import url(https://evil.example/x.css); body { background: url(https://evil.example/y) }
</style><script>parent.pwned = 1; fetch('https://evil.example/')</script>
<script src="https://evil.example/x.js"></script></head>
<body onload="parent.pwned = 2">
<form action="https://evil.example/" method="post"><input name="querySelectorAll" autofocus
 onfocus="parent.pwned = 3"><button formaction="javascript:parent.pwned=4">Envoyer</button></form>
<img src="https://evil.example/i.png" srcset="https://evil.example/j.png 2x"
 onerror="parent.pwned = 5">
<iframe src="https://evil.example/" srcdoc="<script>parent.pwned = 6</script>"></iframe>
<object data="https://evil.example/"></object><embed src="https://evil.example/">
<svg onload="parent.pwned = 7"><script>parent.pwned = 8</script>
<a xlink:href="javascript:1">x</a></svg>
<math><mtext><style><img src=x onerror="parent.pwned = 9"></style></mtext></math>
<a href="javascript:parent.pwned = 10" ping="https://evil.example/" target="_top">Lien</a>
<a href="  JaVaScRiPt:parent.pwned = 11">Lien</a><a href="data:text/html,<script>1</script>">d</a>
<noscript><p title="</noscript><img src=x onerror=parent.pwned=12>"></noscript>
<textarea></textarea><script>alert(1)</script></textarea>
<style>x { content: "</style><img src=x onerror=parent.pwned=13>" }</style>
<video src="https://evil.example/v" poster="https://evil.example/p"></video>
<template><script>parent.pwned = 14</script></template><xmp><script>1</script></xmp>
<div style="background:url(https://evil.example/z)" class="carte">Texte</div>
<plaintext><script>parent.pwned = 15</script>"""
ACTING = re.compile(
    r"\son\w+\s*=|javascript:|srcdoc|http-equiv|<(?:iframe|object|embed|base|form[^>]*action|svg|"
    r"math|noscript|link|meta|plaintext|xmp|video)\b|@import",
    re.I,
)


@pytest.fixture
def pages(allowed: Partner) -> Partner:
    """A partner whose projects stand on web pages."""
    allowed.answers["/projets"] = LIST
    for n, name in enumerate(NAMES):
        allowed.answers[f"/p/{n}"] = SHEET.format(n=n, name=name)
    return allowed


def form(**more: str) -> dict[str, str]:
    return {
        "shows": "list",
        "items": "article.card",
        "keys.0.key": "titre",
        "keys.0.selector": "h3.nom",
        "keys.1.key": "lieu",
        "keys.1.selector": ".ville",
        "keys.2.key": "themes",
        "keys.2.selector": "li",
        "keys.2.all": "on",
        "keys.3.key": "image",
        "keys.3.selector": "img",
        "keys.3.get": "src",
        "link.selector": "h3 a",
        "link.get": "href",
        **more,
    }


def frame(atelier: Client, draft: WorkshopDraft, role: str = "list"):
    return atelier.get(f"/atelier/brouillon/{draft.pk}/page/cadre/{role}/")


def test_a_list_of_pages_becomes_a_source_without_javascript(
    atelier: Client, pages: Partner
) -> None:
    draft = begun(atelier, f"{pages.url}/projets")
    path = f"/atelier/brouillon/{draft.pk}/page/"
    page = said(atelier.get(path))
    assert "4 éléments trouvés" in page  # the likely list is proposed
    atelier.post(path, form(open="item"))
    page = said(atelier.get(f"{path}?role=item"))
    assert "« Un texte long qui raconte" in page  # and so are the parts of a page
    assert "Lire aussi ce que la page étiquette : Porteur" in page.replace("\n", " ")
    sent = form(**{
        "page.0.key": "description", "page.0.selector": "div.texte", "page.0.get": "html",
        "labelled": "on", "onward": "1",
    })  # fmt: skip
    answer = atelier.post(path, sent)
    assert answer["Location"].endswith("/champs/")
    fields = said(atelier.get(answer["Location"]))
    assert fields.count('<li class="draft box">') == 4
    assert "Nantes, Loire-Atlantique" in fields
    atelier.post(f"/atelier/brouillon/{draft.pk}/presenter/", about())
    definition = find_definition("jardins")
    assert definition.fields.holder.path == "Porteur"
    drafts = try_source(definition, remote("jardins")).drafts
    assert {draft.title for draft in drafts} == set(NAMES)
    assert "<p>Un texte long" in drafts[0].description
    assert drafts[0].tags == ["Emploi", "Santé"]


def test_the_example_of_each_selector_is_shown_as_it_is_typed(atelier, pages: Partner) -> None:
    draft = begun(atelier, f"{pages.url}/projets")
    atelier.get(f"/atelier/brouillon/{draft.pk}/page/")
    asked = len(pages.paths())
    path = f"/atelier/brouillon/{draft.pk}/page/apercu/"
    told = said(atelier.post(path, form(**{"keys.1.selector": ".absent"})))
    assert "4 éléments trouvés" in told
    assert "« Le Jardin partagé »" in told
    assert "« Emploi · Santé »" in told
    assert "rien trouvé" in told
    assert f"« {pages.url}/p/0 »" in told
    for wrong in ({"items": "article["}, {"keys.0.selector": "h3["}, {"link.selector": "/["}):
        told = said(atelier.post(path, form(**wrong)))
        assert 'class="bad"' in told, wrong
    assert len(pages.paths()) == asked


def test_one_page_may_be_all_there_is(atelier: Client, pages: Partner) -> None:
    draft = begun(atelier, f"{pages.url}/p/0")
    sent = {"shows": "one", "page.0.key": "titre", "page.0.selector": "h1", "onward": "1"}
    answer = atelier.post(f"/atelier/brouillon/{draft.pk}/page/", sent)
    page = said(atelier.get(answer["Location"]))
    assert "Le Jardin partagé" in page


def test_without_a_selector_one_does_not_go_on(atelier: Client, pages: Partner) -> None:
    draft = begun(atelier, f"{pages.url}/projets")
    path = f"/atelier/brouillon/{draft.pk}/page/"
    answer = atelier.post(path, {"shows": "list", "items": "", "onward": "1"}, follow=True)
    assert answer.redirect_chain[-1][0] == path


def test_pages_of_a_sitemap_are_chosen_in_the_first_that_it_names(atelier, pages: Partner) -> None:
    draft = WorkshopDraft.objects.create(
        text=f"title: x\nfetch: {{kind: sitemap, url: '{pages.url}/plan.xml', match: /p/}}\n"
    )
    urls = "".join(f"<url><loc>{pages.url}/{p}</loc></url>" for p in ("a-propos", "p/0", "p/1"))
    pages.answers["/plan.xml"] = f"<urlset>{urls}</urlset>"
    assert "cadre/list" in said(atelier.get(f"/atelier/brouillon/{draft.pk}/page/"))
    assert "Le Jardin partagé" in said(frame(atelier, draft))


def test_a_page_that_cannot_be_had_says_why(atelier: Client, allowed: Partner) -> None:
    draft = WorkshopDraft.objects.create(
        text=f"fetch: {{kind: html, url: '{allowed.url}/absent', items: li}}\n"
    )
    page = said(atelier.get(f"/atelier/brouillon/{draft.pk}/page/"))
    assert "le serveur a répondu 404" in page
    assert frame(atelier, draft).status_code == 404


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "http://169.254.169.254/", "http://[::ffff:127.0.0.1]/"]
)
def test_a_private_page_is_never_framed(atelier: Client, url: str) -> None:
    draft = WorkshopDraft.objects.create(text=f"fetch: {{kind: html, url: '{url}', items: li}}\n")
    page = said(atelier.get(f"/atelier/brouillon/{draft.pk}/page/"))
    assert "adresse privée ou réservée" in page
    assert frame(atelier, draft).status_code == 404


def test_a_link_to_a_private_page_is_not_followed(atelier: Client, allowed: Partner) -> None:
    allowed.answers["/"] = LIST.replace("/p/0", "http://127.0.0.1:1/secret")
    draft = begun(atelier, f"{allowed.url}/")
    path = f"/atelier/brouillon/{draft.pk}/page/"
    answer = atelier.post(path, form(open="item"), follow=True)
    assert "adresse privée ou réservée" in said(answer)
    assert frame(atelier, draft, "item").status_code == 404


def test_nothing_of_a_hostile_page_acts_in_the_frame(atelier: Client, allowed: Partner) -> None:
    hostile = HOSTILE.replace("/evil.css", f"{allowed.url}/evil.css")
    allowed.answers |= {"/x": hostile, "/evil.css": "</style><script>parent.pwned = 0</script>"}
    draft = WorkshopDraft.objects.create(
        text=f"fetch: {{kind: html, url: '{allowed.url}/x', items: div}}\n"
    )
    atelier.get(f"/atelier/brouillon/{draft.pk}/page/")
    answer = frame(atelier, draft)
    page = said(answer)
    assert "Texte" in page
    root = html.fromstring(page)
    (script,) = root.iter("script")
    assert script.get("src").endswith("dist/picker.js")
    acting = ACTING.findall(re.sub(r"<script[^>]*></script>", "", page))
    # What stands in a style sheet is text: its end tag is not one.
    assert [one for one in acting if "onerror" not in one] == []
    assert "<\\/style>" in page
    policy = answer["Content-Security-Policy"]
    for told in ("sandbox allow-scripts;", "default-src 'none'", "form-action 'none'",
                 "img-src data:", "frame-ancestors 'self'", "base-uri 'none'"):  # fmt: skip
        assert told in policy
    assert "allow-same-origin" not in policy
    nonce = re.search(r"'nonce-([\w-]+)'", policy).group(1)
    assert script.get("nonce") == nonce
    assert nonce != re.search(r"'nonce-([\w-]+)'", frame(atelier, draft)[
        "Content-Security-Policy"]).group(1)  # fmt: skip


def test_what_is_taken_out_leaves_its_place(atelier: Client, allowed: Partner) -> None:
    allowed.answers["/x"] = "<html><body><p>a</p><script>1</script><p>b</p><p>c</p></body></html>"
    draft = WorkshopDraft.objects.create(
        text=f"fetch: {{kind: html, url: '{allowed.url}/x', items: p}}\n"
    )
    atelier.get(f"/atelier/brouillon/{draft.pk}/page/")
    body = html.fromstring(said(frame(atelier, draft))).find("body")
    assert [child.tag for child in body][:4] == ["p", "template", "p", "p"]


def test_the_page_around_may_be_framed_by_no_one(atelier: Client, pages: Partner) -> None:
    draft = begun(atelier, f"{pages.url}/projets")
    answer = atelier.get(f"/atelier/brouillon/{draft.pk}/page/")
    assert answer["X-Frame-Options"] == "DENY"
    assert 'sandbox="allow-scripts"' in said(answer)
    assert "X-Frame-Options" not in frame(atelier, draft)
