"""The rows of the search follow what is public, whoever changed it: desk, clock, reader of files, older node."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from editorial.enums import PlacementRole, RemovalKind
from editorial.models import FileText, Placement, PublishedFile, ReadFile, SearchThing, StoryPage
from editorial.placements.writing import end_placements
from editorial.search import jobs
from editorial.search.jobs import bring_up_sources, fill_search
from editorial.search.lexemes import MOST_BYTES, vector_of
from editorial.search.outdated import outdated_stories
from editorial.search.rows import expect_travel, outdated, refresh_outdated
from editorial.search.sources import STORIES, registered_sources
from editorial.search.standing_things import PORTALS
from editorial.search.stories import StoryWords, index_again, index_stories
from portals.models import Portal
from portals.uploads.scanner import ScanState
from tests.factories import NOON, make_document, make_portal, published_by_wagtail, published_story
from tests.support.visiting import republished

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return make_portal("province")


def row_of(story: StoryPage) -> SearchThing:
    return SearchThing.objects.get(page=story)


def read_file(portal: Portal, story: StoryPage, text: str) -> FileText:
    """A public file of the story whose text was read now, after the story was published."""
    document = make_document(portal, name="bang.pdf", content=text.encode())
    PublishedFile.objects.create(page=story, document=document)
    now = timezone.now()
    words = FileText.objects.create(
        digest=f"{FileText.objects.count():064}", state="read", text=text, read_at=now
    )
    ReadFile.objects.update_or_create(
        document=document, defaults={"text": words, "stored_as": document.file.name, "seen_at": now}
    )
    return words


class TestAStory:
    @pytest.mark.parametrize("publish", [published_by_wagtail, published_story])
    def test_is_of_its_publication_at_once(self, portal: Portal, publish: Any) -> None:
        publish(portal)
        assert outdated_stories(10) == []

    def test_published_by_a_node_that_knows_no_row_is_found_by_the_next_round(
        self, portal: Portal
    ) -> None:
        story = published_story(portal, title="Tin của nút cũ")
        SearchThing.objects.filter(page=story).delete()
        assert fill_search() == 1
        assert row_of(story).portal_id == portal.pk
        assert fill_search() == 0

    def test_corrected_by_such_a_node_is_read_anew(self, portal: Portal) -> None:
        story = published_story(portal, title="Tin cũ")
        later = story.last_published_at + timedelta(minutes=1)
        Page.objects.filter(pk=story.pk).update(title="Tin đã sửa", last_published_at=later)
        assert fill_search() == 1
        assert row_of(story).shown["title"] == "Tin đã sửa"

    def test_that_is_not_live_is_none_of_the_rounds(self, portal: Portal) -> None:
        story = published_story(portal)
        SearchThing.objects.filter(page=story).delete()
        Page.objects.filter(pk=story.pk).update(live=False)
        assert outdated_stories(10) == []
        assert index_again([story.pk]) == 0

    def test_is_known_by_a_file_read_later(self, portal: Portal) -> None:
        story = published_story(portal)
        read_file(portal, story, "Bảng giá vật liệu")
        assert fill_search() == 1
        assert "Bảng giá vật liệu" in row_of(story).shown["body"]
        assert fill_search() == 0

    def test_is_known_no_more_by_a_file_found_infected(self, portal: Portal) -> None:
        story = published_story(portal)
        words = read_file(portal, story, "Bảng giá vật liệu")
        fill_search()
        document = words.files.get().document
        type(document).objects.filter(pk=document.pk).update(
            scan_state=ScanState.INFECTED, scanned_at=timezone.now(), virus="EICAR"
        )
        assert fill_search() == 1
        assert "Bảng giá" not in row_of(story).shown["body"]

    def test_is_not_known_by_a_file_that_waits_for_its_scan(
        self, portal: Portal, settings: Any
    ) -> None:
        settings.CLAMAV_ADDRESS = "127.0.0.1:1"
        story = published_story(portal)
        words = read_file(portal, story, "Bảng giá vật liệu")
        files = type(words.files.get().document).objects.filter(title="bang.pdf")
        files.update(scan_state=ScanState.WAITING)
        fill_search()
        assert "Bảng giá" not in row_of(story).shown["body"]
        files.update(scan_state=ScanState.CLEAN, scanned_at=timezone.now())
        fill_search()
        assert "Bảng giá" in row_of(story).shown["body"]

    def test_holds_no_word_once_it_stands_nowhere(self, portal: Portal) -> None:
        story = published_story(portal, title="Tin rút xuống")
        end_placements(
            placements=Placement.objects.filter(story=story),
            kind=RemovalKind.WITHDRAWN,
            reason="Sai số liệu",
            now=NOON,
        )
        assert fill_search() == 0
        row = row_of(story)
        assert (row.shown, row.words) == ({}, "")

    def test_with_longer_words_than_a_vector_holds_is_published_all_the_same(
        self, portal: Portal
    ) -> None:
        story = published_story(portal)
        long_words = " ".join(f"{'ă' * 50}{number}" for number in range(12_000))
        index_stories([StoryWords(story.pk, "Tin dài", "", long_words)])
        assert len(vector_of([("C", long_words)]).encode()) < MOST_BYTES
        assert row_of(story).shown["title"] == "Tin dài"


class TestARound:
    def test_is_not_stopped_by_one_bad_story(
        self, portal: Portal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bad, good = published_story(portal), published_story(portal)
        SearchThing.objects.filter(source=STORIES).delete()

        def index(story_ids: Any) -> int:
            if bad.pk in story_ids:
                raise ValueError("unreadable")
            return index_again(story_ids)

        monkeypatch.setattr(jobs, "index_again", index)
        with pytest.raises(ExceptionGroup) as told:
            fill_search()
        assert [str(fault) for fault in told.value.exceptions] == ["unreadable"]
        assert list(SearchThing.objects.filter(source=STORIES).values_list("page", flat=True)) == [
            good.pk
        ]

    def test_is_not_stopped_by_one_bad_source(
        self, portal: Portal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, *_others = registered_sources()

        def asked(source: Any) -> list[str]:
            if source is first:
                raise ValueError("unreadable")
            return outdated(source)

        monkeypatch.setattr(jobs, "outdated", asked)
        SearchThing.objects.filter(source=PORTALS.name).delete()
        assert first is not PORTALS
        with pytest.raises(ExceptionGroup, match="could not read"):
            bring_up_sources()
        assert SearchThing.objects.filter(source=PORTALS.name, portal=portal).exists()

    def test_ends_when_its_time_is_over(self, portal: Portal) -> None:
        published_story(portal)
        SearchThing.objects.all().delete()
        assert fill_search(seconds=-1) == 0
        assert bring_up_sources(seconds=-1) == 0
        assert not SearchThing.objects.exists()

    def test_writes_nothing_where_nothing_changed(self, portal: Portal) -> None:
        published_story(portal)
        bring_up_sources()
        assert (fill_search(), bring_up_sources()) == (0, 0)

    def test_takes_off_what_a_source_no_longer_says(self, portal: Portal) -> None:
        bring_up_sources()
        Portal.objects.filter(pk=portal.pk).update(site=None)
        assert outdated(PORTALS) == [str(portal.pk)]
        bring_up_sources()
        assert not SearchThing.objects.filter(source=PORTALS.name).exists()

    def test_asks_as_often_for_many_stories_as_for_one(self, portal: Portal) -> None:
        counts = []
        for number in (1, 6):
            for _ in range(number):
                published_story(portal)
            SearchThing.objects.filter(source=STORIES).update(published_at=None)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                fill_search()
            counts.append(len(asked))
        assert counts[0] == counts[1]


class TestTravelling:
    def test_is_expected_before_the_first_slice(self, portal: Portal) -> None:
        story, commune = published_story(portal), make_portal("commune")
        expect_travel(story.pk)
        assert row_of(story).places == [portal.pk, SearchThing.TRAVELS]
        expect_travel(story.pk)
        # Nothing of the row changes with the places that follow: slices of one dispatch wait for none.
        with CaptureQueriesContext(connection):
            republished(story, commune)
        assert row_of(story).places == [portal.pk, SearchThing.TRAVELS]

    def test_is_not_forgotten_with_one_of_the_places(self, portal: Portal) -> None:
        story, commune = published_story(portal), make_portal("commune")
        republished(story, commune)
        Placement.objects.filter(story=story, role=PlacementRole.REPUBLISHED).delete()
        assert row_of(story).places == [portal.pk, SearchThing.TRAVELS]

    def test_of_what_stands_nowhere_is_not_noted(self, portal: Portal) -> None:
        story = published_story(portal)
        Placement.objects.filter(story=story).delete()
        expect_travel(story.pk)
        assert row_of(story).places == []


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    @pytest.fixture
    def other(self) -> Iterator[psycopg.Connection[Any]]:
        with psycopg.connect(**connection.get_connection_params()) as another:
            yield another

    def test_a_round_gives_way_to_who_is_saving(
        self, portal: Portal, other: psycopg.Connection[Any]
    ) -> None:
        other.execute("SELECT pg_advisory_xact_lock_shared(8117, hashtext('portals'))")
        assert refresh_outdated(PORTALS, [str(portal.pk)]) is None
        other.rollback()
        assert refresh_outdated(PORTALS, [str(portal.pk)]) is not None

    def test_who_saves_does_not_wait_for_another_who_does(
        self, portal: Portal, other: psycopg.Connection[Any]
    ) -> None:
        other.execute("SELECT pg_advisory_xact_lock_shared(8117, hashtext('portals'))")
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        portal.name = "Tên mới"
        portal.save()
        row = SearchThing.objects.get(source=PORTALS.name, key=str(portal.pk))
        assert row.shown["title"] == "Tên mới"

    def test_a_withdrawn_story_is_not_written_back(
        self, portal: Portal, other: psycopg.Connection[Any]
    ) -> None:
        story = published_story(portal)
        other.execute("SELECT FROM wagtailcore_page WHERE id = %s FOR UPDATE", [story.pk])
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '300ms'")
        with pytest.raises(Exception, match="lock timeout"):
            index_again([story.pk])
