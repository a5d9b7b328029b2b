"""Ordering a dossier, waiting for it, and taking it away."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from portals.admin_kit.lists import DeskColumn, DeskList, TimeColumn
from portals.admin_kit.pages import done
from portals.jobs.queueing import enqueue
from portals.numbers import id_in
from scoring.auditing.orders import dossiers_of, order_dossier
from scoring.models import AuditDossier

from .base import AuditPage


class AuditDossiers(AuditPage, DeskList):
    """What the person ordered, the newest first; a POST orders one more, of a `month` or of a `card`."""

    template_name = "scoring/auditing/dossiers.html"
    page_title = gettext_lazy("Dossiers")
    nothing = gettext_lazy("No dossier yet. Order one on the page of a month or of a scorecard.")
    columns = [
        DeskColumn("what", gettext_lazy("What"), cells=template_name, classname="title"),
        TimeColumn("ordered_at", gettext_lazy("Ordered")),
        DeskColumn("state", gettext_lazy("State"), cells=template_name),
    ]

    def get_base_queryset(self) -> QuerySet[AuditDossier]:
        return dossiers_of(self.user, self.mandate)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return AuditPage.get_breadcrumbs_items(self)

    def post(self, request: HttpRequest) -> HttpResponse:
        card_id, round_id = (id_in(request.POST.get(name, "")) for name in ("card", "round"))
        card = None
        if card_id:
            found = self.mandate.cards.select_related("round", "portal")
            card = get_object_or_404(found, pk=card_id)
            round_ = card.round
        else:
            round_ = get_object_or_404(self.mandate.rounds, pk=round_id or 0)
        self.subject(card.portal if card else None, round_.month)

        def order() -> None:
            made = order_dossier(round_=round_, card=card, actor=self.user, now=self.now)
            enqueue("scoring.auditing.jobs.make_ordered", order_id=made.pk)

        done(request, order, _("Ordered. It stands here as soon as it is made; look again."))
        return redirect("scoring:audit_dossiers")


class AuditDossierFile(AuditPage, View):
    """The ZIP of one's own order, as long as all of it is in scope."""

    def get(self, _request: HttpRequest, dossier_id: int) -> FileResponse:
        made = dossiers_of(self.user, self.mandate).exclude(file="")
        order = get_object_or_404(made, pk=dossier_id)
        self.subject(order.card.portal if order.card else None, order.round.month)
        name = f"ho-so-{order.round}{f'-{order.card.portal.code}' if order.card else ''}.zip"
        return FileResponse(order.file.open("rb"), as_attachment=True, filename=name)
