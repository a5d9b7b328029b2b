"""Who aired a bulletin that was sent, on the sender's delivery board."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from editorial.stations.airing_actions import tell_airing
from editorial.stations.receipts import is_bulletin
from syndication.dispatches.airings import tell_airings
from syndication.models import Dispatch
from tests.editorial.stations.cast import Radio, at, build, bulletin
from tests.factories import make_portal, published_story
from tests.support.kept import once_a_file
from tests.support.visiting import republished

built, radio = once_a_file(build)


@pytest.mark.parametrize(
    ("due", "late_one", "late_other"),
    [
        (at(5, 11), False, True),
        (at(5, 10), False, True),
        (at(5, 9), True, True),
        (at(5, 13), False, False),
    ],
)
def test_by_the_deadline_or_not(
    radio: Radio, django_assert_num_queries, due, late_one: bool, late_other: bool
) -> None:
    story = bulletin(radio.province, aired=at(5, 5), when=at(5, 6), section="tin-tuc")
    republished(story, radio.commune)
    tell_airing(
        portal=radio.commune, story=story, aired_at=at(5, 10), actor=radio.secretary, now=at(5, 11)
    )
    nobody = make_portal("commune", overseer=radio.province)
    rows = [SimpleNamespace(portal_id=one.pk) for one in (radio.commune, radio.other, nobody)]
    with django_assert_num_queries(2):
        tell_airings(rows, Dispatch(story_id=story.pk, due_at=due), at(5, 12))
    aired, waiting, mute = (row.airing for row in rows)
    assert (aired.at, aired.is_late) == (at(5, 10), late_one)
    assert (waiting.at, waiting.has_station, waiting.is_late) == (None, True, late_other)
    assert (mute.has_station, mute.is_late) == (False, False)


def test_only_bulletins_have_such_a_column(radio: Radio) -> None:
    story = bulletin(radio.commune, aired=at(5, 5), when=at(5, 6))
    assert is_bulletin(story.storypage_ptr)
    assert not is_bulletin(published_story(radio.commune))
