"""Bringing in a council's petitions."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions.bringing import BadSheet, bring_petitions
from ..lives import load_rules
from ..petitions.plan import PetitionPlan, plan_petitions
from ..petitions.rows import COLUMNS, NEEDED, OPTIONAL
from .sheets import BringSheet, SheetRows


class BringPetitions(BringSheet):
    template_name = "portals/accountability/bring_petitions.html"
    page_title = gettext_lazy("Bring in petitions of a council")
    needed, optional, columns = NEEDED, OPTIONAL, COLUMNS
    empty_name = "kien-nghi"

    def look(self, rows: SheetRows) -> PetitionPlan:
        return plan_petitions(self.portal, rows, now=self.now, rules=load_rules())

    def bring(self, rows: SheetRows) -> PetitionPlan:
        try:
            return bring_petitions(portal=self.portal, table=rows, actor=self.user, now=self.now)
        except BadSheet as bad:
            return bad.plan

    def does_something(self, plan: Any) -> bool:
        return bool(plan.new or plan.results)

    def done_words(self, plan: Any) -> str:
        return _("Brought in: %(new)s petitions, %(results)s results.") % {
            "new": len(plan.new),
            "results": len(plan.results),
        }

    def get_success_url(self) -> str:
        return reverse("petitions_bring", args=[self.portal.pk])
