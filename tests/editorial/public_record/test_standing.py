"""Texts that stood there before the ledger, or were imported in bulk, get an entry: last of all, and each once."""

from __future__ import annotations

import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from editorial.bulk_import.actions import StoryImport, import_stories
from editorial.demo.told import RECORDED_OF_EACH, import_all
from editorial.enums import RemovalKind
from editorial.models import ActToRecord, Placement, StoryPage
from editorial.models.to_record import MOST_TRIES_TO_RECORD
from editorial.placements.actions import withdraw_story
from editorial.placements.writing import PlacementSpec, place_new_origins
from editorial.public_record import checks, recording, standing, waiting
from editorial.public_record.recording import record_waiting
from editorial.public_record.standing import note_standing
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.ledger.entries import Entry
from portals.ledger.models import LedgerEntry
from portals.ledger.shown_text import shown_text_hash, shown_text_of
from portals.models import Portal
from portals.operations.checking import ask_checks
from tests.factories import make_member, make_portal, make_story, published_story, section_of

pytestmark = pytest.mark.django_db


def entries(story: StoryPage) -> list[Entry]:
    rows = LedgerEntry.objects.filter(subject=str(story.pk)).order_by("pk")
    return [Entry.from_bytes(bytes(row.entry)) for row in rows]


def kinds(story: StoryPage) -> list[str]:
    return [one.kind for one in entries(story) if one.kind != "paper"]


def former_story(portal: Portal, **fields: object) -> StoryPage:
    """A public story of the time before the ledger."""
    story = published_story(portal, **fields)
    ActToRecord.objects.filter(page=story.pk).delete()
    return story


def imported(portal: Portal, many: int = 1, **options: object) -> list[StoryPage]:
    now = timezone.now()
    return import_stories(stories=rows_of(portal, many), actor=None, now=now, **options)


def rows_of(portal: Portal, many: int) -> list[StoryImport]:
    """Newest first."""
    return [
        StoryImport(
            section=section_of(portal),
            title=f"Tin cũ {number}",
            lead="Tóm tắt.",
            body=[{"type": "text", "value": "<p>Một đoạn văn.</p>"}],
            published_at=timezone.now() - timedelta(days=number + 1),
        )
        for number in range(many)
    ]


def hash_at(story: StoryPage) -> str:
    host = story.portal_of_page().site.hostname
    answer = Client().get(story.public_path(), headers={"host": host})
    return shown_text_hash(shown_text_of(answer.content.decode()))


def correct(story: StoryPage) -> None:
    page = StoryPage.objects.get(pk=story.pk).specific
    page.lead = "Đã khác."
    page.save_revision().publish()


def withdraw(story: StoryPage, portal: Portal) -> None:
    withdraw_story(
        story=story,
        kind=RemovalKind.IN_ERROR,
        reason="Sai",
        actor=make_member(portal, Position.HEAD),
        now=timezone.now(),
    )


class TestAFormerStory:
    def test_gets_an_entry_with_the_text_that_stands_there(self) -> None:
        portal = make_portal()
        story = former_story(portal)
        now = timezone.now()
        assert note_standing(now=now) == 1
        record_waiting(now=now)
        [entry] = entries(story)
        host = portal.site.hostname
        assert (entry.kind, entry.schema) == ("standing", 1)
        assert (entry.office, entry.portal) == (portal.agency, host)
        assert entry.at == now.replace(microsecond=0)
        assert entry.body == {
            "content": str(story.pk),
            "address": main_origin(portal) + story.public_path(),
            "title": story.title,
            "origin": host,
            "text": hash_at(story),
        }

    def test_is_noted_once(self) -> None:
        story = former_story(make_portal())
        now = timezone.now()
        assert [note_standing(now=now), note_standing(now=now)] == [1, 0]
        record_waiting(now=now)
        assert note_standing(now=now) == 0
        assert kinds(story) == ["standing"]

    def test_is_none_where_the_ledger_tells_its_text_or_will(self) -> None:
        portal = make_portal()
        recorded = published_story(portal)
        record_waiting(now=timezone.now())
        waits, withdrawn = published_story(portal), former_story(portal)
        withdraw(withdrawn, portal)
        make_story(portal)
        assert note_standing(now=timezone.now()) == 0
        record_waiting(now=timezone.now())
        assert (kinds(recorded), kinds(waits)) == (["publication"], ["publication"])
        assert kinds(withdrawn) == ["withdrawal"]

    def test_is_none_where_it_waits_in_a_row_of_the_release_before(self) -> None:
        story = former_story(make_portal())
        ActToRecord.objects.create(story=story, published_at=timezone.now())
        assert note_standing(now=timezone.now()) == 0

    def test_is_none_where_it_has_no_version(self) -> None:
        """Written past the product: of that the ledger says nothing."""
        story = former_story(make_portal())
        Page.objects.filter(pk=story.pk).update(live_revision=None)
        assert note_standing(now=timezone.now()) == 0

    def test_is_none_where_it_is_not_public(self) -> None:
        story = former_story(make_portal())
        Page.objects.filter(pk=story.pk).update(live=False)
        assert note_standing(now=timezone.now()) == 0

    def test_is_noted_where_it_stands_and_not_where_it_stood(self) -> None:
        portal = make_portal()
        story = former_story(portal)
        Placement.objects.filter(story=story.pk).update(
            removed_at=timezone.now(), removal_kind=RemovalKind.MOVED, removal_reason="Chuyển"
        )
        now_in = section_of(portal, "chi-dao")
        place_new_origins(
            [PlacementSpec(portal.pk, now_in.pk, story.pk, "article", "x", timezone.now())]
        )
        note_standing(now=timezone.now())
        assert "/chi-dao/" in ActToRecord.objects.get(page=story.pk).body["address"]

    def test_has_its_entry_before_what_is_done_with_it_later(self) -> None:
        portal = make_portal()
        story, other = former_story(portal), former_story(portal)
        before = hash_at(story)
        note_standing(now=timezone.now())
        correct(story)
        withdraw(other, portal)
        record_waiting(now=timezone.now())
        assert kinds(story) == ["standing", "publication"]
        assert kinds(other) == ["standing", "withdrawal"]
        first, *_ = entries(story)
        assert first.body["text"] == before != hash_at(story)

    def test_is_not_recorded_where_its_version_is_gone(self) -> None:
        story = former_story(make_portal())
        note_standing(now=timezone.now())
        ActToRecord.objects.update(revision=None)
        record_waiting(now=timezone.now())
        assert not entries(story)
        assert not ActToRecord.objects.exists()

    def test_has_no_pdf_of_its_own(self) -> None:
        story = former_story(make_portal())
        note_standing(now=timezone.now())
        record_waiting(now=timezone.now())
        assert [one.kind for one in entries(story)] == ["standing"]
        assert not ActToRecord.objects.exists()


class TestNoting:
    def test_goes_on_where_it_was_stopped(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(standing, "NOTED_AT_ONCE", 2)
        portal = make_portal()
        for _ in range(5):
            former_story(portal)
        real, calls = standing._act, []

        def stops(*given: object) -> ActToRecord:
            calls.append(given)
            if len(calls) == 4:
                raise KeyboardInterrupt
            return real(*given)

        monkeypatch.setattr(standing, "_act", stops)
        with pytest.raises(KeyboardInterrupt):
            note_standing(now=timezone.now())
        assert ActToRecord.objects.count() == 2
        assert note_standing(now=timezone.now()) == 3
        assert ActToRecord.objects.values("page").distinct().count() == 5

    def test_takes_as_many_queries_for_many_as_for_few(self) -> None:
        counts = []
        for many in (2, 9):
            for _ in range(many):
                former_story(make_portal())
            with CaptureQueriesContext(connection) as queries:
                assert note_standing(now=timezone.now()) == many
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 9

    def test_of_a_closed_portal_names_its_address(self) -> None:
        portal = make_portal()
        story = former_story(portal)
        host = portal.site.hostname
        Portal.objects.filter(pk=portal.pk).update(site=None)
        note_standing(now=timezone.now())
        assert ActToRecord.objects.get(page=story.pk).hostname == host

    @pytest.mark.django_db(transaction=True)
    def test_twice_at_once_notes_each_once_and_none_that_was_published_meanwhile(self) -> None:
        portal = make_portal()
        held, others = former_story(portal), [former_story(portal) for _ in range(3)]
        counts: list[int] = []

        def note() -> None:
            try:
                counts.append(note_standing(now=timezone.now()))
            finally:
                connection.close()

        threads = [threading.Thread(target=note) for _ in range(2)]
        with transaction.atomic():
            correct(held)
            for thread in threads:
                thread.start()
            deadline = timezone.now() + timedelta(seconds=20)
            while waiting_backends() < 2 and timezone.now() < deadline:
                pass
            assert waiting_backends() == 2
        for thread in threads:
            thread.join(20)
        assert sorted(counts) == [0, 3]
        assert ActToRecord.objects.get(page=held.pk).kind == "publication"
        found = ActToRecord.objects.filter(page__in=[one.pk for one in others])
        assert list(found.values_list("kind", flat=True)) == ["standing"] * 3


def waiting_backends() -> int:
    with connection.cursor() as cursor:
        # Within a transaction the view is read once, otherwise.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            " AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])


class TestTheCommand:
    def test_notes_one_portal_s_and_as_many_as_are_asked_for(self) -> None:
        portal, other = make_portal(), make_portal()
        for _ in range(3):
            former_story(portal)
        former_story(other)
        out = StringIO()
        host = portal.site.hostname
        call_command("record_standing", "--portal", host, "--limit", "2", stdout=out)
        assert list(ActToRecord.objects.values_list("portal", flat=True)) == [portal.pk] * 2
        call_command("record_standing", "--portal", host, stdout=out)
        assert ActToRecord.objects.filter(portal=portal).count() == 3
        call_command("record_standing", stdout=out)
        assert ActToRecord.objects.count() == 4
        assert [line.split()[0] for line in out.getvalue().splitlines()] == ["2", "1", "1"]

    def test_refuses_an_unknown_host(self) -> None:
        with pytest.raises(CommandError):
            call_command("record_standing", "--portal", "khong-co.example.vn")


class TestTurns:
    def test_of_standing_texts_come_after_every_act(self, monkeypatch: pytest.MonkeyPatch) -> None:
        portal, other = make_portal(), make_portal()
        former = [former_story(portal) for _ in range(3)]
        note_standing(now=timezone.now())
        fresh, failed = published_story(other), published_story(other)
        ActToRecord.objects.filter(page=failed.pk).update(tries=1)
        order = [act.page_id for act in waiting.in_their_turn(now=timezone.now())]
        assert order[:2] == [fresh.pk, failed.pk]
        assert set(order[2:]) == {one.pk for one in former}

    def test_are_few_in_a_round(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(waiting, "STANDING_A_ROUND", 2)
        portal = make_portal()
        for _ in range(3):
            former_story(portal)
        note_standing(now=timezone.now())
        assert len(list(waiting.in_their_turn(now=timezone.now()))) == 2

    def test_of_one_that_was_corrected_since_is_that_of_an_act(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(waiting, "STANDING_A_ROUND", 0)
        portal = make_portal()
        story, other = former_story(portal), former_story(portal)
        note_standing(now=timezone.now())
        correct(story)
        record_waiting(now=timezone.now())
        assert (kinds(story), kinds(other)) == (["standing", "publication"], [])

    def test_are_never_late_and_yet_given_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        former_story(make_portal())
        note_standing(now=timezone.now())
        ActToRecord.objects.update(noted_at=timezone.now() - timedelta(days=2))
        assert checks.late_count() == 0
        [finding] = ask_checks(now=timezone.now(), checks=checks.CHECKS)
        assert finding.is_good
        ActToRecord.objects.update(tries=MOST_TRIES_TO_RECORD, given_up_at=timezone.now())
        assert checks.late_count() == 1
        [finding] = ask_checks(now=timezone.now(), checks=checks.CHECKS)
        assert not finding.is_good

    def test_that_fail_are_tried_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        story = former_story(make_portal())
        now = timezone.now()
        note_standing(now=now)
        real = recording.text_shown
        monkeypatch.setattr(recording, "text_shown", lambda *_, **__: 1 / 0)
        with pytest.raises(ExceptionGroup):
            record_waiting(now=now)
        monkeypatch.setattr(recording, "text_shown", real)
        record_waiting(now=now + recording.FIRST_WAIT)
        assert kinds(story) == ["standing"]


class TestAnImport:
    def test_notes_what_it_writes_and_the_entry_has_what_is_shown(self) -> None:
        [story] = imported(make_portal())
        record_waiting(now=timezone.now())
        [entry] = entries(story)
        assert entry.kind == "standing"
        assert entry.body["text"] == hash_at(story)
        # Since it was recorded, not since it was published.
        assert entry.at > story.first_published_at + timedelta(hours=1)

    def test_notes_each_portal_s_newest_where_that_is_asked(self) -> None:
        portal, other = make_portal(), make_portal()
        newest, second, *_ = imported(portal, 4, recorded_of_each=2)
        only, *_ = imported(other, 3, recorded_of_each=1)
        imported(other, 3, recorded_of_each=0)
        noted = set(ActToRecord.objects.values_list("page", flat=True))
        assert noted == {newest.pk, second.pk, only.pk}

    def test_of_the_demo_leaves_most_to_whoever_wants_them_recorded(self) -> None:
        portal = make_portal()
        import_all(rows_of(portal, 5), [portal], now=timezone.now())
        assert ActToRecord.objects.count() == RECORDED_OF_EACH == 3
        assert note_standing(now=timezone.now()) == 2

    def test_that_is_taken_back_notes_nothing(self) -> None:
        with transaction.atomic():
            imported(make_portal())
            assert ActToRecord.objects.count() == 1
            transaction.set_rollback(True)
        assert not ActToRecord.objects.exists()
