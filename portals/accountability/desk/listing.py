"""The queue: a portal's requests, what is due first; and the sealed ones that one officer alone opens."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, pgettext_lazy

from portals.admin_kit.current import current_portal, works_as
from portals.admin_kit.lists import DeskColumn, DeskList, NumberColumn, TimeColumn
from portals.admin_kit.pages import own_portal
from portals.boards.enums import EDITORS, STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.calendar.working_days import load_calendar
from portals.clock import local_date
from portals.models import Portal
from portals.queries import overseen_by

from ..actions.stating import may_sign
from ..enums import COUNCIL_KINDS, CaseOutcome, CaseState
from ..late import late_anew, late_cases, unattended
from ..models import CaseReview, CaseStatement, CitizenCase, ErasureDemand
from .filters import CaseFilterSet
from .scope import Unstored, desk_portal
from .words import due_words

TEMPLATE = "portals/accountability/queue.html"
# What no list shows stays sealed, and is not even read.
SEALED_COLUMNS = ("text", "person_name", "email", "phone", "address", "identity")


def handles_requests(request: HttpRequest) -> bool:
    return works_as(request, EDITORS)


def requests_of_desk(request: HttpRequest) -> HttpResponse:
    """Lead to the requests of the portal that the person works on now."""
    portal = current_portal(request)
    if portal is None:
        raise Http404
    return redirect("case_queue", portal.pk)


class CaseQueue(Unstored, DeskList):
    """The requests that a portal is in charge of, without sealed ones, by their due moment."""

    template_name = TEMPLATE
    page_title = gettext_lazy("Questions and answers")
    header_icon = "comment"
    has_breadcrumbs = False
    filterset_class = CaseFilterSet
    nothing = gettext_lazy("No request waits here.")
    columns = [
        DeskColumn("code", gettext_lazy("Code"), cells=TEMPLATE),
        DeskColumn(
            "subject", pgettext_lazy("request", "Subject"), cells=TEMPLATE, classname="title"
        ),
        DeskColumn("kind", pgettext_lazy("request", "Kind"), accessor="get_kind_display"),
        DeskColumn("due", pgettext_lazy("request", "Due"), cells=TEMPLATE),
        DeskColumn("who", gettext_lazy("Officer"), accessor=lambda case: case.assigned_to or "—"),
    ]

    @cached_property
    def portal(self) -> Portal:
        return desk_portal(self.request, self.kwargs["portal_id"], self.now)

    def get_base_queryset(self) -> QuerySet[CitizenCase]:
        cases = CitizenCase.objects.filter(portal=self.portal)
        return (
            cases.exclude(outcome=CaseOutcome.SEALED)
            .select_related("assigned_to")
            .defer(*SEALED_COLUMNS)
            .order_by(F("due_at").asc(nulls_last=True), "-arrived_at", "pk")
        )

    def told(self, rows: list[Any]) -> list[Any]:
        calendar = load_calendar()
        ended = [
            case.pk for case in rows if case.kind in COUNCIL_KINDS and case.state == CaseState.ENDED
        ]
        owed = CaseReview.objects.owed_anew().filter(case__in=ended)
        anew = dict(owed.values_list("case", "due_at")) if ended else {}
        for case in rows:
            case.owed_by = anew.get(case.pk, case.due_at)
            case.due_words = due_words(case, self.now, calendar, owed_anew=anew.get(case.pk))
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sealed = CitizenCase.objects.filter(sealed_for=self.user).exists()
        return super().get_context_data(
            portal_of_desk=self.portal,
            keeps_sealed=sealed,
            stated_elsewhere=self._stated_elsewhere(),
            **kwargs,
        )

    def _stated_elsewhere(self) -> list[str]:
        """Where who speaks for the board withdraws what it signed beside requests that others are in charge of now."""
        told = CaseStatement.objects.filter(portal=self.portal, withdrawn_at=None)
        gone = told.exclude(case__portal=self.portal).exclude(case__outcome=CaseOutcome.SEALED)
        found = list(gone.order_by("signed_at").values_list("beside", "case"))
        if not found or may_sign(self.user, self.portal, self.now) is None:
            return []
        return [reverse(f"case_unstate_{beside}", args=[case]) for beside, case in found]


class CasesBelow(DeskList):
    """Which boards directly below are late with requests, or have nobody to answer them: numbers, never requests."""

    template_name = "portals/accountability/below.html"
    page_title = gettext_lazy("Requests at boards below")
    header_icon = "comment"
    has_breadcrumbs = False
    nothing = gettext_lazy("Nothing is late: every board below answers in time.")
    columns = [
        DeskColumn("name", gettext_lazy("Portal"), classname="title"),
        NumberColumn("late", gettext_lazy("Late")),
        TimeColumn("oldest", gettext_lazy("Longest overdue since")),
        NumberColumn("unattended", gettext_lazy("With nobody to answer")),
    ]

    def get_base_queryset(self) -> QuerySet[Portal]:
        overseer = own_portal(self.request, self.kwargs["portal_id"])
        if not holds_post(self.user, overseer, self.now, STANDING_EDITORS):
            raise Http404
        late, lonely = late_cases(self.now), unattended(self.now)
        anew = late_anew(self.now)
        return (
            overseen_by(overseer, local_date(self.now))
            .annotate(
                late=count_of(late) + count_of(anew, portal="case__portal"),
                oldest=Least(first_due(late), first_due(anew, portal="case__portal")),
                unattended=count_of(lonely),
            )
            .filter(Q(late__gt=0) | Q(unattended__gt=0))
            .order_by("-late", "name", "pk")
        )


def first_due(rows: QuerySet[Any], *, portal: str = "portal") -> Subquery:
    """When the first of `rows` of a portal was due, as a column of portals."""
    of_portal = rows.filter(**{portal: OuterRef("pk")}).order_by("due_at")
    return Subquery(of_portal.values("due_at")[:1])


def count_of(rows: QuerySet[Any], *, portal: str = "portal") -> Coalesce:
    """How many of `rows` a portal has, as a column of portals."""
    of_portal = rows.filter(**{portal: OuterRef("pk")}).order_by()
    counted = of_portal.values(portal).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


class SealedCases(Unstored, DeskList):
    """What was sealed for the person who looks: nobody else has this list, on whatever board they sit."""

    template_name = "portals/accountability/sealed.html"
    page_title = gettext_lazy("Sealed requests")
    header_icon = "lock"
    has_breadcrumbs = False
    nothing = gettext_lazy("Nothing was sealed for you.")
    columns = [
        DeskColumn(
            "code",
            gettext_lazy("Code"),
            cells="portals/accountability/sealed.html",
            classname="title",
        ),
        TimeColumn("ended_at", gettext_lazy("Sealed")),
    ]

    def get_base_queryset(self) -> QuerySet[CitizenCase]:
        demands = ErasureDemand.objects.filter(case=OuterRef("pk"), decided_at=None)
        sealed = CitizenCase.objects.filter(sealed_for=self.user).annotate(
            erase_by=Subquery(demands.values("due_at"))
        )
        return sealed.defer("subject", *SEALED_COLUMNS).order_by("-ended_at", "pk")


def queue_of(portal_id: int) -> str:
    return reverse("case_queue", args=[portal_id])
