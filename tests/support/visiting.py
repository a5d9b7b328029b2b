"""Visiting portals in tests: the client knows hosts as a browser does."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.utils import timezone

from editorial.enums import PlacementRole
from editorial.models import Placement, StoryPage
from portals.models import Portal
from tests.factories import section_of


def visit(portal: Portal, path: str, **options: Any) -> Any:
    """GET `path` on the portal's own host."""
    return Client().get(path, headers={"host": portal.site.hostname}, **options)


def republished(story: StoryPage, portal: Portal, section: str = "tin-tuc") -> Placement:
    """Place `story` on a portal that did not write it."""
    return Placement.objects.create(
        portal=portal,
        section=section_of(portal, section),
        story=story,
        role=PlacementRole.REPUBLISHED,
        kind=story.story_kind,
        placed_at=timezone.now(),
    )
