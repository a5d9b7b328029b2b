"""What a home page has beside stories: shortcuts to filled sections, links, figures with their source."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import PageLogEntry

from editorial.appearance.home_links.actions import write_home_links
from editorial.appearance.home_links.models import HomeFigure, HomeLink
from editorial.appearance.home_links.queries import Shortcut, shortcuts_among
from editorial.models import InformationPage
from editorial.public.queries.sections import portal_sections
from portals.boards.enums import Position
from portals.clock import local_date
from portals.models import EditionChange, Portal
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_portal, published_story, section_of
from tests.support.visiting import visit
from tests.walls import desk_client

pytestmark = pytest.mark.django_db


def blocks_of(portal: Portal) -> dict[str, Any]:
    blocks = visit(portal, "/").context["blocks"]
    return {item.block.code: item.shown for some in blocks.values() for item in some}


def shortcuts(portal: Portal) -> list[Shortcut]:
    return shortcuts_among(portal_sections(portal, local_date(timezone.now())))


def typed(rows: dict[str, str] | None = None) -> dict[str, str]:
    """What a browser sends: all rows, most of them empty."""
    forms = {
        f"{prefix}-{name}_FORMS": str(number)
        for prefix, most in (("lien-ket", 8), ("con-so", 6))
        for name, number in (("TOTAL", most), ("INITIAL", 0))
    }
    return forms | (rows or {})


def post(client: Client, portal: Portal, data: dict[str, str]) -> Any:
    return client.post(f"/giao-dien/{portal.pk}/lien-ket/", data)


ONE_OF_EACH = typed(
    {
        "lien-ket-2-label": "Bảo hiểm xã hội Việt Nam",
        "lien-ket-2-address": "https://baohiemxahoi.gov.vn/",
        "con-so-0-label": "Dân số",
        "con-so-0-value": "12.345",
        "con-so-0-unit": "người",
        "con-so-0-source": "Niên giám thống kê 2023",
    }
)


class TestShortcuts:
    def test_lead_to_filled_sections_only_and_the_most_wanted_first(self) -> None:
        portal = make_portal("commune")
        published_story(portal, section="an-sinh")
        page = InformationPage(title="Nộp hồ sơ", body=[("text", "<p>Tại Bộ phận Một cửa.</p>")])
        section_of(portal, "tthc").add_child(instance=page)
        hidden = InformationPage(title="Nháp", live=False)
        section_of(portal, "dat-dai").add_child(instance=hidden)
        assert [one.slug for one in shortcuts(portal)] == ["tthc", "an-sinh"]
        assert 'href="/tthc/"' in visit(portal, "/").content.decode()

    def test_vanish_where_there_would_be_one_tile(self) -> None:
        portal = make_portal("commune")
        published_story(portal, section="an-sinh")
        assert "shortcuts" not in blocks_of(portal)

    def test_know_nothing_of_other_portals(self) -> None:
        published_story(make_portal("commune"), section="an-sinh")
        assert shortcuts(make_portal("commune")) == []


class TestLinksAndFigures:
    def test_are_the_usual_links_and_no_figures_until_a_board_writes_some(self) -> None:
        shown = blocks_of(make_portal("commune"))
        assert next(link.address for link in shown["links"]) == "https://dichvucong.gov.vn/"
        assert "figures" not in shown

    def test_are_written_by_the_secretary_and_shown_at_once(self) -> None:
        portal = make_portal("commune")
        client = desk_client(make_member(portal, Position.SECRETARY))
        assert client.get(f"/giao-dien/{portal.pk}/lien-ket/").status_code == 200
        assert post(client, portal, ONE_OF_EACH).status_code == 302
        html = visit(portal, "/").content.decode()
        assert "Niên giám thống kê 2023" in html
        assert 'href="https://baohiemxahoi.gov.vn/"' in html
        assert "dichvucong.gov.vn" not in html
        assert EditionChange.objects.filter(portal_ids=[portal.pk]).exists()
        assert PageLogEntry.objects.filter(action="editorial.fill_front", page=portal.root).exists()

    def test_are_taken_away_by_emptying_the_rows(self) -> None:
        portal = make_portal("commune")
        client = desk_client(make_member(portal, Position.HEAD))
        post(client, portal, ONE_OF_EACH)
        form = client.get(f"/giao-dien/{portal.pk}/lien-ket/").content.decode()
        assert 'value="12.345"' in form
        assert post(client, portal, typed()).status_code == 302
        assert not HomeLink.objects.exists()
        assert not HomeFigure.objects.exists()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"lien-ket-0-label": "Trang lạ", "lien-ket-0-address": "http://example.vn/"},
            {"lien-ket-0-label": "Trang lạ", "lien-ket-0-address": "javascript:alert(1)"},
            {"lien-ket-0-address": "https://example.vn/"},
            {"con-so-1-label": "Diện tích", "con-so-1-value": "8,2"},
        ],
    )
    def test_are_refused_with_what_was_typed_kept(self, wrong: dict[str, str]) -> None:
        portal = make_portal("commune")
        answer = post(desk_client(make_member(portal, Position.HEAD)), portal, ONE_OF_EACH | wrong)
        assert answer.status_code == 422
        html = answer.content.decode()
        assert "Bảo hiểm xã hội Việt Nam" in html
        assert "errorlist" in html
        assert not HomeLink.objects.exists()

    def test_are_closed_to_editors_and_strangers(self) -> None:
        portal = make_portal("commune")
        post(desk_client(make_member(portal, Position.EDITOR)), portal, ONE_OF_EACH)
        stranger = make_member(make_portal("commune"), Position.HEAD)
        assert post(desk_client(stranger), portal, ONE_OF_EACH).status_code == 404
        with pytest.raises(NotYourOffice):
            write_home_links(
                portal=portal, links=[], figures=[], actor=stranger, now=timezone.now()
            )
        assert not HomeLink.objects.exists()

    def test_of_another_portal_stay(self) -> None:
        for portal in (make_portal("commune"), make_portal("commune")):
            post(desk_client(make_member(portal, Position.HEAD)), portal, ONE_OF_EACH)
        assert (HomeLink.objects.count(), HomeFigure.objects.count()) == (2, 2)

    def test_are_guarded_by_the_database(self) -> None:
        portal = make_portal("commune")
        for row in (
            HomeLink(portal=portal, position=0, label="x", address="http://example.vn/"),
            HomeFigure(portal=portal, position=0, label="x", value="1", source=""),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save()
