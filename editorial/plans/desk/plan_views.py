"""A portal's plans, and one plan with its targets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from editorial.plans.models import Plan, PlanTarget
from editorial.plans.targets.actions import (
    add_plan,
    add_target,
    end_target,
    enter_value,
    may_keep_plans,
)
from editorial.plans.targets.queries import plan_standings, plans_of, target_counts
from portals.admin_kit.pages import own_portal, person
from portals.clock import local_date
from portals.models import Portal
from portals.numbers import id_in
from portals.queries import overseen_by
from portals.refusals import Refusal

from .forms import PlanForm, TargetEndForm, TargetForm, ValueForm

ADD, VALUE, END = "chi-tieu", "ket-qua", "dung"


@require_http_methods(["GET", "POST"])
@never_cache
def portal_plans(request: HttpRequest, portal_id: int) -> HttpResponse:
    """The portal's plans; head, deputy and secretary list further documents among them."""
    portal, now = own_portal(request, portal_id), timezone.now()
    form = PlanForm(request.POST or None, portal=portal)
    if form.is_valid():
        told = form.cleaned_data

        def act() -> Plan:
            return add_plan(portal=portal, actor=person(request), now=now, **told)

        plan = _acted(form, act)
        if plan is not None:
            messages.success(request, _("The document is among the plans. Enter its targets now."))
            return redirect("portal_plan", portal.pk, plan.pk)
    return TemplateResponse(
        request,
        "editorial/plans/desk/plans.html",
        {
            "page_title": _("Plans and targets"),
            "page_icon": "tasks",
            "portal_of_desk": portal,
            "kinds": plans_of(portal, local_date(now)),
            "counts": target_counts([portal], local_date(now))[0],
            "oversees": overseen_by(portal, local_date(now)).exists(),
            "form": form,
            "may_keep": may_keep_plans(person(request), portal, now),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET"])
@never_cache
def plans_below(request: HttpRequest, portal_id: int) -> HttpResponse:
    """How the targets of the portals below stand: an overseer sees who is behind. Queries do not grow with them."""
    portal, day = own_portal(request, portal_id), local_date(timezone.now())
    counts = target_counts(list(overseen_by(portal, day)), day)
    told = [one for one in counts if one.running]
    return TemplateResponse(
        request,
        "editorial/plans/desk/plans_below.html",
        {
            "page_title": _("Targets of the portals below"),
            "page_icon": "tasks",
            "portal_of_desk": portal,
            "counts": told,
            "without": len(counts) - len(told),
        },
    )


@require_http_methods(["GET", "POST"])
@never_cache
def portal_plan(request: HttpRequest, portal_id: int, plan_id: int) -> HttpResponse:
    """One plan: its targets with their values, and the forms by which both are entered."""
    portal = own_portal(request, portal_id)
    plan = get_object_or_404(
        Plan.objects.select_related("document", "portal"), pk=plan_id, portal=portal
    )
    forms: dict[str, Any] = {"target": TargetForm()}
    if request.method == "POST":
        response = _answer(request, portal, plan, forms)
        if response is not None:
            return response
    now = timezone.now()
    return TemplateResponse(
        request,
        "editorial/plans/desk/plan.html",
        {
            "page_title": plan.document.title,
            "page_icon": "tasks",
            "portal_of_desk": portal,
            "plan": plan,
            "targets": [
                (one, *_forms_of(one.target, forms))
                for one in plan_standings(plan, local_date(now))
            ],
            "target_form": forms["target"],
            "may_keep": may_keep_plans(person(request), portal, now),
        },
        status=422 if request.method == "POST" else 200,
    )


def _forms_of(target: PlanTarget, forms: dict[str, Any]) -> tuple[Form, Form]:
    """The two forms of a target; one that was sent and refused with what was typed."""
    prefix = str(target.pk)
    return (
        forms.get(f"{VALUE} {prefix}") or ValueForm(prefix=prefix),
        forms.get(f"{END} {prefix}") or TargetEndForm(prefix=f"dung-{prefix}"),
    )


def _answer(
    request: HttpRequest, portal: Portal, plan: Plan, forms: dict[str, Any]
) -> HttpResponse | None:
    """Do what the pressed button asks; None where it was refused, with the form and its faults in `forms`."""
    actor, now = person(request), timezone.now()
    if ADD in request.POST:
        form: Any = TargetForm(request.POST)
        forms["target"] = form

        def act() -> object:
            return add_target(plan=plan, told=form.told(), actor=actor, now=now)

    else:
        button = VALUE if VALUE in request.POST else END
        target = get_object_or_404(
            PlanTarget.objects.select_related("plan__portal"),
            pk=id_in(request.POST.get(button, "")) or 0,
            plan=plan,
        )
        verb: Callable[..., object] = enter_value if button == VALUE else end_target
        prefix = str(target.pk) if button == VALUE else f"dung-{target.pk}"
        form = (ValueForm if button == VALUE else TargetEndForm)(request.POST, prefix=prefix)
        forms[f"{button} {target.pk}"] = form

        def act() -> object:
            verb(target=target, actor=actor, now=now, **form.cleaned_data)
            return True

    if not form.is_valid() or _acted(form, act) is None:
        return None
    messages.success(request, _("Saved. Citizens read it now."))
    return redirect("portal_plan", portal.pk, plan.pk)


def _acted(form: Form, act: Callable[[], Any]) -> Any:
    """Return what `act` gives; None where it was refused, which then stands above the form."""
    try:
        return act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
