"""Who follows a search is told by mail, once, what was first published in it, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carrefour.catalogue.models import Sheet
from carrefour.community import telling
from carrefour.community.following import confirm
from carrefour.community.models import Follow, Follower, Mail
from carrefour.community.post import send_waiting
from carrefour.community.telling import MOST_SHEETS, SETTLED, tell_followers
from tests.community.conftest import delivered, link
from tests.conftest import ROWS
from tests.post import body

DAY = timedelta(days=1)
GARDEN = "4;Le verger du quai;Un verger et un jardin au bord de l'eau.;jardin;2026;44000 Nantes"
NOW, DAILY, WEEKLY = Follow.Frequency.AT_ONCE, Follow.Frequency.DAILY, Follow.Frequency.WEEKLY


@pytest.fixture
def catalogue(harvest_rows, post):
    """Three projects, published yesterday; a mail server that takes what is sent."""
    harvest_rows()
    Sheet.objects.update(published_at=timezone.now() - DAY)
    return harvest_rows


def follows(params: str, frequency: Follow.Frequency = NOW, **more: str) -> Follow:
    email = more.pop("email", "anne@exemple.fr")
    follower = Follower.objects.get_or_create(email=email)[0]
    follow = Follow.objects.create(follower=follower, params=params, frequency=frequency, **more)
    confirm(follow)
    return follow


def _desk(operator) -> Client:
    client = Client()
    client.force_login(operator)
    return client


def told(post, after: timedelta = NOW.period) -> list[str]:
    """Look for news as if so much time had passed; the subjects of what arrived."""
    tell_followers(timezone.now() + after)
    return [mail["Subject"].strip() for mail in delivered(post)]


def test_a_new_project_is_told_at_once_to_who_follows_its_search(catalogue, post) -> None:
    follows("q=jardins&territory=departement%3A44")
    follows("theme=EMP", email="ben@exemple.fr")
    assert told(post) == []
    catalogue([*ROWS, GARDEN])
    subject = "1 nouveau projet\u00a0: jardins · Loire-Atlantique"
    assert told(post) == [subject]
    (mail,) = post.mails
    assert mail["To"] == "anne@exemple.fr"
    sheet = Sheet.objects.get(title="Le verger du quai")
    assert link(mail, "/fiches/") == f"/fiches/{sheet.slug}-{sheet.pk}/"
    assert "/projets/?q=jardins&territory=departement%3A44" in body(mail, "plain")
    for kind in ("plain", "html"):
        assert "Nantes, Loire-Atlantique" in body(mail, kind)
        assert "Le Jardin partagé" not in body(mail, kind)
    assert told(post, NOW.period * 2) == []


def test_what_is_harvested_again_or_changes_or_comes_back_is_not_new(catalogue, post) -> None:
    follows("")
    catalogue([ROWS[0].replace("cultive", "récolte"), *ROWS[1:]])
    assert told(post) == []
    catalogue(ROWS[:2])
    catalogue(ROWS)
    assert told(post, DAY) == []


def test_a_project_that_took_up_one_that_was_known_is_not_new(catalogue, post) -> None:
    follows("")
    catalogue([*ROWS, GARDEN])
    new, known = Sheet.objects.get(title="Le verger du quai"), Sheet.objects.first()
    known.merged_into, known.withdrawn_at = new, timezone.now()
    known.save()
    assert told(post) == []


def test_a_project_that_was_merged_before_it_was_told_is_not_told(catalogue, post) -> None:
    follows("")
    catalogue([*ROWS, GARDEN])
    new, known = Sheet.objects.get(title="Le verger du quai"), Sheet.objects.first()
    assert told(post, timedelta()) == []  # it waits, so that its like can be found
    new.merged_into, new.withdrawn_at = known, timezone.now()
    new.save()
    assert told(post) == []


def test_a_follow_is_told_once_a_day_or_once_a_week_and_nothing_when_nothing_is_new(
    catalogue, post
) -> None:
    follows("", DAILY)
    follows("", WEEKLY, email="ben@exemple.fr")
    catalogue([*ROWS, GARDEN])
    assert told(post, DAY * 0.9) == []
    assert [len(told(post, DAY * 1.01)), post.mails[0]["To"]] == [1, "anne@exemple.fr"]
    assert told(post, DAY * 1.5) == []
    assert told(post, DAY * 2.1) == []
    assert [len(told(post, DAY * 7.1)), post.mails[1]["To"]] == [1, "ben@exemple.fr"]
    assert told(post, DAY * 20) == []


def test_the_hour_of_a_daily_mail_does_not_wander(catalogue, post) -> None:
    follows("", DAILY)
    first = Follow.objects.get().next_at
    told(post, DAY * 1.2)
    assert Follow.objects.get().next_at == first + DAY
    told(post, DAY * 9)  # a worker that slept for a week
    assert Follow.objects.get().next_at > first + DAY * 7


def test_many_new_projects_are_told_by_the_first_and_a_link_to_the_rest(catalogue, post) -> None:
    follows("")
    more = [f"{n};Projet {n};Texte {n};jardin;2020;Nantes" for n in range(10, 35)]
    catalogue([*ROWS, *more])
    assert told(post) == ["25 nouveaux projets\u00a0: Tous les projets"]
    plain = body(post.mails[0], "plain")
    assert plain.count("/fiches/") == MOST_SHEETS
    assert "Et 5 autres." in plain


def test_nobody_is_told_who_did_not_confirm(catalogue, post) -> None:
    follower = Follower.objects.create(email="anne@exemple.fr")
    Follow.objects.create(follower=follower, params="")
    catalogue([*ROWS, GARDEN])
    assert told(post) == []


def test_each_is_told_in_the_language_that_they_asked_in(catalogue, post) -> None:
    follows("theme=AGR", language="en")
    catalogue([*ROWS, GARDEN])
    assert told(post) == ["1 new project: Farming and food"]
    assert "/en/sheets/" in body(post.mails[0], "plain")
    assert "Stop following it" in body(post.mails[0], "html")


def test_one_click_leaves_without_account_or_cookie(catalogue, post) -> None:
    follows("")
    catalogue([*ROWS, GARDEN])
    told(post)
    (mail,) = post.mails
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"].strip(" <>")
    path = address.removeprefix("https://carrefour.exemple.fr")
    assert path == link(mail, "/arreter/")
    reader = Client(enforce_csrf_checks=True)
    assert "Ne plus m’écrire" in reader.get(path).content.decode()
    assert Follow.objects.exists()  # a mail program that opens links ends nothing
    done = reader.post(path, {"List-Unsubscribe": "One-Click"}, headers={"Origin": "https://m.fr"})
    assert "Vous ne recevrez plus rien" in done.content.decode()
    assert not Follower.objects.exists()
    assert reader.post(path).status_code == 404
    assert reader.post(path[:-2] + "x/").status_code == 404


def test_leaving_takes_back_the_mail_that_waits(catalogue, post) -> None:
    follow = follows("")
    catalogue([*ROWS, GARDEN])
    tell_followers(timezone.now() + NOW.period)
    assert Mail.objects.count() == 1
    follow.delete()
    assert delivered(post) == []


def test_what_is_new_while_the_mail_server_is_down_is_told_once_it_is_up(
    catalogue, post, settings, caplog, operator
) -> None:
    follows("")
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    catalogue([*ROWS, GARDEN])
    assert told(post) == []
    assert "tried again later" in caplog.text
    assert "1 courriel n’a pas pu partir" in _desk(operator).get("/pilotage/").content.decode()
    catalogue([*ROWS, GARDEN, "5;Un compost;Au jardin;jardin;2026;Nantes"])
    Sheet.objects.filter(title="Un compost").update(published_at=timezone.now() + SETTLED)
    assert told(post, NOW.period * 2) == []
    assert Mail.objects.count() == 1  # what is new meanwhile waits for the next mail
    settings.EMAIL_PORT = port
    later = NOW.period * 2
    assert told(post, later) == ["1 nouveau projet\u00a0: Tous les projets"]
    assert told(post, later) == ["1 nouveau projet\u00a0: Tous les projets"]
    assert "Un compost" in body(post.mails[1], "plain")


def test_without_a_mail_server_nothing_counts_as_told(catalogue, post, settings) -> None:
    follows("")
    host, settings.EMAIL_HOST = settings.EMAIL_HOST, ""
    catalogue([*ROWS, GARDEN])
    assert told(post) == []
    settings.EMAIL_HOST = host
    assert len(told(post)) == 1


def test_while_search_rests_nothing_counts_as_told(catalogue, post, settings) -> None:
    from carrefour.pipeline.engine import search_engine

    follows("")
    catalogue([*ROWS, GARDEN])
    index, settings.INDEX_DIR = settings.INDEX_DIR, settings.VAR_DIR / "none"
    search_engine.cache_clear()
    assert told(post) == []
    settings.INDEX_DIR = index
    search_engine.cache_clear()
    assert len(told(post)) == 1


def test_those_who_wait_for_longest_are_told_first_and_the_others_at_the_next_turn(
    catalogue, post, monkeypatch
) -> None:
    follows("", email="anne@exemple.fr")
    follows("", email="ben@exemple.fr")
    catalogue([*ROWS, GARDEN])
    monkeypatch.setattr(telling, "TURN", 0.0)
    for to in ("anne@exemple.fr", "ben@exemple.fr"):
        assert len(told(post)) == 1
        assert post.mails[-1]["To"] == to
    assert told(post) == []


def test_who_is_killed_before_the_mail_went_out_loses_nothing(catalogue, post) -> None:
    follows("")
    catalogue([*ROWS, GARDEN])
    tell_followers(timezone.now() + NOW.period)  # and here the worker is killed
    assert len(delivered(post)) == 1
    assert told(post) == []


def test_who_is_killed_after_the_mail_went_out_repeats_it_once(
    catalogue, post, monkeypatch
) -> None:
    follows("")
    catalogue([*ROWS, GARDEN])
    tell_followers(timezone.now() + NOW.period)

    def killed(_mail: Mail) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as death:
        death.setattr(Mail, "delete", killed)
        with pytest.raises(KeyboardInterrupt):
            delivered(post)
    assert len(post.mails) == 1
    assert send_waiting(Mail.objects) == 0  # others see that it was being tried
    assert len(delivered(post)) == 1
    one, two = post.mails
    assert one["Message-ID"] == two["Message-ID"]
    assert delivered(post) == []


def test_two_workers_tell_once(catalogue, post) -> None:
    stale = follows("")
    stale = Follow.objects.get(pk=stale.pk)
    catalogue([*ROWS, GARDEN])
    later = timezone.now() + NOW.period
    assert tell_followers(later) == 1
    assert telling._tell(stale, later - SETTLED, later) == 0
    assert Mail.objects.count() == 1


def test_a_follow_that_cannot_be_told_of_keeps_nothing_from_the_others(
    catalogue, post, caplog
) -> None:
    broken = follows("theme=AGR")
    follows("", email="ben@exemple.fr")
    Follow.objects.filter(pk=broken.pk).update(frequency="never")
    catalogue([*ROWS, GARDEN])
    assert len(told(post)) == 1
    assert f"follow {broken.pk} cannot be told of" in caplog.text


def test_the_worker_tells_and_sends(installation, partner, post, settings) -> None:
    installation.env |= {
        "CARREFOUR_ALLOW_PRIVATE": partner.url.removeprefix("http://"),
        "CARREFOUR_SMTP_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
        "CARREFOUR_SITE_URL": "https://carrefour.exemple.fr",
    }
    items = '[{"id": 1, "nom": "Le jardin", "texte": "Il agit."}]'
    partner.answers["/data"] = items
    installation.declare("essai", {"url": f"{partner.url}/data"}, watch={"schedule": "every day"})
    installation.run("worker", "--once")
    installation.python(
        "from datetime import timedelta\n"
        "from django.utils import timezone\n"
        "from carrefour.catalogue.models import Sheet\n"
        "from carrefour.community.models import Follow, Follower\n"
        "now = timezone.now()\n"
        "Sheet.objects.update(published_at=now - timedelta(minutes=10))\n"
        "anne = Follower.objects.create(email='anne@exemple.fr')\n"
        "begun = {f'{name}_at': now for name in ('asked', 'confirmed', 'next')}\n"
        "before = now - timedelta(days=1)\n"
        "Follow.objects.create(follower=anne, params='q=jardin', frequency='now',"
        " told_until=before, **begun)\n"
    )
    installation.run("worker", "--once")
    assert [mail["To"] for mail in post.mails] == ["anne@exemple.fr"]
