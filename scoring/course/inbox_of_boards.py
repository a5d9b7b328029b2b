"""What scored boards are told of their months: cards that are shown, answers to requests, heavy penalties.

Nothing here need be done, so nothing here presses; each line goes when the time in which it matters is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portals.boards.enums import APPROVERS
from portals.clock import local_date
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource
from scoring.enums import ProceedingState
from scoring.models import Appeal, PenaltyConfirmation, Scorecard

from .inbox import answering, month_of

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal

# An answer and a confirmed penalty are told for so long.
TOLD_FOR = timedelta(days=14)


class CardsShown(InboxSource):
    """A verified card, for as long as a review may be asked for."""

    kind = "card-shown"
    label = gettext_lazy("Scorecards that are shown")
    positions = APPROVERS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            Scorecard.objects.filter(
                proceeding__state=ProceedingState.APPEALABLE,
                proceeding__appeal_due_at__gte=reader.now,
            ),
            portal=answering(reader),
            since="proceeding__verified_at",
            due_at="proceeding__appeal_due_at",
            words={"month": F("round__month"), "name": F("portal__name"), "total": F("total")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("scoring:scorecard", args=[row.pk])
        return row.item(
            title=_("The scorecard of %(month)s is shown") % {"month": month_of(row)},
            url=url,
            acts=(InboxAct(label=_("See the scorecard"), url=url),),
            note=_("A review of a line may be asked for until %(day)s.")
            % {"day": f"{local_date(row.due_at):%d/%m/%Y}" if row.due_at else "—"},
        )


class RequestsAnswered(InboxSource):
    """Requests for review that were ruled on, a line a card."""

    kind = "review-answer"
    label = gettext_lazy("Answers to requests for review")
    positions = APPROVERS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        recent = Appeal.objects.filter(ruled_at__gt=reader.now - TOLD_FOR)
        yield Rows(
            recent.annotate(place=answering(reader, "card__portal")).values(
                "card", "place", "card__round__month"
            ),
            pk="card",
            portal="place",
            since=Max("ruled_at"),
            words={"month": F("card__round__month"), "count": Count("pk")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        count = row.words["count"]
        url = reverse("scoring:scorecard", args=[row.pk])
        return row.item(
            # Told anew with each answer.
            key=f"{row.pk}-{count}",
            title=ngettext(
                "%(count)s request for review is answered",
                "%(count)s requests for review are answered",
                count,
            )
            % {"count": count},
            urgency=InboxUrgency.UNHURRIED,
            url=url,
            acts=(InboxAct(label=_("Read the answer"), url=url),),
            note=_("Scores of %(month)s") % {"month": month_of(row)},
        )


class PenaltiesTold(InboxSource):
    """A heavy penalty that two persons put on a board's card."""

    kind = "penalty-told"
    label = gettext_lazy("Heavy penalties")
    positions = APPROVERS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        card = Scorecard.objects.filter(
            portal=OuterRef("entry__portal"), round__month=OuterRef("entry__month")
        )
        yield Rows(
            PenaltyConfirmation.objects.filter(
                Q(confirmed_by__isnull=False),
                Q(confirmed_at__gt=reader.now - TOLD_FOR),
                value=F("entry__value"),
                source=F("entry__source"),
                entered_at=F("entry__entered_at"),
            ).annotate(card=Subquery(card.values("pk")[:1])),
            portal=answering(reader, "entry__portal"),
            since="confirmed_at",
            words={"month": F("entry__month"), "card": F("card"), "source": F("source")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("scoring:scorecard", args=[row.words["card"]])
        return row.item(
            # Told anew where it is confirmed anew.
            key=f"{row.pk}-{row.since:%Y%m%d%H%M}",
            title=_("A heavy penalty stands on the scorecard of %(month)s")
            % {"month": month_of(row)},
            url=url,
            acts=(InboxAct(label=_("See the scorecard"), url=url),),
            note=row.words["source"],
        )
