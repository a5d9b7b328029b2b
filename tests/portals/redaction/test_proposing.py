"""What is found in texts, by two sets of labelled sentences and by numbers drawn by lot."""

from __future__ import annotations

import unicodedata
from itertools import chain, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portals.redaction import PersonalKind, propose
from portals.redaction.findings import PersonalFinding

from .sentences import NAMES, PUBLIC, Score, marked_sentences, score

NUMBERS = ("id", "phone", "account", "tax", "plate", "email", "birth", "land")


def spans(text: str) -> list[tuple[int, int]]:
    found = propose(text, names_given=NAMES, known_public=PUBLIC)
    return [(one.start, one.end) for one in found]


def scored(name: str) -> Score:
    return score(marked_sentences(name), spans)


def words(text: str, **given: Any) -> list[tuple[PersonalKind, str]]:
    found = propose(text, **given)
    return [(one.kind, text[one.start : one.end]) for one in found]


class TestSentences:
    # Those apart are asked too, and no rule may be changed because of one of them.
    def test_are_found(self) -> None:
        for name in ("tuned", "apart"):
            counted = scored(name)
            assert counted.recall(*NUMBERS) >= 0.98, counted.missed
            assert counted.recall("address", "name") >= 0.9, counted.missed

    def test_without_false_hits(self) -> None:
        for name in ("tuned", "apart"):
            counted = scored(name)
            assert counted.precision >= 0.97, counted.false
            money = [hit for hit in counted.false if "đồng" in hit[1] or "/" in hit[1]]
            assert money == []

    def test_are_enough(self) -> None:
        tuned, apart = (marked_sentences(name) for name in ("tuned", "apart"))
        assert min(len(tuned), len(apart)) >= 90
        assert not {one.text for one in tuned} & {one.text for one in apart}
        for kind in (*NUMBERS, "address", "name"):
            assert sum(kind == one for _, _, one in chain(*(each.spans for each in apart))) >= 3


class TestKinds:
    def test_are_told(self) -> None:
        said = (
            "CCCD 027189004512, gọi 0912 345 678, STK 0351000123456 Vietcombank, MST 8012345678, xe 99A-123.45, "
            "van@example.vn, sinh ngày 15/08/1985, sổ đỏ số BX 123456, số nhà 12 ngõ 34."
        )
        assert [kind for kind, _ in words(said)] == [
            PersonalKind.IDENTITY,
            PersonalKind.PHONE,
            PersonalKind.ACCOUNT,
            PersonalKind.TAX,
            PersonalKind.PLATE,
            PersonalKind.EMAIL,
            PersonalKind.BIRTH,
            PersonalKind.LAND,
            PersonalKind.ADDRESS,
        ]

    def test_what_is_named_is_told_before_what_is_built_so(self) -> None:
        assert words("STK 060123456789") == [(PersonalKind.ACCOUNT, "060123456789")]
        assert words("mã 060123456789") == [(PersonalKind.IDENTITY, "060123456789")]

    def test_long_numbers_are_told_as_such(self) -> None:
        assert words("mã 7123456789") == [(PersonalKind.NUMBER, "7123456789")]
        assert words("mã 123456789") == [(PersonalKind.IDENTITY, "123456789")]
        assert words("mã 71234567") == []
        assert words("thu 410318000") == []

    def test_say_why(self) -> None:
        (found,) = propose("gọi 0912345678")
        assert found.why
        assert "0912345678" not in repr(found)


class TestNumbers:
    @given(
        st.integers(0, 10**8 - 1),
        st.sampled_from("35789"),
        st.sampled_from(["0", "+84", "+84 ", "0084", "(+84)"]),
        st.sampled_from(["", " ", ".", "-", "\u200b", " . ", "\u2011", "\u00a0"]),
        st.sampled_from([3, 4]),
    )
    def test_of_telephones_are_found_in_any_dress(
        self, rest: int, first: str, prefix: str, gap: str, size: int
    ) -> None:
        digits = f"{first}{rest:08}"
        groups = [digits[at : at + size] for at in range(0, len(digits), size)]
        number = prefix + gap.join(groups)
        text = f"Gọi {number} nhé."
        assert [(one.start, one.end) for one in propose(text)] == [(4, 4 + len(number))]

    @given(
        st.integers(1, 999),
        st.lists(st.integers(0, 999), min_size=1, max_size=5),
        st.sampled_from([".", " ", ""]),
        st.sampled_from(["đồng", "đ", "VNĐ"]),
    )
    def test_of_money_are_left_alone(
        self, first: int, rest: list[int], sign: str, unit: str
    ) -> None:
        groups = [str(first), *(f"{one:03}" for one in rest)]
        assert propose(f"Tôi nộp {sign.join(groups)} {unit} rồi.") == []

    @given(st.integers(1, 99999), st.integers(1990, 2030))
    def test_of_documents_are_left_alone(self, serial: int, year: int) -> None:
        for number in (f"{serial}/{year}/NĐ-CP", f"{serial}/QĐ-UBND", f"{serial:02}/{year}/QH15"):
            assert propose(f"Theo số {number} ngày 05/06/{year}.") == []

    def test_of_documents_beside_words_about_accounts_are_none(self) -> None:
        assert (
            propose("Tài khoản theo công văn 123456/VPCP-KSTT, tài khoản theo 567890/2024/TT-BTC")
            == []
        )

    def test_that_agree_with_words_are_no_currency(self) -> None:
        assert words("CCCD 123456789012 đồng thời gửi") == [(PersonalKind.IDENTITY, "123456789012")]
        assert words("số 027189004512 đồng") == [(PersonalKind.IDENTITY, "027189004512")]
        assert words("nộp 123456789012 đồng") == []

    def test_side_by_side_are_each_found(self) -> None:
        found = words("0912345678 027189004512\n0987654321, 0367890123")
        assert [kind for kind, _ in found] == [
            PersonalKind.PHONE,
            PersonalKind.IDENTITY,
            PersonalKind.PHONE,
            PersonalKind.PHONE,
        ]

    @pytest.mark.parametrize("sign", ["/", ",", ".", ";", "|", " - ", "\n", ", "])
    def test_are_each_found_whatever_parts_them(self, sign: str) -> None:
        numbers = ["0912345678", "027189004512", "0987654321"]
        assert [word for _, word in words(f"Số {sign.join(numbers)}")] == numbers

    def test_of_a_table_are_no_telephone(self) -> None:
        assert propose("Kết quả: 0 35 120 33 44 1 là số đo") == []
        assert words("Gọi 0 35 120 33 44") == [(PersonalKind.PHONE, "0 35 120 33 44")]

    def test_written_out_in_words_are_found(self) -> None:
        said = "không chín một hai ba bốn năm sáu bảy tám"
        assert words(f"Gọi {said} nhé") == [(PersonalKind.PHONE, said)]
        assert words("một hai ba bốn năm") == []


class TestKnownPublic:
    def test_is_left_alone_however_written(self) -> None:
        known = ["+84 222 3888 999", "So@Example.vn"]
        text = "Gọi 0222.3888.999 hay (0222) 3888999, thư so@example.vn hay to@example.vn, 0222 3888 998"
        assert [word for _, word in words(text, known_public=known)] == [
            "to@example.vn",
            "0222 3888 998",
        ]


class TestDisguises:
    @pytest.mark.parametrize(
        "number",
        [
            "0９12３45678",
            "٠٩١٢٣٤٥٦٧٨",
            "09\u200b12\u20603456\ufeff78",
            "0\u03339\u03331\u03332\u03333\u03334\u03335\u03336\u03337\u03338\u0333",
            "𝟬𝟵𝟭𝟮𝟯𝟰𝟱𝟲𝟳𝟴",
            "①⓪9123456".replace("①⓪", "⓪9") + "78"[:1],
            "O9I2345678",
            "О912345678",
        ],
    )
    def test_do_not_help(self, number: str) -> None:
        text = f"Gọi {number} nhé"
        (found,) = propose(text)
        assert (found.kind, found.start, found.end) == (PersonalKind.PHONE, 4, 4 + len(number))

    def test_offsets_are_those_of_the_text_as_it_is(self) -> None:
        composed = "Nguyễn Thị Hồng Vân ở địa chỉ: thôn Đoài, gọi 0912345678"
        for form in ("NFC", "NFD"):
            text = unicodedata.normalize(form, composed)
            found = words(text, names_given=NAMES)
            assert [unicodedata.normalize("NFC", word) for _, word in found] == [
                "Nguyễn Thị Hồng Vân",
                "thôn Đoài",
                "0912345678",
            ]


class TestNames:
    @pytest.mark.parametrize(
        "said",
        [
            "Nguyễn Thị Hồng Vân",
            "nguyen thi hong van",
            "NGUYỄN THỊ HỒNG VÂN",
            "nguyenthihongvan",
            "Nguyễn  Thị\nHồng Vân",
            "Nguyễn T. H. Vân",
            "N.T.H.V.",
            "bà Vân",
            "bà Hồng Vân",
            "chi Van",
            "Hồng Vân",
        ],
    )
    def test_are_found(self, said: str) -> None:
        assert words(f"Hôm qua {said} có đến", names_given=NAMES) == [(PersonalKind.NAME, said)]

    @pytest.mark.parametrize(
        "said",
        ["bà Vẫn", "ông Văn", "vân gỗ", "hồng vân", "Nguyễn Thị Hồng", "bà Vânh", "nguyên nhân"],
    )
    def test_are_not_other_words(self, said: str) -> None:
        assert words(f"Hôm qua {said} có đến", names_given=NAMES) == []

    def test_have_their_tone_on_either_letter(self) -> None:
        for said in ("bà Hoà", "bà Hòa"):
            for given_name in ("Trần Thị Hoà", "Trần Thị Hòa"):
                assert words(said, names_given=[given_name]) == [(PersonalKind.NAME, said)]


class TestHomes:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("Tôi ở thôn Đoài, xã Tam Giang.", "thôn Đoài, xã Tam Giang"),
            ("Đường thôn Đoài, xã Tam Giang hỏng.", ""),
            ("Tôi ở xã Tam Giang.", ""),
            ("Trụ sở UBND phường tại số 45 đường Nguyễn Du.", ""),
            ("Nhà tôi tại số 45 đường Nguyễn Du.", "số 45 đường Nguyễn Du"),
            ("Công an phường đến số nhà 12 ngõ 3 lập biên bản", "số nhà 12 ngõ 3"),
            ("Ngõ 34 đường Trần Phú ngập", ""),
            ("Tôi ở gần nhà văn hóa thôn Đoài", ""),
            ("đất ở, đường và khu mới", ""),
        ],
    )
    def test_are_told_from_places(self, text: str, found: str) -> None:
        assert [word for _, word in words(text)] == ([found] if found else [])


def test_what_overlaps_is_found_once() -> None:
    found: list[PersonalFinding] = propose(
        "Zalo 0912345678 BIDV, bà Nguyễn Thị Hồng Vân ở số nhà 12, tổ 5", names_given=NAMES
    )
    assert [one.kind for one in found] == [
        PersonalKind.ACCOUNT,
        PersonalKind.NAME,
        PersonalKind.ADDRESS,
    ]
    assert all(first.end <= second.start for first, second in pairwise(found))
