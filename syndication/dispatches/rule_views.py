"""What a board has placed at once, and where ("Quy tắc nhận tin"); and the lists standing editors send to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from editorial.models import SectionPage, SectionType
from portals.admin_kit.held_posts import held_posts
from portals.admin_kit.pages import done, person
from portals.admin_kit.views import DeskPage
from portals.boards.enums import STANDING_EDITORS, Position
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.models import Portal
from portals.numbers import id_in
from syndication import queries
from syndication.models import PortalList, ReceivingGrant, SectionChoice, StandingRule
from syndication.placing.receivers import let_editors_receive, stop_editors_receiving
from syndication.placing.sections import sections_by_portal

from .arranging import RuleCell, change_rules, choose_section, drop_list
from .audience import ids_above


class RulesPage(DeskPage, TemplateView):
    """The rules of one portal; `cong` names which, where the person decides for several."""

    template_name = "syndication/dispatches/rules.html"
    page_title = _("How stories from above are received")
    header_icon = "download"

    @cached_property
    def portals(self) -> list[Portal]:
        own = [post.portal_id for post in held_posts(self.user, self.now) if post.decides]
        return list(Portal.objects.filter(pk__in=own).order_by("name", "pk"))

    @cached_property
    def portal(self) -> Portal:
        wanted = self.request.GET.get("cong", "")
        for portal in self.portals:
            if str(portal.pk) == wanted:
                return portal
        if not self.portals:
            raise Http404
        return self.portals[0]

    def get_page_subtitle(self) -> str:
        return str(self.portal.name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        above = ids_above(portal=self.portal, day=local_date(self.now))
        chosen = dict(
            SectionChoice.objects.filter(portal=self.portal).values_list("section_type", "section")
        )
        kinds = list(SectionType.objects.order_by("position", "pk"))
        return super().get_context_data(**kwargs) | {
            "portal": self.portal,
            "portals": self.portals,
            **self._grid(above, kinds),
            "kinds": kinds,
            "choices": [(kind, chosen.get(kind.pk)) for kind in kinds],
            "grant": ReceivingGrant.objects.in_force(self.now).filter(portal=self.portal).first(),
            "is_head": holds_post(self.user, self.portal, self.now, frozenset({Position.HEAD})),
            "sections": sections_by_portal([self.portal.pk]).get(self.portal.pk, []),
        }

    def _grid(self, above: list[int], kinds: list[SectionType]) -> dict[str, Any]:
        """A row for each kind of section, a column for each sender; also of a rule whose sender is above no more."""
        rules = StandingRule.objects.filter(portal=self.portal).select_related("made_by")
        by_cell = {RuleCell(rule.sender_id, rule.section_type_id): rule for rule in rules}
        shown = {*above, *(cell.sender for cell in by_cell if cell.sender)}
        senders = list(Portal.objects.filter(pk__in=shown).order_by("name"))
        rows = [
            (
                kind,
                [
                    (
                        sender,
                        f"{sender.pk if sender else ''}:{kind.pk if kind else ''}",
                        by_cell.get(cell),
                        sender is None or sender.pk in above,
                    )
                    for sender in (None, *senders)
                    if (cell := RuleCell(sender.pk if sender else None, kind.pk if kind else None))
                ],
            )
            for kind in (None, *kinds)
        ]
        return {"senders": senders, "rows": rows, "has_rules": bool(by_cell)}


def _of_desk(request: HttpRequest) -> Portal:
    """The portal that a form names, if the person decides for it."""
    now = timezone.now()
    return get_object_or_404(
        Portal,
        pk=id_in(request.POST.get("cong", "")),
        pk__in=queries.portal_ids_of_posts(person(request), now, STANDING_EDITORS),
    )


def _back_to_rules(portal: Portal) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('syndication:rules')}?cong={portal.pk}")


@require_POST
def rules_change(request: HttpRequest) -> HttpResponse:
    """Keep the grid: what was ticked (`o`) and was not before (`truoc`), and the other way round."""
    portal, now = _of_desk(request), timezone.now()
    ticked, before = (_cells(request.POST.getlist(name)) for name in ("o", "truoc"))

    def act() -> object:
        return change_rules(
            portal=portal,
            add=ticked - before,
            drop=before - ticked,
            actor=person(request),
            now=now,
        )

    done(request, act, gettext("The rules are saved. What they placed stays."))
    return _back_to_rules(portal)


def _cells(named: Iterable[str]) -> set[RuleCell]:
    """The places of the grid that a form names; what names a sender or kind that there is not is left out."""
    split = [text.partition(":")[::2] for text in named]
    senders = {pk for sender, _kind in split if (pk := id_in(sender)) is not None}
    known = {
        str(pk): pk for pk in Portal.objects.filter(pk__in=senders).values_list("pk", flat=True)
    }
    kinds = set(SectionType.objects.values_list("pk", flat=True))
    return {
        RuleCell(known.get(sender), kind or None)
        for sender, kind in split
        if (not sender or sender in known) and (not kind or kind in kinds)
    }


@require_POST
def editors_receive(request: HttpRequest) -> HttpResponse:
    """Let the editors take over what comes from above (`cho`), or take that back."""
    portal, now = _of_desk(request), timezone.now()
    lets = request.POST.get("cho") == "1"
    verb = let_editors_receive if lets else stop_editors_receiving
    said = (
        gettext("Editors take over what comes from above from now on.")
        if lets
        else gettext("From now on the standing editors alone take it over.")
    )
    done(request, lambda: verb(portal=portal, actor=person(request), now=now), said)
    return _back_to_rules(portal)


@require_POST
def section_choose(request: HttpRequest) -> HttpResponse:
    """Keep all choices of the form; one that did not change is left alone."""
    portal, user, now = _of_desk(request), person(request), timezone.now()
    own = {section.pk: section for section in SectionPage.objects.filter(portal=portal)}
    before = dict(
        SectionChoice.objects.filter(portal=portal).values_list("section_type", "section")
    )

    def act() -> None:
        for kind in SectionType.objects.all():
            section = own.get(id_in(request.POST.get(f"muc-{kind.pk}", "")) or 0)
            if (section.pk if section else None) != before.get(kind.pk):
                choose_section(
                    portal=portal, section_type=kind, section=section, actor=user, now=now
                )

    done(request, act, gettext("Your choice is saved."))
    return _back_to_rules(portal)


@require_POST
def list_drop(request: HttpRequest, list_id: int) -> HttpResponse:
    user, now = person(request), timezone.now()
    found = get_object_or_404(
        PortalList.objects.select_related("owner"),
        pk=list_id,
        owner__in=queries.portal_ids_of_posts(user, now, STANDING_EDITORS),
    )
    act: Callable[[], object] = lambda: drop_list(portal_list=found, actor=user, now=now)  # noqa: E731
    done(request, act, gettext("The list is forgotten."))
    return HttpResponseRedirect(reverse("syndication:lists"))


class Lists(DeskPage, TemplateView):
    """The saved lists of the person's desks. One is made where portals are chosen to send to."""

    template_name = "syndication/dispatches/lists.html"
    page_title = _("Lists of portals")
    header_icon = "list-ul"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = (
            PortalList.objects.filter(
                owner__in=queries.portal_ids_of_posts(self.user, self.now, STANDING_EDITORS)
            )
            .select_related("owner", "made_by")
            .prefetch_related("portals")
            .order_by("owner", "name")
        )
        return super().get_context_data(**kwargs) | {"lists": found}
