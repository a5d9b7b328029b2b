"""One portal's month, every point explained."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from portals.boards.enums import APPROVERS, STANDING_EDITORS
from portals.boards.queries import holds_post
from scoring.course.penalties import heavy_penalties_of
from scoring.course.people import may_appeal, signing_basis, sits_on
from scoring.course.queries import own_card_of, words_on_lines
from scoring.course.shown_lines import shown_groups
from scoring.enums import ProceedingState
from scoring.explaining import explain
from scoring.models import HeadStatement, Proceeding, RoundCorrection, Scorecard, SelfAssessment
from scoring.queries import runs_of, scorecards_seen_by, with_trends

from .base import ScorePage


class ScorecardPage(ScorePage, TemplateView):
    template_name = "scoring/rounds/scorecard.html"
    page_title = gettext_lazy("Scorecard")

    @cached_property
    def card(self) -> Scorecard:
        return get_object_or_404(
            scorecards_seen_by(self.office).select_related(
                "portal__site",
                "round",
                "rubric",
                "scorer",
                "tier",
                "cluster",
                "proceeding__scorer",
                "proceeding__passed_to",
            ),
            pk=self.kwargs["scorecard_id"],
        )

    def get_page_subtitle(self) -> str:
        return _("%(portal)s, %(month)s") % {
            "portal": self.card.portal,
            "month": f"{self.card.round.month:%m/%Y}",
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        league = {"url": reverse("scoring:league"), "label": _("League")}
        return [*above, league, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        card = self.card
        explained = explain(card, is_own=card.portal_id in self.office.portal_ids)
        said = words_on_lines(card)
        proceeding = card.proceeding
        acts = self._acts(proceeding)
        penalties = heavy_penalties_of(card).values()
        own_card = own_card_of(card)
        return super().get_context_data(
            card=card,
            explained=explained,
            groups=shown_groups(explained, said),
            asked_codes=set(said),
            of_penalties=[
                (code, one) for code, one in said.items() if code not in self._criteria(card)
            ],
            row=with_trends([card], self.office)[0],
            runs=runs_of(card.round),
            proceeding=proceeding,
            signed=SelfAssessment.objects.filter(card=card).select_related("signed_by").first(),
            statement=HeadStatement.objects.filter(card=card).select_related("signed_by").first(),
            corrections=RoundCorrection.objects.filter(card=card)
            .exclude(confirmed_at=None)
            .order_by("pk"),
            # What no second person found right is nobody else's to read.
            penalties=[
                one
                for one in penalties
                if one.confirmation or acts.get("sees_files") or acts.get("verifies")
            ],
            own_card=own_card,
            findings=own_card.verdicts.order_by("pk") if own_card else (),
            **acts,
            **kwargs,
        )

    def _criteria(self, card: Scorecard) -> set[str]:
        return {line["code"] for line in card.lines["criteria"]}

    def _acts(self, proceeding: Proceeding | None) -> dict[str, bool]:
        """What the reader may do on this card, as far as it shows buttons; the verbs ask again."""
        if proceeding is None:
            return {}
        state, card = ProceedingState(proceeding.state), self.card
        answers = may_appeal(self.user, card.portal, self.now)
        sits = sits_on(self.user, [card.portal], self.now)
        verifies = holds_post(self.user, proceeding.acting, self.now, STANDING_EDITORS)
        judges = not sits and (
            self.office.decides or holds_post(self.user, proceeding.acting, self.now, APPROVERS)
        )
        in_time = proceeding.appeal_due_at is not None and self.now <= proceeding.appeal_due_at
        return {
            "sees_files": answers or self.office.is_of_province or judges,
            "may_appeal": answers and state == ProceedingState.APPEALABLE and in_time,
            "may_override": judges
            and state in {ProceedingState.SELF_ASSESSED, ProceedingState.APPEALABLE},
            "verifies": verifies,
            "may_confirm": proceeding.decided_at is None
            and not sits
            and (verifies or self.office.decides),
            "may_correct": judges and proceeding.is_published,
            "may_state": proceeding.is_published
            and signing_basis(self.user, card.portal, self.now) is not None,
        }
