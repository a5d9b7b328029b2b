"""The queue: a portal's requests, what is due first; and the sealed ones that one officer alone opens."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from portals.admin_kit.current import current_portal, works_as
from portals.admin_kit.lists import DeskColumn, DeskList, TimeColumn
from portals.boards.enums import EDITORS
from portals.calendar.working_days import load_calendar
from portals.models import Portal

from ..enums import CaseOutcome
from ..models import CitizenCase
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
    paginate_by = 50
    filterset_class = CaseFilterSet
    nothing = gettext_lazy("No request waits here.")
    columns = [
        DeskColumn("code", gettext_lazy("Code"), cells=TEMPLATE),
        DeskColumn("subject", gettext_lazy("Subject"), cells=TEMPLATE, classname="title"),
        DeskColumn("kind", gettext_lazy("Kind"), accessor="get_kind_display"),
        DeskColumn("due", gettext_lazy("Due"), cells=TEMPLATE),
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
        for case in rows:
            case.due_words = due_words(case, self.now, calendar)
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sealed = CitizenCase.objects.filter(sealed_for=self.user).exists()
        return super().get_context_data(portal_of_desk=self.portal, keeps_sealed=sealed, **kwargs)


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
        sealed = CitizenCase.objects.filter(sealed_for=self.user)
        return sealed.defer("subject", *SEALED_COLUMNS).order_by("-ended_at", "pk")


def queue_of(portal_id: int) -> str:
    return reverse("case_queue", args=[portal_id])
