"""What was typed with the input method off, read as the words that its keys write."""

from __future__ import annotations

from time import process_time

import pytest

from editorial.search.finding import EVERYWHERE, find_things
from editorial.search.raw_keys import as_typed_keys
from editorial.search.vocabulary import count_words
from tests.factories import make_portal, published_story


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ddaats ddai", "đất đai"),
        ("ddawng kys keets", "đăng ký kết"),
        ("tuyeenr dungj", "tuyển dụng"),
        ("nghiax vuj quaan suwj", "nghĩa vụ quân sự"),
        ("nuowcs sachj", "nước sạch"),
        ("dduowcj", "được"),
        ("quy hoachj", "quy hoạch"),
        ("giaays pheps", "giấy phép"),
        ("cawn cuwowcs", "căn cước"),
        ("d9a61t d9ai", "đất đai"),
        ("d9a8ng ky1 khai sinh", "đăng ký khai sinh"),
        ("thue61", "thuế"),
        ("nu7o7c1 sa5ch", "nước sạch"),
        ("DDAATS", "đất"),
        ("gops ys", "góp ý"),
        ("go1p y1", "góp ý"),
        ("owr ddaau", "ở đâu"),
        ("khu pho61 6", "khu phố 6"),
        ("thue61 2024", "thuế 2024"),
    ],
)
def test_keys_are_read_as_the_letters_they_write(typed: str, meant: str) -> None:
    assert as_typed_keys(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "tuyen dung",
        "lop 10",
        "ql18",
        "covid19",
        "karaoke",
        "đất ddai",
        "sss",
        "bcdf",
        "1.001193",
        "88",
        "2024",
        # Classes, grades and quarters; a key that changes nothing is none.
        "bang a1",
        "giay a4",
        "hang b2",
        "lop9",
        "quan7",
        "xe9",
        "TTHC",
        "a",
        # Words of other languages.
        "news",
        "kiwi",
        "is",
        "or",
        "wifi",
        "internet",
    ],
)
def test_what_is_no_such_word_stays(typed: str) -> None:
    assert as_typed_keys(typed) == ""


def test_however_long_it_is_quickly_read() -> None:
    for typed in ("a" * 200, "dd" * 100, "s" * 200, "a1" * 100, "uo7" * 66, "o o" * 66):
        began = process_time()
        as_typed_keys(typed)
        assert process_time() - began < 0.05


@pytest.mark.django_db
class TestFinding:
    @pytest.fixture(autouse=True)
    def things(self) -> None:
        portal = make_portal("province")
        for number in range(3):
            published_story(portal, title=f"Quy hoạch đất đai {number}")
        count_words()

    @pytest.mark.parametrize("typed", ["quy hoachj ddaats ddai", "quy hoa5ch d9a61t d9ai"])
    def test_shows_what_was_meant_and_says_so(self, typed: str) -> None:
        found = find_things(EVERYWHERE, typed)
        assert (found.total, found.corrected) == (3, "quy hoạch đất đai")

    def test_leaves_alone_what_finds_something(self) -> None:
        assert find_things(EVERYWHERE, "quy hoach dat dai").corrected == ""

    @pytest.mark.parametrize("typed", ['"quy hoachj"', "quy hoachj -ddaats"])
    def test_leaves_alone_what_says_that_it_is_meant_as_it_stands(self, typed: str) -> None:
        assert find_things(EVERYWHERE, typed).corrected != as_typed_keys(typed)

    def test_says_nothing_where_they_find_nothing_either(self) -> None:
        found = find_things(EVERYWHERE, "taauf vuox truj")
        assert (found.total, found.corrected) == (0, "")
