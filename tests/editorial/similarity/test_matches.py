"""Near-duplicates in the database: who is found, who is not shown, since when, and in how many queries."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.bulk_import.actions import StoryImport, import_stories
from editorial.models import Placement, StoryPage, TextSignature
from editorial.similarity.matches import near_duplicates, near_duplicates_of
from editorial.similarity.signing import sign_draft, sign_missing
from portals.models import Portal
from tests.factories import NOON, make_portal, make_story, published_story, section_of

from .test_sketches import edited, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return make_portal(name="Xã Đông Thọ")


@pytest.fixture
def other() -> Portal:
    return make_portal(name="Xã Văn Môn")


def words(seed: int, length: int = 200) -> list[str]:
    return text_of(Random(seed), length)


def body(text: list[str]) -> list[tuple[str, str]]:
    return [("text", f"<p>{' '.join(text)}</p>")]


def found(source: str | StoryPage, **options: object) -> list[StoryPage]:
    return [match.story for match in near_duplicates(source, now=timezone.now(), **options)]


class TestNearDuplicates:
    def test_are_found_where_a_few_words_were_changed(self, portal: Portal, other: Portal) -> None:
        story = published_story(portal, body=body(words(1)))
        published_story(portal, body=body(words(2)))
        copied = " ".join(edited(words(1), 0.03, Random(9)))
        [match] = near_duplicates(copied, now=timezone.now())
        assert match.story.pk == story.pk
        assert match.portal == portal
        assert 0.85 <= match.resemblance < 1

    def test_leave_out_a_text_about_something_else(self, portal: Portal) -> None:
        published_story(portal, body=body(words(1)))
        assert found(" ".join(words(3))) == []

    def test_leave_out_what_is_less_alike_than_asked(self, portal: Portal) -> None:
        published_story(portal, body=body(words(1)))
        copied = " ".join(edited(words(1), 0.06, Random(10)))
        assert found(copied) == []
        assert len(found(copied, threshold=0.75)) == 1

    def test_refuse_a_line_below_which_the_index_misses(self, portal: Portal) -> None:
        with pytest.raises(ValueError, match="from a resemblance"):
            found("", threshold=0.5)

    def test_of_a_story_leave_itself_out(self, portal: Portal, other: Portal) -> None:
        story = published_story(portal, body=body(words(1)))
        twin = published_story(other, body=body(words(1)))
        assert [one.pk for one in found(story)] == [twin.pk]

    def test_come_nearest_first_and_no_more_than_asked(self, portal: Portal) -> None:
        far = published_story(portal, body=body(edited(words(1), 0.03, Random(2))))
        near = published_story(portal, body=body(words(1)))
        assert [one.pk for one in found(" ".join(words(1)))] == [near.pk, far.pk]
        assert [one.pk for one in found(" ".join(words(1)), limit=1)] == [near.pk]

    def test_of_a_few_words_are_not_looked_for(self, portal: Portal) -> None:
        published_story(portal, title="Nghỉ lễ", lead="Nghỉ lễ 2/9")
        assert found("Nghỉ lễ 2/9") == []


class TestDrafts:
    def test_of_another_board_do_not_show(self, portal: Portal) -> None:
        story = make_story(portal, body=body(words(1)))
        sign_draft(story)
        assert found(" ".join(words(1))) == []

    def test_of_ones_own_board_show_where_asked(self, portal: Portal, other: Portal) -> None:
        mine, theirs = (make_story(place, body=body(words(1))) for place in (portal, other))
        for story in (mine, theirs):
            sign_draft(story)
        among = TextSignature.objects.readable_on([portal.root.path])
        assert [one.pk for one in found(" ".join(words(1)), among=among)] == [mine.pk]

    def test_of_everybody_are_there_for_scoring(self, portal: Portal, other: Portal) -> None:
        draft = make_story(other, body=body(words(1)))
        sign_draft(draft)
        story = published_story(portal, body=body(words(1)))
        matches = near_duplicates(story, now=timezone.now(), among=TextSignature.objects.all())
        assert [match.story.pk for match in matches] == [draft.pk]

    def test_that_were_withdrawn_do_not_show(self, portal: Portal) -> None:
        story = published_story(portal, body=body(words(1)))
        StoryPage.objects.filter(pk=story.pk).update(live=False)
        assert found(" ".join(words(1))) == []


class TestSince:
    def test_is_when_the_draft_had_the_text(self, portal: Portal) -> None:
        story = make_story(portal, body=body(words(1)))
        written_at = story.latest_revision.created_at
        story.get_latest_revision().publish(skip_permission_checks=True)
        [match] = near_duplicates(" ".join(words(1)), now=timezone.now())
        assert match.since == written_at

    def test_is_not_when_an_empty_draft_was_begun(self, portal: Portal) -> None:
        story = make_story(portal, body=body(words(5)))
        begun = story.latest_revision.created_at
        story.body = body(words(1))
        story.save_revision().publish(skip_permission_checks=True)
        [match] = near_duplicates(" ".join(words(1)), now=timezone.now())
        assert match.since > begun

    def test_is_the_hour_of_an_imported_story(self, portal: Portal) -> None:
        [story] = import_stories(stories=[an_import(portal, 1)], actor=None, now=NOON)
        [match] = near_duplicates(" ".join(words(1)), now=timezone.now())
        assert (match.story.pk, match.since) == (story.pk, NOON)

    def test_leaves_out_what_came_later_than_the_hour_asked_for(self, portal: Portal) -> None:
        import_stories(stories=[an_import(portal, 1)], actor=None, now=NOON)
        assert near_duplicates(" ".join(words(1)), now=NOON - timedelta(hours=1)) == []


def an_import(portal: Portal, seed: int) -> StoryImport:
    return StoryImport(
        section=section_of(portal),
        title=f"Tin {seed}",
        lead="Tóm tắt",
        published_at=NOON,
        body=[{"type": "text", "value": f"<p>{' '.join(words(seed))}</p>"}],
    )


class TestOfMany:
    def test_each_has_its_own(self, portal: Portal, other: Portal) -> None:
        stories = [published_story(portal, body=body(words(seed))) for seed in (1, 2, 3)]
        twin = published_story(other, body=body(words(2)))
        found = near_duplicates_of([story.pk for story in stories], now=timezone.now())
        assert {key: [match.story.pk for match in some] for key, some in found.items()} == {
            stories[1].pk: [twin.pk]
        }

    def test_take_the_same_number_of_queries_few_or_many(
        self, portal: Portal, other: Portal
    ) -> None:
        counts = []
        for seeds in (range(2), range(10, 30)):
            rows = [an_import(place, seed) for seed in seeds for place in (portal, other)]
            pages = import_stories(stories=rows, actor=None, now=NOON)
            with CaptureQueriesContext(connection) as queries:
                found = near_duplicates_of([page.pk for page in pages], now=timezone.now())
            assert len(found) == len(pages)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 6

    def test_of_one_take_five_queries(self, portal: Portal) -> None:
        for seed in range(3):
            published_story(portal, body=body(edited(words(1), 0.01, Random(seed))))
        with CaptureQueriesContext(connection) as queries:
            assert len(near_duplicates(" ".join(words(1)), now=timezone.now())) == 3
        assert len(queries) == 5


class TestSigning:
    def test_comes_with_publication(self, portal: Portal) -> None:
        story = published_story(portal, body=body(words(1)))
        signature = TextSignature.objects.get(story=story)
        assert (signature.stage, signature.text_at) == ("published", story.last_published_at)
        assert len(signature.bands) == 20

    def test_comes_again_with_a_correction(self, portal: Portal) -> None:
        story = published_story(portal, body=body(words(1)))
        story.body = body(words(2))
        story.save_revision().publish(skip_permission_checks=True)
        assert found(" ".join(words(1))) == []
        assert [one.pk for one in found(" ".join(words(2)))] == [story.pk]

    def test_is_made_up_for_by_the_sweeper(self, portal: Portal) -> None:
        published, draft = published_story(portal), make_story(portal, body=body(words(1)))
        TextSignature.objects.all().delete()
        assert sign_missing() == 2
        assert set(TextSignature.objects.values_list("story", "stage")) == {
            (published.pk, "published"),
            (draft.pk, "draft"),
        }
        assert sign_missing() == 0

    def test_of_a_changed_draft_is_made_anew(self, portal: Portal) -> None:
        draft = make_story(portal, body=body(words(1)))
        sign_missing()
        draft.body = body(words(2))
        draft.save_revision()
        assert sign_missing() == 1
        among = TextSignature.objects.all()
        assert found(" ".join(words(1)), among=among) == []
        assert [one.pk for one in found(" ".join(words(2)), among=among)] == [draft.pk]

    def test_has_a_command(self, portal: Portal, capsys: pytest.CaptureFixture[str]) -> None:
        published_story(portal)
        TextSignature.objects.all().delete()
        call_command("sign_stories")
        assert TextSignature.objects.count() == 1
        assert " 1 " in capsys.readouterr().out

    def test_needs_no_text_in_the_body(self, portal: Portal) -> None:
        story = published_story(portal, title="Thông báo", lead="Nghỉ lễ")
        assert TextSignature.objects.get(story=story).bands == []
        assert Placement.objects.standing().filter(story=story).exists()
