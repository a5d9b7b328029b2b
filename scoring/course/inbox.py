"""What waits for a person in the course of a month, each with the day by which it is due."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from django.db.models import BigIntegerField, Count, F, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portals.boards.enums import APPROVERS, STANDING_EDITORS
from portals.clock import local_date
from portals.inbox.items import InboxAct, InboxItem
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource
from portals.models import Succession
from portals.tiers import INSTALL_TIER
from scoring.enums import ProceedingState
from scoring.models import Appeal, Proceeding, Scorecard

from .penalties import unconfirmed_penalties
from .queries import late_at

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable
    from django_stubs_ext import StrOrPromise

    from portals.inbox.reader import InboxReader
    from portals.models import Portal

ACTING = Coalesce("passed_to", "scorer")


def month_of(row: InboxRow) -> str:
    """The month as people write it; a date comes back as "2026-10-01"."""
    year, month, _day = str(row.words["month"]).split("-")
    return f"{month}/{year}"


def answering(reader: InboxReader, portal: str = "portal") -> Combinable:
    """The portal whose board answers for a card: that of `portal`, or its successor's where it has closed."""
    heir = Succession.objects.filter(
        portal=OuterRef(portal), portal__closed_on__lte=local_date(reader.now)
    ).order_by("pk")
    return Coalesce(
        Subquery(heir.values("successor")[:1]), F(portal), output_field=BigIntegerField()
    )


class SelfAssessmentsToSign(InboxSource):
    """A card whose self-assessment is not signed, for head and deputy of the board that answers for it."""

    kind = "self-assessment"
    label = gettext_lazy("Self-assessments to sign")
    positions = APPROVERS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            Scorecard.objects.filter(
                proceeding__state__in=[ProceedingState.FROZEN, ProceedingState.SELF_ASSESSED],
                self_assessment=None,
            ),
            portal=answering(reader),
            since="proceeding__opened_at",
            due_at="proceeding__self_assessment_due_at",
            words={"month": F("round__month"), "name": F("portal__name")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("scoring:self_assess", args=[row.pk])
        return row.item(
            title=_("Sign the self-assessment of %(month)s") % {"month": month_of(row)},
            url=url,
            acts=(InboxAct(label=_("Assess and sign"), url=url),),
            note=row.words["name"] if row.words["name"] != row.portal.name else "",
        )


class OfAScorer(InboxSource):
    """A step of one month that a scorer's board takes."""

    title: ClassVar[StrOrPromise]
    button: ClassVar[StrOrPromise]

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("scoring:proceeding", args=[row.pk])
        return row.item(
            title=str(self.title) % {"month": month_of(row)},
            note=row.words.get("refusal", ""),
            url=url,
            acts=(InboxAct(label=str(self.button), url=url),),
        )


class CardsToVerify(OfAScorer):
    kind = "verification"
    label = gettext_lazy("Scorecards to verify")
    positions = STANDING_EDITORS
    title = gettext_lazy("Verify the scorecards of %(month)s")
    button = gettext_lazy("Verify")

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            Proceeding.objects.filter(state=ProceedingState.SELF_ASSESSED),
            portal=ACTING,
            since="self_assessed_at",
            due_at="verification_due_at",
            words={"month": F("round__month")},
        )


class PenaltiesToConfirm(InboxSource):
    """A heavy penalty that waits for a second person, for all of the scorer's desk but who entered it."""

    kind = "penalty"
    label = gettext_lazy("Penalties to confirm")
    positions = STANDING_EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        own = [portal.pk for portal, _position in reader.posts]
        yield Rows(
            # What was measured was entered by nobody.
            unconfirmed_penalties()
            .filter(Q(entered_by=None) | ~Q(entered_by=reader.user))
            .exclude(portal__in=own),
            portal="acting",
            since="entered_at",
            due_at="due_at",
            words={"name": F("portal__name"), "month": F("month"), "source": F("source")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("scoring:confirm_penalty", args=[row.pk])
        return row.item(
            title=_("Confirm the penalty for %(portal)s") % {"portal": row.words["name"]},
            url=url,
            acts=(InboxAct(label=_("See and confirm"), url=url),),
            note=row.words["source"],
        )


class MonthsToDecide(OfAScorer):
    """From the end of the days for requests on."""

    kind = "round-decision"
    label = gettext_lazy("Months to decide on")
    positions = APPROVERS
    title = gettext_lazy("Decide on the scores of %(month)s")
    button = gettext_lazy("See and decide")

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            Proceeding.objects.filter(
                state=ProceedingState.APPEALABLE, appeal_due_at__lt=reader.now
            ),
            portal=ACTING,
            since="appeal_due_at",
            due_at="publication_due_at",
            words={"month": F("round__month")},
        )


class NoticesToEnter(OfAScorer):
    kind = "round-notice"
    label = gettext_lazy("Notices to enter")
    positions = STANDING_EDITORS
    title = gettext_lazy("Enter the signed notice of %(month)s")
    button = gettext_lazy("Enter the notice")

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            Proceeding.objects.filter(
                state=ProceedingState.DECIDED, round__is_trial=False, notice=None
            ),
            portal=ACTING,
            since="decided_at",
            due_at="publication_due_at",
            words={"month": F("round__month"), "refusal": F("notice_refusal")},
        )


class RequestsToRule(InboxSource):
    """A request for review without a ruling, for head and deputy of the scorer."""

    kind = "review-request"
    label = gettext_lazy("Requests for review of a score")
    positions = APPROVERS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            Appeal.objects.filter(ruling="", card__proceeding__state=ProceedingState.APPEALABLE),
            portal=Coalesce("card__proceeding__passed_to", "card__proceeding__scorer"),
            since="made_at",
            due_at="card__proceeding__publication_due_at",
            words={
                "name": F("card__portal__name"),
                "code": F("criterion_code"),
                "month": F("card__round__month"),
            },
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("scoring:rule", args=[row.pk])
        return row.item(
            title=_("%(portal)s asks for a review of %(code)s")
            % {"portal": row.words["name"], "code": row.words["code"]},
            url=url,
            acts=(InboxAct(label=_("Read and rule"), url=url),),
            note=_("Scores of %(month)s") % {"month": month_of(row)},
        )


class LateScorers(InboxSource):
    """One line a day for head and deputy of the province: how many scorers are late, and the way to all of them."""

    kind = "late-scorers"
    label = gettext_lazy("Scorers that are late")
    positions = APPROVERS

    def portals(self, reader: InboxReader) -> list[Portal]:
        provinces = [one for one in super().portals(reader) if one.tier_id == INSTALL_TIER]
        return provinces[:1]

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        (province,) = portals
        late = Proceeding.objects.filter(late_at(reader.now))
        yield Rows(
            late.annotate(place=Value(province.pk)).values("place"),
            pk="place",
            portal="place",
            since=Min("publication_due_at"),
            words={"count": Count("pk")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        count = row.words["count"]
        url = f"{reverse('scoring:proceedings')}?late"
        return row.item(
            # Told anew each day.
            key=f"{local_date(reader.now)}",
            title=ngettext("%(count)s scorer is late", "%(count)s scorers are late", count)
            % {"count": count},
            url=url,
            acts=(InboxAct(label=_("See who and why"), url=url),),
        )
