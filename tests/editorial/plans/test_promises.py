"""Promises: proposed by the reader, confirmed by those who answer, told to citizens when nothing is said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.enums import RemovalKind
from editorial.models import Placement
from editorial.placements.actions import withdraw_story
from editorial.plans.jobs import read_for_promises
from editorial.plans.models import AgencyPromise, PromiseStep
from editorial.plans.promises.actions import (
    confirm_promise,
    drop_promise,
    keep_promise,
    postpone_promise,
    read_texts_for_promises,
    reject_promise,
)
from portals.models import EditionChange
from portals.refusals import NotYourOffice, Refusal
from tests.factories import published_story
from tests.support.inboxes import in_inbox
from tests.support.visiting import republished, visit
from tests.walls import desk_client

from .conftest import DUE, NOW, PROMISE, Hall

# Tuesday 30 June is the day; five working days later is Tuesday 7 July.
ON_THE_DAY = datetime(2026, 6, 30, 3, tzinfo=UTC)
AFTER = datetime(2026, 7, 1, 3, tzinfo=UTC)
HEARD = datetime(2026, 7, 7, 16, 59, tzinfo=UTC)
SILENT = datetime(2026, 7, 7, 17, 1, tzinfo=UTC)


def proposed(hall: Hall) -> AgencyPromise:
    read_texts_for_promises(limit=100, now=NOW)
    return AgencyPromise.objects.get(portal=hall.portal)


def confirmed(hall: Hall) -> AgencyPromise:
    promise = proposed(hall)
    confirm_promise(promise=promise, words=promise.words, due_on=DUE, actor=hall.head, now=NOW)
    promise.refresh_from_db()
    return promise


def text_at(hall: Hall, now: datetime) -> str:
    with time_machine.travel(now, tick=False):
        main = BeautifulSoup(visit(hall.portal, "/cam-ket/").content, "html.parser").find("main")
    return " ".join(main.get_text(" ").split())


def corrected(hall: Hall, lead: str = PROMISE) -> None:
    """The text is public anew, and read anew."""
    story = type(hall.story).objects.filter(pk=hall.story.pk)
    story.update(lead=lead, last_published_at=NOW + timedelta(days=1))
    assert read_texts_for_promises(limit=100, now=NOW) == 1


def lines(hall: Hall, person: Any, now: datetime) -> list[tuple[str, str]]:
    kinds = ("promise-proposed", "promise-due", "promise-silent-below")
    return [(one.kind, one.title) for one in in_inbox(person, *kinds, now=now)]


class TestProposing:
    def test_is_done_once_for_own_texts(self, hall: Hall) -> None:
        republished(hall.story, hall.elsewhere)
        promise = proposed(hall)
        assert (promise.words, promise.first_due_on, promise.state) == (PROMISE, DUE, "proposed")
        assert not AgencyPromise.objects.filter(portal=hall.elsewhere).exists()
        assert read_for_promises() == 0
        reject_promise(promise=promise, actor=hall.head, now=NOW)
        corrected(hall)
        assert AgencyPromise.objects.get().state == "rejected"

    def test_is_not_done_again_for_what_was_confirmed_in_other_words(self, hall: Hall) -> None:
        promise = proposed(hall)
        confirm_promise(promise=promise, words="Sửa đường", due_on=DUE, actor=hall.head, now=NOW)
        corrected(hall)
        assert not AgencyPromise.objects.filter(state="proposed").exists()
        assert "Sửa đường" in text_at(hall, NOW)
        assert PROMISE not in text_at(hall, NOW)

    def test_follows_what_the_text_says_now(self, hall: Hall) -> None:
        promise, later = proposed(hall), PROMISE.replace("30/6", "30/9")
        corrected(hall, later)
        assert AgencyPromise.objects.get().words == later
        with pytest.raises(Refusal):
            confirm_promise(promise=promise, words="x", due_on=DUE, actor=hall.head, now=NOW)

    def test_leaves_what_was_confirmed_whatever_the_text_says_now(self, hall: Hall) -> None:
        confirmed(hall)
        corrected(hall, "Xã họp dân.")
        assert AgencyPromise.objects.get().state == "open"

    def test_is_of_the_portal_on_which_the_text_stands_as_its_own(self, hall: Hall) -> None:
        origin = Placement.objects.get(story=hall.story)
        left = {"removed_at": NOW, "removal_kind": RemovalKind.MOVED, "removal_reason": "Nhầm"}
        origin.pk, told = None, {**left, "portal": hall.elsewhere, "section": origin.section}
        for name, value in told.items():
            setattr(origin, name, value)
        origin.save()
        assert proposed(hall).portal == hall.portal

    def test_is_not_done_for_days_that_have_come(self, hall: Hall) -> None:
        read_texts_for_promises(limit=100, now=ON_THE_DAY)
        assert not AgencyPromise.objects.exists()

    def test_takes_as_many_queries_for_any_number(self, hall: Hall) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as caught:
                read_texts_for_promises(limit=100, now=NOW)
            return len(caught)

        few = queries()
        for _number in range(5):
            published_story(hall.portal, lead=PROMISE)
        assert queries() == few

    def test_shows_nothing_to_citizens(self, hall: Hall) -> None:
        proposed(hall)
        assert PROMISE not in visit(hall.portal, "/cam-ket/").content.decode()


class TestAnswering:
    def test_is_for_head_and_deputy(self, hall: Hall) -> None:
        promise = proposed(hall)
        for person in (hall.secretary, hall.editor, hall.stranger, hall.overseer):
            for act in (
                lambda by=person: confirm_promise(promise=promise, words="x", due_on=DUE, actor=by, now=NOW),
                lambda by=person: reject_promise(promise=promise, actor=by, now=NOW),
            ):  # fmt: skip
                with pytest.raises(NotYourOffice):
                    act()
        assert not PromiseStep.objects.exists()

    def test_confirms_words_and_a_day_to_come(self, hall: Hall) -> None:
        promise = proposed(hall)
        for words, day in ((" ", DUE), ("x" * 501, DUE), ("Sửa đường", date(2026, 3, 11))):
            with pytest.raises(Refusal):
                confirm_promise(promise=promise, words=words, due_on=day, actor=hall.head, now=NOW)
        EditionChange.objects.all().delete()
        confirm_promise(
            promise=promise, words="Sửa đường", due_on=date(2026, 3, 12), actor=hall.head, now=NOW
        )
        promise.refresh_from_db()
        assert (promise.words, promise.due_on, promise.state) == (
            "Sửa đường",
            date(2026, 3, 12),
            "open",
        )
        assert EditionChange.objects.get().portal_ids == [hall.portal.pk]
        for again in (
            lambda: confirm_promise(
                promise=promise, words="x", due_on=DUE, actor=hall.head, now=NOW
            ),
            lambda: reject_promise(promise=promise, actor=hall.head, now=NOW),
        ):
            with pytest.raises(Refusal):
                again()

    def test_says_where_a_kept_one_is_seen(self, hall: Hall) -> None:
        promise = confirmed(hall)
        for link in ("", "javascript:alert(1)", "//xau.example/", "x"):
            with pytest.raises(Refusal):
                keep_promise(promise=promise, link=link, actor=hall.head, now=AFTER)
        keep_promise(promise=promise, link="/tin-tuc/xong-1/", actor=hall.head, now=AFTER)
        text = text_at(hall, AFTER)
        assert "Đã thực hiện 1" in text
        assert PROMISE in text
        with pytest.raises(Refusal):
            drop_promise(promise=promise, reason="Thôi", actor=hall.head, now=AFTER)

    def test_puts_one_off_and_keeps_its_first_day_in_sight(self, hall: Hall) -> None:
        promise = confirmed(hall)
        for day, reason in ((DUE, "Mưa"), (date(2026, 7, 1), "Mưa"), (date(2026, 9, 30), " ")):
            with pytest.raises(Refusal):
                postpone_promise(
                    promise=promise, new_day=day, reason=reason, actor=hall.head, now=AFTER
                )
        postpone_promise(
            promise=promise,
            new_day=date(2026, 9, 30),
            reason="Mưa kéo dài",
            actor=hall.head,
            now=AFTER,
        )
        text = text_at(hall, SILENT)
        assert "Chậm, có thời hạn mới" in text
        assert "Thời hạn cam kết: 30/06/2026; thời hạn mới: 30/09/2026" in text
        assert "Mưa kéo dài" in text
        keep_promise(promise=promise, link="https://a.example/", actor=hall.head, now=SILENT)
        assert "Đã thực hiện, chậm" in text_at(hall, SILENT)
        acts = PromiseStep.objects.order_by("pk").values_list("act", flat=True)
        assert list(acts) == ["confirm", "postpone", "keep"]

    def test_is_late_where_it_says_so_after_silence(self, hall: Hall) -> None:
        promise = confirmed(hall)
        told = AgencyPromise.objects.get().told_at
        keep_promise(promise=promise, link="/x/", actor=hall.head, now=told)
        assert "Đã thực hiện 1" in text_at(hall, SILENT)
        AgencyPromise.objects.update(told_at=told - timedelta(microseconds=1))
        assert "Đã thực hiện, chậm 1" in text_at(hall, SILENT)

    def test_drops_one_with_a_reason(self, hall: Hall) -> None:
        promise = confirmed(hall)
        with pytest.raises(Refusal):
            drop_promise(promise=promise, reason="", actor=hall.head, now=NOW)
        drop_promise(promise=promise, reason="Không còn vốn", actor=hall.head, now=NOW)
        text = text_at(hall, NOW)
        assert "Không thực hiện nữa" in text
        assert "Không còn vốn" in text


class TestTheClock:
    def test_tells_citizens_of_silence_once_the_board_was_heard(self, hall: Hall) -> None:
        confirmed(hall)
        assert "Đang thực hiện" in text_at(hall, ON_THE_DAY)
        for moment in (AFTER, HEARD):
            assert "Đã đến hạn, chờ cơ quan trả lời" in text_at(hall, moment)
        assert "Quá hạn, cơ quan chưa trả lời 1" in text_at(hall, SILENT)

    def test_names_it_to_the_board_before_its_day_and_after(self, hall: Hall) -> None:
        assert lines(hall, hall.head, NOW) == []
        proposed(hall)
        assert [kind for kind, _title in lines(hall, hall.head, NOW)] == ["promise-proposed"]
        assert lines(hall, hall.secretary, NOW) == []
        # What was not confirmed in time is asked of nobody.
        assert lines(hall, hall.head, ON_THE_DAY) == []
        confirmed(hall)
        fifteen_days_before = ON_THE_DAY - timedelta(days=15)
        assert lines(hall, hall.head, fifteen_days_before) == []
        titles = [("promise-due", f"Cam kết hạn 30/06/2026: {PROMISE}")]
        assert lines(hall, hall.head, ON_THE_DAY - timedelta(days=14)) == titles
        assert lines(hall, hall.head, SILENT) == titles
        assert lines(hall, hall.stranger, SILENT) == []

    def test_names_silence_to_the_overseer_from_the_day_after(self, hall: Hall) -> None:
        promise = confirmed(hall)
        below = f"/cam-ket/{hall.district.pk}/cap-duoi/"
        for moment, told in ((ON_THE_DAY, False), (AFTER, True)):
            assert bool(lines(hall, hall.overseer, moment)) is told
            with time_machine.travel(moment, tick=False):
                assert (PROMISE in desk_client(hall.overseer).get(below).content.decode()) is told
        keep_promise(promise=promise, link="/x/", actor=hall.head, now=AFTER)
        assert lines(hall, hall.overseer, AFTER) == []


class TestThePage:
    def test_is_of_its_own_portal_and_of_texts_that_stand(self, hall: Hall) -> None:
        promise = confirmed(hall)
        assert PROMISE not in visit(hall.elsewhere, "/cam-ket/").content.decode()
        assert PROMISE in text_at(hall, NOW)
        withdraw_story(
            story=hall.story, kind=RemovalKind.IN_ERROR, reason="Nhầm", actor=hall.head, now=NOW
        )
        assert PROMISE not in text_at(hall, NOW)
        # Nor is it quoted to the board and its overseer, or waited for.
        assert lines(hall, hall.head, SILENT) == lines(hall, hall.overseer, SILENT) == []
        AgencyPromise.objects.filter(pk=promise.pk).update(state="proposed")
        assert lines(hall, hall.head, NOW) == []

    def test_takes_as_many_queries_for_any_number(self, hall: Hall) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as caught:
                visit(hall.portal, "/cam-ket/")
            return len(caught)

        confirmed(hall)
        few = queries()
        for _number in range(4):
            published_story(hall.portal, lead=PROMISE)
        read_texts_for_promises(limit=100, now=NOW)
        for one in AgencyPromise.objects.filter(state="proposed"):
            confirm_promise(promise=one, words=one.words, due_on=DUE, actor=hall.head, now=NOW)
        assert queries() == few


class TestTheDesk:
    def post(self, hall: Hall, person: Any, **sent: Any) -> Any:
        return desk_client(person).post(f"/cam-ket/{hall.portal.pk}/", sent)

    def test_confirms_and_answers(self, hall: Hall) -> None:
        promise = proposed(hall)
        said = {f"{promise.pk}-words": "Sửa đường", f"{promise.pk}-due_on": "2026-06-30"}
        assert (
            self.post(hall, hall.stranger, **{"la-cam-ket": promise.pk}, **said).status_code == 404
        )
        past = said | {f"{promise.pk}-due_on": "2026-03-01"}
        wrong = self.post(hall, hall.head, **{"la-cam-ket": promise.pk}, **past)
        assert wrong.status_code == 422
        assert "Sửa đường" in wrong.content.decode()
        assert self.post(hall, hall.head, **{"la-cam-ket": promise.pk}, **said).status_code == 302
        answer = {f"{promise.pk}-reason": "Mưa"}
        assert self.post(hall, hall.head, cham=promise.pk, **answer).status_code == 422
        answer[f"{promise.pk}-new_day"] = "2026-09-30"
        assert self.post(hall, hall.head, cham=promise.pk, **answer).status_code == 302
        link = {f"{promise.pk}-link": "https://a.example/"}
        assert self.post(hall, hall.editor, **{"giu-loi": promise.pk}, **link).status_code == 422
        assert self.post(hall, hall.head, **{"giu-loi": promise.pk}, **link).status_code == 302
        promise.refresh_from_db()
        assert promise.state == "kept"

    def test_declines(self, hall: Hall) -> None:
        promise = proposed(hall)
        said = {f"{promise.pk}-words": "x", f"{promise.pk}-due_on": "2026-06-30"}
        assert self.post(hall, hall.head, **{"khong-phai": promise.pk}, **said).status_code == 302
        promise.refresh_from_db()
        assert promise.state == "rejected"
