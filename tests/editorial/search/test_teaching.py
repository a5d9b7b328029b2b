"""What people teach the search, what it counts of them, and what it offers while they type."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

import editorial.search
from editorial.models import BestBet, SearchedWords, SearchWord, Synonym
from editorial.search.actions import (
    add_best_bet,
    add_synonym,
    may_teach_search,
    remove_best_bet,
    remove_synonym,
)
from editorial.search.desk_views import ROWS_SHOWN
from editorial.search.finding import SearchScope, find_things
from editorial.search.meant import meant
from editorial.search.suggesting import suggestions
from editorial.search.syllables import folded_key
from editorial.search.vocabulary import count_words
from portals.boards.enums import Position
from portals.clock import local_date
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from tests.factories import NOON, make_member, make_portal, published_story
from tests.support.visiting import visit
from tests.walls import desk_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return make_portal("province")


class TestWhoTeaches:
    def test_is_the_board_that_runs_the_install(self, portal: Portal) -> None:
        commune = make_portal()
        for who, may in (
            (make_member(portal, Position.HEAD), True),
            (make_member(portal, Position.SECRETARY), True),
            (make_member(portal, Position.EDITOR), False),
            (make_member(commune, Position.HEAD), False),
        ):
            assert may_teach_search(who, NOON) is may

    def test_refuses_all_others(self, portal: Portal) -> None:
        editor, head = make_member(portal, Position.EDITOR), make_member(portal, Position.HEAD)
        words = {"term": "a b", "meaning": "c d", "is_one_way": False}
        bet = {"asked": "a", "title": "b", "text": "", "address": "/c/"}
        with pytest.raises(NotYourOffice):
            add_synonym(**words, actor=editor, now=NOON)
        with pytest.raises(NotYourOffice):
            add_best_bet(**bet, actor=editor, now=NOON)
        made = add_synonym(**words, actor=head, now=NOON)
        first = add_best_bet(**bet, actor=head, now=NOON)
        with pytest.raises(NotYourOffice):
            remove_synonym(synonym=made, actor=editor, now=NOON)
        with pytest.raises(NotYourOffice):
            remove_best_bet(bet=first, actor=editor, now=NOON)
        remove_synonym(synonym=made, actor=head, now=NOON)
        remove_best_bet(bet=first, actor=head, now=NOON)
        with pytest.raises(Refusal):
            remove_synonym(synonym=made, actor=head, now=NOON)
        with pytest.raises(Refusal):
            remove_best_bet(bet=first, actor=head, now=NOON)


class TestTheTable:
    def test_comes_with_three_hundred_pairs(self, portal: Portal) -> None:
        assert Synonym.objects.count() >= 300
        for term in ("sổ đỏ", "BHYT", "UBND", "đền bù", "khai sinh"):
            assert Synonym.objects.filter(term_key=folded_key(term)).exists(), term

    def test_takes_no_pair_twice_either_way(self, portal: Portal) -> None:
        head = make_member(portal, Position.HEAD)
        for term, meaning in (
            ("sổ đỏ", "giấy chứng nhận quyền sử dụng đất"),
            ("giấy chứng nhận quyền sử dụng đất", "sổ đỏ"),
            ("một", "Một"),
            ("", "hai"),
            ("một hai ba bốn năm sáu bảy tám chín mười", "số"),
        ):
            with pytest.raises(Refusal):
                add_synonym(term=term, meaning=meaning, is_one_way=False, actor=head, now=NOON)

    def test_minds_accents_that_were_typed(self, portal: Portal) -> None:
        published_story(portal, title="Cấp giấy chứng nhận quyền sử dụng đất")
        assert find_things(SearchScope(portal), "sơ đồ").total == 0
        assert find_things(SearchScope(portal), "so do").total == 1

    @pytest.mark.parametrize(
        ("typed", "written"),
        [
            ("PCTNTC", "Công tác phòng, chống tham nhũng, lãng phí, tiêu cực"),
            ("PCTN", "Phòng chống tham nhũng ở cơ sở"),
            ("CBCCVCNLĐ", "Cán bộ, công chức, viên chức và người lao động hiến máu"),
            ("PCCCR", "Diễn tập phòng cháy, chữa cháy rừng"),
            ("TTCP", "Kết luận của Thanh tra Chính phủ"),
            ("TTCP", "Công điện của Thủ tướng Chính phủ"),
            ("phòng VH-TT", "Phòng Văn hóa - Thông tin"),
            ("xử dụng", "Sử dụng điện an toàn"),
        ],
    )
    def test_finds_it_as_texts_write_it(self, portal: Portal, typed: str, written: str) -> None:
        published_story(portal, title=written)
        assert find_things(SearchScope(portal), typed, as_typed=True).total == 1

    @pytest.mark.parametrize(
        ("right", "wrong"), [("sử dụng", "xử dụng"), ("bổ sung", "bổ xung"), ("giấy tờ", "giầy tờ")]
    )
    def test_offers_nobody_what_is_misspelt(self, right: str, wrong: str) -> None:
        assert wrong not in suggestions(right)
        assert right in suggestions(wrong)

    def test_has_no_pair_twice_either_way(self) -> None:
        entered = [
            frozenset((term.lower(), meaning.lower()))
            for term, meaning in Synonym.objects.values_list("term", "meaning")
        ]
        assert len(set(entered)) == len(entered)


class TestWhatStandsFirst:
    def test_stands_above_the_results(self, portal: Portal) -> None:
        head = make_member(portal, Position.HEAD)
        bet = {"title": "Đặt lịch", "text": "Chọn ngày.", "address": "/thu-tuc/noi-nop/"}
        add_best_bet(asked="đặt lịch", **bet, actor=head, now=NOON)
        for text, there in (
            ("đặt lịch", True),
            ("DAT LICH", True),
            ("đặt lịch ở đâu", True),
            ("lịch", False),
        ):
            page = visit(portal, "/tim-kiem/", data={"q": text}).content.decode()
            assert ("Chọn ngày." in page) is there, text
        with pytest.raises(Refusal):
            add_best_bet(asked="Dat lich", **bet, actor=head, now=NOON)

    @pytest.mark.parametrize(
        "address", ["", "javascript:alert(1)", "//la.example/", "http://la.example/", "/a b/"]
    )
    def test_leads_to_an_address(self, portal: Portal, address: str) -> None:
        with pytest.raises(Refusal):
            add_best_bet(
                asked="a", title="b", text="", address=address,
                actor=make_member(portal, Position.HEAD), now=NOON,
            )  # fmt: skip
        assert not BestBet.objects.exists()


class TestWhatWasMeant:
    @pytest.fixture(autouse=True)
    def texts(self, portal: Portal) -> None:
        for number in range(3):
            published_story(portal, title=f"Đăng ký khai sinh lần {number}")
        count_words()

    @pytest.mark.parametrize(
        ("typed", "better"),
        [
            ("khai sính", "khai sinh"),
            ("khai sihn", "khai sinh"),
            ("đăng kí kkai sinh", "đăng ký khai sinh"),
        ],
    )
    def test_is_what_texts_have(self, portal: Portal, typed: str, better: str) -> None:
        found = find_things(SearchScope(portal), typed)
        assert (found.corrected, meant(found), found.total) == (better, "", 3)
        page = visit(portal, "/tim-kiem/", data={"q": typed}).content.decode()
        assert f"Đang hiện kết quả cho <strong>{better}</strong>" in page
        assert "Có phải bạn tìm" not in page

    def test_may_be_searched_for_as_it_was_typed(self, portal: Portal) -> None:
        page = BeautifulSoup(
            visit(portal, "/tim-kiem/", data={"q": "khai sihn"}).content, "html.parser"
        )
        exactly = page.select_one(".meant a")["href"]
        assert parse_qs(exactly.partition("?")[2])["q"] == ['"khai sihn"']
        assert find_things(SearchScope(portal), '"khai sihn"').total == 0

    @pytest.mark.parametrize("typed", ["khai sinh", "zzz qqq"])
    def test_is_nothing_where_all_is_well_or_nothing_is_near(
        self, portal: Portal, typed: str
    ) -> None:
        assert meant(find_things(SearchScope(portal), typed)) == ""

    def test_is_offered_while_somebody_types(self, portal: Portal) -> None:
        assert "khai sinh" in suggestions("khai s")
        assert "khai sinh" in suggestions("khai")
        assert suggestions("") == suggestions("zzz") == []
        answer = visit(portal, "/tim-kiem/goi-y.json", data={"q": "khai s"})
        assert answer.json() == ["khai s", suggestions("khai s")]
        assert answer["Content-Type"] == "application/x-suggestions+json"

    def test_counts_what_more_than_one_has(self) -> None:
        assert SearchWord.objects.get(lexeme="khai_sinh").number == 3
        assert SearchWord.objects.get(lexeme="@article").number == 3


class TestTheDesk:
    def test_shows_a_board_its_own_portal_alone(self, portal: Portal) -> None:
        commune, other = make_portal(), make_portal()
        today = local_date(timezone.now())
        for where, words in ((commune, "của ta"), (other, "của người")):
            SearchedWords.objects.create(portal=where, day=today, words=words, asked=3, in_vain=3)
        client = desk_client(make_member(commune, Position.EDITOR))
        page = client.get(reverse("searched_words")).content.decode()
        assert "của ta" in page
        assert "của người" not in page

    def test_lists_what_was_not_found_what_was_not_opened_and_what_most_look_for(
        self, portal: Portal
    ) -> None:
        today = local_date(timezone.now())
        for words, in_vain, opened in (("không thấy", 3, 0), ("không mở", 0, 0), ("đã mở", 0, 2)):
            SearchedWords.objects.create(
                portal=portal, day=today, words=words, asked=3, in_vain=in_vain, opened=opened
            )
        client = desk_client(make_member(portal, Position.HEAD))

        def listed(**query: str) -> list[str]:
            shown = client.get(reverse("searched_words"), query).context["slice"]
            return [one["words"] for one in shown]

        assert listed() == listed(xem="khong-thay") == listed(xem="gì đó") == ["không thấy"]
        assert listed(xem="khong-mo") == ["không mở"]
        assert sorted(listed(xem="nhieu-nhat")) == ["không mở", "không thấy", "đã mở"]

    def test_shows_so_many_words_a_page(self, portal: Portal) -> None:
        SearchedWords.objects.bulk_create(
            SearchedWords(
                portal=portal, day=local_date(timezone.now()), words=f"từ {number:02}", asked=3
            )
            for number in range(ROWS_SHOWN + 1)
        )
        client = desk_client(make_member(portal, Position.HEAD))
        first = client.get(reverse("searched_words"), {"xem": "nhieu-nhat"}).content.decode()
        assert f"từ {ROWS_SHOWN:02}" not in first
        assert "xem=nhieu-nhat&amp;p=2" in first
        last = client.get(reverse("searched_words"), {"xem": "nhieu-nhat", "p": "2"})
        assert [one["words"] for one in last.context["slice"]] == [f"từ {ROWS_SHOWN:02}"]

    def test_lets_the_province_change_the_tables(self, portal: Portal) -> None:
        client = desk_client(make_member(portal, Position.HEAD))
        address = reverse("search_synonyms")
        assert client.post(address, {"term": "tàu bay", "meaning": "máy bay"}).status_code == 302
        made = Synonym.objects.get(term="tàu bay")
        assert "tàu bay" in client.get(address, {"q": "tau"}).content.decode()
        client.post(reverse("search_synonym_removed", args=[made.pk]))
        assert not Synonym.objects.filter(pk=made.pk).exists()
        first = {
            "asked": "giá đất",
            "title": "Giá đất",
            "address": "/dat-dai/gia-dat/",
            "position": "3",
        }
        assert client.post(reverse("search_first"), first).status_code == 302
        bet = BestBet.objects.get()
        assert bet.position == 3
        client.post(reverse("search_first_removed", args=[bet.pk]))
        assert not BestBet.objects.exists()

    def test_lets_a_commune_read_them(self, portal: Portal) -> None:
        client = desk_client(make_member(make_portal(), Position.HEAD))
        page = client.get(reverse("search_synonyms"), {"q": "so do"}).content.decode()
        assert "sổ đỏ" in page
        assert 'name="term"' not in page
        client.post(reverse("search_synonyms"), {"term": "tàu bay", "meaning": "máy bay"})
        assert not Synonym.objects.filter(term="tàu bay").exists()

    @pytest.mark.parametrize(
        ("page", "typed"),
        [
            ("search_synonyms", {"term": "tàu bay", "meaning": "máy bay"}),
            (
                "search_first",
                {"asked": "tàu bay", "title": "Máy bay", "address": "/may-bay/", "position": "10"},
            ),
        ],
    )
    def test_keeps_what_was_typed_and_refused(
        self, portal: Portal, page: str, typed: dict[str, str]
    ) -> None:
        client = desk_client(make_member(portal, Position.HEAD))
        assert client.post(reverse(page), typed).status_code == 302
        answer = client.post(reverse(page), typed)
        assert answer.status_code == 422
        assert all(f'value="{value}"' in answer.content.decode() for value in typed.values())
        assert 'role="alert"' in answer.content.decode()


class TestTwoAtOnce:
    def test_are_refused_as_what_is_there(
        self, portal: Portal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Neither sees the other's row before it writes its own."""
        head = make_member(portal, Position.HEAD)
        words = {"term": "tàu bay", "meaning": "máy bay", "is_one_way": False}
        bet = {"asked": "a", "title": "b", "text": "", "address": "/c/"}
        add_synonym(**words, actor=head, now=NOON)
        add_best_bet(**bet, actor=head, now=NOON)
        monkeypatch.setattr("django.db.models.query.QuerySet.exists", lambda _self: False)
        monkeypatch.setattr("editorial.search.actions.may_teach_search", lambda *_: True)
        with pytest.raises(Refusal, match="vừa nhập"):
            add_synonym(**words, actor=head, now=NOON)
        with pytest.raises(Refusal, match="vừa nhập"):
            add_best_bet(**bet, actor=head, now=NOON)


def test_all_tables_of_synonyms_are_entered() -> None:
    folder = Path(editorial.search.__file__).parent / "data"
    written = {
        tuple(line.replace(" > ", " = ").split(" = "))
        for table in (
            "synonyms.txt",
            "synonyms_of_home.txt",
            "synonyms_in_short.txt",
            "synonyms_by_ear.txt",
        )
        for line in (folder / table).read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    }
    assert set(Synonym.objects.values_list("term", "meaning")) == written
