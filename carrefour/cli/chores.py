"""What a worker does from time to time, beside harvests; each room's modules say how."""

from __future__ import annotations

from carrefour.api.hooks import call_programs, tell_programs
from carrefour.community.account.absence import look_after_absent
from carrefour.community.account.sessions import SessionStore
from carrefour.community.audit import forget_acts
from carrefour.community.bouncing import forget_bounces
from carrefour.community.contacting import forget_messages
from carrefour.community.following import forget_unconfirmed
from carrefour.community.inviting import forget_invitations
from carrefour.community.limits import forget_old
from carrefour.community.models import Mail
from carrefour.community.post import send_waiting
from carrefour.community.reporting import forget_reports
from carrefour.community.telling import tell_followers
from carrefour.contribution.deciding import forget_decided
from carrefour.contribution.sending import forget_drafts
from carrefour.desk.alerts import watch_over
from carrefour.desk.models import Mail as MailToWatchers
from carrefour.desk.summary import summarise
from carrefour.editorial.issues import write_issues
from carrefour.editorial.models import IssueMail
from carrefour.editorial.subscribing import forget_unconfirmed as forget_who_did_not_subscribe
from carrefour.exchange.calling import call_reviewers
from carrefour.exchange.complaining import forget_complaints
from carrefour.exchange.conversing import forget_threads
from carrefour.exchange.gazette import tell_news, tell_the_week
from carrefour.exchange.noticing import forget_notices, remind
from carrefour.opendata.giving import note_given
from carrefour.opendata.writing import edition_due
from carrefour.pipeline.aside import Aside
from carrefour.pipeline.contributions import withdraw_dropped
from carrefour.pipeline.decisions import apply_what_waits
from carrefour.pipeline.indexing import index_due
from carrefour.pipeline.links import links_due
from carrefour.pipeline.pictures import pictures_due
from carrefour.pipeline.retention import thin_history
from carrefour.pipeline.twins import find_what_waits
from carrefour.pipeline.worker import Chore
from carrefour.usage.keeping import fold
from carrefour.usage.unfound import forget_unfound

HOUR, DAY = 3600, 24 * 3600  # seconds


def asides() -> dict[str, Aside]:
    """What is done by a process of its own, one at a time of each."""
    return {
        "index": Aside(["index", "--waiting"], index_due),
        "images": Aside(["images", "fetch"], pictures_due),
        "links": Aside(["links", "check"], links_due),
        "dump": Aside(["dump"], edition_due),
    }


def chores(beside: dict[str, Aside]) -> list[Chore]:
    """Everything that a worker attends to; ``beside`` are those of `asides`."""
    return [
        Chore("watching over sources", 15, watch_over),
        Chore("applying what people decided", 5, apply_what_waits),
        Chore("withdrawing projects whose acceptance was undone", 15, withdraw_dropped),
        Chore("linking what tells the same project", 5, find_what_waits),
        Chore("telling of new projects", 15, tell_followers),
        Chore("summing up what waits", 600, summarise),
        Chore("sending mail to watchers", 15, lambda: send_waiting(MailToWatchers.objects)),
        Chore("sending mail to visitors", 15, lambda: send_waiting(Mail.objects)),
        Chore("writing newsletters", 15, write_issues),
        Chore("sending newsletters", 15, lambda: send_waiting(IssueMail.objects)),
        Chore("telling programs of new projects", 15, tell_programs),
        Chore("calling programs", 15, call_programs),
        Chore("bringing the search index up to date", 15, beside["index"]),
        Chore("fetching images", 30, beside["images"]),
        Chore("checking links", HOUR, beside["links"]),
        Chore("writing open data", 600, beside["dump"]),
        Chore("noting what may be given on", 60, note_given),
        Chore("thinning the history", HOUR, thin_history),
        Chore("forgetting what was counted", HOUR, forget_old),
        Chore("forgetting who never confirmed", HOUR, forget_unconfirmed),
        Chore("forgetting who never subscribed", HOUR, forget_who_did_not_subscribe),
        Chore("forgetting messages", HOUR, forget_messages),
        Chore("forgetting reports", HOUR, forget_reports),
        Chore("forgetting invitations", HOUR, forget_invitations),
        Chore("calling those who moderate", HOUR, call_reviewers),
        Chore("telling news of communities", 15, tell_news),
        Chore("telling the week of communities", 600, tell_the_week),
        Chore("reminding of notices that end", HOUR, remind),
        Chore("forgetting notices", HOUR, forget_notices),
        Chore("forgetting conversations", HOUR, forget_threads),
        Chore("forgetting complaints", HOUR, forget_complaints),
        Chore("folding figures of use", DAY, fold),
        Chore("forgetting what was looked for", DAY, forget_unfound),
        Chore("forgetting drafts that nobody goes on with", HOUR, forget_drafts),
        Chore("forgetting proposals refused long ago", HOUR, forget_decided),
        Chore("forgetting old acts", DAY, forget_acts),
        Chore("forgetting addresses that refused mail", HOUR, forget_bounces),
        Chore("looking after accounts that nobody uses", HOUR, look_after_absent),
        Chore("forgetting ended sessions", DAY, SessionStore.clear_expired),
    ]
