"""The words of faults and notes: every code has a sentence, said for its cell and in the language of the moment."""

from __future__ import annotations

import re

from django.utils import translation

from editorial.disclosures.reading.sheet import CellFault, Note
from editorial.disclosures.reading.words import FAULTS, NOTES

NAMED = re.compile(r"%\((\w+)\)s")


def test_a_fault_is_said_to_the_dong_and_names_its_cell() -> None:
    fault = CellFault(
        "sum",
        sheet="Sheet1",
        cell="D12",
        params={"printed": "10", "computed": "12", "difference": "2"},
    )

    with translation.override("vi"):
        assert fault.words == (
            "Ô D12: Biểu ghi 10 đồng, cộng các dòng được 12 đồng: chênh 2 đồng. Hãy kiểm tra và sửa lại."
        )
    with translation.override("en"):
        assert fault.words.startswith("Cell D12: 10 đồng is printed")


def test_every_sentence_is_whole_in_both_languages() -> None:
    for language in ("vi", "en"):
        with translation.override(language):
            for codes, kind in ((FAULTS, CellFault), (NOTES, Note)):
                for code, sentence in codes.items():
                    params = dict.fromkeys(NAMED.findall(str(sentence)), "x")
                    assert (
                        kind(code=code, cell="", params=params).words.strip().endswith((".", "”"))
                    )
