"""What cannot be written into the ledger is tried six times, and keeps nothing else from it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import PageLogEntry

from editorial.bulk_import.actions import StoryImport, import_stories
from editorial.enums import RemovalKind
from editorial.models import ActToRecord, StoryPage
from editorial.models.to_record import MOST_TRIES_TO_RECORD
from editorial.placements.actions import withdraw_story
from editorial.public_record import checks, recording, waiting
from editorial.public_record.recording import FIRST_WAIT, record_waiting
from portals.boards.enums import Position
from portals.ledger.models import LedgerEntry
from portals.models import Portal
from portals.operations.alarms import problems
from portals.operations.checking import ask_checks
from tests.factories import make_member, make_portal, published_story, section_of

pytestmark = pytest.mark.django_db


def kinds(story: StoryPage) -> list[str]:
    entries = LedgerEntry.objects.filter(subject=str(story.pk)).exclude(kind="paper").order_by("pk")
    return list(entries.values_list("kind", flat=True))


def round_at(now: datetime) -> None:
    with suppress(ExceptionGroup):
        record_waiting(now=now)


def withdraw(story: StoryPage, portal: Portal) -> None:
    withdraw_story(
        story=story,
        kind=RemovalKind.IN_ERROR,
        reason="Sai",
        actor=make_member(portal, Position.HEAD),
        now=timezone.now(),
    )


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[int]]:
    """Stories whose text cannot be rendered."""
    real, broken = recording.text_shown, set()

    def render(story: StoryPage, **where: object) -> str:
        if story.pk in broken:
            raise OSError("no such picture")
        return real(story, **where)

    monkeypatch.setattr(recording, "text_shown", render)
    return broken


def through_all_tries(now: datetime) -> datetime:
    for tries in range(MOST_TRIES_TO_RECORD):
        round_at(now)
        now += FIRST_WAIT * 2**tries
    return now


class TestAnActThatFails:
    def test_rests_longer_after_each_try_and_is_given_up_after_the_last(
        self, broken: set[int]
    ) -> None:
        story = published_story(make_portal())
        broken.add(story.pk)
        now, tried = timezone.now(), []
        for minute in range(200):
            round_at(now + timedelta(minutes=minute))
            act = ActToRecord.objects.get()
            if len(tried) < act.tries:
                tried.append(minute)
        assert tried == [0, 4, 12, 28, 60, 124]
        assert act.given_up_at == now + timedelta(minutes=124)

    def test_holds_back_its_own_story_until_it_is_given_up(self, broken: set[int]) -> None:
        portal = make_portal()
        story = published_story(portal)
        broken.add(story.pk)
        withdraw(story, portal)
        now = timezone.now()
        round_at(now)
        assert kinds(story) == []
        round_at(through_all_tries(now + FIRST_WAIT))
        assert kinds(story) == ["withdrawal"]
        assert ActToRecord.objects.get().is_overtaken

    def test_goes_before_what_waits_for_it_where_it_can_be_written_again(
        self, broken: set[int]
    ) -> None:
        portal = make_portal()
        story = published_story(portal)
        broken.add(story.pk)
        withdraw(story, portal)
        now = timezone.now()
        round_at(now)
        broken.clear()
        round_at(now + FIRST_WAIT)
        assert kinds(story) == ["publication", "withdrawal"]

    def test_is_given_up_too_where_its_last_try_was_killed(self) -> None:
        story = published_story(make_portal())
        ActToRecord.objects.update(tries=MOST_TRIES_TO_RECORD, next_try_at=timezone.now())
        round_at(timezone.now())
        assert kinds(story) == []
        assert waiting.given_up_count() == 1

    def test_of_an_entry_that_is_too_long_is_one(self) -> None:
        portal = make_portal()
        story, other = published_story(portal), published_story(portal)
        ActToRecord.objects.filter(page=story.pk).update(
            body={"content": "1", "note": "x" * 70_000}
        )
        with pytest.raises(ExceptionGroup):
            record_waiting(now=timezone.now())
        assert (kinds(story), kinds(other)) == ([], ["publication"])


class TestAWholeRoundThatFails:
    def test_delays_no_fresh_one(self, monkeypatch) -> None:
        """Neither in their first round, where another portal's has its turn, nor when they are tried again."""
        monkeypatch.setattr(waiting, "RECORDED_A_ROUND", 40)
        portal, other = make_portal(), make_portal()
        now = timezone.now()
        row = {"section": section_of(portal), "lead": "Hôm nay.", "published_at": now}
        pages = import_stories(
            stories=[StoryImport(title=f"Tin {number}", **row) for number in range(40)],
            actor=None,
            now=now,
        )
        ActToRecord.objects.all().delete()
        ActToRecord.objects.bulk_create(
            ActToRecord(page=page, at=now, portal=portal, office="x", kind="nothing")
            for page in pages
        )
        fresh = published_story(other)
        round_at(now)
        assert kinds(fresh) == ["publication"]
        round_at(now)
        assert not ActToRecord.objects.filter(tries=0).exists()
        later = published_story(portal)
        round_at(now + FIRST_WAIT)
        assert kinds(later) == ["publication"]


class TestTheOperator:
    def test_is_told_by_alarm_gauge_and_doctor(self, broken: set[int]) -> None:
        story = published_story(make_portal())
        broken.add(story.pk)
        assert checks.late_count() == 0
        ActToRecord.objects.update(noted_at=timezone.now() - timedelta(minutes=11))
        assert checks.late_count() == 1
        assert not any(problem.name == "record" for problem in problems(now=timezone.now()))
        through_all_tries(timezone.now())
        ActToRecord.objects.update(noted_at=timezone.now())
        assert checks.late_count() == 1
        [finding] = ask_checks(now=timezone.now(), checks=checks.CHECKS)
        assert f"publication of page {story.pk}: given up" in finding.named
        [problem] = [one for one in problems(now=timezone.now()) if one.name == "record"]
        assert "record_anew" in problem.words

    def test_has_it_tried_again_where_it_can_still_stand_in_its_place(
        self, broken: set[int]
    ) -> None:
        portal = make_portal()
        kept, passed = published_story(portal), published_story(portal)
        broken |= {kept.pk, passed.pk}
        withdraw(passed, portal)
        now = through_all_tries(timezone.now())
        round_at(now)
        broken.clear()
        out = StringIO()
        call_command("record_anew", stdout=out)
        assert out.getvalue().count("1") == 2
        round_at(now)
        assert (kinds(kept), kinds(passed)) == (["publication"], ["withdrawal"])
        assert not ActToRecord.objects.exists()
        [line] = PageLogEntry.objects.filter(action="editorial.act_unrecorded")
        assert (line.page_id, line.data["kind"]) == (passed.pk, "publication")


class TestTwoJobs:
    def test_keep_the_order_and_do_not_wait_for_each_other(
        self, transactional_db: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        portal = make_portal()
        story, other = published_story(portal), published_story(portal)
        withdraw(story, portal)
        renders, go_on = threading.Event(), threading.Event()
        real = recording.text_shown

        def slow(told: StoryPage, **where: object) -> str:
            if told.pk == story.pk:
                renders.set()
                assert go_on.wait(20)
            return real(told, **where)

        monkeypatch.setattr(recording, "text_shown", slow)

        def job() -> None:
            try:
                record_waiting(now=timezone.now())
            finally:
                connection.close()

        first = threading.Thread(target=job)
        first.start()
        assert renders.wait(20)
        record_waiting(now=timezone.now())
        assert (kinds(story), kinds(other)) == ([], ["publication"])
        go_on.set()
        first.join(20)
        assert kinds(story) == ["publication", "withdrawal"]
        assert not ActToRecord.objects.exists()


class TestANodeOfTheReleaseBefore:
    def test_has_its_publications_recorded_and_leaves_those_of_this_one(self) -> None:
        story = published_story(make_portal())
        act = ActToRecord.objects.get()
        # What its jobs ask for.
        assert not ActToRecord.objects.filter(published_at__lte=timezone.now()).exists()
        act.delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO editorial_publicationtorecord (story_id, revision_id, published_at)"
                " VALUES (%s, %s, %s)",
                [story.pk, story.live_revision_id, timezone.now()],
            )
        withdraw(story, story.portal_of_page())
        record_waiting(now=timezone.now())
        assert kinds(story) == ["publication", "withdrawal"]
