"""The limits of own versions: what is decided once, what they take along, and what of others they leave alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import ArticlePage, Placement, StoryPage
from portals.boards.enums import Position
from portals.models import EditionChange
from portals.refusals import NotYourOffice
from syndication.adaptations.actions.following import end_with, tell_of_the_change, tell_of_the_end
from syndication.adaptations.actions.making import adapt_story
from syndication.adaptations.actions.taking import UnableToTake, answer_end, compare
from syndication.adaptations.enums import AdaptationOutcome
from syndication.adaptations.jobs import LOOKED_BACK, sweep_adaptations
from syndication.adaptations.models import SourceChange
from syndication.recalls.recalling import recall_story
from tests.factories import make_member, published_story, section_of
from tests.support.kept import once_a_file

from .casts import make_adapted

pytestmark = pytest.mark.django_db


built, adapted = once_a_file(make_adapted)


@pytest.fixture
def cast(adapted):
    return adapted[0]


@pytest.fixture
def adaptation(adapted):
    return adapted[1]


def recall(story, actor, *, with_copies: bool = True):
    return recall_story(
        story=story,
        kind=RemovalKind.IN_ERROR,
        reason="Sai",
        actor=actor,
        now=timezone.now(),
        with_copies=with_copies,
    )


def answer(adaptation, cast, **options) -> None:
    given = {"keep": True, "reason": "Đúng", "actor": cast.chief, "now": timezone.now(), **options}
    answer_end(adaptation=adaptation, **given)


class TestTheEnd:
    def test_is_answered_once(self, cast, adaptation) -> None:
        recall(cast.source, cast.head, with_copies=False)
        answer(adaptation, cast)

        with pytest.raises(UnableToTake):
            answer(adaptation, cast, keep=False)

        assert SourceChange.objects.get().outcome == AdaptationOutcome.KEPT
        assert StoryPage.objects.get(pk=adaptation.copy_id).live

    def test_is_not_answered_where_the_source_stands(self, cast, adaptation) -> None:
        with pytest.raises(UnableToTake):
            answer(adaptation, cast, keep=False)

        assert StoryPage.objects.get(pk=adaptation.copy_id).live

    def test_answered_by_one_board_stays_open_for_another(self, cast, adaptation) -> None:
        head = make_member(cast.other, Position.HEAD)
        second = adapt_story(
            source=cast.source, section=section_of(cast.other), actor=head, now=timezone.now()
        )
        recall(cast.source, cast.head, with_copies=False)

        answer(adaptation, cast)

        assert SourceChange.objects.get(adaptation=second).outcome == ""
        with pytest.raises(NotYourOffice):
            answer(second, cast)

    def test_takes_along_own_versions_of_own_versions(self, cast, adaptation) -> None:
        head = make_member(cast.other, Position.HEAD)
        Placement.objects.filter(portal=cast.other, story=cast.source).update(
            removed_at=timezone.now() + timedelta(days=1), removal_kind="taken_down"
        )
        second = adapt_story(
            source=StoryPage.objects.get(pk=adaptation.copy_id),
            section=section_of(cast.other),
            actor=head,
            now=timezone.now(),
        )
        ArticlePage.objects.get(pk=second.copy_id).get_latest_revision().publish(
            skip_permission_checks=True
        )

        done = recall(cast.source, cast.head)

        family = [cast.source.pk, adaptation.copy_id, second.copy_id]
        assert done.proof.stories == family
        assert not Placement.objects.standing().filter(story__in=family).exists()
        assert not StoryPage.objects.filter(pk__in=family, live=True).exists()

    def test_leaves_own_versions_of_other_stories_alone(self, cast, adaptation) -> None:
        other = published_story(cast.province)

        done = recall(other, cast.head)

        assert done.proof.stories == [other.pk]
        assert StoryPage.objects.get(pk=adaptation.copy_id).live
        assert not SourceChange.objects.exists()

    def test_of_one_own_version_settles_nothing_of_another(self, cast, adaptation) -> None:
        head = make_member(cast.other, Position.HEAD)
        adapt_story(
            source=cast.source, section=section_of(cast.other), actor=head, now=timezone.now()
        )
        cast.rewrite(title="Tên mới")
        assert SourceChange.objects.filter(outcome="").count() == 2

        end_with(copy=adaptation.copy, now=timezone.now())

        left = SourceChange.objects.get(outcome="")
        assert left.adaptation.portal == cast.other


class TestADecision:
    @pytest.fixture
    def changed(self, cast, adaptation):
        cast.rewrite(title="Tên mới", lead="Tóm tắt mới.")
        return adaptation

    @pytest.mark.parametrize(
        ("taken", "kept"),
        [(["title"], ["title"]), (["lead", "khong-co"], []), ([], ["khong-co"]), ([], [])],
    )
    def test_is_for_each_change_there_is_to_take_or_to_keep(
        self, cast, changed, taken, kept
    ) -> None:
        with pytest.raises(UnableToTake):
            cast.take(changed, taken=taken, kept=kept)

        assert SourceChange.objects.get().outcome == ""
        assert {change.key for change in compare(changed).changes} == {"title", "lead"}

    def test_is_not_made_where_nothing_changed(self, cast, adaptation) -> None:
        with pytest.raises(UnableToTake):
            cast.take(adaptation)

    def test_is_not_a_contributors(self, cast, changed) -> None:
        with pytest.raises(NotYourOffice):
            cast.take(
                changed, taken=["title"], actor=make_member(cast.commune, Position.CONTRIBUTOR)
            )

    def test_to_keep_all_is_in_force_at_once(self, cast, changed) -> None:
        cast.take(changed, kept=["title", "lead"])

        change = SourceChange.objects.get()
        assert (change.outcome, change.decided_by) == (AdaptationOutcome.KEPT, cast.editor)
        assert change.in_force_at is not None


class TestWhoIsTold:
    def test_is_no_board_whose_version_was_withdrawn(self, cast, adaptation) -> None:
        recall(StoryPage.objects.get(pk=adaptation.copy_id), cast.chief)

        assert tell_of_the_change(source=cast.source, now=timezone.now()) == 0
        assert tell_of_the_end(source=cast.source, reason="Sai", now=timezone.now()) == 0

        assert not SourceChange.objects.exists()

    def test_is_seen_on_its_portal_at_once(self, cast, adaptation) -> None:
        EditionChange.objects.all().delete()

        tell_of_the_end(source=cast.source, reason="Sai", now=timezone.now())

        (row,) = EditionChange.objects.all()
        assert row.portal_ids == [cast.commune.pk]


class TestTheSweeper:
    def test_looks_back_so_far(self, cast, adaptation) -> None:
        source = cast.rewrite(title="Tên mới")
        SourceChange.objects.all().delete()
        edge = source.last_published_at + LOOKED_BACK

        sweep_adaptations(now=edge + timedelta(microseconds=1))
        assert not SourceChange.objects.exists()
        sweep_adaptations(now=edge)

        assert SourceChange.objects.count() == 1
