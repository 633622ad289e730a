"""Issues of the newsletter: what they may tell, and sending each once to everyone.

An issue is written to subscribers in the order of their keys, some at a time. The mails and how far
it came are written in one transaction: whatever is killed, nobody is left out and nobody has it
twice.
"""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import transaction
from django.urls import translate_url
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from carrefour.catalogue.models import Sheet
from carrefour.community.audit import Verb, note
from carrefour.community.letters import address, letter
from carrefour.community.models import Mail, User
from carrefour.community.post import leaving
from carrefour.editorial.illustrations import shown_in
from carrefour.editorial.markdown import html_of
from carrefour.editorial.models import Article, Issue, IssueMail, Subscriber
from carrefour.editorial.news import Told, published, told
from carrefour.editorial.subscribing import leave_address

log = logging.getLogger(__name__)
BATCH = 50  # mails that are written at a time
MOST_WAITING = 200  # no more are written while so many wait to go out
MOST_OFFERED = 12  # projects and news that an issue may choose from
SAVED = Verb("letter.saved", _("a écrit une lettre d’information"))
TRIED = Verb("letter.tried", _("s’est envoyé une lettre à l’essai"))
SENT = Verb("letter.sent", _("a envoyé une lettre d’information"))
REMOVED = Verb("letter.removed", _("a supprimé un brouillon de lettre"))


def news_to_choose() -> list[Article]:
    """The news that an issue may tell of, the last first."""
    return list(published()[:MOST_OFFERED])


def sheets_to_choose() -> list[Sheet]:
    """The projects that joined last."""
    shown = Sheet.objects.filter(withdrawn_at=None).order_by("-created_at", "pk")
    return list(shown.select_related("organisation")[:MOST_OFFERED])


def content(issue: Issue, language: str) -> dict[str, object]:
    """What an issue says in ``language``; in French where nobody wrote the English."""
    english = language == "en" and bool(issue.subject_en)
    text = issue.text_en if english else issue.text
    with override(language):
        articles = Article.objects.in_bulk(issue.articles)
        sheets = Sheet.objects.filter(withdrawn_at=None).select_related("organisation")
        kept = sheets.in_bulk(issue.sheets)
        news: list[tuple[Told, str]] = [
            (told(articles[pk], language), address("editorial:article", articles[pk].slug))
            for pk in issue.articles
            if pk in articles and articles[pk].is_out
        ]
        return {
            "title": issue.subject_en if english else issue.subject,
            "text": text,
            "html": _whole(html_of(text, shown_in(text))),
            "news": news,
            "sheets": [
                (kept[pk], address("web:sheet", kept[pk].slug, pk))
                for pk in issue.sheets
                if pk in kept
            ],
            "further": [(label, _in_language(path, language)) for label, path in issue.further],
        }


def is_empty(issue: Issue) -> bool:
    """Whether there is nothing to send."""
    return not (issue.text.strip() or issue.articles or issue.sheets or issue.further)


def send_to_oneself(issue: Issue, user: User) -> None:
    """Write the issue, as it is now, to ``user`` alone, in both languages when it has both."""
    languages = ["fr", "en"] if issue.subject_en else ["fr"]
    with transaction.atomic():
        for language in languages:
            context = {**content(issue, language), "leave": "", "trial": True}
            with override(language):
                mail: Mail = letter(
                    "editorial/mail/issue", user.email, str(context["title"]), context
                )
            mail.user = user
            mail.save()
        note(user, TRIED, f"letter:{issue.pk}", issue.subject)


def send(issue: Issue, by: User | None) -> bool:
    """Let an issue go; ``False`` when it went already, whoever asks twice."""
    with transaction.atomic():
        draft = Issue.objects.filter(pk=issue.pk, state=Issue.State.DRAFT)
        if not draft.update(state=Issue.State.LEAVING, started_at=timezone.now()):
            return False
        note(by, SENT, f"letter:{issue.pk}", issue.subject)
    return True


def write_issues() -> int:
    """Write the next mails of the issue that is leaving; returns how many.

    Without a mail server nothing is written.
    """
    if not settings.EMAIL_HOST:
        return 0
    issue = Issue.objects.filter(state=Issue.State.LEAVING).order_by("started_at").first()
    if issue is None or IssueMail.objects.count() >= MOST_WAITING:
        return 0
    confirmed = Subscriber.objects.filter(pk__gt=issue.reached, confirmed_at__lte=issue.started_at)
    batch = list(confirmed.order_by("pk")[:BATCH])
    contents = {language: content(issue, language) for language in {s.language for s in batch}}
    with transaction.atomic():
        here = Issue.objects.filter(pk=issue.pk, reached=issue.reached, state=Issue.State.LEAVING)
        if not batch:
            here.update(state=Issue.State.SENT, ended_at=timezone.now())
            return 0
        written = issue.written + len(batch)
        if not here.update(reached=batch[-1].pk, written=written):
            return 0  # another worker was faster
        still = set(Subscriber.objects.filter(pk__in=[s.pk for s in batch]).values_list("pk"))
        IssueMail.objects.bulk_create(
            _mail(subscriber, contents[subscriber.language])
            for subscriber in batch
            if (subscriber.pk,) in still
        )
    return len(batch)


def _mail(subscriber: Subscriber, context: dict[str, object]) -> IssueMail:
    with override(subscriber.language):
        leave = leave_address(subscriber)
        mail = letter(
            "editorial/mail/issue",
            subscriber.email,
            str(context["title"]),
            {**context, "leave": leave},
        )
    return IssueMail(
        to=mail.to,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        headers=leaving(leave),
        subscriber=subscriber,
    )


def _in_language(path: str, language: str) -> str:
    """The whole address of a page of ours in ``language``, from its path in any."""
    with override("en" if path.startswith("/en/") else "fr"):
        return translate_url(f"{settings.SITE_URL}{path}", language)


def _whole(html: str) -> str:
    """``html`` with whole addresses: a mail stands nowhere."""
    for attribute in ("href", "src"):
        html = html.replace(f'{attribute}="/', f'{attribute}="{settings.SITE_URL}/')
    return html
