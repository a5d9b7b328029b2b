"""Where answers are shown beside their own pages: home, section, stories that they are about, the search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.answers.models import ReleasedAnswer
from editorial.answers.reading import answers_on, newest_answers
from editorial.public.home_blocks import HomeBlock, HomeContext, HomeRegion
from editorial.public.more_pages import MorePage
from editorial.public.section_parts import SectionPart
from editorial.public.under_text import UnderText
from portals.models import Portal

from .views import answers_path

if TYPE_CHECKING:
    from editorial.models import StoryPage

SHOWN_AT_HOME = SHOWN_IN_SECTION = 4
SHOWN_UNDER_TEXT = 5
MOST_MAPPED = 5_000
# A standing thing of the portal is asked about by its page, whatever kind it is.
ABOUT = ("story", "document", "disclosure")


@dataclass(frozen=True, slots=True)
class ShownAnswers:
    """Some answers, with the path of the list that has all."""

    answers: list[ReleasedAnswer]
    path: str


def _newest(portal: Portal, number: int) -> ShownAnswers | None:
    found = newest_answers(portal, number)
    return ShownAnswers(found, answers_path()) if found else None


def at_home(context: HomeContext) -> ShownAnswers | None:
    return _newest(context.portal, SHOWN_AT_HOME)


def in_section(_request: HttpRequest, portal: Portal) -> ShownAnswers | None:
    return _newest(portal, SHOWN_IN_SECTION)


def about_story(story: StoryPage, portal: Portal) -> ShownAnswers | None:
    """Return the newest answers of this portal about `story`. One query over an index."""
    if not story.pk:
        return None
    about = [f"{kind}:{story.pk}" for kind in ABOUT]
    found = list(
        ReleasedAnswer.objects.standing()
        .on(portal)
        .filter(about__in=about)
        .newest_first()[:SHOWN_UNDER_TEXT]
    )
    return ShownAnswers(found, answers_path()) if found else None


def has_answers(portal: Portal) -> Exists:
    """Whether anything is listed: asked of the portal's sections together."""
    return Exists(answers_on(portal))


def list_pages(portal: Portal) -> Iterator[MorePage]:
    if answers_on(portal).exists():
        yield MorePage(_("Answered questions"), answers_path())


def portals_with_answers() -> set[int]:
    """Return the ids of portals that show any. One query."""
    return set(ReleasedAnswer.objects.standing().values_list("portal", flat=True))


def answer_pages(portal: Portal) -> Iterator[MorePage]:
    """Each answer of the portal, and each of its topics, for machines. One query."""
    rows = (
        ReleasedAnswer.objects.standing()
        .on(portal)
        .newest_first()
        .only("subject", "topic", "portal")[:MOST_MAPPED]
    )
    topics: dict[str, ReleasedAnswer] = {}
    for one in rows:
        yield MorePage(one.subject, one.path)
        if one.topic:
            topics.setdefault(one.topic, one)
    for topic, one in topics.items():
        yield MorePage(one.topic_name, topic_path(topic))


def topic_path(topic: str) -> str:
    return f"{answers_path()}chu-de/{topic}/"


AT_HOME = HomeBlock(
    "answers",
    gettext_lazy("Answered"),
    HomeRegion.MAIN,
    "editorial/answers/home_block.html",
    at_home,
)
IN_SECTION = SectionPart("editorial/answers/in_section.html", in_section)
UNDER_TEXT = UnderText("editorial/answers/about.html", about_story)
