"""Whose stored pages an act of editors makes out of date."""

import pytest
from django.utils import timezone

from editorial.enums import PlacementRole, RemovalKind
from editorial.models import ArticlePage, Placement, SectionPage
from editorial.placements.actions import move_story, take_down, withdraw_story
from portals.boards.enums import Position
from portals.models import EditionChange
from portals.pagecache import cache_invalidation
from tests.factories import (
    make_member,
    make_portal,
    make_province_tree,
    published_story,
    section_of,
)

pytestmark = pytest.mark.django_db


def republished(story, portal):
    return Placement.objects.create(
        portal=portal,
        section=section_of(portal),
        story=story,
        role=PlacementRole.REPUBLISHED,
        kind=ArticlePage.story_kind,
        placed_at=timezone.now(),
    )


@pytest.fixture(autouse=True)
def no_holds(monkeypatch):
    monkeypatch.setattr(cache_invalidation, "_hold", lambda keys: False)


def changed(portal):
    """Whether the outbox names the portal, and whether it forbids the last copy."""
    rows = [row for row in EditionChange.objects.all() if portal.pk in (row.portal_ids or [])]
    return bool(rows), any(row.forbids_stale for row in rows)


@pytest.fixture
def province_and_commune():
    province, _district, (commune, _other) = make_province_tree()
    return province, commune


class TestAnActOfEditors:
    def test_publishing_renews_the_portal(self, province_and_commune):
        province, commune = province_and_commune
        EditionChange.objects.all().delete()
        published_story(commune)
        assert (changed(commune), changed(province)) == ((True, False), (False, False))

    def test_a_correction_renews_every_portal_where_the_story_stands(self, province_and_commune):
        province, commune = province_and_commune
        story = published_story(commune)
        republished(story, province)
        EditionChange.objects.all().delete()
        story.save_revision().publish(skip_permission_checks=True)
        assert (changed(commune), changed(province)) == ((True, False), (True, False))

    def test_a_withdrawal_forbids_the_last_copy_everywhere(self, province_and_commune):
        province, commune = province_and_commune
        head = make_member(commune, Position.HEAD)
        story = published_story(commune)
        republished(story, province)
        EditionChange.objects.all().delete()
        ended = withdraw_story(
            story=story,
            kind=RemovalKind.WITHDRAWN,
            reason="sai",
            actor=head,
            now=timezone.now(),
        )
        assert ended == 2
        assert (changed(commune), changed(province)) == ((True, True), (True, True))

    def test_taking_down_forbids_it_on_that_portal_only(self, province_and_commune):
        province, commune = province_and_commune
        editor = make_member(province, Position.HEAD)
        placement = republished(published_story(commune), province)
        EditionChange.objects.all().delete()
        take_down(placement=placement, reason="trùng", actor=editor, now=timezone.now())
        assert (changed(commune), changed(province)) == ((False, False), (True, True))

    def test_moving_renews_every_portal_where_the_story_stands(self, province_and_commune):
        province, commune = province_and_commune
        head = make_member(commune, Position.HEAD)
        story = published_story(commune)
        republished(story, province)
        EditionChange.objects.all().delete()
        other = SectionPage.objects.filter(portal=commune).exclude(slug="tin-tuc").first()
        move_story(story=story, section=other, actor=head, now=timezone.now())
        assert (changed(commune)[0], changed(province)[0]) == (True, True)

    def test_publishing_a_section_renews_its_portal(self, province_and_commune):
        _province, commune = province_and_commune
        EditionChange.objects.all().delete()
        section_of(commune).save_revision().publish(skip_permission_checks=True)
        assert changed(commune) == (True, False)

    def test_opening_a_portal_renews_the_province(self):
        make_portal("province")
        assert EditionChange.objects.filter(portal_ids=None).exists()
