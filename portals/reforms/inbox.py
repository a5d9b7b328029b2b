"""Changes of units in the inbox: those that wait for a second person, and before the day whoever loses a post."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from portals.boards.enums import ALL_POSITIONS, APPROVERS
from portals.boards.models import BoardMember
from portals.boards.names import name_of, name_parts
from portals.clock import LOCAL_ZONE, local_date
from portals.inbox.items import InboxAct, InboxUrgency
from portals.inbox.rows import Rows
from portals.inbox.source import InboxSource
from portals.tiers import INSTALL_TIER

from .enums import STAYING, ActDirection
from .models import ReformAct, ReformRow, ReformSeat

if TYPE_CHECKING:
    from portals.inbox.items import InboxItem
    from portals.inbox.reader import InboxReader
    from portals.inbox.rows import InboxRow
    from portals.models import Portal

# Time to finish what was begun, and to ask for another post.
TOLD_BEFORE = timedelta(days=7)
# One digest holds it as something to do; afterwards it is mailed on Mondays only, as all that does not press.
PRESSES_FOR = timedelta(days=1)


class ReformsToConfirm(InboxSource):
    """A line a change that somebody else wants carried out, or taken back."""

    kind = "reform-to-confirm"
    label = gettext_lazy("Changes of units that wait to be confirmed")
    positions = APPROVERS

    def portals(self, reader: InboxReader) -> list[Portal]:
        return [one for one in super().portals(reader) if one.tier_id == INSTALL_TIER][:1]

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        waiting = ReformAct.objects.wanted().filter(confirmed_at=None)
        yield Rows(
            waiting.exclude(wanted_by=reader.user),
            portal=Value(portals[0].pk),
            since="wanted_at",
            words={
                "title": F("reform__title"),
                "day": F("reform__takes_effect_on"),
                "reform": F("reform_id"),
                "direction": F("direction"),
                "by": name_parts("wanted_by"),
            },
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        words = row.words
        said = {
            "person": name_of(words["by"]),
            "day": f"{date.fromisoformat(words['day']):%d/%m/%Y}",
        }
        if words["direction"] == ActDirection.BACK:
            note = _("%(person)s asks to have it taken back.") % said
        else:
            note = _("%(person)s asks to have it carried out on %(day)s.") % said
        url = reverse("reform", args=[words["reform"]])
        confirm = reverse("reform_confirm", args=[words["reform"]])
        return row.item(
            title=words["title"],
            url=url,
            acts=(
                InboxAct(label=pgettext("change of units", "Confirm"), url=confirm),
                InboxAct(label=_("View"), url=url),
            ),
            note=note,
        )


class PostsThatEnd(InboxSource):
    """For whoever loses a post with a confirmed change and was given none on a new board: a line a post, for a week."""

    kind = "post-ends"
    label = gettext_lazy("Posts of yours that end with a change of units")
    positions = ALL_POSITIONS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        today = local_date(reader.now)
        same = ReformRow.objects.filter(reform=OuterRef("reform"), original=OuterRef("original"))
        held = BoardMember.objects.filter(
            Q(period__upper_inf=True)
            | Q(period__endswith__gte=OuterRef("reform__takes_effect_on")),
            board__portal=OuterRef("original"),
            user=reader.user,
            period__contains=today,
        )
        seats = ReformSeat.objects.filter(unit__reform=OuterRef("reform"), user=reader.user)
        confirmed = ReformAct.objects.wanted().filter(
            reform=OuterRef("reform"), direction=ActDirection.FORWARD, confirmed_at__isnull=False
        )
        ending = ReformRow.objects.filter(
            # Of a unit that is split the first row alone.
            ~Exists(same.filter(Q(kind__in=STAYING) | Q(position__lt=OuterRef("position")))),
            ~Exists(seats),
            Exists(held),
            reform__takes_effect_on__gt=today,
            reform__takes_effect_on__lte=today + TOLD_BEFORE,
        )
        yield Rows(
            ending.annotate(confirmed=Subquery(confirmed.values("confirmed_at")[:1])).filter(
                confirmed__isnull=False
            ),
            portal="original",
            since="confirmed",
            words={"mandate": F("reform__mandate"), "day": F("reform__takes_effect_on")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        day = date.fromisoformat(row.words["day"])
        told_from = datetime.combine(day - TOLD_BEFORE, time(), LOCAL_ZONE)
        since = max(told_from, row.since or told_from)
        is_new = reader.now < since + PRESSES_FOR
        url = reverse("board", args=[row.portal.pk])
        return row.item(
            title=_("Your post on the board of %(board)s ends on %(day)s")
            % {"board": row.portal.name, "day": f"{day:%d/%m/%Y}"},
            url=url,
            urgency=InboxUrgency.ORDINARY if is_new else InboxUrgency.UNHURRIED,
            acts=(InboxAct(label=_("View"), url=url),),
            note=_(
                "The unit ends by %(mandate)s, and no new board has given you a post. Finish what you have begun;"
                " if you are to go on, ask the board of the province before that day."
            )
            % {"mandate": row.words["mandate"]},
        )
