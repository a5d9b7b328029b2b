"""What never applies to which portal: seen by all boards, declared and ended by the province."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from portals.clock import local_date
from portals.models import Portal
from portals.refusals import Refusal
from portals.tiers import INSTALL_TIER
from scoring.assessing.exemptions import end_exemption, exempt
from scoring.assessing.forms import ExemptForm
from scoring.models import NotApplicable
from scoring.periods import Month
from scoring.rubrics.storage import specs_of

from .base import ScorePage


class Exemptions(ScorePage, TemplateView):
    """What never applies to which portal: seen by all boards, declared by the province."""

    template_name = "scoring/assessing/exemptions.html"
    page_title = gettext_lazy("What does not apply")

    @cached_property
    def form(self) -> ExemptForm:
        criteria = {
            one.code: f"{one.code} {one.name}"
            for spec in specs_of(Month.of(local_date(self.now))).values()
            for one in spec.criteria
        }
        return ExemptForm(
            self.request.POST or None,
            portals=Portal.objects.filter(closed_on__isnull=True)
            .exclude(tier=INSTALL_TIER)
            .order_by("name", "pk"),
            criteria=sorted(criteria.items()),
            now=self.now,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.office.decides:
            raise Http404
        if not self.form.is_valid():
            return self.get(request, *args, **kwargs)
        given = self.form.cleaned_data
        try:
            exempt(
                portal=given["portal"],
                criterion_code=given["criterion"],
                first=given["first"],
                last=None,
                reason=given["reason"],
                actor=self.user,
                now=self.now,
            )
        except Refusal as refusal:
            self.form.add_error(None, str(refusal))
            return self.get(request, *args, **kwargs)
        messages.success(request, _("Declared."))
        return redirect("scoring:exemptions")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entries = NotApplicable.objects.select_related("portal", "entered_by")
        return super().get_context_data(
            entries=entries.order_by("portal__name", "criterion_code", "pk"),
            form=self.form if self.office.decides else None,
            **kwargs,
        )


class EndExemption(ScorePage, TemplateView):
    """Has a criterion apply again from next month on."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, exemption_id: int) -> HttpResponse:
        if not self.office.decides:
            raise Http404
        entry = get_object_or_404(NotApplicable, pk=exemption_id)
        try:
            end_exemption(
                exemption=entry,
                last=Month.of(local_date(self.now)),
                actor=self.user,
                now=self.now,
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The criterion applies again from next month on."))
        return redirect("scoring:exemptions")
