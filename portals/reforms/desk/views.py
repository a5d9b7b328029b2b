"""The pages of changes of units: the list, entering one by its table, one with its plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from portals.admin_kit.current import works_as
from portals.admin_kit.exports import UnreadableTable, xlsx_response
from portals.admin_kit.lists import DeskColumn, DeskList, NumberColumn, TimeColumn
from portals.admin_kit.pages import done, person
from portals.admin_kit.views import VerbForm
from portals.boards.enums import STANDING_EDITORS
from portals.tiers import INSTALL_TIER
from portals.uploads.apart import UploadDeadline
from portals.uploads.tabular import read_table_at_once

from ..actions import (
    UnfitReform,
    ask_for_plan,
    enter_reform,
    may_confirm_reform,
    may_enter_reform,
)
from ..models import Reform
from ..sheet import COLUMNS, MORE_COLUMNS, reform_line_of
from ..sheet_checks import BadReformRow
from ..switch_actions import try_reform_act_again
from .act_rows import acts_shown, shown_acts, shown_standing, what_it_does
from .boards import shown_boards
from .forms import ReformForm
from .pages import OfUnits
from .plan_rows import shown_plan
from .sections import rows_that_give


def may_see_reforms(request: HttpRequest) -> bool:
    return works_as(request, STANDING_EDITORS, tier=INSTALL_TIER)


class Reforms(OfUnits, DeskList):
    """All changes that were entered, the latest first."""

    template_name = "portals/reforms/list.html"
    page_title = gettext_lazy("Changes of units")
    nothing = gettext_lazy("No change of units has been entered yet.")
    columns = [
        DeskColumn(
            "title", pgettext_lazy("of units", "Change"), cells=template_name, classname="title"
        ),
        DeskColumn("day", gettext_lazy("Takes effect on"), cells=template_name),
        NumberColumn("units_changed", gettext_lazy("Rows")),
        TimeColumn("entered_at", gettext_lazy("Entered")),
    ]

    def get_base_queryset(self) -> QuerySet[Reform]:
        counted = Reform.objects.annotate(units_changed=Count("rows"))
        return counted.order_by("-takes_effect_on", "-pk")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return DeskList.get_breadcrumbs_items(self)


class EnterReform(OfUnits, VerbForm):
    form_class = ReformForm
    page_title = gettext_lazy("Enter a change of units")
    submit_label = gettext_lazy("Enter")
    template_name = "portals/reforms/enter.html"
    faults: Sequence[BadReformRow] = ()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "bang-mau" in request.GET:
            empty: HttpResponse = xlsx_response("thay-doi-don-vi", [*COLUMNS, *MORE_COLUMNS], [])
            return empty
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        file = form.cleaned_data.pop("file")
        try:
            table = read_table_at_once(file, file.name, COLUMNS, until=UploadDeadline())
            self.lines = [reform_line_of(number, cells) for number, cells in table]
        except UnreadableTable as fault:
            form.add_error("file", str(fault))
            return self.form_invalid(form)
        return super().form_valid(form)

    def act(self, form: ReformForm) -> str:
        try:
            self.reform = enter_reform(
                **form.cleaned_data, lines=self.lines, actor=self.user, now=self.now
            )
            ask_for_plan(reform=self.reform, actor=self.user, now=self.now)
        except UnfitReform as unfit:
            self.faults = unfit.bad
            raise
        return _("Entered. Nothing has changed yet: the plan is being made.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            faults=self.faults, columns=COLUMNS, more_columns=MORE_COLUMNS, **kwargs
        )

    def get_success_url(self) -> str:
        return reverse("reform", args=[self.reform.pk])


class ReformPage(OfUnits, TemplateView):
    """A change, and the last plan of it that was made."""

    template_name = "portals/reforms/reform.html"
    page_title = gettext_lazy("Change of units")

    @cached_property
    def reform(self) -> Reform:
        return get_object_or_404(
            Reform.objects.select_related("entered_by"), pk=self.kwargs["reform_id"]
        )

    def get_page_subtitle(self) -> str:
        return str(self.reform)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plans = list(self.reform.plans.order_by("-pk")[:2])
        made = next((plan for plan in plans if plan.made_at), None)
        acts = acts_shown(self.reform)
        standing = shown_standing(acts, self.now)
        wanted = standing["wanted"]
        return super().get_context_data(
            reform=self.reform,
            waiting=any(plan.made_at is None for plan in plans),
            made=made,
            plan=shown_plan(made.content) if made and made.content else None,
            acts=shown_acts(acts, self.now),
            standing=standing,
            gives=rows_that_give(self.reform).exists(),
            does=what_it_does(wanted, made.content if made else None) if wanted else "",
            boards=None if standing["stands"] else shown_boards(self.reform),
            may_confirm=may_confirm_reform(self.user, self.now),
            mine=wanted is not None and wanted.wanted_by_id == self.user.pk,
            **kwargs,
        )


@require_POST
def plan_reform(request: HttpRequest, reform_id: int) -> HttpResponse:
    """Have the plan made anew."""
    reform = _reform(request, reform_id)
    user, now = person(request), timezone.now()
    done(
        request,
        lambda: ask_for_plan(reform=reform, actor=user, now=now),
        _("The plan is being made; look again in a minute."),
    )
    return redirect("reform", reform_id)


@require_POST
def try_reform(request: HttpRequest, reform_id: int) -> HttpResponse:
    """Have an act that could not be carried out tried at once."""
    act = _reform(request, reform_id).acts.wanted().first()
    user, now = person(request), timezone.now()
    if act is not None:
        done(
            request,
            lambda: try_reform_act_again(act=act, actor=user, now=now),
            _("It is being tried; look again in a minute."),
        )
    return redirect("reform", reform_id)


def _reform(request: HttpRequest, reform_id: int) -> Reform:
    if not may_enter_reform(person(request), timezone.now()):
        raise PermissionDenied
    return get_object_or_404(Reform, pk=reform_id)
