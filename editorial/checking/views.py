"""The checks of one text on a page of their own, where a finding can be confirmed with a reason."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from editorial.checking.forms import ConfirmFindingForm
from editorial.tenancy.pages import own_text
from portals.admin_kit.pages import done, person

from .actions import blocks_of, confirm_finding
from .reading import findings_of


@require_http_methods(["GET", "POST"])
def text_checks(request: HttpRequest, page_id: int) -> HttpResponse:
    page = own_text(request, page_id)
    form = ConfirmFindingForm(request.POST or None)
    if form.is_valid() and done(
        request,
        lambda: confirm_finding(
            page=page, actor=person(request), now=timezone.now(), **form.cleaned_data
        ),
        _("Confirmed; the reason is recorded."),
    ):
        return redirect("text_checks", page.pk)
    findings = findings_of(page.get_latest_revision_as_object(), now=timezone.now())
    return TemplateResponse(
        request,
        "editorial/checking/text_checks.html",
        {
            "page_title": _("Checks"),
            "page": page,
            "findings": findings,
            "forms": [
                (finding, _form_for(finding.code, finding.mark, form))
                for finding in blocks_of(findings)
                if finding.mark
            ],
            "editable": page.permissions_for_user(person(request)).can_edit(),
        },
        status=422 if form.errors else 200,
    )


def _form_for(code: str, mark: str, sent: ConfirmFindingForm) -> ConfirmFindingForm:
    """The form that was sent, with its errors, where it was about this finding; else an empty one."""
    if sent.is_bound and sent.data.get("mark") == mark:
        return sent
    return ConfirmFindingForm(initial={"code": code, "mark": mark})
