"""Where a board brings a section up to date, and that what is out of date is what it sees first."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from editorial.standing.renewing import way_to_renew
from editorial.standing.staleness import CONFIRMED_SECTIONS, stale_sections
from portals.boards.enums import Position
from portals.models import Portal
from portals.organisation.enums import Subject
from portals.organisation.models import Confirmation
from tests.factories import make_member, make_portal, published_story, section_of
from tests.support.inboxes import in_inbox
from tests.walls import desk_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return make_portal()


def test_the_way_is_that_of_the_kind_of_section(portal) -> None:
    def way(code: str) -> str:
        return way_to_renew(section_of(portal, code)).url

    assert way("gioi-thieu") == f"{reverse('portal_details', args=[portal.pk])}#to-chuc"
    assert way("lich-lam-viec") == reverse("portal_schedule", args=[portal.pk])
    news = section_of(portal, "tin-tuc")
    assert way("tin-tuc") == f"{reverse('quick_write')}?section={news.pk}"


def test_what_is_out_of_date_stands_first_with_its_way(portal) -> None:
    """Of an old portal whose third section alone has something new."""
    published_story(portal, section="van-ban")
    page = desk_client(make_member(portal, Position.EDITOR)).get(
        f"{reverse('section_ages', args=[portal.pk])}?ve=/viec/"
    )
    rows = BeautifulSoup(page.content, "html.parser").select("main tbody tr")
    ways = [row.select_one("a.button") for row in rows]
    fresh = next(n for n, row in enumerate(rows) if "Văn bản" in row.get_text())
    assert ways[fresh] is None
    assert all(ways[: ways.index(None)])
    assert not any(ways[ways.index(None) :])
    # What one does there leads back to the list that it was opened from.
    assert "ve=%2Fviec%2F" in ways[0]["href"]


def test_the_line_of_what_waits_offers_what_its_section_needs(portal) -> None:
    editor, now = make_member(portal, Position.EDITOR), timezone.now()
    for age in stale_sections([portal], now):
        if age.section.section_type_id not in CONFIRMED_SECTIONS:
            published_story(portal, section=age.section.section_type_id)
    (line,) = in_inbox(editor, "stale")
    assert line.acts[0].url == f"{reverse('portal_details', args=[portal.pk])}#to-chuc"
    Confirmation.objects.create(
        portal=portal, subject=Subject.ORGANISATION, confirmed_at=now, confirmed_by=editor
    )
    assert in_inbox(editor, "stale") == []


def test_a_confirmation_leads_back_to_the_list(portal) -> None:
    client = desk_client(make_member(portal, Position.HEAD))
    address = reverse("portal_confirm", args=[portal.pk])
    told = {"subject": "organisation"}
    opened = f"http://testserver{reverse('portal_details', args=[portal.pk])}?ve=/viec/"
    assert client.post(address, told, headers={"referer": opened}).url == "/viec/"
    assert client.post(address, told).url == reverse("portal_details", args=[portal.pk])
