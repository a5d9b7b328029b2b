"""What follows when a board says what came of the comments: it is noted when, and whoever commented is answered."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portals.accountability.enums import CaseOutcome, CaseState, CaseStep, TextRole
from portals.accountability.lives import load_rules
from portals.accountability.recording import CaseHappening, end_case, held_case, record_event
from portals.addresses import main_origin
from portals.refusals import Refusal

from .commenting import WHOLE
from .counting import counted_comments, numbers_of
from .fairness import says_what_came
from .models import ConsultationPage, ConsultationSummary

if TYPE_CHECKING:
    from editorial.models import StoryPage


class SummaryIncomplete(Refusal):
    """Comments on an article are passed over."""


def tell_summary(*, story: StoryPage, now: datetime) -> None:
    """Note the first publication of a summary and answer the comments with it. For `placements.publications`.

    Raises SummaryIncomplete where an article was commented on and nothing is said of it.
    """
    if not isinstance(story, ConsultationPage) or story.adapted_from_id is not None:
        return
    if not says_what_came(story):
        return
    _pass_nothing_over(story)
    ConsultationSummary.objects.get_or_create(
        page=story, defaults={"portal": story.portal_of_page(), "published_at": now}
    )
    _answer_comments(story, now)


def _pass_nothing_over(page: ConsultationPage) -> None:
    numbers = numbers_of(page)
    told = {
        one.number
        for one in page.articles.all()
        if one.taken_up.strip() or one.not_taken_up.strip()
    }
    if page.summary.strip():
        told.add(WHOLE)
    if missing := sorted(numbers.keys() - told):
        names = [
            _("Article %(number)s") % {"number": one} if one else _("The draft as a whole")
            for one in missing
        ]
        raise SummaryIncomplete(
            _("People commented on this too, and nothing is said of it: %(articles)s.")
            % {"articles": ", ".join(names)}
        )


def _answer_comments(page: ConsultationPage, now: datetime) -> None:
    """End what is still running: the summary is the answer to each. A sealed one has ended already."""
    running = counted_comments([page]).exclude(case__state=CaseState.ENDED)
    rules = load_rules()
    words = _(
        "What was taken up of the comments and what was not, and why, stands here: %(path)s"
    ) % {"path": main_origin(page.portal_of_page()) + page.public_path()}
    answered = CaseHappening(role=TextRole.ANSWER, text=words)
    for case_id in running.order_by("case").values_list("case", flat=True):
        case = held_case(case_id)
        record_event(case, CaseStep.ANSWERED, actor=None, now=now, more=answered, rules=rules)
        case.triaged_at = case.triaged_at or now
        end_case(case, CaseOutcome.ANSWERED, now)
        case.save()
