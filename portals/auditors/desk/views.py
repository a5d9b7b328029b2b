"""Where the province's head and deputies enter decisions of auditing offices and look after their teams."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView

from portals.admin_kit.current import works_as
from portals.admin_kit.fields import ReasonForm
from portals.admin_kit.lists import DeskColumn, DeskList, NumberColumn, TimeColumn
from portals.admin_kit.pages import done, person
from portals.admin_kit.views import DeskPage, VerbForm
from portals.boards.enums import APPROVERS
from portals.tiers import INSTALL_TIER

from ..actions import DecisionOnPaper, enter_decision, invite_auditor, may_enter, revoke_decision
from ..models import AuditDecision, Auditor
from .forms import AuditDecisionForm


def may_see_audits(request: HttpRequest) -> bool:
    return works_as(request, APPROVERS, tier=INSTALL_TIER)


class OfTheProvince(DeskPage):
    """A page for heads and deputies of the province's board."""

    header_icon = "view"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_enter(person(request), timezone.now()):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        return [*above, {"url": reverse("audit_decisions"), "label": _("Audits")}, here]


class OfDecision(OfTheProvince):
    """A page about one decision."""

    @cached_property
    def decision(self) -> AuditDecision:
        found = AuditDecision.objects.select_related("entered_by", "revoked_by")
        return get_object_or_404(found, pk=self.kwargs["decision_id"])

    def get_page_subtitle(self) -> str:
        return str(self.decision)


class AuditDecisions(OfTheProvince, DeskList):
    """All decisions, the newest first."""

    template_name = "portals/auditors/decisions.html"
    page_title = gettext_lazy("Audits")
    nothing = gettext_lazy("No office has been let in to audit yet.")
    columns = [
        DeskColumn(
            "office", gettext_lazy("Auditing office"), cells=template_name, classname="title"
        ),
        DeskColumn("days", gettext_lazy("From when to when"), cells=template_name),
        NumberColumn("people", gettext_lazy("People")),
        TimeColumn("entered_at", gettext_lazy("Entered")),
    ]

    def get_base_queryset(self) -> QuerySet[AuditDecision]:
        return AuditDecision.objects.annotate(people=Count("team")).order_by("-entered_at", "-pk")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return DeskList.get_breadcrumbs_items(self)


class AuditDecisionPage(OfDecision, TemplateView):
    """What a decision says, who is on its team, and the ways to invite, to revoke and to see what was looked at."""

    template_name = "portals/auditors/decision.html"
    page_title = gettext_lazy("Decision on an audit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        decision = self.decision
        return super().get_context_data(
            decision=decision,
            in_force=AuditDecision.objects.in_force(self.now).filter(pk=decision.pk).exists(),
            tiers=list(decision.tiers.order_by("level")),
            portals=list(decision.portals.order_by("name")),
            team=list(decision.team.select_related("user").order_by("-leads", "pk")),
            **kwargs,
        )


class EnterAuditDecision(OfTheProvince, VerbForm):
    form_class = AuditDecisionForm
    page_title = gettext_lazy("Enter the decision of an auditing office")
    submit_label = gettext_lazy("Enter")
    template_name = "portals/auditors/enter.html"

    def act(self, form: AuditDecisionForm) -> str:
        told = dict(form.cleaned_data)
        file, team = told.pop("file"), told.pop("team")
        self.decision = enter_decision(
            paper=DecisionOnPaper(**told), file=file, team=team, actor=self.user, now=self.now
        )
        return _("The decision was entered. Now invite the people of the team.")

    def get_success_url(self) -> str:
        return reverse("audit_decision", args=[self.decision.pk])


class RevokeAuditDecision(OfDecision, VerbForm):
    form_class = ReasonForm
    page_title = gettext_lazy("Revoke the decision")
    submit_label = gettext_lazy("Revoke")

    @cached_property
    def situation(self) -> str:
        return _("This decision was revoked before.") if self.decision.revoked_at else ""

    def act(self, form: ReasonForm) -> str:
        reason = form.cleaned_data["reason"]
        revoke_decision(decision=self.decision, reason=reason, actor=self.user, now=self.now)
        return _("Revoked: the team reads nothing from now on.")

    def get_success_url(self) -> str:
        return reverse("audit_decision", args=[self.decision.pk])


@require_safe
def audit_decision_file(request: HttpRequest, decision_id: int) -> FileResponse:
    """The decision as it was entered."""
    if not may_enter(person(request), timezone.now()):
        raise PermissionDenied
    decision = get_object_or_404(AuditDecision, pk=decision_id)
    return FileResponse(decision.file.open("rb"), as_attachment=True, filename="quyet-dinh.pdf")


@require_POST
def auditor_invite(request: HttpRequest, auditor_id: int) -> HttpResponse:
    """Mail one person of a team the link to set a password."""
    now = timezone.now()
    if not may_enter(person(request), now):
        raise PermissionDenied
    auditor = get_object_or_404(Auditor.objects.select_related("user"), pk=auditor_id)
    done(
        request,
        lambda: invite_auditor(auditor=auditor, actor=person(request), now=now),
        _("%(person)s was sent a link.") % {"person": auditor.user},
    )
    return redirect("audit_decision", auditor.decision_id)
