"""Standing pages stand in the ledger like stories: published, changed, moved, taken off, recorded as they stood."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import ActToRecord, InformationPage
from editorial.placements.publishing import publish_due
from editorial.placements.removing import withdraw_information
from editorial.public_record.recording import record_waiting
from editorial.public_record.standing import note_standing
from editorial.standing.readdressing import move_information
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.ledger.entries import Entry
from portals.ledger.models import LedgerEntry
from portals.ledger.shown_text import shown_text_hash, shown_text_of
from portals.models import Portal
from tests.factories import make_image, make_member, make_portal, picture_block, section_of
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db


def make_page(portal: Portal, title: str = "Giờ làm việc", **fields: object) -> InformationPage:
    page = InformationPage(title=title, intro="Từ thứ Hai.", live=False, **fields)
    section_of(portal).add_child(instance=page)
    page.save_revision().publish()
    return page


def entries(page: InformationPage) -> list[Entry]:
    record_waiting(now=timezone.now())
    rows = LedgerEntry.objects.filter(subject=str(page.pk)).order_by("pk")
    return [Entry.from_bytes(bytes(row.entry)) for row in rows]


def shown(portal: Portal, page: InformationPage) -> str:
    return shown_text_of(visit(portal, page.public_path()).content.decode())


@pytest.fixture
def portal() -> Portal:
    return make_portal()


def test_a_publication_is_the_text_that_readers_see(portal: Portal) -> None:
    linking = {"type": "text", "value": '<p>Xem <a href="https://a.vn/">đây</a></p>'}
    page = make_page(portal, body=[linking, picture_block(make_image(portal))])
    (entry,) = entries(page)
    assert (entry.kind, entry.office, entry.portal) == (
        "page", portal.agency, portal.site.hostname,
    )  # fmt: skip
    assert entry.body == {
        "content": str(page.pk),
        "address": main_origin(portal) + page.public_path(),
        "title": "Giờ làm việc",
        "text": shown_text_hash(shown(portal, page)),
    }
    assert shown(portal, page).startswith("Giờ làm việc\nTừ thứ Hai.\nXem đây <https://a.vn/>\n")


def test_a_change_is_another_publication(portal: Portal) -> None:
    page = make_page(portal)
    page.intro = "Từ thứ Ba."
    page.save_revision()
    assert [one.kind for one in entries(page)] == ["page"]
    page.save_revision().publish()
    first, second = entries(page)
    assert second.kind == "page"
    assert first.body["text"] != second.body["text"] == shown_text_hash(shown(portal, page))


def test_a_preview_says_of_itself_no_address(portal: Portal, settings: object) -> None:
    settings.ROOT_URLCONF = "portals.urls.public"
    page = make_page(portal)
    text = page.serve(visit(portal, "/").wsgi_request).content.decode()
    assert "data-shown-text" not in text


def test_a_withdrawal_says_why_and_a_page_whose_time_ran_out_too(portal: Portal) -> None:
    page, expiring = make_page(portal), make_page(portal, "Lịch")
    head = make_member(portal, Position.HEAD)
    now = timezone.now()
    withdraw_information(
        page=page, kind=RemovalKind.IN_ERROR, reason="Sai giờ", actor=head, now=now
    )
    InformationPage.objects.filter(pk=expiring.pk).update(expire_at=now - timedelta(minutes=1))
    publish_due(now=now)

    _, withdrawn = entries(page)
    assert (withdrawn.kind, withdrawn.body["reason"]) == ("withdrawal", "Sai giờ")
    assert withdrawn.body["address"] == main_origin(portal) + page.public_path()
    assert "decided" in withdrawn.body
    _, expired = entries(expiring)
    assert expired.body["reason"] == str(RemovalKind.EXPIRED.label)
    assert "decided" not in expired.body


def test_one_that_expires_after_an_earlier_withdrawal_does_not_repeat_its_reason(
    portal: Portal,
) -> None:
    page = make_page(portal)
    head = make_member(portal, Position.HEAD)
    now = timezone.now()
    withdraw_information(page=page, kind=RemovalKind.IN_ERROR, reason="Sai", actor=head, now=now)
    page = InformationPage.objects.get(pk=page.pk)
    page.save_revision().publish()
    InformationPage.objects.filter(pk=page.pk).update(expire_at=now - timedelta(minutes=1))
    publish_due(now=now)
    assert entries(page)[-1].body["reason"] == str(RemovalKind.EXPIRED.label)


def test_a_move_to_another_portal_is_told_there(portal: Portal) -> None:
    page, other = make_page(portal), make_portal()
    head = make_member(portal, Position.HEAD)
    make_member(other, Position.HEAD, user=head)
    page = move_information(page=page, section=section_of(other), actor=head, now=timezone.now())
    told = entries(page)[-1]
    assert (told.kind, told.portal) == ("page", other.site.hostname)
    assert told.body["address"] == main_origin(other) + page.public_path()
    assert told.body["text"] == shown_text_hash(shown(other, page))


def test_what_stood_there_before_is_put_on_record_once(portal: Portal) -> None:
    page, other = make_page(portal), make_page(make_portal(), "Của cổng khác")
    draft = InformationPage(title="Nháp", live=False)
    section_of(portal).add_child(instance=draft)
    draft.save_revision()
    ActToRecord.objects.all().delete()

    now = timezone.now()
    assert note_standing(now=now, portal=portal) == 1
    assert note_standing(now=now) == 1
    assert note_standing(now=now) == 0
    (entry,) = entries(page)
    assert entry.kind == "standing"
    assert entry.body["text"] == shown_text_hash(shown(portal, page))
    assert [one.kind for one in entries(other)] == ["standing"]
    assert note_standing(now=now) == 0
