"""The list of a portal's procedures: what it handles and nothing else, by words, by field, by life event."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.document_numbers.folding import folded_name
from editorial.procedures.handling import handles, procedures_of, standing_procedures
from editorial.procedures.public.found import found_by_words
from editorial.procedures.public.section import ROWS_A_PAGE
from editorial.search.jobs import bring_up_sources
from portals.models import Portal
from portals.process_cache import process_cache
from tests.editorial.procedures.centres import open_centre
from tests.editorial.procedures.conftest import Town
from tests.editorial.procedures.exports import ALL, BIRTH, PERMIT, SHOP, bring_in
from tests.factories import NOON, make_portal, published_story
from tests.support.visiting import visit

SHOP_NAME, BIRTH_NAME, PERMIT_NAME = (row["ten"] for row in (SHOP, BIRTH, PERMIT))
WORDS = {
    "khai sinh": [BIRTH_NAME],
    "KHAI SINH": [BIRTH_NAME],
    "ho kinh doanh": [SHOP_NAME],
    "hộ kinh doanh": [SHOP_NAME],
    "hố kinh doanh": [],
    "hô kinh doanh": [],
    "hộ kinh doanh rất lớn": [],
    "mo cua hang": [SHOP_NAME],
    "1.001612": [SHOP_NAME],
    "ho tich": [BIRTH_NAME],
    # The beginning of a word is enough, its middle is not.
    "khai sin": [BIRTH_NAME],
    "hai sinh": [],
    "%": [BIRTH_NAME, PERMIT_NAME, SHOP_NAME],
    "\x00_": [BIRTH_NAME, PERMIT_NAME, SHOP_NAME],
}


# What comes near where nothing has all words: half of them at least, and two, each a whole word.
NEAR = {
    "mở cửa hàng bán hoa": [SHOP_NAME],
    "mo cua hang bun": [SHOP_NAME],
    "mo cua xe may dien": [],
    "mở xe": [],
    "mo cu han zet": [],
    "lam khai sinh chau": [BIRTH_NAME],
}


def names_on(portal: Portal, query: str = "") -> list[str]:
    response = visit(portal, f"/tthc/{query}")
    assert response.status_code == 200
    return [one.name for one in response.context["list"].rows]


def more(number: int) -> list[dict[str, Any]]:
    return [SHOP | {"ma": f"1.{place:06}", "ten": f"Thủ tục {place:03}"} for place in range(number)]


class TestWhoHandlesWhat:
    def test_follows_from_level_and_body(self, town: Town) -> None:
        assert names_on(town.commune) == [BIRTH_NAME, SHOP_NAME]
        assert names_on(town.province) == [BIRTH_NAME, PERMIT_NAME, SHOP_NAME]
        assert names_on(town.justice) == [PERMIT_NAME]

    def test_is_the_same_rule_for_the_database_and_for_measures(self, town: Town) -> None:
        for portal in (town.province, town.commune, town.justice):
            for row in ALL:
                levels, bodies = row["cap"], map(folded_name, row.get("co_quan", ()))
                by_query = procedures_of(portal).filter(code=row["ma"]).exists()
                assert handles(portal, levels, list(bodies)) == by_query

    def test_asks_for_the_whole_name_of_a_body(self, town: Town) -> None:
        Portal.objects.filter(pk=town.justice.pk).update(name="Sở Tư pháp và Hộ tịch")
        assert "list" not in visit(town.justice, "/tthc/").context

    def test_says_nothing_of_what_ended(self, town: Town) -> None:
        bring_in(SHOP, PERMIT, now=NOON + timedelta(days=1))
        assert names_on(town.commune) == [SHOP_NAME]

    def test_leaves_the_section_as_it_is_where_there_is_none(self, town: Town) -> None:
        bring_in(PERMIT, now=NOON + timedelta(days=1))
        published_story(town.commune, section="tthc", title="Tin của chuyên mục")
        response = visit(town.commune, "/tthc/")
        assert "Tin của chuyên mục" in response.content.decode()
        assert "list" not in response.context


class TestNarrowing:
    def test_by_words(self, town: Town) -> None:
        found = {
            text: [one.name for one in found_by_words(standing_procedures(), text)]
            for text in WORDS
        }
        assert found == WORDS

    def test_shows_what_has_the_accents_first(self, town: Town) -> None:
        bring_in(
            *ALL,
            SHOP | {"ma": "1.000001", "ten": "Ao mo", "linh_vuc": "B", "tu_khoa": []},
            SHOP | {"ma": "1.000002", "ten": "Áo mở", "linh_vuc": "A", "tu_khoa": []},
        )
        assert names_on(town.province, "?q=ao mo") == ["Ao mo", "Áo mở"]
        assert names_on(town.province, "?q=áo mở") == ["Áo mở"]

    def test_leads_to_what_is_near_where_nothing_has_all_words(self, town: Town) -> None:
        for typed, names in NEAR.items():
            response = visit(town.commune, f"/tthc/?q={typed}")
            assert response.context["list"].rows == []
            assert [one.name for one in response.context["nearest"]] == names, typed
            page = response.content.decode()
            assert ("Gần nhất với các từ này" in page, "Không có thủ tục phù hợp" in page) == (
                *(bool(names), not names),
            )
            # Who finds nothing is led on by the events of a life.
            assert ("?su-kien=sinh-con" in page) == (not names)
        assert not visit(town.commune, "/tthc/?q=khai sinh con").context["nearest"]

    def test_by_field_and_life_event_and_all_of_it(self, town: Town) -> None:
        assert names_on(town.commune, "?linh-vuc=ho-tich") == [BIRTH_NAME]
        assert names_on(town.commune, "?su-kien=kinh-doanh") == [SHOP_NAME]
        assert names_on(town.commune, "?su-kien=kinh-doanh&q=khai sinh") == []
        # What does not exist narrows nothing.
        assert len(names_on(town.commune, "?su-kien=la&linh-vuc=la&trang=x")) == 2

    def test_offers_only_what_the_portal_has(self, town: Town) -> None:
        counts = visit(town.commune, "/tthc/").context["counts"]
        assert [one.value for one in counts.events] == ["sinh-con", "kinh-doanh"]
        assert [one.name for one in counts.fields] == [BIRTH["linh_vuc"], SHOP["linh_vuc"]]
        assert counts.total == 2

    def test_goes_through_pages_with_what_was_asked(self, town: Town) -> None:
        bring_in(*ALL, *more(45))
        first = visit(town.province, "/tthc/?q=thu tuc")
        assert (len(first.context["list"].rows), first.context["list"].total) == (ROWS_A_PAGE, 45)
        assert 'href="/tthc/?q=thu+tuc&amp;trang=2"' in first.content.decode()
        assert names_on(town.province, "?q=thu tuc&trang=3")[-1] == "Thủ tục 044"
        assert names_on(town.province, "?q=thu tuc&trang=4") == []


class TestTheWayThere:
    def test_begins_on_the_home_page(self, town: Town) -> None:
        published_story(town.commune, section="an-sinh")
        html = visit(town.commune, "/").content.decode()
        assert 'href="/tthc/?su-kien=kinh-doanh"' in html
        assert "su-kien=ket-hon" not in html
        # A list of its own fills the section, so that two tiles stand there.
        assert "shortcuts-block" in html
        bring_in(PERMIT, now=NOON + timedelta(days=1))
        html = visit(town.commune, "/").content.decode()
        assert "su-kien" not in html
        assert "shortcuts-block" not in html

    def test_is_found_by_the_search_of_the_portal_that_handles_it(self, town: Town) -> None:
        bring_up_sources()

        def found(words: str) -> list[str]:
            rows = visit(town.commune, f"/tim-kiem/?q={words}").context["rows"]
            return [row["thing"].title for row in rows]

        assert found("ho+kinh+doanh")[0] == SHOP_NAME
        assert found("1.001612") == [SHOP_NAME]
        # Nor are those of another body's procedures.
        assert found("lý+lịch+tư+pháp") == []

    def test_is_in_maps_of_machines_and_the_centres_in_those_for_people(self, town: Town) -> None:
        machines = visit(town.commune, "/sitemap-trang.xml").content.decode()
        assert "/thu-tuc/1.001612/" in machines
        assert "/thu-tuc/2.000635/" not in machines
        people = visit(town.commune, "/so-do/").content.decode()
        assert "/thu-tuc/1.001612/" not in people
        assert "/thu-tuc/noi-nop/" in people


class TestQueries:
    def test_do_not_grow_with_procedures_or_portals(self, town: Town) -> None:
        """Of no page, and no page of procedures takes more than fifteen."""
        paths = (
            "/tthc/", "/tthc/?q=kinh+doanh&su-kien=kinh-doanh", "/thu-tuc/1.001612/", "/thu-tuc/noi-nop/",
            "/thu-tuc/noi-nop/?q=thu", "/", "/so-do/", "/tim-kiem/?q=kinh+doanh",
        )  # fmt: skip

        def queries(path: str) -> int:
            process_cache._entries.clear()
            with CaptureQueriesContext(connection) as caught:
                visit(town.commune, path)
            return len(caught)

        visit(town.commune, "/")
        few = {path: queries(path) for path in paths}
        long = SHOP | {
            "giay_to": SHOP["giay_to"] * 9,
            "can_cu": SHOP["can_cu"] * 9,
            "phi": SHOP["phi"] * 9,
        }
        bring_in(BIRTH, PERMIT, long, *more(18))
        for _ in range(2):
            open_centre(make_portal("commune"))
        assert {path: queries(path) for path in paths} == few
        assert all(
            number <= 15 for path, number in few.items() if "thu" in path or "tthc" in path
        ), few
