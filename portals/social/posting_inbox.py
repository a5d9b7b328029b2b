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
from .models import SocialPost, SocialToken
from .outcomes import MOST_READS

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal

ANNOUNCED_BEFORE = timedelta(days=14)
LINES_A_PORTAL = 20


class SocialPostFaults(InboxSource):
    """A line a post that failed, and a post that is to be taken down and cannot be; until somebody settles it."""

    kind = "social-post-fault"
    label = gettext_lazy("Social posts that failed")
    positions = STANDING_EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            failed_posts(),
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
        stuck = row.words["state"] == SocialPostState.WITHDRAWING
        title = (
            _("A post on %(service)s cannot be taken down")
            if stuck
            else _("A post on %(service)s failed")
        ) % {"service": service}
        url = f"{reverse('social_posts', args=[row.words['account']])}#bai-{row.pk}"
        return row.item(
            key=f"{row.pk}-{row.since:%Y%m%d%H%M%S}" if row.since else None,
            title=title,
            urgency=InboxUrgency.URGENT if stuck else InboxUrgency.ORDINARY,
            url=url,
            acts=(InboxAct(label=_("See and settle"), url=url),),
            note=row.words["said"],
        )

    def rest(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        return row.item(
            key=f"rest-{row.portal.pk}",
            title=_("%(count)s more social posts failed") % {"count": row.stands_for},
            url=reverse("social_accounts", args=[row.portal.pk]),
        )

    def urgent(self, now: datetime) -> Iterator[Rows]:
        stuck = failed_posts().filter(state=SocialPostState.WITHDRAWING)
        yield Rows(stuck, portal="account__portal")


def failed_posts() -> QuerySet[SocialPost]:
    stuck = Q(state=SocialPostState.WITHDRAWING) & (
        (Q(fault__gt="") & ~Q(fault__in=PASSING | {SocialFault.UNPROVEN}))
        | Q(fault__gt="", tries__gte=MOST_READS)
    )
    return SocialPost.objects.filter(Q(state=SocialPostState.FAILED) | stuck)


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
