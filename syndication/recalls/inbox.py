"""What proofs put into the inbox: recalls and corrections that are not proven although they had the time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portals.accountability.models import CorrectionRuling
from portals.boards.enums import ALL_POSITIONS, APPROVERS, STANDING_EDITORS
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource
from syndication.models import RecallRequest
from syndication.queries import title_of

from .enums import SETTLED
from .models import RecallProof

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal

# All portals answer within a minute where nothing is wrong.
TIME_TO_PROVE = timedelta(minutes=5)
# Whoever asked for a recall reads the answer in this time.
ANSWERS_TOLD = timedelta(days=7)


_WRONG = Count("addresses", filter=~Q(addresses__state__in=SETTLED))
_RULED_BY = Subquery(
    CorrectionRuling.objects.filter(case=OuterRef("correction__request_number")).values("portal")
)


class UnprovenRecalls(InboxSource):
    kind = "unproven-recall"
    label = gettext_lazy("Recalled stories that still answer somewhere")
    positions = STANDING_EDITORS
    always_told = True

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            _late(reader.now),
            pk="recall",
            portal="recall__portal",
            since="recall__recalled_at",
            due_at=F("recall__recalled_at") + TIME_TO_PROVE,
            words={
                "title": title_of("recall__story"),
                "wrong": _WRONG,
            },
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("proof:recall", args=[row.pk])
        return row.item(
            title=row.words["title"],
            urgency=InboxUrgency.URGENT,
            url=url,
            acts=(InboxAct(label=_("See which addresses"), url=url),),
            note=_told(row.words["wrong"]),
        )

    def urgent(self, now: datetime) -> Iterator[Rows]:
        yield Rows(_late(now), portal="recall__portal")


class RecallsAskedFor(InboxSource):
    """A story that a member of the board, or of one above, wants to have taken down."""

    kind = "recall-request"
    label = gettext_lazy("Recalls that are asked for")
    positions = APPROVERS
    always_told = True

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            _asked_for(),
            portal="portal",
            since="asked_at",
            words={"title": title_of("story"), "story": "story", "reason": "reason"},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        decline = reverse("syndication:decline_recall", args=[row.pk])
        recall = reverse("syndication:recall", args=[row.words["story"]])
        return row.item(
            title=row.words["title"],
            urgency=InboxUrgency.URGENT,
            url=decline,
            acts=(
                InboxAct(label=_("Recall from all portals"), url=recall),
                InboxAct(label=_("The story stays"), url=decline),
            ),
            note=row.words["reason"],
        )

    def urgent(self, now: datetime) -> Iterator[Rows]:
        yield Rows(_asked_for(), portal="portal")


class RecallsDeclined(InboxSource):
    """What became of one's own request where the story stays; a recall tells itself."""

    kind = "recall-declined"
    label = gettext_lazy("Answers to requests for recalls")
    positions = ALL_POSITIONS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            RecallRequest.objects.filter(
                asked_by=reader.user, story__live=True, settled_at__gt=reader.now - ANSWERS_TOLD
            ).exclude(answer=""),
            portal="asked_from",
            since="settled_at",
            words={"title": title_of("story"), "story": "story", "answer": "answer"},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("syndication:ask_recall", args=[row.words["story"]])
        return row.item(
            title=row.words["title"],
            urgency=InboxUrgency.UNHURRIED,
            url=url,
            acts=(InboxAct(label=_("See the answer"), url=url),),
            note=_("The story stays: %(answer)s") % {"answer": row.words["answer"]},
        )


class UnprovenCorrections(InboxSource):
    """A ruling's note that does not show somewhere, told to the board that ruled."""

    kind = "unproven-correction"
    label = gettext_lazy("Corrections that do not show everywhere")
    positions = STANDING_EDITORS
    always_told = True

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            _late_notes(reader.now),
            pk="correction__request_number",
            portal=_RULED_BY,
            since="correction__published_at",
            due_at=F("correction__published_at") + TIME_TO_PROVE,
            words={"title": title_of("correction__story"), "wrong": _WRONG},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("case_page", args=[row.pk])
        return row.item(
            title=row.words["title"],
            urgency=InboxUrgency.URGENT,
            url=url,
            acts=(InboxAct(label=_("See the request and its correction"), url=url),),
            note=_told(row.words["wrong"]),
        )

    def urgent(self, now: datetime) -> Iterator[Rows]:
        yield Rows(_late_notes(now), portal=_RULED_BY)


def _told(wrong: int) -> str:
    return ngettext(
        "%(count)s address does not answer as it should.",
        "%(count)s addresses do not answer as they should.",
        wrong,
    ) % {"count": wrong}


def _asked_for() -> QuerySet[RecallRequest]:
    # A story that went down by another way needs no recall.
    return RecallRequest.objects.filter(settled_at=None, story__live=True)


def _late_notes(now: datetime) -> QuerySet[RecallProof]:
    return RecallProof.objects.filter(
        proven_at=None, correction__published_at__lte=now - TIME_TO_PROVE
    )


def _late(now: datetime) -> QuerySet[RecallProof]:
    return RecallProof.objects.filter(
        proven_at=None, recall__isnull=False, recall__recalled_at__lte=now - TIME_TO_PROVE
    )
