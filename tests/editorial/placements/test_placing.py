"""A story is stored once and placed: the invariants of placements."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editorial.enums import PlacementRole, RemovalKind
from editorial.models import ArticlePage, Placement, PublishedFile, StoryPage
from editorial.placements.actions import (
    UnableToWithdraw,
    move_story,
    place_missing,
    place_origin,
    take_down,
    withdraw_story,
)
from editorial.placements.publishing import publish_due
from portals.boards.enums import Position
from portals.models import Portal
from portals.refusals import NotYourOffice
from tests.factories import (
    make_document,
    make_member,
    make_portal,
    make_story,
    published_by_wagtail,
    published_story,
    section_of,
)

pytestmark = pytest.mark.django_db


def republish(story: StoryPage, portal: Portal) -> Placement:
    return Placement.objects.create(
        portal=portal,
        section=section_of(portal),
        story=story,
        role=PlacementRole.REPUBLISHED,
        kind=story.story_kind,
        placed_at=timezone.now(),
    )


def standing(story: StoryPage) -> list[tuple[int, str]]:
    return sorted(Placement.objects.standing().filter(story=story).values_list("portal_id", "role"))


class TestPublishing:
    def test_places_the_story_on_its_own_portal(self) -> None:
        portal = make_portal("province")
        story = published_by_wagtail(portal)
        assert standing(story) == [(portal.pk, "origin")]
        assert Placement.objects.get().placed_at == story.first_published_at

    def test_a_draft_is_not_placed(self) -> None:
        assert standing(make_story(make_portal("province"))) == []

    def test_again_keeps_the_one_placement(self) -> None:
        story = published_by_wagtail(make_portal("province"))
        story.title = "Tiêu đề mới"
        story.save_revision().publish(skip_permission_checks=True)
        assert Placement.objects.filter(story=story).count() == 1

    def test_for_tomorrow_places_nothing_until_then(self) -> None:
        story = make_story(make_portal("province"))
        story.go_live_at = timezone.now() + timedelta(days=1)
        story.save_revision().publish(skip_permission_checks=True)
        assert standing(story) == []
        assert publish_due(now=timezone.now()) == 0
        # Wagtail reads the clock itself, so the hour is moved instead.
        revision = story.get_latest_revision()
        hour_ago = timezone.now() - timedelta(hours=1)
        revision.content["go_live_at"] = hour_ago.isoformat()
        revision.approved_go_live_at = hour_ago
        revision.save()
        assert publish_due(now=timezone.now()) == 1
        assert len(standing(story)) == 1
        assert publish_due(now=timezone.now()) == 0

    def test_an_expired_story_ends_everywhere(self) -> None:
        province, other = make_portal("province"), make_portal("province")
        story = published_by_wagtail(province, expire_at=timezone.now() + timedelta(hours=1))
        republish(story, other)
        ArticlePage.objects.filter(pk=story.pk).update(
            expire_at=timezone.now() - timedelta(hours=1)
        )
        assert publish_due(now=timezone.now()) == 1
        assert standing(story) == []
        kinds = set(Placement.objects.values_list("removal_kind", flat=True))
        assert kinds == {RemovalKind.EXPIRED}

    def test_a_copy_is_not_placed_with_its_original(self) -> None:
        portal = make_portal("province")
        story = published_by_wagtail(portal)
        copy = story.copy(keep_live=False, update_attrs={"slug": "ban-sao"})
        assert standing(copy) == []

    def test_the_database_refuses_a_second_origin(self) -> None:
        story = published_by_wagtail(make_portal("province"))
        other = make_portal("province")
        with pytest.raises(IntegrityError, match="story_has_one_origin"):
            Placement.objects.create(
                portal=other,
                section=section_of(other),
                story=story,
                role=PlacementRole.ORIGIN,
                kind="article",
                placed_at=timezone.now(),
            )

    def test_the_sweeper_places_what_a_lost_signal_left(self) -> None:
        story = published_by_wagtail(make_portal("province"))
        Placement.objects.all().delete()
        assert place_missing(now=timezone.now()) == 1
        assert place_missing(now=timezone.now()) == 0
        assert len(standing(story)) == 1

    def test_the_sweeper_takes_no_other_portals_placement_for_the_origin(self) -> None:
        home, away = make_portal("province"), make_portal("province")
        story = published_by_wagtail(home)
        Placement.objects.all().delete()
        republish(story, away)
        assert place_missing(now=timezone.now()) == 1
        assert standing(story) == sorted([(home.pk, "origin"), (away.pk, "republished")])


class TestFiles:
    def test_only_those_of_the_published_version_are_public(self) -> None:
        portal = make_portal("province")
        old, new = make_document(portal), make_document(portal)

        def body(document: object) -> list[dict[str, object]]:
            return [{"type": "file", "value": {"document": document.pk, "title": ""}}]

        story = published_by_wagtail(portal, body=body(old))
        assert set(PublishedFile.objects.values_list("document", flat=True)) == {old.pk}
        story.body = StoryPage._meta.get_field("body").to_python(body(new))
        revision = story.save_revision()
        assert set(PublishedFile.objects.values_list("document", flat=True)) == {old.pk}
        revision.publish(skip_permission_checks=True)
        assert set(PublishedFile.objects.values_list("document", flat=True)) == {new.pk}

    def test_links_inside_text_count(self) -> None:
        portal = make_portal("province")
        document = make_document(portal)
        text = f'<p>Xem <a linktype="document" id="{document.pk}">tệp</a></p>'
        published_by_wagtail(portal, body=[{"type": "text", "value": text}])
        assert PublishedFile.objects.get().document_id == document.pk


class TestWithdrawal:
    def test_ends_every_placement_with_kind_and_reason(self) -> None:
        province, commune = make_portal("province"), make_portal("province")
        head = make_member(province, Position.HEAD)
        story = published_story(province)
        republish(story, commune)
        ended = withdraw_story(
            story=story,
            kind=RemovalKind.IN_ERROR,
            reason="Nhầm số liệu",
            actor=head,
            now=timezone.now(),
        )
        assert ended == 2
        assert standing(story) == []
        story.refresh_from_db()
        assert not story.live
        assert set(Placement.objects.values_list("removal_kind", "removal_reason")) == {
            (RemovalKind.IN_ERROR, "Nhầm số liệu")
        }

    def test_needs_a_reason_and_a_kind_of_withdrawal(self) -> None:
        province = make_portal("province")
        head = make_member(province, Position.HEAD)
        story = published_story(province)
        for kind, reason in [(RemovalKind.IN_ERROR, "  "), (RemovalKind.MOVED, "Chuyển")]:
            with pytest.raises(UnableToWithdraw):
                withdraw_story(
                    story=story, kind=kind, reason=reason, actor=head, now=timezone.now()
                )
        assert len(standing(story)) == 1

    @pytest.mark.parametrize(
        "position", [Position.EDITOR, Position.CONTRIBUTOR, Position.SECRETARY]
    )
    def test_is_for_heads_and_deputies(self, position: Position) -> None:
        province = make_portal("province")
        story = published_story(province)
        with pytest.raises(NotYourOffice):
            withdraw_story(
                story=story,
                kind=RemovalKind.IN_ERROR,
                reason="Sai",
                actor=make_member(province, position),
                now=timezone.now(),
            )

    def test_is_not_for_the_head_of_another_board(self) -> None:
        province, other = make_portal("province"), make_portal("province")
        story = published_story(province)
        republish(story, other)
        with pytest.raises(NotYourOffice):
            withdraw_story(
                story=story,
                kind=RemovalKind.IN_ERROR,
                reason="Sai",
                actor=make_member(other, Position.HEAD),
                now=timezone.now(),
            )

    def test_published_again_stands_at_home_only(self) -> None:
        province, other = make_portal("province"), make_portal("province")
        head = make_member(province, Position.HEAD)
        story = published_story(province)
        republish(story, other)
        withdraw_story(
            story=story, kind=RemovalKind.IN_ERROR, reason="Sai", actor=head, now=timezone.now()
        )
        before = timezone.now()
        story.get_latest_revision().publish(skip_permission_checks=True)
        assert standing(story) == [(province.pk, "origin")]
        placed_at = Placement.objects.standing().get().placed_at
        assert before <= placed_at <= timezone.now()
        assert placed_at > ArticlePage.objects.get(pk=story.pk).first_published_at


class TestTakingDown:
    def test_ends_the_placement_on_one_portal(self) -> None:
        province, commune = make_portal("province"), make_portal("province")
        story = published_story(province)
        placement = republish(story, commune)
        take_down(
            placement=placement,
            reason="Không phù hợp địa bàn",
            actor=make_member(commune, Position.SECRETARY),
            now=timezone.now(),
        )
        assert standing(story) == [(province.pk, "origin")]

    def test_is_not_for_ones_own_story(self) -> None:
        province = make_portal("province")
        published_story(province)
        with pytest.raises(UnableToWithdraw):
            take_down(
                placement=Placement.objects.get(),
                reason="x",
                actor=make_member(province, Position.HEAD),
                now=timezone.now(),
            )

    @pytest.mark.parametrize("position", [Position.EDITOR, Position.CONTRIBUTOR])
    def test_is_for_the_desk(self, position: Position) -> None:
        province, commune = make_portal("province"), make_portal("province")
        story = published_story(province)
        placement = republish(story, commune)
        with pytest.raises(NotYourOffice):
            take_down(
                placement=placement,
                reason="x",
                actor=make_member(commune, position),
                now=timezone.now(),
            )
        assert len(standing(story)) == 2

    def test_is_done_once(self) -> None:
        commune = make_portal("province")
        placement = republish(published_story(make_portal("province")), commune)
        head = make_member(commune, Position.HEAD)
        take_down(placement=placement, reason="Trùng", actor=head, now=timezone.now())
        with pytest.raises(UnableToWithdraw):
            take_down(placement=placement, reason="Lần hai", actor=head, now=timezone.now())
        placement.refresh_from_db()
        assert placement.removal_reason == "Trùng"

    def test_is_not_for_strangers(self) -> None:
        province, commune = make_portal("province"), make_portal("province")
        placement = republish(published_story(province), commune)
        with pytest.raises(NotYourOffice):
            take_down(
                placement=placement,
                reason="x",
                actor=make_member(province, Position.HEAD),
                now=timezone.now(),
            )


class TestMoving:
    def test_within_the_portal_the_placement_follows(self) -> None:
        province = make_portal("province")
        story = published_story(province)
        move_story(
            story=story,
            section=section_of(province, "chi-dao"),
            actor=make_member(province, Position.SECRETARY),
            now=timezone.now(),
        )
        assert Placement.objects.standing().get().section == section_of(province, "chi-dao")

    @pytest.mark.parametrize("position", [Position.EDITOR, Position.CONTRIBUTOR])
    def test_within_the_portal_is_for_the_desk(self, position: Position) -> None:
        province = make_portal("province")
        story = published_story(province)
        with pytest.raises(NotYourOffice):
            move_story(
                story=story,
                section=section_of(province, "chi-dao"),
                actor=make_member(province, position),
                now=timezone.now(),
            )
        assert Placement.objects.standing().get().section == section_of(province)

    @pytest.mark.parametrize(
        ("here", "there"),
        [
            (Position.SECRETARY, Position.SECRETARY),
            (Position.SECRETARY, Position.HEAD),
            (Position.HEAD, Position.SECRETARY),
            (None, Position.HEAD),
        ],
    )
    def test_between_portals_is_for_heads_and_deputies_of_both(
        self, here: Position | None, there: Position
    ) -> None:
        old, new = make_portal("province"), make_portal("province")
        story = published_story(old)
        mover = make_member(new, there)
        if here:
            make_member(old, here, user=mover)
        with pytest.raises(NotYourOffice):
            move_story(story=story, section=section_of(new), actor=mover, now=timezone.now())
        assert standing(story) == [(old.pk, "origin")]

    def test_between_portals_takes_both_boards_and_leaves_a_trace(self) -> None:
        old, new, third = (make_portal("province") for _ in range(3))
        head = make_member(old, Position.HEAD)
        story = published_story(old)
        republish(story, new)
        republish(story, third)
        with pytest.raises(NotYourOffice):
            move_story(story=story, section=section_of(new), actor=head, now=timezone.now())
        make_member(new, Position.DEPUTY, user=head)
        hour = Placement.objects.get(role="origin").placed_at
        moved = move_story(story=story, section=section_of(new), actor=head, now=timezone.now())
        assert standing(story) == sorted([(new.pk, "origin"), (third.pk, "republished")])
        assert Placement.objects.standing().local().get().placed_at == hour
        assert Placement.objects.get(portal=old).removal_kind == RemovalKind.MOVED
        assert moved.get_full_url().startswith(f"http://{new.site.hostname}")


acts = st.lists(
    st.sampled_from(["publish", "withdraw", "expire", "republish", "take_down", "sweep"]),
    max_size=12,
)


class TestInvariants:
    @given(acts)
    @settings(
        max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    def test_hold_after_any_order_of_acts(self, order: list[str]) -> None:
        with transaction.atomic():
            home, away = make_portal("province"), make_portal("province")
            head = make_member(home, Position.HEAD)
            make_member(away, Position.HEAD, user=head)
            story = make_story(home)
            for act in order:
                self._do(act, story, away, head)
                live = StoryPage.objects.get(pk=story.pk).live
                origins = Placement.objects.standing().local().filter(story=story).count()
                assert origins == (1 if live else 0)
                if not live:
                    assert standing(story) == []
            transaction.set_rollback(True)

    def _do(self, act: str, story: StoryPage, away: Portal, head: object) -> None:
        page = ArticlePage.objects.get(pk=story.pk)
        now = timezone.now()
        if act == "publish":
            page.get_latest_revision().publish(skip_permission_checks=True)
        elif act == "take_down":
            for placement in Placement.objects.standing().taken_over().filter(story=page):
                take_down(placement=placement, reason="Thử", actor=head, now=now)
        elif act == "sweep":
            place_missing(now=now)
        elif page.live:
            self._do_with_a_public_story(act, page, away, head)

    def _do_with_a_public_story(
        self, act: str, page: StoryPage, away: Portal, head: object
    ) -> None:
        now = timezone.now()
        if act == "expire":
            page.unpublish(set_expired=True)
        elif act == "withdraw":
            withdraw_story(
                story=page, kind=RemovalKind.WITHDRAWN, reason="Thử", actor=head, now=now
            )
        elif len(standing(page)) == 1:
            republish(page, away)
            place_origin(story=page, now=now)
