"""What the demo shows of social accounts, and that nobody is asked for it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from portals.boards.enums import Position
from portals.demo.people import Crew, Crews
from portals.demo.social import count_followers, enter_social_accounts
from portals.models import SocialAccount
from portals.social.models import SocialFormerYear, SocialMonth
from tests.factories import make_member, make_portal

pytestmark = pytest.mark.django_db


def test_shows_each_state_and_half_a_year_of_figures(settings) -> None:
    province = make_portal("province")
    portals = [province, *(make_portal(overseer=province) for _number in range(6))]
    crews = Crews(
        {one.pk: Crew([(Position.HEAD, make_member(one, Position.HEAD))]) for one in portals}
    )
    now = timezone.now()

    enter_social_accounts(portals, crews, now=now)
    count_followers(province, crews, now=now)

    states = set(SocialAccount.objects.values_list("state", flat=True))
    assert states == {"verified", "waiting", "alarm"}
    assert any(not one.social_accounts.exists() for one in portals)
    assert SocialMonth.objects.values("month").distinct().count() == 6
    assert SocialFormerYear.objects.get().reach == 60_000_000
    assert all("minh-hoa" in one.address for one in SocialAccount.objects.all())
    assert not settings.PORTALS_SOCIAL_PROBES
