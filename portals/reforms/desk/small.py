"""Pages on which a change of one unit is entered without a table: opened, renamed, under another overseer, closed."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.admin_kit.views import VerbForm

from ..actions import UnfitReform, ask_for_plan, enter_reform
from .pages import OfUnits
from .small_forms import CloseUnitForm, MoveUnitForm, OpenUnitForm, RenameUnitForm, SmallForm


class _SmallChange(OfUnits, VerbForm):
    template_name = "portals/reforms/small.html"
    submit_label = gettext_lazy("Enter and have it planned")
    about: Any = ""

    def act(self, form: SmallForm) -> str:
        told = form.cleaned_data
        try:
            self.reform = enter_reform(
                title=form.title(),
                mandate=told["mandate"],
                takes_effect_on=told["takes_effect_on"],
                lines=form.lines(told["takes_effect_on"]),
                actor=self.user,
                now=self.now,
            )
        except UnfitReform as unfit:
            # There is no table whose lines could be named.
            reasons = dict.fromkeys(one.reason for one in unfit.bad)
            raise UnfitReform(" ".join(reasons) or str(unfit)) from unfit
        ask_for_plan(reform=self.reform, actor=self.user, now=self.now)
        return _("Entered. Nothing has changed yet: the plan is being made.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(about=self.about, **kwargs)

    def get_success_url(self) -> str:
        return reverse("reform", args=[self.reform.pk])


class OpenUnit(_SmallChange):
    form_class = OpenUnitForm
    page_title = gettext_lazy("Open a portal")
    about = gettext_lazy(
        "For a unit that was none before. On the day its portal opens with its address, sections and look."
    )


class RenameUnit(_SmallChange):
    form_class = RenameUnitForm
    page_title = gettext_lazy("Rename a unit")
    about = gettext_lazy(
        "From the day on the portal bears the new name. Its pages and people stay."
    )


class MoveUnit(_SmallChange):
    form_class = MoveUnitForm
    page_title = gettext_lazy("Put a unit under another overseer")
    about = gettext_lazy(
        "From the day on the new overseer sends stories to the portal, checks and scores it."
    )


class CloseUnit(_SmallChange):
    form_class = CloseUnitForm
    page_title = gettext_lazy("Close a portal")
    about = gettext_lazy(
        "From the day on nobody writes there; its pages stay to be read, and lead to the successor, to whom its open"
        " requests come."
    )
