"""What a person is told of posts, also where no round of the worker is ever begun."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from portals.social.models import SocialPost
from portals.social.posting_inbox import SocialPostFaults
from tests.portals.social.cast import NOW
from tests.portals.social.posted import Posting, later, make_posting
from tests.support.inboxes import in_inbox

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def posting(db: None, settings: Any) -> Posting:
    settings.PORTALS_SOCIAL_POSTING = True
    return make_posting()


@pytest.mark.parametrize(
    ("state", "within"),
    [
        ("withdrawing", 30 * MINUTE),
        ("queued", DAY),
        ("sent", DAY),
        ("correcting", DAY),
        ("confirmed", None),
    ],
)
def test_what_waits_too_long_is_told(
    posting: Posting, state: str, within: timedelta | None, settings: Any
) -> None:
    posting.approved(posting.account())
    SocialPost.objects.update(
        state=state, external_id="1", address="https://x.vn/", confirmed_at=NOW, state_at=NOW
    )
    settings.PORTALS_SOCIAL_POSTING = False
    after = within or 9 * DAY
    assert not in_inbox(posting.cast.head, SocialPostFaults.kind, now=NOW + after - MINUTE)
    lines = in_inbox(posting.cast.head, SocialPostFaults.kind, now=NOW + after)
    assert bool(lines) == (within is not None)
    for line in lines:
        assert line.note
        assert line.urgency == (0 if state == "withdrawing" else 1)
    assert not in_inbox(posting.cast.stranger, SocialPostFaults.kind, now=NOW + after)


def test_what_still_stands_though_it_is_to_go_is_urgent(posting: Posting) -> None:
    posting.approved(posting.account())
    SocialPost.objects.update(state="withdrawing", external_id="1", state_at=NOW)
    source = SocialPostFaults()
    (before,), (after,) = source.urgent(later(minutes=29)), source.urgent(later(minutes=30))
    assert (before.found.count(), after.found.count()) == (0, 1)
