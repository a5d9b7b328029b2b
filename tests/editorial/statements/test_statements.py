"""What each portal states of itself, from what is known of it, and whom to tell of a weakness."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup

from editorial.models import PublishedFile
from editorial.models.file_text import FileText, ReadFile
from editorial.statements.texts import statement_of
from editorial.statements.views import expiry
from portals.models import Portal
from tests.factories import make_document, make_portal, make_province_tree, published_story
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db
PAGES = ("/kha-nang-tiep-can/", "/quyen-rieng-tu/", "/dieu-khoan-su-dung/", "/bao-mat-thong-tin/")


def text_of(portal: Portal, path: str) -> str:
    page = BeautifulSoup(visit(portal, path).content, "html.parser")
    return " ".join(page.main.get_text().split())


def told(portal: Portal) -> dict[str, list[str]]:
    answer = visit(portal, "/.well-known/security.txt")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    found: dict[str, list[str]] = {}
    for line in answer.content.decode().splitlines():
        name, _colon, value = line.partition(": ")
        found.setdefault(name, []).append(value)
    return found


class TestStatements:
    def test_are_on_every_portal_with_its_own_words(self) -> None:
        portal, other = make_portal(), make_portal("department", name="Sở Mẫu")
        Portal.objects.filter(pk=other.pk).update(email="so@example.vn", phone="0222 111 222")
        for path in PAGES:
            own, theirs = text_of(portal, path), text_of(other, path)
            assert portal.title in own
            assert other.title in theirs
            assert "so@example.vn" in theirs
            assert "so@example.vn" not in own
            for text in (own, theirs):
                assert "{" not in text

    def test_stand_in_the_footer_and_in_maps(self) -> None:
        portal = make_portal()
        footer = BeautifulSoup(visit(portal, "/").content, "html.parser").footer
        sitemap = visit(portal, "/sitemap-trang.xml").content.decode()
        for path in PAGES:
            assert footer.select(f"a[href='{path}']"), path
            assert f"{path}<" in sitemap

    def test_names_who_is_above_where_somebody_is(self) -> None:
        province, district, (commune, _other) = make_province_tree()
        assert f"liên hệ {district.agency}" in text_of(commune, "/kha-nang-tiep-can/")
        assert "chưa được giải quyết" not in text_of(province, "/kha-nang-tiep-can/")

    def test_count_the_scans_that_readers_meet_here(self, settings: Any, tmp_path: Any) -> None:
        settings.MEDIA_ROOT = tmp_path
        portal, other = make_portal(), make_portal()
        assert "bản quét" not in text_of(portal, "/kha-nang-tiep-can/")
        for number, (home, layer, is_shown) in enumerate(
            (
                (portal, False, True),
                (portal, True, True),
                (portal, False, False),
                (other, False, True),
            )
        ):
            file = make_document(home, content=f"quét {number}".encode(), name=f"{number}.pdf")
            text = FileText.objects.create(
                digest=f"{number}" * 64,
                state="read",
                has_text_layer=layer,
                read_at=datetime.now(UTC),
            )
            ReadFile.objects.update_or_create(
                document=file,
                defaults={"text": text, "stored_as": file.file.name, "seen_at": datetime.now(UTC)},
            )
            if is_shown:
                PublishedFile.objects.create(page=published_story(home), document=file)
        assert "1 tệp đính kèm trên Cổng này là bản quét" in text_of(portal, "/kha-nang-tiep-can/")

    def test_the_english_part_says_that_it_is(self) -> None:
        page = BeautifulSoup(visit(make_portal(), "/bao-mat-thong-tin/").content, "html.parser")
        [part] = page.select("main section[lang=en]")
        assert "tell us" in part.get_text()

    def test_lines_of_what_is_not_so_are_left_out(self) -> None:
        facts = dict.fromkeys(("portal", "agency", "above", "scans", "reviewed"), "")
        listed = [
            item for part in statement_of("accessibility", facts).parts for item in part.items
        ]
        assert len(listed) == 3


class TestSecurityTxt:
    def test_has_the_fields_of_its_rfc(self) -> None:
        portal = make_portal()
        Portal.objects.filter(pk=portal.pk).update(email="xa@example.vn")
        found = told(portal)
        assert list(found) == ["Contact", "Expires", "Preferred-Languages", "Canonical", "Policy"]
        mail, page = found["Contact"]
        assert mail == "mailto:xa@example.vn"
        assert page.endswith("/lien-he/")
        assert found["Preferred-Languages"] == ["vi, en"]
        assert found["Canonical"][0].endswith("/.well-known/security.txt")
        assert portal.site.hostname in found["Canonical"][0]
        assert visit(portal, "/" + found["Policy"][0].split("/", 3)[3]).status_code == 200

    def test_the_install_comes_first_where_it_has_a_contact(self, settings: Any) -> None:
        settings.PORTALS_SECURITY_CONTACT = "https://ungcuu.example.vn/bao/"
        portal = make_portal()
        assert told(portal)["Contact"][0] == "https://ungcuu.example.vn/bao/"
        assert "https://ungcuu.example.vn/bao/" in text_of(portal, "/bao-mat-thong-tin/")

    @pytest.mark.parametrize("day", ["2026-11-27", "2026-12-31", "2027-02-28", "2028-02-29"])
    def test_never_expires_and_lasts_less_than_a_year(self, day: str) -> None:
        portal = make_portal()
        with time_machine.travel(f"{day}T05:00:00Z", tick=False):
            [text] = told(portal)["Expires"]
        ends = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        now = datetime.fromisoformat(f"{day}T05:00:00Z")
        assert now + timedelta(days=140) < ends < now + timedelta(days=200)

    def test_the_month_after_june_is_in_the_next_year(self) -> None:
        assert expiry(date(2026, 6, 30)) == datetime(2026, 12, 1, tzinfo=UTC)
        assert expiry(date(2026, 7, 1)) == datetime(2027, 1, 1, tzinfo=UTC)
