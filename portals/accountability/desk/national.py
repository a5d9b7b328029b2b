"""What a board handed to the national system: the file for it, erasing, and how it stands there."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from portals.admin_kit.pages import done, person
from portals.boards.approval import approval_basis
from portals.refusals import Refusal
from portals.uploads.states import Examination

from ..actions.national import (
    BadExport,
    bring_back_national,
    erase_exported,
    export_handovers,
    hand_to_national,
    left_out_words,
)
from ..models import CaseFile, NationalHandover
from ..national.plan import NEEDED, OPTIONAL, NationalPlan, plan_national
from . import forms
from .acts import CaseAct
from .scope import desk_portal, unstored
from .sheets import BringSheet, SheetRows

MOST_SHOWN = 200


class HandToNational(CaseAct):
    form_class = forms.NationalForm
    page_title = gettext_lazy("Hand to the national system")

    def act(self, form: Any) -> str:
        told = form.cleaned_data
        hand_to_national(
            number=told["number"],
            basis=told["basis"],
            reason=told["reason"],
            **self.same(form),
        )
        return _("The request goes on in the national system; the citizen reads its number.")


class NationalOfBoard(BringSheet):
    """The list of what was handed over, and the form for an export of the national system."""

    template_name = "portals/accountability/national.html"
    page_title = gettext_lazy("The national system")
    needed, optional, columns = NEEDED, OPTIONAL, (*NEEDED, *OPTIONAL)
    empty_name = "he-thong-quoc-gia"

    def look(self, rows: SheetRows) -> NationalPlan:
        return plan_national(self.portal, rows, now=self.now)

    def bring(self, rows: SheetRows) -> NationalPlan:
        try:
            return bring_back_national(
                portal=self.portal, table=rows, actor=self.user, now=self.now
            )
        except BadExport as bad:
            return bad.plan

    def does_something(self, plan: Any) -> bool:
        return bool(plan.changed)

    def done_words(self, plan: Any) -> str:
        return _("Taken over: %(count)s requests.") % {"count": len(plan.changed)}

    def get_success_url(self) -> str:
        return reverse("cases_national", args=[self.portal.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        handed = NationalHandover.objects.filter(portal=self.portal).select_related("case")
        examined = CaseFile.objects.filter(
            Q(case=OuterRef("case")) | Q(case__joined_into=OuterRef("case")),
            examination=Examination.EXAMINING,
        )
        listed = handed.annotate(is_examined_still=Exists(examined))
        heads = approval_basis(
            self.user, self.portal, self.now, sensitive=True, waiting_since=self.now
        )
        waiting = handed.filter(erased_at=None)
        return super().get_context_data(
            handed=listed.defer("case__subject", "case__text")[:MOST_SHOWN],
            to_export=heads is not None and waiting.exists(),
            to_erase=heads is not None and waiting.filter(exported_at__isnull=False).exists(),
            portal_of_desk=self.portal,
            **kwargs,
        )


@require_POST
def national_export(request: HttpRequest, portal_id: int) -> HttpResponseBase:
    """The file for the national system, once, to whoever pressed the button; kept by nobody."""
    now = timezone.now()
    portal = desk_portal(request, portal_id, now)
    try:
        given = export_handovers(portal=portal, actor=person(request), now=now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("cases_national", portal.pk)
    if left := left_out_words(given):
        # The answer is the file: the page says it the next time it is opened.
        messages.warning(request, left)
    response = FileResponse(
        given.file,
        as_attachment=True,
        filename=f"ban-giao-{portal.code}-{now:%Y%m%d-%H%M}.zip",
        content_type="application/zip",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return unstored(response)


@require_POST
def national_erase(request: HttpRequest, portal_id: int) -> HttpResponse:
    """Erase what was exported."""
    now = timezone.now()
    portal = desk_portal(request, portal_id, now)
    if "arrived" not in request.POST:
        messages.error(
            request, _("Tick that the file arrived: what is erased here comes back from nowhere.")
        )
        return redirect("cases_national", portal.pk)
    done(
        request,
        lambda: erase_exported(portal=portal, actor=person(request), now=now),
        _("What was given over is erased here."),
    )
    return redirect("cases_national", portal.pk)
