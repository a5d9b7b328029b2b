"""What readers saw stands in the ledger: published, corrected, withdrawn, in that order, and the page proves it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import ActToRecord, Correction, Placement
from editorial.placements.actions import withdraw_story
from editorial.public_record.recording import FIRST_WAIT, record_waiting
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.ledger.entries import Entry
from portals.ledger.models import LedgerEntry, LedgerSalt
from portals.ledger.shown_text import shown_text_hash, shown_text_of
from tests.factories import (
    make_image,
    make_member,
    make_portal,
    picture_block,
    published_by_wagtail,
    published_story,
)

pytestmark = pytest.mark.django_db


def entries(story: object) -> list[Entry]:
    rows = LedgerEntry.objects.filter(subject=str(story.pk)).exclude(kind="paper").order_by("pk")
    return [Entry.from_bytes(bytes(row.entry)) for row in rows]


def standing(story: object) -> Placement:
    return Placement.objects.select_related("portal__site", "section", "story").get(
        story=story.pk, role="origin", removed_at=None
    )


def page_address(story: object) -> str:
    placement = standing(story)
    return main_origin(placement.portal) + placement.path


def page_of(story: object) -> str:
    placement = standing(story)
    answer = Client().get(placement.path, headers={"host": placement.portal.site.hostname})
    assert answer.status_code == 200
    return answer.content.decode()


def record() -> int:
    """Return how many entries were written, but for the PDFs' (`test_papers`)."""
    entries = LedgerEntry.objects.exclude(kind="paper")
    before = entries.count()
    record_waiting(now=timezone.now())
    return entries.count() - before


class TestAPublication:
    def test_is_noted_with_it_and_recorded_once(self) -> None:
        story = published_by_wagtail(make_portal())
        assert ActToRecord.objects.count() == 1
        assert record() == 1
        assert record() == 0
        assert not ActToRecord.objects.exists()
        [entry] = entries(story)
        portal = story.portal_of_page()
        assert entry.kind == "publication"
        assert (entry.office, entry.portal) == (portal.agency, portal.site.hostname)
        assert entry.body["title"] == story.title
        assert entry.body["origin"] == portal.site.hostname
        assert entry.body["address"].endswith(f"-{story.pk}/")

    def test_has_the_hash_of_what_the_page_shows(self) -> None:
        portal = make_portal()
        linked = published_by_wagtail(portal)
        body = [
            {"type": "heading", "value": "Tiến độ"},
            {
                "type": "text",
                "value": "<p>Xem <a href='https://khac.example.vn/tìm?a=b&amp;c'>đây</a> và "
                f'<a linktype="page" id="{linked.pk}">tin kia</a>.</p><ul><li>một</li><li>hai</li></ul>',
            },
            picture_block(make_image(portal)),
        ]
        story = published_by_wagtail(portal, body=body)
        record()
        html = page_of(story)
        text = shown_text_of(html)
        assert entries(story)[0].body["text"] == shown_text_hash(text)
        assert story.lead in text
        assert "<https://khac.example.vn/t%C3%ACm?a=b&c>" in text
        assert f"</noi-dung/{linked.pk}/>" in text
        assert text.startswith(f"{story.title}\n")
        for not_content in ("Chia sẻ", "Đăng lúc", "hữu ích"):
            assert not_content not in text

    def test_is_the_version_that_was_published_then(self) -> None:
        """Published twice before the job came: each text is told, in order."""
        story = published_by_wagtail(make_portal())
        before = shown_text_of(page_of(story))
        story.lead = "Đã khác."
        story.save_revision().publish()
        assert record() == 2
        first, second = entries(story)
        assert first.body["text"] == shown_text_hash(before)
        assert second.body["text"] == shown_text_hash(shown_text_of(page_of(story)))
        assert first.body["text"] != second.body["text"]

    def test_with_a_note_is_a_correction(self) -> None:
        story = published_by_wagtail(make_portal())
        record()
        Correction.objects.create(
            story=story,
            text="Số đúng là 12.",
            written_by=make_member(make_portal()),
            written_at=timezone.now(),
        )
        story.lead = "Có 12 hồ sơ."
        story.save_revision().publish()
        record()
        told = entries(story)[-1]
        assert (told.kind, told.body["note"]) == ("correction", "Số đúng là 12.")
        assert told.body["text"] == shown_text_hash(shown_text_of(page_of(story)))

    def test_that_failed_holds_back_no_other(self, monkeypatch: pytest.MonkeyPatch) -> None:
        portal = make_portal()
        first, second = published_by_wagtail(portal), published_by_wagtail(portal)
        from editorial.public_record import recording

        real = recording.text_shown

        def fail_for_the_first(story: object, **where: object) -> str:
            if story.pk == first.pk:
                raise ZeroDivisionError
            return real(story, **where)

        monkeypatch.setattr(recording, "text_shown", fail_for_the_first)
        with pytest.raises(ExceptionGroup):
            record()
        assert [len(entries(story)) for story in (first, second)] == [0, 1]
        monkeypatch.undo()
        assert record() == 0
        record_waiting(now=timezone.now() + FIRST_WAIT)
        assert len(entries(first)) == 1


class TestAWithdrawal:
    def test_stands_behind_the_publication_and_commits_to_who_decided(self) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        story = published_by_wagtail(portal)
        now = timezone.now()
        withdraw_story(
            story=story, kind=RemovalKind.IN_ERROR, reason="Sai số liệu", actor=head, now=now
        )
        assert entries(story) == []
        assert record() == 2
        published, withdrawn = entries(story)
        assert (published.kind, withdrawn.kind) == ("publication", "withdrawal")
        assert withdrawn.body["reason"] == "Sai số liệu"
        assert withdrawn.body["address"] == published.body["address"]
        salt = LedgerSalt.objects.get(commitment=withdrawn.body["decided"])
        assert salt.value["user"] == head.pk
        assert record() == 0

    def test_renders_nothing_and_says_what_was_so_when_it_was_decided(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A recall must be possible while the disk with the pictures is away."""
        portal = make_portal()
        story, head = published_by_wagtail(portal), make_member(portal, Position.HEAD)
        address, office, name = page_address(story), portal.agency, str(head)

        def away(*_: object, **__: object) -> str:
            raise OSError("no such disk")

        with monkeypatch.context() as patched:
            patched.setattr("editorial.public_record.recording.text_shown", away)
            withdraw_story(
                story=story,
                kind=RemovalKind.IN_ERROR,
                reason="Sai số liệu",
                actor=head,
                now=timezone.now(),
            )
        type(story).objects.filter(pk=story.pk).update(slug="khac")
        type(portal).objects.filter(pk=portal.pk).update(name="Tên khác")
        type(head).objects.filter(pk=head.pk).update(first_name="Khác")
        record()
        published, withdrawn = entries(story)
        assert {published.body["address"], withdrawn.body["address"]} == {address}
        assert {published.office, withdrawn.office} == {office}
        salt = LedgerSalt.objects.get(commitment=withdrawn.body["decided"])
        assert salt.value == {"user": head.pk, "name": name}

    def test_by_the_clock_names_nobody(self) -> None:
        from editorial.placements.publishing import publish_due

        story = published_by_wagtail(make_portal())
        record()
        later = timezone.now() + timedelta(minutes=1)
        type(story).objects.filter(pk=story.pk).update(expire_at=later)
        assert publish_due(now=later + timedelta(minutes=1)) == 1
        record()
        told = entries(story)[-1]
        assert told.kind == "withdrawal"
        assert "decided" not in told.body


class TestThePage:
    def test_shows_nothing_in_the_text_that_changes_without_a_publication(self) -> None:
        portal = make_portal()
        story = published_by_wagtail(portal)
        before = shown_text_of(page_of(story))
        Correction.objects.create(
            story=story, text="Đính chính.", written_by=make_member(portal), written_at=timezone.now(),
            published_at=timezone.now(),
        )  # fmt: skip
        type(story).objects.filter(pk=story.pk).update(
            last_published_at=timezone.now() + timedelta(days=3)
        )
        html = page_of(story)
        assert "Đính chính." in html
        assert shown_text_of(html) == before

    def test_has_the_same_words_of_its_own_for_good(self) -> None:
        """With others, the pages of all former stories would no longer be those of their entries."""
        portal = make_portal()
        image = make_image(portal)
        image.credit = "Mai"
        image.save()
        video = {"url": "https://www.youtube.com/watch?v=abcdefghijk", "title": "Phim"}
        body = [{"type": "video", "value": video}, picture_block(image)]
        at = datetime(2026, 8, 3, 1, tzinfo=UTC)
        notice = published_by_wagtail(
            portal, notice=True, title="Lịch", lead="Tóm tắt.", body=body, byline="Lan", source="Báo",
            place="Thôn Đông", event_at=at, ends_at=at + timedelta(hours=3),
        )  # fmt: skip
        below = shown_text_of(page_of(notice)).split("\n", 2)
        assert below[:2] == ["Lịch", "Tóm tắt."]
        assert re.sub(r"\[.*\]", "[]", below[2]) == (
            "Thời gian\n08:00, thứ Hai 03/08/2026\nĐến\n11:00, thứ Hai 03/08/2026\nĐịa điểm\nThôn Đông\n"
            "Phim <https://www.youtube.com/watch?v=abcdefghijk> Video trên YouTube\n[]\nẢnh: Mai\nLan\nNguồn: Báo\n"
        )

    def test_of_a_story_shows_one_headline_and_text_under_its_own_address(self) -> None:
        story = published_story(make_portal())
        html = page_of(story)
        assert html.count("data-shown-text=") == 2
        assert "localhost" in html.split('data-shown-text="')[1].split('"')[0]
        assert shown_text_of(html)
