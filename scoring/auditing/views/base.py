"""What the pages of auditors share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from portals.admin_kit.views import DeskPage
from portals.auditors.middleware import note_subject
from portals.models import Portal
from scoring.auditing.mandate import AuditMandate, mandate_of
from scoring.models import Round, Scorecard
from scoring.periods import Month

ENDS_SOON = 14


class AuditPage(DeskPage):
    """A page for people who audit today; for others it does not exist. Nothing that it shows lies outside the scope."""

    header_icon = "view"

    @cached_property
    def mandate(self) -> AuditMandate:
        found = mandate_of(self.user, self.now)
        if found is None:
            raise Http404
        return found

    def subject(self, portal: Portal | None = None, month: date | None = None) -> None:
        """Say what the page is about, for the province's list of who looked at what."""
        note_subject(self.request, portal=portal, month=month)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        return [*above, {"url": reverse("scoring:audit"), "label": _("Audit")}, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mandate = self.mandate
        return super().get_context_data(
            mandate=mandate, ends_soon=mandate.days_left <= ENDS_SOON, **kwargs
        )


class OfAuditedMonth(AuditPage):
    """A page about one month in scope, named in the address as 2026-10."""

    @cached_property
    def round(self) -> Round:
        try:
            month = Month.parse(self.kwargs["month"])
        except ValueError as error:
            raise Http404 from error
        found = get_object_or_404(self.mandate.rounds, month=month.first)
        self.subject(month=found.month)
        return found


class OfAuditedCard(AuditPage):
    """A page about one scorecard in scope."""

    @cached_property
    def card(self) -> Scorecard:
        found = get_object_or_404(
            self.mandate.cards.select_related(
                "portal__site",
                "round",
                "rubric",
                "scorer",
                "tier",
                "cluster",
                "proceeding__scorer",
                "proceeding__passed_to",
                "proceeding__round",
            ),
            pk=self.kwargs["scorecard_id"],
        )
        self.subject(found.portal, found.round.month)
        return found

    def get_page_subtitle(self) -> str:
        return f"{self.card.portal}, {self.card.round.month:%m/%Y}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        month = self.card.round.month
        to_month = {
            "url": reverse("scoring:audit_month", args=[f"{month:%Y-%m}"]),
            "label": f"{month:%m/%Y}",
        }
        return [*above, to_month, here]
