"""What became of what was sent: the list of dispatches, and the delivery board of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from editorial.public.addresses import public_url
from editorial.review.text_to_read import text_to_read
from editorial.standing.readers import StoryReach, reach_of
from editorial.stations.receipts import is_bulletin
from portals.admin_kit.current import current_portal
from portals.admin_kit.held_posts import held_posts
from portals.admin_kit.lists import COMPACT, DeskColumn, DeskList
from portals.audit_log.actions import note_export
from portals.boards.enums import APPROVERS, STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.clock import local_date
from syndication import queries
from syndication.dispatches.delivery_board import (
    GROUPS,
    DeliveryCounts,
    counts_of,
    is_on_its_way,
)
from syndication.enums import FOR_THE_BOARD, DeliveryState, DispatchState, How, ObjectionState
from syndication.models import Delivery, Dispatch, Nudge

from .airings import tell_airings
from .audience import Audience, meant_among, receivers_of
from .deadlines import next_try_at
from .duty import who_may_recall
from .filters import DeliveryFilterSet, DispatchFilterSet
from .urgent import URGENT_FOR

# A planned dispatch that starts so soon is one that may still be undone, not one that was scheduled.
SOON = timedelta(seconds=60)
CELLS = "syndication/dispatches/dispatch_progress.html"
AIRED = DeskColumn("aired", _("Aired"), cells=CELLS)


@dataclass(frozen=True, slots=True)
class DeliveryStateCount:
    state: str
    label: str
    count: int
    query: str
    is_chosen: bool


class DispatchList(DeskList):
    """What the person's portals sent; `lan` shows one act of sending alone."""

    template_name = "syndication/dispatches/dispatches.html"
    page_title = _("Dispatches")
    header_icon = "globe"
    context_object_name = "dispatches"
    paginate_by = 20
    filterset_class = DispatchFilterSet
    nothing = _("No dispatches match.")
    columns = [
        DeskColumn("story", _("Story"), cells=template_name, classname="title"),
        DeskColumn("sender", _("Sender")),
        DeskColumn("get_audience_display", _("Audience")),
        DeskColumn("sent", _("Sent"), cells=template_name),
        DeskColumn("due", _("Due"), cells=template_name),
        DeskColumn("state", _("State of delivery"), cells=template_name),
    ]

    def get_base_queryset(self) -> QuerySet[Dispatch]:
        return queries.with_totals(queries.dispatches_seen_by(self.user, self.now))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        posts = held_posts(self.user, self.now)
        context["sends"] = any(post.decides and post.oversees for post in posts)
        batch = self.request.GET.get("lan", "")
        planned = [
            one
            for one in context["dispatches"]
            if one.state == DispatchState.PLANNED and one.starts_at > self.now
        ]
        # The whole act is taken back at once, so only a list of that act offers it.
        if (
            batch
            and planned
            and holds_post(self.user, planned[0].sender, self.now, STANDING_EDITORS)
        ):
            context["undo_url"] = reverse("syndication:undo", args=[planned[0].pk])
            context["undo_until"] = int(planned[0].starts_at.timestamp() * 1000)
        return context


class DispatchPage(DeskList):
    """One dispatch: who has it, who waits, who objected, who is late; and what the sender may do about it."""

    template_name = "syndication/dispatches/dispatch.html"
    page_title = _("Dispatch")
    header_icon = "globe"
    context_object_name = "deliveries"
    table_classname = COMPACT
    filterset_class = DeliveryFilterSet
    nothing = _("No portal matches the filter.")
    columns = [
        DeskColumn("portal", _("Portal"), cells=CELLS, classname="title"),
        DeskColumn("state", _("State"), cells=CELLS),
        DeskColumn("time", _("Time"), cells=CELLS),
        DeskColumn("stands", _("Where it stands"), cells=CELLS),
    ]
    exports = {"xlsx": "XLSX", "csv": "CSV"}
    export_headings = {
        "portal": _("Portal"),
        "parent": _("Portal above"),
        "state": _("State"),
        "how": _("How"),
        "by": _("By"),
        "time": _("Time"),
        "reason": _("Reason"),
        "answer": _("Answer"),
    }

    @cached_property
    def dispatch_shown(self) -> Dispatch:
        return get_object_or_404(
            queries.dispatches_seen_by(self.user, self.now).select_related(
                "section_type", "confirmed_by", "ended_by"
            ),
            pk=self.kwargs["dispatch_id"],
        )

    @cached_property
    def reach(self) -> StoryReach:
        """Asked by the head of the page alone, and not each time its progress is looked at."""
        return reach_of(self.dispatch_shown.story_id)

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_filterset_kwargs(),
            "dispatch": self.dispatch_shown,
            "now": self.now,
        }

    @cached_property
    def counts(self) -> DeliveryCounts:
        return counts_of(self.dispatch_shown, self.now)

    def get_base_queryset(self) -> QuerySet[Delivery]:
        return queries.deliveries_of(self.dispatch_shown, self.now).select_related(
            "portal", "portal__site", "by", "objection"
        )

    def told(self, rows: list[Any]) -> list[Any]:
        for delivery in rows:
            show_delivery(delivery, self.dispatch_shown)
        if is_bulletin(self.dispatch_shown.story):
            tell_airings(rows, self.dispatch_shown, self.now)
        return rows

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if is_bulletin(self.dispatch_shown.story):
            self.columns = [*self.columns, AIRED]

    def get_page_subtitle(self) -> str:
        return str(self.dispatch_shown.story.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        return [*above, {"url": reverse("syndication:dispatches"), "label": _("Dispatches")}, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        dispatch, counts = self.dispatch_shown, self.counts
        return context | {
            "shown": dispatch,
            "recall": queries.recall_of(dispatch),
            "counts": counts,
            "groups": self._groups(counts),
            "on_its_way": is_on_its_way(dispatch, counts),
            "progress_url": self._with_query("syndication:dispatch_progress"),
            "acts": self.acts,
            **self._to_confirm(),
        }

    def _to_confirm(self) -> dict[str, Any]:
        """Nobody confirms blindly: the whole text, who receives it, and until when it would be on top."""
        dispatch = self.dispatch_shown
        if dispatch.state != DispatchState.AWAITING:
            return {}
        receivers = receivers_of(sender=dispatch.sender, day=local_date(self.now))
        return {
            "text": text_to_read(dispatch.story.specific),
            "receivers": meant_among(receivers, Audience.of(dispatch)),
            "on_top_until": self.now + URGENT_FOR,
        }

    def export_url(self, form: str) -> str:
        return self._with_query("syndication:dispatch_export", form)

    def get_filename(self) -> str:
        return f"luot-gui-{self.dispatch_shown.pk}"

    def to_row_dict(self, delivery: Any) -> dict[str, Any]:
        said = delivery.said
        return {
            "portal": delivery.portal.name,
            "parent": delivery.parent or "",
            "state": delivery.get_state_display(),
            "how": How(delivery.how).label,
            "by": str(delivery.by or ""),
            "time": f"{timezone.localtime(delivery.state_at):%d/%m/%Y %H:%M}",
            "reason": delivery.reason,
            "answer": f"{said.get_state_display()}: {said.answer}" if said else "",
        }

    def note_taken(self, rows: int) -> None:
        note_export(
            actor=self.user,
            portal=current_portal(self.request),
            what=self.get_filename(),
            rows=rows,
            now=self.now,
        )

    def _groups(self, counts: DeliveryCounts) -> list[DeliveryStateCount]:
        chosen = self.filters.group

        def query(group: str) -> str:
            kept = self.request.GET.copy()
            kept.pop("p", None)
            kept["nhom"] = group
            return "?" + kept.urlencode()

        everything = DeliveryStateCount("", str(_("All")), counts.total, query(""), not chosen)
        return [
            everything,
            *(
                DeliveryStateCount(
                    group,
                    str(label),
                    counts.groups[group],
                    query(group),
                    group == chosen,
                )
                for group, label in GROUPS.items()
                if counts.groups[group] or group == chosen
            ),
        ]

    def _with_query(self, name: str, *more: str) -> str:
        url = reverse(name, args=[self.dispatch_shown.pk, *more])
        query = self.request.GET.urlencode()
        return f"{url}?{query}" if query else url

    @cached_property
    def acts(self) -> dict[str, Any]:
        """The addresses of what this person may do now; what may not be done is absent."""
        dispatch, counts = self.dispatch_shown, self.counts
        acts: dict[str, Any] = {}
        if not holds_post(self.user, dispatch.sender, self.now, STANDING_EDITORS):
            return {}

        def act(name: str) -> str:
            return reverse(f"syndication:{name}", args=[dispatch.pk])

        if dispatch.state == DispatchState.PLANNED and dispatch.starts_at > self.now:
            acts["undo"] = act("undo")
            acts["seconds_left"] = max(0, int((dispatch.starts_at - self.now).total_seconds()))
            acts["soon"] = dispatch.starts_at - self.now <= SOON
        if dispatch.state == DispatchState.AWAITING:
            own = dispatch.sent_by_id == self.user.pk
            acts["undo" if own else "confirm"] = act("undo" if own else "confirm")
        if dispatch.urgent_slot is not None:
            acts |= {"renew": act("renew"), "end": act("end")}
        if dispatch.state == DispatchState.OPEN:
            acts |= self._acts_on_open(counts, act)
        return acts

    def _acts_on_open(self, counts: DeliveryCounts, act: Any) -> dict[str, Any]:
        dispatch = self.dispatch_shown
        acts: dict[str, Any] = {}
        if counts.for_boards:
            acts["nudge"] = act("nudge")
            nudged_today = Nudge.objects.filter(
                sender=dispatch.sender_id,
                day=local_date(self.now),
                portal__deliveries__dispatch=dispatch,
                portal__deliveries__state=DeliveryState.WAITING,
                portal__deliveries__how__in=FOR_THE_BOARD,
            ).count()
            acts |= {"nudged_today": nudged_today, "to_nudge": counts.for_boards - nudged_today}
        if counts.groups["loi"]:
            acts["repeat"] = act("repeat")
        if holds_post(self.user, dispatch.sender, self.now, APPROVERS):
            acts["recall"] = reverse("syndication:recall", args=[dispatch.story_id])
        else:
            acts["may_recall"] = who_may_recall(dispatch.sender, self.now)
            acts["ask_recall"] = reverse("syndication:ask_recall", args=[dispatch.story_id])
        return acts


class DispatchProgress(DispatchPage):
    """The part of the page that changes; asked for again and again while somebody looks."""

    template_name = "syndication/dispatches/dispatch_progress.html"


def show_delivery(delivery: Any, dispatch: Dispatch) -> None:
    """Add to a row what its line says: address, next try, and whether its objection waits for an answer."""
    delivery.url = public_url(delivery.portal, delivery.section_slug, dispatch.story)
    delivery.next_try_at = (
        next_try_at(delivery, dispatch) if delivery.state == DeliveryState.FAILED else None
    )
    delivery.said = getattr(delivery, "objection", None)
    delivery.to_answer = (
        delivery.said is not None
        and delivery.said.state == ObjectionState.WAITING
        and delivery.state == DeliveryState.OBJECTED
    )
