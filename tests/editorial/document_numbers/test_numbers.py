"""Numbers of documents, however they are typed."""

from __future__ import annotations

import unicodedata

import pytest

from editorial.document_numbers.catalogue import field_choices, issuers, kinds
from editorial.document_numbers.folding import folded_name
from editorial.document_numbers.parsing import UnreadableNumber, read_number


class TestReading:
    @pytest.mark.parametrize(
        "typed",
        [
            "96/QĐ-UBND",
            " 96 / QĐ - UBND ",
            "96/QĐ–UBND",
            "Số: 96/QĐ-UBND",
            "số 96/QĐ-UBND.",
            "96/QÐ-UBND",
            unicodedata.normalize("NFD", "96/QĐ-UBND"),
        ],
    )
    def test_writes_one_form(self, typed: str) -> None:
        assert str(read_number(typed)) == "96/QĐ-UBND"

    @pytest.mark.parametrize("typed", ["96/QD-UBND", "96/qđ-ubnd", "096/QĐ-UBND", "96-QĐ-UBND"])
    def test_compares_without_accents_case_and_leading_zeros(self, typed: str) -> None:
        assert read_number(typed).key == "96/qd-ubnd"

    def test_keeps_leading_zeros_as_printed(self) -> None:
        assert str(read_number("05/NQ-HĐND")) == "05/NQ-HĐND"

    def test_never_mixes_the_normative_number_with_the_other(self) -> None:
        assert read_number("80/2025/QĐ-UBND").key != read_number("80/QĐ-UBND").key
        assert read_number("80/2025/QĐ-UBND").key != read_number("80/2024/QĐ-UBND").key

    def test_keeps_a_letter_behind_the_number(self) -> None:
        assert read_number("12A/KH-UBND").key == "12a/kh-ubnd"

    @pytest.mark.parametrize(
        "typed",
        ["", "18/03/2021", "96", "QĐ-UBND", "96/", "96/QĐ-UBND và 97/QĐ-UBND", "0,5/QĐ", "//"],
    )
    def test_refuses_what_is_no_number(self, typed: str) -> None:
        with pytest.raises(UnreadableNumber):
            read_number(typed)


class TestWhatANumberSays:
    @pytest.mark.parametrize(
        ("number", "kind", "issuer", "is_normative"),
        [
            ("96/QĐ-UBND", "quyet-dinh", "Ủy ban nhân dân", False),
            ("80/2025/QĐ-UBND", "quyet-dinh", "Ủy ban nhân dân", True),
            ("30/2020/NĐ-CP", "nghi-dinh", "Chính phủ", True),
            ("148/2025/QH15", "luat", "Quốc hội", True),
            ("1658/NQ-UBTVQH15", "nghi-quyet", "Ủy ban Thường vụ Quốc hội", False),
            ("145/UBND-NC", "cong-van", "Ủy ban nhân dân", False),
            ("22/2023/TT-BTTTT", "thong-tu", "Bộ Thông tin và Truyền thông", True),
            ("12/HD-SNV", "huong-dan", "Sở Nội vụ", False),
            ("12/HĐ-SNV", "hop-dong", "Sở Nội vụ", False),
            ("12/hd-snv", "huong-dan", "Sở Nội vụ", False),
            ("12/TTr-STC", "to-trinh", "Sở Tài chính", False),
        ],
    )
    def test_by_its_letters(self, number: str, kind: str, issuer: str, is_normative: bool) -> None:
        read = read_number(number)
        assert read.kind is not None
        assert read.issuer is not None
        assert (read.kind.code, read.issuer.name, read.is_normative) == (kind, issuer, is_normative)

    def test_says_nothing_of_letters_that_nobody_knows(self) -> None:
        read = read_number("12/XYZ-ABC")
        assert read.kind is None
        assert read.issuer is None


class TestTables:
    def test_have_all_kinds_of_decree_30(self) -> None:
        """Its article 7 names 29 kinds; conclusions are what law elsewhere adds."""
        administrative = [one for one in kinds().values() if one.regime != "legal_normative"]
        assert len(administrative) >= 29
        assert len({one.symbol for one in administrative if one.symbol}) >= 28

    def test_have_codes_that_fit_their_columns(self) -> None:
        assert all(len(code) <= 24 for code in [*kinds(), *dict(field_choices())])

    def test_know_central_bodies_from_local_ones(self) -> None:
        assert issuers()["cp"].is_central
        assert not issuers()["ubnd"].is_central


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Uỷ ban nhân dân tỉnh Bắc Ninh", "Ủy ban nhân dân tỉnh Bắc Ninh"),
        ("ỦY BAN NHÂN DÂN  tỉnh Bắc Ninh", "Ủy ban nhân dân tỉnh Bắc Ninh"),
        ("Bộ Lao động - Thương binh và Xã hội", "Bộ Lao động, Thương binh và Xã hội"),
    ],
)
def test_names_that_mean_one_body_are_one(one: str, other: str) -> None:
    assert folded_name(one) == folded_name(other)
