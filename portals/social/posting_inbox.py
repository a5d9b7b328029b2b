"""What a person must know of posts and tokens: posts that failed, and tokens that die or do not work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.boards.enums import STANDING_EDITORS
from portals.clock import local_date
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource
from portals.models import SocialService

from .enums import PASSING, SocialFault, SocialPostState
from .figures import last_month
from .models import SocialPost, SocialToken
from .months_told import ASKED_TO, owing_tokens
from .outcomes import LONGEST_WAIT, MOST_READS, STOPPED

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal

ANNOUNCED_BEFORE = timedelta(days=14)
LINES_A_PORTAL = 20
# What is to go is gone by then, or a person deletes it.
TAKEN_DOWN_WITHIN = timedelta(minutes=30)


class SocialPostFaults(InboxSource):
    """A line a post that failed, that is to be taken down and is not, or that waits too long; until it is settled.

    What waits is told also where no round is ever begun, since posting was switched off.
    """

    kind = "social-post-fault"
    label = gettext_lazy("Social posts that failed")
    positions = STANDING_EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            failed_posts(reader.now),
            portal="account__portal",
            since="state_at",
            words={
                "service": F("account__service"),
                "account": F("account_id"),
                "state": F("state"),
                "said": F("fault_words"),
            },
            most=LINES_A_PORTAL,
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        service = SocialService(row.words["service"]).label
        state = row.words["state"]
        stuck = state == SocialPostState.WITHDRAWING
        if stuck:
            title = _("A post on %(service)s cannot be taken down")
            note = _("Nobody has taken it down yet: delete it there by hand, and say so here.")
        elif state == SocialPostState.FAILED:
            title, note = _("A post on %(service)s failed"), ""
        else:
            title = _("A post on %(service)s has waited for more than a day")
            note = _("Nothing was done with it: maybe posting is switched off.")
        url = f"{reverse('social_posts', args=[row.words['account']])}#bai-{row.pk}"
        return row.item(
            key=f"{row.pk}-{row.since:%Y%m%d%H%M%S}" if row.since else None,
            title=title % {"service": service},
            urgency=InboxUrgency.URGENT if stuck else InboxUrgency.ORDINARY,
            url=url,
            acts=(InboxAct(label=_("See and settle"), url=url),),
            note=row.words["said"] or note,
        )

    def rest(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        return row.item(
            key=f"rest-{row.portal.pk}",
            title=_("%(count)s more social posts failed") % {"count": row.stands_for},
            url=reverse("social_accounts", args=[row.portal.pk]),
        )

    def urgent(self, now: datetime) -> Iterator[Rows]:
        stuck = failed_posts(now).filter(state=SocialPostState.WITHDRAWING)
        yield Rows(stuck, portal="account__portal")


def failed_posts(now: datetime) -> QuerySet[SocialPost]:
    """Posts of which a person must know: that failed, that still stand though they are to go, or that nobody sends."""
    refused = Q(fault__gt="") & ~Q(fault__in=PASSING | {SocialFault.UNPROVEN})
    stubborn = Q(fault__gt="", tries__gte=MOST_READS)
    overdue = Q(state_at__lte=now - TAKEN_DOWN_WITHIN)
    stuck = Q(state=SocialPostState.WITHDRAWING) & (refused | stubborn | overdue)
    waits = Q(state__in=STOPPED, state_at__lte=now - LONGEST_WAIT)
    return SocialPost.objects.filter(Q(state=SocialPostState.FAILED) | stuck | waits)


class SocialTokens(InboxSource):
    """A line a token that dies within 14 days, or does not work; until another one is given."""

    kind = "social-token"
    label = gettext_lazy("Tokens of social accounts that die")
    positions = STANDING_EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            tokens_to_tell(local_date(reader.now)),
            portal="account__portal",
            since="fault_at",
            words={
                "service": F("account__service"),
                "account": F("account_id"),
                "name": F("account__name"),
                "said": F("fault_words"),
                "dies_on": F("dies_on"),
            },
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        told = {"service": SocialService(row.words["service"]).label, "name": row.words["name"]}
        url = reverse("social_token", args=[row.words["account"]])
        said, dies_on = row.words["said"], row.words["dies_on"]
        if said:
            title = _("Nothing can be posted to %(name)s (%(service)s)") % told
        else:
            day = date.fromisoformat(dies_on)
            told["day"] = f"{day:%d/%m/%Y}"
            title = _("The token of %(name)s (%(service)s) dies on %(day)s") % told
        return row.item(
            key=f"{row.pk}-{'fault' if said else dies_on}",
            title=title,
            urgency=InboxUrgency.URGENT if said else InboxUrgency.ORDINARY,
            url=url,
            acts=(InboxAct(label=_("Give a new token"), url=url),),
            note=said,
        )

    def urgent(self, now: datetime) -> Iterator[Rows]:
        faulty = SocialToken.objects.filter(fault__gt="", account__closed_on=None)
        yield Rows(faulty, portal="account__portal")


def tokens_to_tell(today: date) -> QuerySet[SocialToken]:
    """Tokens of open accounts that do not work, or die within 14 days."""
    return SocialToken.objects.filter(
        Q(fault__gt="") | Q(dies_on__lte=today + ANNOUNCED_BEFORE), account__closed_on=None
    )


class SocialMonthsUntold(InboxSource):
    """A line an account whose service did not tell the figures of the month that is over, once nobody asks any more."""

    kind = "social-month-untold"
    label = gettext_lazy("Figures of social accounts that are missing")
    positions = STANDING_EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        today = local_date(reader.now)
        if today.day > ASKED_TO:
            yield Rows(
                owing_tokens(last_month(today)),
                portal="account__portal",
                words={
                    "service": F("account__service"),
                    "account": F("account_id"),
                    "name": F("account__name"),
                },
            )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        month = last_month(local_date(reader.now))
        url = reverse("social_month", args=[row.words["account"]])
        return row.item(
            key=f"{row.pk}-{month:%Y%m}",
            title=_("Followers and reach of %(name)s (%(service)s) in %(month)s are missing")
            % {
                "service": SocialService(row.words["service"]).label,
                "name": row.words["name"],
                "month": f"{month:%m/%Y}",
            },
            urgency=InboxUrgency.UNHURRIED,
            url=url,
            acts=(InboxAct(label=_("Enter the figures"), url=url),),
            note=_("The service did not tell them."),
        )
