"""Files whose examination fails in a way that nobody foresaw, and whose turn it is among many."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial import jobs
from editorial.media.examining import (
    FIRST_WAIT,
    examine_next,
    examine_waiting,
    given_up_count,
    try_to_examine,
)
from editorial.media.rounds import in_turn
from editorial.models import PortalDocument, PortalImage
from editorial.models.media import MOST_TRIES
from portals.boards.enums import Position
from portals.operations.alarms import problems
from portals.uploads.apart import Unfinished
from portals.uploads.states import Examination
from tests.factories import make_document, make_image, make_member, make_portal
from tests.support.inboxes import in_inbox
from tests.walls import desk_client

pytestmark = pytest.mark.django_db


def waiting(portal: Any, **fields: Any) -> PortalDocument:
    """A document that no request finished, sent long enough ago for the rounds."""
    document = make_document(portal, content=b"Xin ch\xc3\xa0o")
    fields = {
        "examination": Examination.EXAMINING,
        "created_at": timezone.now() - timedelta(minutes=5),
        **fields,
    }
    PortalDocument.objects.filter(pk=document.pk).update(**fields)
    document.refresh_from_db()
    return document


@pytest.fixture
def broken(monkeypatch) -> list[datetime]:
    """A reader that fails as nobody foresaw, and how often it was asked."""
    asked: list[datetime] = []

    def fail(*_args: object, **_options: object) -> None:
        asked.append(timezone.now())
        raise MemoryError("nobody thought of this")

    monkeypatch.setattr("editorial.media.examining.finished", fail)
    return asked


def go_on_trying(document: PortalDocument, since: datetime) -> list[datetime]:
    """Rounds each minute for a day; return when the file was tried."""
    tried = []
    for minute in range(24 * 60):
        now = since + timedelta(minutes=minute)
        before = PortalDocument.objects.get(pk=document.pk).examination_tries
        with suppress(ExceptionGroup):
            examine_waiting(limit=5, now=now)
        if PortalDocument.objects.get(pk=document.pk).examination_tries > before:
            tried.append(now)
        if len(tried) == MOST_TRIES and minute > 400:
            break
    return tried


class TestAFileThatFailsUnforeseen:
    def test_is_tried_a_few_times_each_after_a_longer_wait(self, broken) -> None:
        document = waiting(make_portal())
        tried = go_on_trying(document, timezone.now())
        waits = [after - before for before, after in pairwise(tried)]

        assert len(broken) == len(tried) == MOST_TRIES
        assert waits == [FIRST_WAIT * 2**number for number in range(MOST_TRIES - 1)]
        document.refresh_from_db()
        assert document.is_given_up
        assert document.told_state == "chưa kiểm tra được"
        assert not document.is_fine

    def test_counts_a_try_before_it_is_made(self, broken) -> None:
        """So that one that ends its own process counts too."""
        document = waiting(make_portal())
        with pytest.raises(MemoryError):
            try_to_examine(item=document, now=timezone.now())
        assert PortalDocument.objects.get().examination_tries == 1

    def test_is_tried_by_one_worker_at_a_time(self, broken) -> None:
        document = waiting(make_portal())
        seen_by_another = PortalDocument.objects.get()
        now = timezone.now()
        with pytest.raises(MemoryError):
            try_to_examine(item=document, now=now)
        assert not try_to_examine(item=seen_by_another, now=now)
        assert not try_to_examine(item=PortalDocument.objects.get(), now=now)
        assert len(broken) == 1

    def test_counts_what_could_not_be_finished_as_well(self, monkeypatch) -> None:
        def unfinished(*_args: object, **_options: object) -> None:
            raise Unfinished

        monkeypatch.setattr("editorial.media.examining.finished", unfinished)
        document = waiting(make_portal())
        assert len(go_on_trying(document, timezone.now())) == MOST_TRIES

    def test_is_told_to_who_sent_it_and_to_the_operator(self) -> None:
        portal = make_portal()
        officer = make_member(portal, Position.EDITOR)
        names = {problem.name for problem in problems(now=timezone.now())}
        assert "files" not in names
        document = waiting(portal, uploaded_by_user=officer, examination_tries=MOST_TRIES)

        [item] = in_inbox(officer, "refused-file")
        assert "chưa kiểm tra được" in item.title
        assert "người vận hành đã được báo" in item.note
        page = desk_client(officer).get(item.url).content.decode()
        assert "mọi lần thử đều không thành công" in page
        [problem] = [one for one in problems(now=timezone.now()) if one.name == "files"]
        assert "examine_files_anew" in problem.words
        assert given_up_count() == 1
        assert document.told_state

    def test_is_examined_again_once_the_operator_says_so(self) -> None:
        document = waiting(make_portal(), examination_tries=MOST_TRIES)
        assert jobs.examine_files() == 0
        out = StringIO()
        call_command("examine_files_anew", stdout=out)
        assert "1 tệp" in out.getvalue()
        assert jobs.examine_files() == 1
        document.refresh_from_db()
        assert document.is_fine


class TestWhoseTurnItIs:
    def test_is_not_put_off_by_another_portals_flood(self) -> None:
        flooding, other = make_portal(), make_portal()
        flood = [waiting(flooding) for _ in range(6)]
        assert examine_next(now=timezone.now())
        single = waiting(other)

        assert examine_next(now=timezone.now())
        single.refresh_from_db()
        assert single.is_fine
        left = PortalDocument.objects.filter(examination=Examination.EXAMINING)
        assert left.count() == len(flood) - 1

    def test_is_not_put_off_by_a_flood_of_the_other_kind(self) -> None:
        flooding, other = make_portal(), make_portal()
        for _ in range(3):
            make_image(flooding)
        PortalImage.objects.update(examination=Examination.EXAMINING)
        assert examine_next(now=timezone.now())
        single = waiting(other)

        assert examine_next(now=timezone.now())
        single.refresh_from_db()
        assert single.is_fine

    def test_comes_for_each_file_that_was_sent(self) -> None:
        for portal in (make_portal(), make_portal()):
            waiting(portal)
            waiting(portal)
        assert [examine_next(now=timezone.now()) for _ in range(5)] == [True] * 4 + [False]

    def test_is_found_in_as_many_queries_for_many_files(self) -> None:
        def turn() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert examine_next(now=timezone.now())
            return len(captured)

        waiting(make_portal())
        turn()
        waiting(make_portal())
        few = turn()
        for portal in (make_portal(), make_portal()):
            for _ in range(5):
                waiting(portal)
        assert turn() == few

    def test_goes_round_the_portals_in_a_round_too(self) -> None:
        flooding, others = make_portal(), [make_portal(), make_portal()]
        for _ in range(7):
            waiting(flooding)
        singles = {waiting(portal).pk for portal in others}
        for minute in range(9):
            now = timezone.now() + timedelta(minutes=minute)
            turn = in_turn(PortalDocument.objects.all(), limit=3, now=now, of="collection")
            assert singles < {document.pk for document in turn}

    def test_comes_in_the_first_round_whoever_floods(self) -> None:
        flooding, others = make_portal(), [make_portal(), make_portal()]
        for _ in range(7):
            waiting(flooding)
        singles = [waiting(portal) for portal in others]

        assert examine_waiting(limit=3, now=timezone.now()) == 3
        for single in singles:
            single.refresh_from_db()
            assert single.is_fine
