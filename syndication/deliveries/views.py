"""What portals above sent ("Tin cấp trên gửi"): decide on what waits, on a phone too, and see what came before."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from editorial.editor.story_views import preview_on
from editorial.enums import PlacementRole
from editorial.models import Placement, SectionPage
from editorial.public.addresses import public_url
from editorial.standing.readers import reach_of
from portals.admin_kit.held_posts import held_posts
from portals.admin_kit.lists import DeskColumn, DeskList, TimeColumn
from portals.admin_kit.pages import person, way_back
from portals.admin_kit.views import VerbForm
from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.models import Portal
from portals.numbers import id_in, ids_in
from portals.refusals import Refusal
from syndication import queries
from syndication.deliveries.forms import ObjectForm
from syndication.enums import FOR_THE_BOARD, DeliveryState, DispatchState, How
from syndication.models import Delivery
from syndication.placing.receivers import receiving_portals
from syndication.placing.sections import sections_by_portal, usual_sections

from .actions import Received, ignore_deliveries, place_deliveries
from .objecting import object_to_delivery

# So many are shown to decide on at once; "place all" takes those that are not shown too.
OFFERS_SHOWN = 50


class ReceivedList(DeskList):
    """First what waits, as a form; below it what was decided on, newest first. `cong` narrows to one portal."""

    template_name = "syndication/deliveries/received.html"
    page_title = _("Sent by the portal above")
    header_icon = "download"
    context_object_name = "deliveries"
    columns = [
        DeskColumn("story", _("Story"), cells=template_name, classname="title"),
        DeskColumn("sender", _("Sender"), accessor="dispatch.sender"),
        DeskColumn("portal", _("Portal"), cells=template_name),
        TimeColumn("sent", _("Sent"), accessor="dispatch.starts_at"),
        DeskColumn("state", _("State"), cells=template_name),
        DeskColumn("stands", _("Where it stands"), cells=template_name),
    ]

    @cached_property
    def portals(self) -> list[int]:
        """The portals for which the person decides, or the one of them that the address names."""
        own = receiving_portals(self.user, self.now)
        wanted = self.request.GET.get("cong", "")
        return [pk for pk in own if str(pk) == wanted] or own

    def get_base_queryset(self) -> QuerySet[Delivery]:
        rows = queries.deliveries_to(self.user, self.now).exclude(
            state=DeliveryState.WAITING, how__in=FOR_THE_BOARD
        )
        wanted = id_in(self.request.GET.get("cong", ""))
        return rows if wanted is None else rows.filter(portal=wanted)

    def told(self, rows: list[Any]) -> list[Any]:
        for delivery in rows:
            delivery.url = public_url(
                delivery.portal, delivery.section_slug, delivery.dispatch.story
            )
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        waiting = Paginator(queries.offers_to(self.portals), OFFERS_SHOWN)
        offers = list(waiting.page(1))
        _choose_sections(offers)
        return context | {
            "offers": offers,
            "offers_total": waiting.count,
            "newest": max((offer.pk for offer in offers), default=0),
            "several": len(self.portals) > 1,
            "decides": any(post.decides for post in held_posts(self.user, self.now)),
            "here": self.request.get_full_path(),
            "wanted": self.request.GET.get("cong", ""),
        }


def _choose_sections(offers: list[Any]) -> None:
    """Add to each offer the sections of its portal and the one where it usually stands. Two queries."""
    usual = usual_sections([offer.pk for offer in offers])
    own = sections_by_portal({offer.portal_id for offer in offers})
    for offer in offers:
        offer.sections = own.get(offer.portal_id, [])
        offer.usual = usual.get(offer.pk)


@require_POST
def place(request: HttpRequest) -> HttpResponse:
    """Place what is named by `tin`, or all that is offered to `cong` up to `den`; sections come as `muc-<delivery>`."""
    user, now = person(request), timezone.now()
    found = _meant(request, user, offered_only=False)
    done = Received(0, 0, 0)
    try:
        for portal, rows in found.items():
            one = place_deliveries(
                portal=portal,
                delivery_ids=[row.pk for row in rows],
                sections=_sections_wanted(request, rows),
                actor=user,
                now=now,
            )
            done = Received(
                done.placed + one.placed, done.already + one.already, done.missed + one.missed
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        _say_placed(request, done)
    return way_back(request, "syndication:received")


@require_POST
def ignore(request: HttpRequest) -> HttpResponse:
    """Leave aside what is named by `tin`, or all that is offered to `cong` up to `den`."""
    user, now = person(request), timezone.now()
    count = 0
    meant = _meant(request, user, offered_only=True)
    try:
        for portal, rows in meant.items():
            count += ignore_deliveries(
                portal=portal, delivery_ids=[row.pk for row in rows], actor=user, now=now
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        if count:
            messages.success(request, _said_of_ignored(request, count))
        else:
            messages.warning(request, gettext("Tick the stories first."))
    return way_back(request, "syndication:received")


def _said_of_ignored(request: HttpRequest, count: int) -> str:
    said = ngettext("%(count)s story was left aside.", "%(count)s stories were left aside.", count)
    said %= {"count": count}
    ticked = set(ids_in(request.POST.getlist("tin"))) if "tat-ca" not in request.POST else set()
    others = len(ticked) - count
    if others <= 0:
        return said
    why = ngettext(
        "%(count)s other was not: it is decided already, or a priority story, which takes a reason.",
        "%(count)s others were not: they are decided already, or priority stories, which take a reason.",
        others,
    )
    return f"{said} {why % {'count': others}}"


def _meant(request: HttpRequest, user: User, *, offered_only: bool) -> dict[Portal, list[Delivery]]:
    """The deliveries that a form names, by portal; only those of portals for which the person decides."""
    now = timezone.now()
    own = receiving_portals(user, now)
    rows = Delivery.objects.filter(portal__in=own).select_related("portal").order_by("pk")
    named = ids_in(request.POST.getlist("tin"))
    portal_id, newest = (id_in(request.POST.get(name, "")) for name in ("cong", "den"))
    if named and "tat-ca" not in request.POST:
        rows = rows.filter(pk__in=named)
    elif portal_id is not None and newest is not None:
        rows = rows.filter(
            portal=portal_id, pk__lte=newest, state=DeliveryState.WAITING, how=How.OFFER,
            dispatch__state=DispatchState.OPEN,
        )  # fmt: skip
    else:
        return {}
    if offered_only:
        rows = rows.filter(state=DeliveryState.WAITING, how=How.OFFER)
    found: dict[Portal, list[Delivery]] = {}
    for row in rows:
        found.setdefault(row.portal, []).append(row)
    return found


def _sections_wanted(request: HttpRequest, rows: list[Delivery]) -> dict[int, SectionPage]:
    named = {row.pk: id_in(request.POST.get(f"muc-{row.pk}", "")) for row in rows}
    wanted = {row: pk for row, pk in named.items() if pk is not None}
    if not wanted:
        return {}
    sections = SectionPage.objects.in_bulk(set(wanted.values()))
    return {row: sections[pk] for row, pk in wanted.items() if pk in sections}


def _say_placed(request: HttpRequest, done: Received) -> None:
    if done == Received(0, 0, 0):
        messages.warning(request, gettext("Tick the stories first."))
    if done.placed:
        messages.success(
            request,
            ngettext(
                "%(count)s story is public on your portal.",
                "%(count)s stories are public on your portal.",
                done.placed,
            )
            % {"count": done.placed},
        )
    if done.already:
        messages.info(
            request,
            ngettext(
                "%(count)s story stood there already.",
                "%(count)s stories stood there already.",
                done.already,
            )
            % {"count": done.already},
        )
    if done.missed:
        messages.warning(
            request,
            ngettext(
                "%(count)s story was settled meanwhile, or has no section on your portal.",
                "%(count)s stories were settled meanwhile, or have no section on your portal.",
                done.missed,
            )
            % {"count": done.missed},
        )


class DeliveryOfDesk(VerbForm):
    """A page about one delivery to a portal for which the person decides; for everybody else it does not exist."""

    header_icon = "download"

    @cached_property
    def delivery(self) -> Any:
        return get_object_or_404(
            queries.deliveries_to(self.user, self.now).filter(
                portal__in=receiving_portals(self.user, self.now)
            ),
            pk=self.kwargs["delivery_id"],
        )

    def get_page_subtitle(self) -> str:
        return str(self.delivery.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        url = reverse("syndication:received")
        return [*above, {"url": url, "label": _("Sent by the portal above")}, here]


class DeliveryPage(DeliveryOfDesk):
    """One story that was sent: read it as it would stand here, place it, or say why not."""

    template_name = "syndication/deliveries/delivery.html"
    form_class = ObjectForm
    page_title = _("Sent by the portal above")
    submit_label = _("Do not place it")

    @property
    def may_object(self) -> bool:
        row = self.delivery
        return (
            holds_post(self.user, row.portal, self.now, STANDING_EDITORS)
            and row.state == DeliveryState.WAITING
            and row.how == How.DEADLINE
            and getattr(row, "objection", None) is None
        )

    def act(self, form: Any) -> str:
        object_to_delivery(
            delivery=self.delivery,
            reason=form.cleaned_data["reason"],
            actor=self.user,
            now=self.now,
        )
        return gettext("The standing editors who sent the story answer within a working day.")

    def get_success_url(self) -> str:
        return reverse("syndication:delivery", args=[self.delivery.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        row = self.delivery
        row.url = public_url(row.portal, row.section_slug, row.dispatch.story)
        _choose_sections([row])
        is_open = row.dispatch.state == DispatchState.OPEN
        waits = row.state == DeliveryState.WAITING and row.how in FOR_THE_BOARD
        return context | {
            "delivery": row,
            "reach": reach_of(row.dispatch.story_id, on=row.portal_id),
            "said": getattr(row, "objection", None),
            "may_place": is_open
            and (waits or row.state in (DeliveryState.LAPSED, DeliveryState.FAILED)),
            "may_ignore": is_open and waits and row.how == How.OFFER,
            "may_object": is_open and self.may_object,
            "here": self.request.get_full_path(),
        }


@require_GET
@xframe_options_sameorigin
def delivery_preview(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """The story as it would stand on the portal, in that portal's own frame."""
    user, now = person(request), timezone.now()
    row = get_object_or_404(
        queries.deliveries_to(user, now).select_related("portal__tier"), pk=delivery_id
    )
    story = row.dispatch.story
    usual = usual_sections([row.pk]).get(row.pk)
    section = SectionPage.objects.filter(pk=usual).first() if usual else None
    if not story.live or section is None:
        raise Http404
    return preview_on(
        request,
        story.specific,
        Placement(
            portal=row.portal,
            section=section,
            story=story,
            role=PlacementRole.REPUBLISHED,
            kind=story.specific_class.story_kind,
            placed_at=now,
        ),
    )
