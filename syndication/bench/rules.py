"""Boards that take what the province sends without looking: a dispatch then places as many as it can."""

from __future__ import annotations

from django.utils import timezone

from portals.models import Portal
from syndication.models import StandingRule


def have_all_placed_at_once(province: Portal) -> None:
    """Have every board below place what is sent at once."""
    StandingRule.objects.bulk_create(
        StandingRule(portal=one, made_at=timezone.now())
        for one in Portal.objects.exclude(pk=province.pk)
    )
