"""The register of a portal: what stands in it, what narrows it, and that its cost does not grow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.documents.register import counting, section
from editorial.documents.register.filters import NARROWING
from editorial.documents.register.section import ORDER, PAGE
from editorial.enums import PlacementRole, RemovalKind
from editorial.models import DocumentForce, OfficialDocumentPage, Placement
from editorial.placements.actions import withdraw_story
from editorial.public import section_lists
from portals.boards.enums import Position
from portals.models import Portal
from tests.factories import make_member, make_official, make_portal, published_story
from tests.support.kept import as_built, built_once
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db
MOST_QUERIES = 16
PEOPLES_COMMITTEE = "UBND xã Thử"


@dataclass
class Register:
    """A portal's documents, by what is particular to each."""

    portal: Portal
    other: Portal
    decision: OfficialDocumentPage
    plan: OfficialDocumentPage
    normative: OfficialDocumentPage
    from_above: OfficialDocumentPage
    draft: OfficialDocumentPage
    elsewhere: OfficialDocumentPage


def build() -> Register:
    portal, other = make_portal(), make_portal("province")
    own: dict[str, Any] = {"issuer": PEOPLES_COMMITTEE}
    from_above = make_official(
        other, number="15/CT-UBND", issued_on=date(2023, 5, 4), document_kind="chi-thi",
        effective_on=date(2023, 5, 31), issuer="UBND tỉnh Thử", lead="Về phòng chống rét",
    )  # fmt: skip
    built = Register(
        portal,
        other,
        decision=make_official(
            portal, number="96/QĐ-UBND", issued_on=date(2021, 3, 18), field="y-te",
            lead="Về việc thành lập trạm y tế", **own,
        ),
        plan=make_official(
            portal, number="7/KH-UBND", issued_on=date(2022, 12, 31), document_kind="ke-hoach",
            effective_on=date(2023, 1, 1), lead="Kế hoạch trồng cây", **own,
        ),
        normative=make_official(
            portal, number="2/2023/NQ-HĐND", issued_on=date(2023, 1, 1),
            document_kind="nghi-quyet", issuer="HĐND xã Thử", effective_on=date(2023, 6, 1),
            lead="Quy định mức thu", section="tin-tuc",
        ),
        from_above=from_above,
        draft=make_official(portal, number="1/QĐ-UBND", is_public=False, lead="Nháp mật", **own),
        elsewhere=make_official(other, number="8/QĐ-UBND", lead="Chỉ ở tỉnh"),
    )  # fmt: skip
    republished(from_above, portal, section="van-ban")
    return built


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: object) -> Iterator[Register]:
    with built_once(django_db_blocker, build) as register:
        yield register


@pytest.fixture
def register(built: Register) -> Iterator[Register]:
    with as_built(built) as one:
        yield one


def listed(portal: Portal, query: str = "") -> list[str]:
    """The numbers of the documents that the page lists, in its order; those of the exact number first."""
    page = visit(portal, f"/van-ban/{query}")
    assert page.status_code == 200
    titles = BeautifulSoup(page.content, "html.parser").select(".results .card-title")
    return [title.get_text(strip=True).split(" ngày ")[0].rpartition(" ")[2] for title in titles]


class TestForce:
    """As it is derived for today; how is tested where it is derived."""

    @pytest.fixture(autouse=True)
    def derived(self, register: Register) -> None:
        DocumentForce.objects.all().delete()
        for document, state, is_amended in (
            (register.plan, "expired", False),
            (register.decision, "in_force", True),
            (register.elsewhere, "expired", False),
        ):
            DocumentForce.objects.create(
                page=document, state=state, is_amended=is_amended, derived_on=date(2026, 1, 1)
            )

    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            ("tinh-trang=expired", ["7/KH-UBND"]),
            ("tinh-trang=in_force", ["96/QĐ-UBND"]),
            ("tinh-trang=in_force&loai=ke-hoach", []),
            ("tinh-trang=suspended", []),
        ],
    )
    def test_narrows_the_register(self, register: Register, query: str, numbers: list[str]) -> None:
        assert listed(register.portal, f"?{query}") == numbers

    def test_is_counted_for_this_portal(self, register: Register) -> None:
        page = BeautifulSoup(visit(register.portal, "/van-ban/").content, "html.parser")
        options = page.select("#loc-tinh-trang option")
        assert [(one["value"], one.get_text().rpartition(" ")[2]) for one in options[1:]] == [
            ("in_force", "(1)"),
            ("expired", "(1)"),
        ]

    def test_is_said_on_each_line_where_it_is_known(self, register: Register) -> None:
        page = BeautifulSoup(visit(register.portal, "/van-ban/").content, "html.parser")
        said = [one.get_text() for one in page.select(".force-badge")]
        assert said == ["Hết hiệu lực", "Còn hiệu lực, đã sửa đổi, bổ sung"]


class TestTheRegister:
    def test_holds_what_stands_on_the_portal_in_whatever_section(self, register: Register) -> None:
        assert listed(register.portal) == [
            "15/CT-UBND",
            "2/2023/NQ-HĐND",
            "7/KH-UBND",
            "96/QĐ-UBND",
        ]

    def test_of_another_portal_holds_its_own(self, register: Register) -> None:
        assert listed(register.other) == ["8/QĐ-UBND", "15/CT-UBND"]

    def test_leads_to_each_where_it_stands_on_this_portal(self, register: Register) -> None:
        page = visit(register.portal, "/van-ban/").content.decode()
        placement = Placement.objects.select_related("section", "story").get(
            portal=register.portal, story=register.from_above.pk
        )
        assert f'href="{placement.path}"' in page
        assert f'href="{register.normative.public_path()}"' in page

    def test_shows_nothing_of_a_draft(self, register: Register) -> None:
        page = visit(register.portal, "/van-ban/?q=nh%C3%A1p+m%E1%BA%ADt").content.decode()
        assert register.draft.title not in page
        assert "1/QĐ-UBND" not in listed(register.portal, "?q=1/Q%C4%90-UBND")

    def test_forgets_at_once_what_was_withdrawn(self, register: Register) -> None:
        withdraw_story(
            story=register.decision, kind=RemovalKind.WITHDRAWN, reason="Đăng nhầm.",
            actor=make_member(register.portal, Position.HEAD), now=timezone.now(),
        )  # fmt: skip
        assert "96/QĐ-UBND" not in listed(register.portal)
        assert "96/QĐ-UBND" not in listed(register.portal, "?q=96/qd-ubnd")
        assert "(2)" not in self.option(register.portal, "co-quan", "ubnd-xa-thu")

    def test_forgets_what_was_taken_down_here_alone(self, register: Register) -> None:
        Placement.objects.filter(portal=register.portal, story=register.from_above.pk).update(
            removed_at=timezone.now(), removal_kind=RemovalKind.TAKEN_DOWN
        )
        assert "15/CT-UBND" not in listed(register.portal)
        assert "15/CT-UBND" in listed(register.other)

    def option(self, portal: Portal, name: str, value: str) -> str:
        page = BeautifulSoup(visit(portal, "/van-ban/").content, "html.parser")
        found = page.select_one(f'select[name="{name}"] option[value="{value}"]')
        return found.get_text() if found else ""

    def test_counts_each_value_among_what_stands_here(self, register: Register) -> None:
        assert self.option(register.portal, "loai", "quyet-dinh") == "Quyết định (1)"
        assert self.option(register.portal, "co-quan", "ubnd-xa-thu") == f"{PEOPLES_COMMITTEE} (2)"
        assert self.option(register.portal, "linh-vuc", "y-te").endswith("(1)")
        assert self.option(register.portal, "nam", "2023") == "2023 (2)"
        assert self.option(register.portal, "nam", "2024") == ""

    @pytest.mark.parametrize(
        ("query", "name", "shown"),
        [
            # What stands beside a filter leaves out that filter alone.
            ("nam=2023", "loai", {"chi-thi": 1, "nghi-quyet": 1}),
            ("nam=2023", "nam", {"2023": 2, "2022": 1, "2021": 1}),
            ("nam=2023&loai=chi-thi", "nam", {"2023": 1}),
            ("nam=2023&loai=chi-thi", "loai", {"chi-thi": 1, "nghi-quyet": 1}),
            ("nam=2022&loai=chi-thi", "co-quan", {}),
            ("co-quan=ubnd-xa-thu", "loai", {"ke-hoach": 1, "quyet-dinh": 1}),
            ("qppl=1", "nam", {"2023": 1}),
            # Words and days narrow all of them.
            ("q=trồng cây", "loai", {"ke-hoach": 1}),
            ("q=trồng cây&loai=ke-hoach", "loai", {"ke-hoach": 1}),
            ("tu-ngay=2022-12-31&nam=2023", "nam", {"2023": 2, "2022": 1}),
            ("hieu-luc=2023-05", "co-quan", {"ubnd-tinh-thu": 1}),
        ],
    )
    def test_counts_beside_each_filter_what_the_others_leave(
        self, register: Register, query: str, name: str, shown: dict[str, int]
    ) -> None:
        page = BeautifulSoup(visit(register.portal, f"/van-ban/?{query}").content, "html.parser")
        options = page.select(f'select[name="{name}"] option')[1:]
        assert {
            str(one["value"]): int(one.get_text().rpartition("(")[2].rstrip(")"))
            for one in options
        } == shown  # fmt: skip

    def test_counts_the_normative_ones_under_the_other_filters(self, register: Register) -> None:
        for query, count in (("", 1), ("?qppl=1", 1), ("?nam=2023", 1), ("?nam=2021&qppl=1", 0)):
            page = BeautifulSoup(visit(register.portal, f"/van-ban/{query}").content, "html.parser")
            tick = page.select_one('label[for="loc-qppl"]')
            assert f"({count})" in tick.get_text()

    def test_shows_no_counts_where_too_many_match_to_count_them(
        self, register: Register, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(section, "MOST_COUNTED", 1)
        page = BeautifulSoup(visit(register.portal, "/van-ban/?q=về").content, "html.parser")
        assert "(" not in page.select_one('select[name="nam"]').get_text()
        assert page.select('select[name="nam"] option[value="2021"]')

    def test_offers_the_bodies_with_most_documents_and_the_chosen_one(
        self, register: Register, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(counting, "MOST_ISSUERS", 1)
        for query, offered in (
            ("", ["ubnd-xa-thu"]),
            ("?co-quan=hdnd-xa-thu", ["ubnd-xa-thu", "hdnd-xa-thu"]),
        ):
            page = visit(register.portal, f"/van-ban/{query}").content
            options = BeautifulSoup(page, "html.parser").select("#loc-co-quan option")[1:]
            assert [one["value"] for one in options] == offered

    def test_has_one_search_where_other_sections_have_that_of_the_section(
        self, register: Register
    ) -> None:
        pages = [
            visit(register.portal, path).content.decode() for path in ("/van-ban/", "/tin-tuc/")
        ]
        assert ['name="muc"' in page for page in pages] == [False, True]

    def test_is_the_usual_section_where_no_document_stands(self) -> None:
        silent = make_portal()
        story = published_story(silent, section="van-ban", title="Bài trong mục văn bản")
        page = visit(silent, "/van-ban/?loai=quyet-dinh").content.decode()
        assert story.title in page
        assert 'name="co-quan"' not in page

    def test_leads_to_what_else_stands_in_its_section(self, register: Register) -> None:
        published_story(register.portal, section="van-ban", title="Bài trong mục văn bản")
        page = BeautifulSoup(visit(register.portal, "/van-ban/").content, "html.parser")
        link = next(a["href"] for a in page.select("a") if "?truoc=" in a.get("href", ""))
        assert "Bài trong mục văn bản" in visit(register.portal, str(link)).content.decode()


class TestNarrowing:
    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            ("loai=quyet-dinh", ["96/QĐ-UBND"]),
            ("co-quan=ubnd-xa-thu", ["7/KH-UBND", "96/QĐ-UBND"]),
            ("linh-vuc=y-te", ["96/QĐ-UBND"]),
            ("nam=2022", ["7/KH-UBND"]),
            ("tu-ngay=2022-12-31&den-ngay=2023-01-01", ["2/2023/NQ-HĐND", "7/KH-UBND"]),
            ("tu-ngay=01/01/2023", ["15/CT-UBND", "2/2023/NQ-HĐND"]),
            ("den-ngay=2022-12-30", ["96/QĐ-UBND"]),
            ("qppl=1", ["2/2023/NQ-HĐND"]),
            ("hieu-luc=2023-05", ["15/CT-UBND"]),
            ("hieu-luc=6/2023", ["2/2023/NQ-HĐND"]),
            ("q=trạm y tế", ["96/QĐ-UBND"]),
            ("q=tram y te", ["96/QĐ-UBND"]),
            ("nam=2023&loai=chi-thi", ["15/CT-UBND"]),
            ("nam=2021&loai=chi-thi", []),
            ("co-quan=khong-co", []),
        ],
    )
    def test_leaves_what_fits(self, register: Register, query: str, numbers: list[str]) -> None:
        assert listed(register.portal, f"?{query}") == numbers

    @pytest.mark.parametrize(
        "query",
        [
            *("loai=xx", "linh-vuc=xx", "nam=x", "nam=99999", "tu-ngay=x", "den-ngay=0001-01-01"),
            *("hieu-luc=2023-13", "hieu-luc=0001-01", "tinh-trang=xx"),
        ],
    )
    def test_by_what_cannot_be_read_leaves_all_and_says_so(
        self, register: Register, query: str
    ) -> None:
        page = visit(register.portal, f"/van-ban/?{query}&co-quan=ubnd-xa-thu")
        assert 'role="alert"' in page.content.decode()
        assert len(listed(register.portal, f"?{query}&co-quan=ubnd-xa-thu")) == 2

    @pytest.mark.parametrize(
        ("order", "numbers"),
        [
            ("moi-dang", ["15/CT-UBND", "2/2023/NQ-HĐND", "7/KH-UBND", "96/QĐ-UBND"]),
            ("so", ["15/CT-UBND", "7/KH-UBND", "2/2023/NQ-HĐND", "96/QĐ-UBND"]),
            ("khong-co", ["15/CT-UBND", "2/2023/NQ-HĐND", "7/KH-UBND", "96/QĐ-UBND"]),
        ],
    )
    def test_may_be_ordered(self, register: Register, order: str, numbers: list[str]) -> None:
        for day, story in enumerate(
            (register.decision, register.plan, register.normative, register.from_above), start=1
        ):
            Placement.objects.filter(portal=register.portal, story=story.pk).update(
                placed_at=timezone.now().replace(year=2024, month=1, day=day)
            )
        assert listed(register.portal, f"?sap-xep={order}") == numbers

    @pytest.mark.parametrize("typed", ["96/QĐ-UBND", "96/qd ubnd", "96/QĐ-UBND 2021"])
    def test_by_a_number_shows_that_one_first(self, register: Register, typed: str) -> None:
        same = make_official(
            register.portal, number="196/QĐ-UBND", lead="Sửa Quyết định 96/QĐ-UBND năm 2021"
        )
        found = listed(register.portal, f"?q={typed}")
        assert found == ["96/QĐ-UBND", same.number]
        assert listed(register.portal, f"?q={typed}&nam=2024") == [same.number]

    def test_tells_how_many_are_left_whether_it_counts_them_or_not(
        self, register: Register, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_official(register.portal, number="196/QĐ-UBND", lead="Sửa 96/QĐ-UBND về y tế")
        left = {
            "q=về": 3,
            "q=về&loai=quyet-dinh": 2,
            "tu-ngay=2021-03-18&co-quan=ubnd-xa-thu": 2,
            # The document of that number stands above, whether it has the words or not.
            "q=96/qd-ubnd": 1,
            "q=97/qd-ubnd": None,
        }
        for most_counted, rows in product((2, 3), (1, 20)):
            monkeypatch.setattr(section, "MOST_COUNTED", most_counted)
            monkeypatch.setattr(section, "ROWS_A_PAGE", rows)
            for query, total in left.items():
                page = visit(register.portal, f"/van-ban/?{query}").content
                heading = BeautifulSoup(page, "html.parser").select_one("#so-van-ban")
                said = re.search(r"\d+", heading.get_text()) if heading else None
                assert (int(said[0]) if said else None, query) == (total, query)

    def test_keeps_what_was_asked_in_the_form_and_in_the_pages(
        self, register: Register, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(section, "ROWS_A_PAGE", 1)
        query = "co-quan=ubnd-xa-thu&tu-ngay=2021-01-01&hieu-luc="
        page = BeautifulSoup(visit(register.portal, f"/van-ban/?{query}").content, "html.parser")
        chosen = page.select_one('select[name="co-quan"] option[selected]')
        assert chosen is not None
        assert chosen["value"] == "ubnd-xa-thu"
        assert page.select_one('input[name="tu-ngay"]')["value"] == "2021-01-01"
        following = page.select_one('a[rel="next"]')["href"]
        assert listed(register.portal, following.removeprefix("/van-ban/")) == ["96/QĐ-UBND"]

    def test_says_where_not_all_is_listed(
        self, register: Register, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(section, "MOST_LISTED", 3)
        assert "Hơn 3 văn bản" in visit(register.portal, "/van-ban/").content.decode()
        monkeypatch.setattr(section, "MOST_LISTED", 4)
        assert "Hơn" not in visit(register.portal, "/van-ban/").content.decode()

    def test_is_known_to_the_page_cache_by_each_name(self) -> None:
        assert {*NARROWING, ORDER, PAGE} <= settings.PORTALS_PAGE_QUERY["section"]


class TestCost:
    def test_does_not_grow(self, register: Register) -> None:
        def queries(query: str) -> int:
            visit(register.portal, f"/van-ban/{query}")
            with CaptureQueriesContext(connection) as asked:
                visit(register.portal, f"/van-ban/{query}")
            return len(asked)

        searches = (
            "",
            "?q=96/qd-ubnd&nam=2021",
            "?co-quan=ubnd-xa-thu&sap-xep=so",
            "?q=về&loai=quyet-dinh",
        )
        before = [queries(query) for query in searches]
        for _ in range(4):
            make_official(register.portal, issuer=PEOPLES_COMMITTEE)
            republished(make_official(register.other), register.portal, section="van-ban")
        assert [queries(query) for query in searches] == before
        assert max(before) <= MOST_QUERIES


class TestItsFeeds:
    @pytest.mark.parametrize("form", ["atom.xml", "rss.xml", "feed.json"])
    def test_hold_the_documents_of_the_portal(self, register: Register, form: str) -> None:
        feed = visit(register.portal, f"/van-ban/{form}").content.decode()
        for document in (register.decision, register.normative, register.from_above):
            assert document.title in feed
        assert register.draft.title not in feed
        assert register.elsewhere.title not in feed
        assert (
            register.normative.title in visit(register.portal, f"/tin-tuc/{form}").content.decode()
        )
        assert (
            register.decision.title
            not in visit(register.portal, f"/tin-tuc/{form}").content.decode()
        )

    @pytest.mark.parametrize("form", ["atom.xml", "rss.xml", "feed.json"])
    def test_of_a_kind_hold_that_kind(self, register: Register, form: str) -> None:
        feed = visit(register.portal, f"/van-ban/{form}?loai=nghi-quyet").content.decode()
        assert register.normative.title in feed
        assert register.decision.title not in feed
        assert "Nghị quyết | " in feed
        assert f"/van-ban/{form}?loai=nghi-quyet" in feed
        assert "/van-ban/?loai=nghi-quyet" in feed
        # One that is none, or asked of another section, makes no further feed.
        for path, plain in (
            (f"/van-ban/{form}?loai=khong", "van-ban"),
            (f"/tin-tuc/{form}?loai=nghi-quyet", "tin-tuc"),
        ):
            answer = visit(register.portal, path)
            assert (answer.status_code, answer["Location"]) == (301, f"/{plain}/{form}")

    def test_of_the_kind_that_is_chosen_are_linked(self, register: Register) -> None:
        def linked(query: str) -> list[str]:
            page = visit(register.portal, f"/van-ban/{query}").content
            links = BeautifulSoup(page, "html.parser").select('link[rel="alternate"]')
            return [str(one["href"]) for one in links if "loai=" in str(one["href"])]

        assert linked("") == []
        assert linked("?loai=khong") == []
        assert linked("?loai=nghi-quyet&nam=2023") == [
            f"/van-ban/{form}?loai=nghi-quyet" for form in ("atom.xml", "rss.xml", "feed.json")
        ]

    def test_of_a_kind_say_that_one_of_it_is_gone(self, register: Register) -> None:
        head = make_member(register.portal, Position.HEAD)
        paths = [one.public_path() for one in (register.normative, register.decision)]
        for story in (register.normative, register.decision):
            withdraw_story(
                story=story, kind=RemovalKind.WITHDRAWN, reason="Đăng nhầm.", actor=head,
                now=timezone.now(),
            )  # fmt: skip
        feed = visit(register.portal, "/van-ban/atom.xml?loai=nghi-quyet").content.decode()
        assert [f'{path}" when=' in feed for path in paths] == [True, False]

    def test_say_that_one_is_gone(self, register: Register) -> None:
        path = register.normative.public_path()
        withdraw_story(
            story=register.normative, kind=RemovalKind.WITHDRAWN, reason="Đăng nhầm.",
            actor=make_member(register.portal, Position.HEAD), now=timezone.now(),
        )  # fmt: skip
        feed = visit(register.portal, "/van-ban/atom.xml").content.decode()
        assert f'{path}" when=' in feed
        assert register.normative.title not in feed


def test_a_section_has_one_list_of_its_own() -> None:
    with pytest.raises(ValueError, match="van-ban"):
        section_lists.register(section.SECTION_TYPE, section.REGISTER)


def test_republished_are_named_as_such(register: Register) -> None:
    """The scene is what it says: one that came from above stands here by a placement alone."""
    placement = Placement.objects.get(portal=register.portal, story=register.from_above.pk)
    assert placement.role == PlacementRole.REPUBLISHED
