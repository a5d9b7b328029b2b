"""Scorers side by side, and the re-check of what they scored: for the province; each scorer reads its own row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from portals.admin_kit.views import VerbForm
from portals.clock import local_date
from portals.models import Portal
from scoring.course.actions import enter_draw, name_draw, recheck
from scoring.course.forms import DrawForm, DrawResultForm, RecheckForm
from scoring.course.queries import proceedings_seen_by
from scoring.course.sampling_cards import seed_of
from scoring.course.scorers import scorer_standings
from scoring.models import (
    LineOverride,
    Proceeding,
    PublicDraw,
    RecheckedCard,
    RoundCorrection,
    Scorecard,
)
from scoring.periods import Month

from .base import ScorePage


class OfScorers(ScorePage):
    """A page about the scorers of one month, the last full one unless another is asked for."""

    @cached_property
    def this_month(self) -> Month:
        return Month.of(local_date(self.now))

    @cached_property
    def month(self) -> Month:
        asked = self.kwargs.get("month") or self.request.GET.get("month", "")
        try:
            return Month.parse(asked)
        except ValueError:
            return self.this_month.later(-1)

    @cached_property
    def draw(self) -> PublicDraw | None:
        draws = PublicDraw.objects.select_related("named_by", "entered_by", "confirmed_by")
        return draws.filter(month=self.month.first).first()

    def get_page_subtitle(self) -> str:
        return f"{self.month.month:02}/{self.month.year}"

    def get_success_url(self) -> str:
        return f"{reverse('scoring:scorers')}?month={self.month}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        listing = {"url": reverse("scoring:proceedings"), "label": _("Scoring rounds")}
        return [*above, listing, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(month=self.month, draw=self.draw, **kwargs)


class Scorers(OfScorers, TemplateView):
    """Each scorer's mean, spread, overturned share and late steps; whoever is of no province reads only their own."""

    template_name = "scoring/course/scorers.html"
    page_title = gettext_lazy("Scorers side by side")

    @cached_property
    def seen(self) -> QuerySet[Proceeding]:
        return proceedings_seen_by(self.office)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        months = list(
            self.seen.order_by("-round__month").values_list("round__month", flat=True).distinct()
        )
        if not months and not self.office.is_of_province:
            raise Http404
        of_month = self.seen.filter(round__month=self.month.first)
        rows = scorer_standings(
            list(of_month.order_by("scorer__tier__level", "scorer__name", "pk")), self.now
        )
        return super().get_context_data(
            months=[Month.of(one) for one in months],
            rows=rows,
            sample=self._sample() if self.office.is_of_province else [],
            seed=seed_of(self.draw.root, self.draw.result)
            if self.draw and self.draw.confirmed_at
            else "",
            may_name=self.office.decides and self.draw is None and self._is_running,
            may_enter=self.office.scores
            and self.draw is not None
            and self.draw.confirmed_at is None
            and local_date(self.now) >= self.draw.drawn_on,
            running=self.this_month,
            **kwargs,
        )

    @property
    def _is_running(self) -> bool:
        return local_date(self.now) <= self.month.last

    def _sample(self) -> list[tuple[RecheckedCard, bool]]:
        """The drawn cards, each with whether all that differs was given other points since."""
        found = list(
            RecheckedCard.objects.filter(draw__month=self.month.first)
            .select_related("card__portal", "card__proceeding__scorer", "checked_by")
            .defer("card__lines")
            .order_by("place")
        )
        cards = [one.card_id for one in found]
        given = set(
            LineOverride.objects.filter(card__in=cards).values_list(
                "card", "criterion_code", "overridden_at"
            )
        )
        given |= {
            (correction.card_id, code, correction.proposed_at)
            for correction in RoundCorrection.objects.filter(card__in=cards)
            for code in correction.points
        }
        return [(one, _is_mended(one, given)) for one in found]


def _is_mended(one: RecheckedCard, given: set[tuple[int, str, datetime]]) -> bool:
    """Whether each line that did not hold got other points since, or is proposed to."""
    checked_at = one.checked_at
    since = {
        code
        for card, code, at in given
        if card == one.card_id and checked_at is not None and at >= checked_at
    }
    return set(one.codes) <= since


class NameDraw(OfScorers, VerbForm):
    form_class = DrawForm
    page_title = gettext_lazy("Name the public draw")
    submit_label = gettext_lazy("Name")

    @cached_property
    def situation(self) -> str:
        if not self.office.decides:
            raise Http404
        if self.draw is not None:
            return _("The draw of this month is named already.")
        return ""

    def act(self, form: Any) -> str:
        given = form.cleaned_data
        name_draw(month=self.month, **given, actor=self.user, now=self.now)
        return _("Named. Its result is entered by two persons once it is drawn.")


class EnterDraw(OfScorers, VerbForm):
    """The second person reads no result here: they enter what they saw themselves."""

    form_class = DrawResultForm
    template_name = "scoring/course/enter_draw.html"
    page_title = gettext_lazy("Enter the draw")
    submit_label = gettext_lazy("Enter")

    @cached_property
    def named(self) -> PublicDraw:
        if not self.office.scores or self.draw is None:
            raise Http404
        return self.draw

    @cached_property
    def situation(self) -> str:
        if self.named.confirmed_at is not None:
            return _("The result is confirmed already.")
        return ""

    def act(self, form: Any) -> str:
        draw = enter_draw(
            draw=self.named, result=form.cleaned_data["result"], actor=self.user, now=self.now
        )
        if draw.confirmed_at is not None:
            return _("Confirmed. The cards to check again are drawn.")
        return _("Entered. A second person enters it too, which confirms it.")


class Recheck(OfScorers, VerbForm):
    """A drawn card: whether its lines hold. What differs is given other points on the card, or corrected."""

    form_class = RecheckForm
    template_name = "scoring/course/recheck.html"
    page_title = gettext_lazy("Check again")
    submit_label = gettext_lazy("Store")

    @cached_property
    def drawn(self) -> RecheckedCard:
        if not self.office.scores:
            raise Http404
        return get_object_or_404(
            RecheckedCard.objects.select_related(
                "card__portal", "card__round", "card__proceeding__scorer", "checked_by"
            ),
            card=self.kwargs["scorecard_id"],
        )

    @cached_property
    def month(self) -> Month:
        return Month.of(self.drawn.card.round.month)

    @property
    def portal(self) -> Portal:
        return self.card.portal

    @property
    def card(self) -> Scorecard:
        return self.drawn.card

    @cached_property
    def situation(self) -> str:
        if self.drawn.outcome:
            return _("The scorecard is checked already.")
        if self.card.proceeding is None or self.card.proceeding.verified_at is None:
            return _("The scorecard is not verified yet.")
        return ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "lines": self.card.lines["criteria"]}

    def act(self, form: Any) -> str:
        recheck(card=self.card, **form.cleaned_data, actor=self.user, now=self.now)
        return _("Stored.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(card=self.card, drawn=self.drawn, **kwargs)
