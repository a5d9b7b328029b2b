"""What became of what was sent: the list of dispatches, and one of them portal by portal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portals.boards.enums import APPROVERS
from portals.boards.queries import holds_post
from syndication import queries
from syndication.enums import DeliveryState, DispatchState
from syndication.models import Delivery, Dispatch

from .base import DeskList, public_url


@dataclass(frozen=True, slots=True)
class StateCount:
    state: str
    label: str
    count: int
    query: str
    is_chosen: bool


class DispatchList(DeskList):
    """What the person's portals sent."""

    template_name = "syndication/admin/dispatches.html"
    page_title = _("Dispatches")
    header_icon = "globe"
    context_object_name = "dispatches"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Dispatch]:
        return queries.with_totals(queries.dispatches_seen_by(self.user, self.now))


class DispatchPage(DeskList):
    """One dispatch: totals by state, and each portal with its state, time and link."""

    template_name = "syndication/admin/dispatch.html"
    page_title = _("Dispatch")
    header_icon = "globe"
    context_object_name = "deliveries"

    @cached_property
    def dispatch_shown(self) -> Dispatch:
        return get_object_or_404(
            queries.dispatches_seen_by(self.user, self.now), pk=self.kwargs["dispatch_id"]
        )

    @cached_property
    def state(self) -> str:
        state = self.request.GET.get("state", "")
        return state if state in DeliveryState.values else ""

    def get_queryset(self) -> QuerySet[Delivery]:
        deliveries = queries.deliveries_of(self.dispatch_shown, self.now)
        return deliveries.filter(state=self.state) if self.state else deliveries

    def get_page_subtitle(self) -> str:
        return str(self.dispatch_shown.story.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        return [*above, {"url": reverse("syndication:dispatches"), "label": _("Dispatches")}, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        dispatch = self.dispatch_shown
        totals = queries.totals_by_state(dispatch)
        total = sum(totals.values())
        waiting = totals.get(DeliveryState.WAITING, 0)
        for delivery in context["deliveries"]:
            delivery.url = public_url(delivery.portal, delivery.section_slug, dispatch.story)
        context |= {
            "shown": dispatch,
            "recall": queries.recall_of(dispatch),
            "counts": self._counts(totals, total),
            "total": total,
            "waiting": waiting,
            "settled": total - waiting,
            "progress_url": self._progress_url(),
            "recall_url": self._recall_url(),
        }
        return context

    def _counts(self, totals: dict[str, int], total: int) -> list[StateCount]:
        everything = StateCount("", str(_("All")), total, "?", not self.state)
        return [
            everything,
            *(
                StateCount(
                    state.value,
                    str(state.label),
                    totals[state],
                    f"?state={state}",
                    state == self.state,
                )
                for state in DeliveryState
                if totals.get(state)
            ),
        ]

    def _recall_url(self) -> str:
        dispatch = self.dispatch_shown
        if dispatch.state == DispatchState.OPEN and holds_post(
            self.user, dispatch.sender, self.now, APPROVERS
        ):
            return reverse("syndication:recall", args=[dispatch.story_id])
        return ""

    def _progress_url(self) -> str:
        url = reverse("syndication:dispatch_progress", args=[self.dispatch_shown.pk])
        query = self.request.GET.urlencode()
        return f"{url}?{query}" if query else url


class DispatchProgress(DispatchPage):
    """The part of the page that changes while deliveries wait; asked for every second."""

    template_name = "syndication/admin/dispatch_progress.html"
