"""Which reading is shown: the strictest that finds something, what was meant, and some of many words."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.models import Synonym
from editorial.search.asking import AskedWords, KnownWords, Strictness, read_asked
from editorial.search.finding import EVERYWHERE, FoundThings, SearchScope, find_things
from editorial.search.jobs import bring_up_sources
from editorial.search.known_words import known_of
from editorial.search.loosening import TriedReading, first_that_finds
from editorial.search.near_words import near_words
from editorial.search.syllables import folded_key
from editorial.search.vocabulary import count_words
from portals.models import Portal
from tests.factories import NOON, make_official, make_portal, published_story
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return make_portal("province")


def on(portal: Portal, text: str) -> FoundThings:
    return find_things(SearchScope(portal), text)


def titles(portal: Portal, text: str) -> list[str]:
    return [one.title for one in on(portal, text).things]


class TestALongQuestion:
    def test_finds_what_has_some_of_its_words(self, portal: Portal) -> None:
        published_story(portal, title="Tiêm vắc xin sởi cho trẻ từ 9 tuổi")
        published_story(portal, title="Giao ban tuần của phường")
        count_words()
        found = on(portal, "con tôi 9 tuổi thì tiêm sởi lúc mấy giờ buổi sáng")
        assert found.strictness is Strictness.SOME
        assert [one.title for one in found.things] == ["Tiêm vắc xin sởi cho trẻ từ 9 tuổi"]

    def test_shows_first_what_has_all(self, portal: Portal) -> None:
        whole = "Đăng ký hộ kinh doanh tại nhà văn hóa"
        published_story(portal, title="Đăng ký hộ kinh doanh qua mạng")
        published_story(portal, title=whole)
        count_words()
        assert titles(portal, "đăng ký hộ kinh doanh tại nhà văn hóa")[0] == whole

    def test_does_not_ask_for_small_words(self, portal: Portal) -> None:
        published_story(portal, title="Khai báo tạm trú người thuê nhà")
        found = on(portal, "khai báo tạm trú cho người thuê nhà")
        assert (found.strictness, found.total) == (Strictness.EXACT, 1)

    def test_of_small_words_alone_asks_for_them(self, portal: Portal) -> None:
        published_story(portal, title="Cho và nhận")
        assert titles(portal, "cho") == ["Cho và nhận"]


class TestWhatWasQuoted:
    def test_is_there_whatever_else_is_not(self, portal: Portal) -> None:
        published_story(portal, title="Đăng ký khai sinh lưu động")
        published_story(portal, title="Hướng dẫn thủ tục hành chính về đất đai")
        count_words()
        found = on(portal, '"khai sinh" hướng dẫn thủ tục hành chính buổi tối')
        assert [one.title for one in found.things] == ["Đăng ký khai sinh lưu động"]

    def test_alone_is_never_read_otherwise(self, portal: Portal) -> None:
        for number in range(3):
            published_story(portal, title=f"Đăng ký khai sinh lưu động {number}")
        count_words()
        for typed in ('"khai sihn"', '"khai sihn" đăng ký', "-lưu khai sihn"):
            assert on(portal, typed).corrected == ""
        assert on(portal, '"đăng ký khai sinh cố định"').total == 0


class TestANumber:
    @pytest.mark.parametrize(
        ("text", "is_one"),
        [
            ("12/QĐ-UBND", True),
            ("quyết định 12/QĐ-UBND", True),
            ("1.001193", True),
            ("quà 27/7", False),
            ("điểm thi lớp 10", False),
        ],
    )
    def test_is_one_where_it_was_typed_so(self, text: str, is_one: bool) -> None:
        assert read_asked(text).is_number is is_one

    def test_is_found_by_its_digits_where_letters_are_wrong(self, portal: Portal) -> None:
        make_official(portal, number="1247/QĐ-UBND")
        make_official(portal, number="1248/QĐ-UBND")
        found = on(portal, "1247/QD-UBNND")
        assert found.total == 1
        assert "1247" in found.things[0].title

    def test_that_was_typed_comes_first(self, portal: Portal) -> None:
        make_official(portal, number="1247/QĐ-UBND")
        # Newer, and its title is what was typed and nothing else.
        published_story(portal, title="Quyết định 1247")
        assert "1247/QĐ-UBND" in titles(portal, "quyết định số 1247")[0]


class TestASlip:
    @pytest.fixture(autouse=True)
    def texts(self, portal: Portal) -> None:
        for number in range(3):
            published_story(portal, title=f"Mức thu học phí năm học, đợt {number}")
            published_story(portal, title=f"Quán karaoke được kiểm tra, đợt {number}")
        count_words()

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            # As it sounds, a letter too many, two the other way round, two syllables as one.
            ("học fí", "học phí"),
            ("karaoker", "karaoke"),
            ("học pih", "học phí"),
            ("hocphi", "học phí"),
        ],
    )
    def test_is_read_as_what_was_meant(self, portal: Portal, typed: str, meant: str) -> None:
        found = on(portal, typed)
        assert (found.corrected, found.total) == (meant, 3)

    def test_of_too_many_letters_is_none(self, portal: Portal) -> None:
        assert on(portal, "xyz phí").corrected == ""
        assert near_words(["zzzz_qqqq"]) == {}
        assert near_words([]) == {}

    def test_is_no_slip_where_all_is_strange(self) -> None:
        strange = [f"hoc_ph{one}" for one in "aeouy"]
        assert near_words([*strange, "hoc_pi"])
        assert near_words([*strange, "hoc_pi", "hoc_fi"]) == {}

    def test_is_none_where_something_has_it(self, portal: Portal) -> None:
        published_story(portal, title="Chương trình Học Pha")
        assert titles(portal, "học pha") == ["Chương trình Học Pha"]


class TestWhichReading:
    KNOWN = KnownWords()

    def tried(self, text: str, found: dict[Strictness, tuple[int, int]]) -> tuple[Strictness, int]:
        """Return what is shown where readings find so many, the best with such a score."""

        def look(asked: AskedWords, known: KnownWords, strictness: Strictness) -> TriedReading:
            total, best = found.get(strictness, (0, 0))
            rows = [("kind", "article", total, ""), ("best", "", best, "")] if total else []
            return TriedReading(rows, asked, known, strictness)

        shown = first_that_finds(read_asked(text), self.KNOWN, look)
        return shown.strictness, shown.total

    def test_is_the_strictest_of_a_short_question(self) -> None:
        both = {Strictness.EXACT: (1, 500), Strictness.SOME: (90, 900)}
        assert self.tried("đất đai", both) == (Strictness.EXACT, 1)

    def test_is_long_from_five_syllables_on(self) -> None:
        found = {Strictness.EXACT: (1, 500), Strictness.SOME: (90, 500)}
        assert self.tried("đất đai nhà cửa", found)[1] == 1
        assert self.tried("đất đai nhà cửa vườn", found)[1] == 90
        assert self.tried('"đất đai nhà cửa vườn"', found)[1] == 1

    def test_of_a_long_one_is_the_looser_where_that_is_clearly_better(self) -> None:
        text = "đất đai nhà cửa vườn tược"
        assert self.tried(text, {Strictness.EXACT: (9, 500), Strictness.SOME: (90, 560)})[1] == 9
        assert self.tried(text, {Strictness.EXACT: (9, 500), Strictness.SOME: (90, 561)})[1] == 90

    def test_of_a_long_one_is_the_looser_where_the_strict_finds_hardly_anything(self) -> None:
        text = "đất đai nhà cửa vườn tược"
        assert self.tried(text, {Strictness.EXACT: (2, 500), Strictness.SOME: (90, 400)})[1] == 90
        assert self.tried(text, {Strictness.EXACT: (3, 500), Strictness.SOME: (90, 400)})[1] == 3


class TestRanking:
    def test_puts_what_the_asked_portal_wrote_before_the_like(self, portal: Portal) -> None:
        there, here = make_portal(), make_portal()
        bring_up_sources()
        for one in (there, here, portal):
            found = find_things(SearchScope(near=one.pk), "số điện thoại liên hệ").things
            assert found[0].facts == (one.name,)
            assert {thing.facts for thing in found} >= {(there.name,), (here.name,), (portal.name,)}

    def test_compares_what_is_meant_as_texts_have_it(self, portal: Portal) -> None:
        published_story(portal, title="Bảo hiểm y tế cho hộ cận nghèo")
        published_story(portal, title="Trạm y tế và công ty bảo hiểm họp bàn một việc khác")
        assert titles(portal, "BHYT")[0] == "Bảo hiểm y tế cho hộ cận nghèo"

    def test_finds_a_section_by_what_people_call_it(self, portal: Portal) -> None:
        published_story(portal, section="du-thao")
        bring_up_sources()
        found = find_things(EVERYWHERE, "góp ý dự thảo").things
        assert found[0].kind == "section"


class TestHowSyllablesEnd:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("tuyển xinh", "tuyển sinh"),
            ("cấp bằn", "cấp bằng"),
            ("gốc các", "gốc cát"),
        ],
    )
    def test_what_is_spoken_alike_is_no_slip(self, portal: Portal, typed: str, meant: str) -> None:
        for number in range(3):
            published_story(portal, title=f"Tin về {meant} số {number}")
        count_words()
        found = on(portal, typed)
        assert (found.total, found.corrected) == (3, meant)


def test_few_results_of_strange_neighbours_are_not_all_that_is_looked_for(portal: Portal) -> None:
    for number in range(4):
        published_story(portal, title=f"Đăng ký khai sinh {number}")
    published_story(portal, title="Khách khia, đăng ký, sinh hoạt", lead="Kể chuyện")
    count_words()
    found = on(portal, "đăng ký khia sinh")
    assert found.corrected == "đăng ký khai sinh"
    assert found.things[0].title.startswith("Đăng ký khai sinh")


@pytest.mark.parametrize(
    "typed",
    [
        ", ".join(f"zq{one} xq{one}" for one in "abcdefghijkl"),
        ", ".join(f"thuees{one}" for one in "abcdefghijklmnopqrst"),
        " ".join(f"xq{one}" for one in "abcdefghijklmnopqrstuvwx"),
        "quy hoachj, ddaats ddai, khia sihn, hocj phis",
    ],
)
def test_takes_so_many_queries_however_strange_it_is(portal: Portal, typed: str) -> None:
    for number in range(3):
        published_story(portal, title=f"Quy hoạch đất đai, khai sinh, học phí {number}")
    count_words()
    with CaptureQueriesContext(connection) as asked:
        visit(portal, "/tim-kiem/", data={"q": typed})
    assert len(asked) <= 30


class TestWhatIsRare:
    """Of a question that nothing answers whole, what says most is what few things have."""

    def test_comes_before_what_many_have(self, portal: Portal) -> None:
        for number in range(12):
            published_story(portal, title=f"Thông báo tổ chức ngày hội việc làm lần {number}")
        published_story(portal, title="Di sản", lead="Hội Lim hát Quan họ trên thuyền.")
        count_words()
        assert titles(portal, "hội Lim hát ở đâu, tổ chức lần nào")[0] == "Di sản"

    def test_is_weighed_alike_in_all_readings_of_a_long_question(self, portal: Portal) -> None:
        """Else a looser one is shown for the same things, with all that has some of the words behind them."""
        for number in range(3):
            lead = f"Ở khu dân cư, lần {number}."
            published_story(portal, title="Quản lý việc đỗ xe ban đêm", lead=lead)
        for number in range(5):
            published_story(portal, title=f"Quản lý khu dân cư, lần {number}")
        count_words()
        found = on(portal, "quản lý việc đỗ xe ban đêm khu dân cư")
        assert (found.strictness, found.total) == (Strictness.EXACT, 3)


class TestAllPages:
    def test_are_of_one_reading(self, portal: Portal) -> None:
        """However far behind the first page somebody reads, what was found is compared by its best."""
        for number in range(6):
            published_story(portal, title=f"Thu gom rác thải nguy hại ở chợ Nhớn, lần {number}")
        for number in range(12):
            published_story(portal, title=f"Thu gom rác thải, lần {number}")
        count_words()
        asked = "thu gom rác thải nguy hại ở chợ"
        pages = [find_things(SearchScope(portal), asked, offset=at, limit=2) for at in (0, 4, 40)]
        assert {(page.strictness, page.total) for page in pages} == {(Strictness.EXACT, 6)}


class TestWhatWasTaught:
    @pytest.mark.parametrize("typed", ["quy hoạch", "dang vien", "goi vay", "giay phep", "hue thi"])
    def test_of_one_syllable_is_what_was_typed_with_its_accents(self, typed: str) -> None:
        """Without, many other words look like it, and a pair would be a pair no more."""
        for term, meaning in (("đàng", "đường"), ("gởi", "gửi"), ("giầy", "giày"), ("huê", "hoa")):
            Synonym.objects.create(
                term=term, meaning=meaning, is_one_way=True, changed_at=NOON,
                term_key=folded_key(term), meaning_key=folded_key(meaning),
            )  # fmt: skip
        assert known_of(read_asked(typed)).synonyms == {}

    def test_of_one_syllable_alone_may_be_typed_without_them(self) -> None:
        assert "rac" in known_of(read_asked("rac")).synonyms

    def test_of_an_abbreviation_is_found_without_accents(self, portal: Portal) -> None:
        assert "qd" in known_of(read_asked("qd khen thuong")).synonyms

    def test_is_no_mistake(self, portal: Portal) -> None:
        assert Synonym.objects.filter(term="hối lộ", meaning="tham nhũng").exists()
        for number in range(60):
            published_story(portal, title=f"Hỏi cơ quan nào, lần {number}")
        published_story(portal, title="Tố cáo tham nhũng")
        count_words()
        found = on(portal, "hối lộ")
        assert ([one.title for one in found.things], found.corrected) == (["Tố cáo tham nhũng"], "")


class TestWhoWroteIt:
    def test_counts_where_many_are_asked(self, portal: Portal) -> None:
        """What a province says is for all; what one commune says is for its own people."""
        commune = make_portal("commune")
        published_story(portal, title="Phòng bệnh dại")
        published_story(commune, title="Phòng bệnh dại")
        assert [one.source for one in find_things(EVERYWHERE, "bệnh dại").things] == [
            portal.name,
            commune.name,
        ]
        near = find_things(SearchScope(near=commune.pk), "bệnh dại").things
        assert near[0].source == commune.name
