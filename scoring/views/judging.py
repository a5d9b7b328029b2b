"""One criterion over all portals of a scorer, judged in one pass."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from portals.models import Portal
from portals.refusals import Refusal
from scoring.assessing.facts import ChangedMeanwhile, enter_facts
from scoring.assessing.forms import LineForm
from scoring.assessing.one_criterion import (
    CriterionAtPortal,
    criteria_of_persons,
    criterion_at,
)
from scoring.rubrics.spec import CriterionSpec

from .assessing import OfMonth

# Each row is a form of its own, as high as half a phone.
A_PAGE = 8


class JudgeCriterion(OfMonth, TemplateView):
    """A row a portal. All changed rows are stored at once, or none; nobody writes over what they have not seen."""

    template_name = "scoring/assessing/judge.html"
    page_title = gettext_lazy("Judge one criterion")

    @cached_property
    def portals(self) -> list[Portal]:
        return self.still_open()

    @cached_property
    def criteria(self) -> dict[str, CriterionSpec]:
        return criteria_of_persons(self.portals, self.month)

    @cached_property
    def criterion(self) -> CriterionSpec:
        if self.kwargs["code"] not in self.criteria:
            raise Http404
        return self.criteria[self.kwargs["code"]]

    @cached_property
    def page(self) -> Page[Portal]:
        return Paginator(self.portals, A_PAGE).get_page(self.request.GET.get("p"))

    @cached_property
    def rows(self) -> list[tuple[CriterionAtPortal, LineForm]]:
        found = criterion_at(list(self.page), self.criterion.code, self.month, self.now)
        return [(one, self._form(one)) for one in found]

    def _form(self, one: CriterionAtPortal) -> LineForm:
        return LineForm(
            self.request.POST or None,
            line=one.line,
            entry=one.entry,
            cases=one.cases,
            name=str(one.portal.pk),
        )

    def get_page_subtitle(self) -> str:
        one = self.criterion
        return f"{one.code} {one.name}, {self.month.month:02}/{self.month.year}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        listing = f"{reverse('scoring:assess_list')}?month={self.month}"
        return [*above, {"url": listing, "label": _("Assess portals")}, here]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Of all of them, so that every fault is shown at once.
        valid = [form.is_valid() for _one, form in self.rows]
        if not all(valid):
            messages.error(request, _("Nothing is stored yet: some entries need to be mended."))
            return self.get(request, *args, **kwargs)
        changed = [(one, form) for one, form in self.rows if form.is_touched]
        try:
            self._store(changed)
        except ChangedMeanwhile as refusal:
            messages.error(request, str(refusal))
            # Read anew, so that each row shows what the other person wrote.
            self.__dict__.pop("rows", None)
            for _one, form in self.rows:
                form.is_valid()
            return self.get(request, *args, **kwargs)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return self.get(request, *args, **kwargs)
        messages.success(request, _("Stored: %(number)s rows changed.") % {"number": len(changed)})
        return redirect(self._after_storing())

    def _store(self, changed: list[tuple[CriterionAtPortal, LineForm]]) -> None:
        enter_facts(
            month=self.month,
            facts=[form.fact(one.portal) for one, form in changed if not form.is_empty],
            cleared=[
                (one.portal, one.line.measure)
                for one, form in changed
                if form.is_empty and one.entry is not None
            ],
            actor=self.user,
            now=self.now,
            based_on={(one.portal.pk, one.line.measure): form.based_on for one, form in changed},
        )

    def _after_storing(self) -> str:
        """The next page of portals, else the next judgement, else the list."""
        own = self.request.path
        if "onward" not in self.request.POST:
            return f"{own}?p={self.page.number}"
        if self.page.has_next():
            return f"{own}?p={self.page.next_page_number()}"
        codes = list(self.criteria)
        after = codes[codes.index(self.criterion.code) + 1 :]
        if after:
            return reverse("scoring:judge_criterion", args=[self.month, after[0]])
        return f"{reverse('scoring:assess_list')}?month={self.month}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            criterion=self.criterion,
            criteria=self.criteria.values(),
            rows=self.rows,
            page=self.page,
            **kwargs,
        )
