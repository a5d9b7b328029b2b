"""The people and portals of these tests: a province sends, its communes receive and send up."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from editorial.models import StoryPage
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal
from syndication.dispatches.actions import dispatch_story
from syndication.dispatches.audience import Audience
from syndication.dispatches.urgent import confirm_urgent
from syndication.enums import AudienceKind, Urgency
from syndication.models import Dispatch, StandingRule
from tests.factories import make_member, make_province_tree, published_story

EVERYBODY = Audience(AudienceKind.ALL)


@dataclass
class Province:
    """A province with its desk, one district below it, and the communes below that."""

    portal: Portal
    district: Portal
    communes: list[Portal]
    head: User
    story: StoryPage

    @property
    def receivers(self) -> list[Portal]:
        return [self.district, *self.communes]


def make_cast(communes: int = 2, *, at_once: bool = True) -> Province:
    """With `at_once` every receiver has the standing rule by which all that is sent stands at once."""
    province, district, members = make_province_tree(communes)
    if at_once:
        for portal in (district, *members):
            place_at_once(portal)
    return Province(
        portal=province,
        district=district,
        communes=members,
        head=make_member(province, Position.HEAD),
        story=published_story(province),
    )


def place_at_once(portal: Portal, **only: object) -> StandingRule:
    return StandingRule.objects.create(portal=portal, made_at=timezone.now(), **only)


def send(
    story: StoryPage, actor: User, audience: Audience = EVERYBODY, **options: object
) -> Dispatch:
    given = {"due_at": None, "mandate": "", "note": "", "now": timezone.now(), **options}
    return dispatch_story(story=story, audience=audience, actor=actor, **given)


def send_urgent(cast: Province, story: StoryPage | None = None, **options: object) -> Dispatch:
    """Sent by the head and confirmed by a deputy."""
    now = options.pop("now", timezone.now())
    asked = send(story or cast.story, cast.head, urgency=Urgency.URGENT, now=now, **options)
    deputy = make_member(cast.portal, Position.DEPUTY)
    return confirm_urgent(dispatch=asked, actor=deputy, now=now)
