"""What is read in the text of a document: on clean texts, on scans, and where nothing may be guessed."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
import typst

from editorial.documents.proposing.proposal import DocumentProposal, Sureness
from editorial.documents.proposing.reading import propose_facts
from editorial.file_text.reading import draw_pages, read
from editorial.file_text.recognition import words_in_picture
from tests.editorial.file_text.made import needs_tesseract

from .samples import (
    MOTTO,
    NAMES,
    PROVINCE,
    TITLES,
    Sample,
    as_scanned,
    samples,
    text_of,
)

SAMPLES = samples()
SCANS_OF_EACH = 5


def value(found: DocumentProposal, name: str) -> Any:
    proposed = getattr(found, name)
    return proposed.value if proposed is not None else None


def right_of(texts: Iterable[tuple[Sample, str]]) -> dict[str, float]:
    """The part of each field that was read right."""
    right: Counter[str] = Counter()
    count = 0
    for sample, text in texts:
        found = propose_facts(text, known_issuers=NAMES.values())
        count += 1
        right.update(
            name
            for name, wanted in {
                "number": sample.number,
                "document_kind": sample.kind,
                "issued_on": sample.issued_on,
                "issuer": NAMES[sample.issuer],
                "abstract": sample.whole_abstract,
                "signer": sample.signer,
                "effective_on": sample.effective_on,
            }.items()
            if value(found, name) == wanted
        )
    return {name: times / count for name, times in right.items()}


class TestAccuracy:
    def test_the_set_is_of_all_kinds(self) -> None:
        assert len(SAMPLES) >= 40
        assert {sample.kind for sample in SAMPLES} == {*TITLES, "cong-van"}

    def test_on_clean_texts(self) -> None:
        right = right_of((sample, text_of(sample)) for sample in SAMPLES)

        for name in ("number", "document_kind", "issued_on"):
            assert right[name] >= 0.98, right
        for name in ("issuer", "abstract", "signer", "effective_on"):
            assert right[name] >= 0.95, right

    def test_on_what_recognition_gives(self) -> None:
        right = right_of(
            (sample, as_scanned(text_of(sample), seed=100 * place + again))
            for place, sample in enumerate(SAMPLES)
            for again in range(SCANS_OF_EACH)
        )

        for name in ("number", "document_kind", "issued_on"):
            assert right[name] >= 0.90, right
        # Their letters are what was recognised; nobody guesses the marks of a name.
        assert right["issuer"] >= 0.85, right
        assert right["signer"] >= 0.80, right
        assert right["effective_on"] >= 0.90, right


def a_decision(**parts: str) -> str:
    """The text of a decision, each part of which may be told otherwise."""
    told = {
        "issuer": "\n".join(PROVINCE),
        "mark": "",
        "number": "Số: 96/QĐ-UBND",
        "motto": "\n".join(MOTTO),
        "day": "Ví Dụ, ngày 18 tháng 3 năm 2026",
        "title": "QUYẾT ĐỊNH",
        "about": "Về việc bổ nhiệm công chức",
        "grounds": "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020;",
        "articles": "Điều 1. Bổ nhiệm.\nĐiều 2. Quyết định này có hiệu lực kể từ ngày ký.",
        "returns": "Nơi nhận:\n- Như Điều 2;\n- Lưu: VT.",
        "signature": "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nTrần Văn Thử",
    } | parts
    return "\n".join(part for part in told.values() if part)


class TestEvidence:
    def test_is_the_line_that_says_it(self) -> None:
        found = propose_facts(a_decision())

        assert found.number is not None
        assert found.number.evidence == "Số: 96/QĐ-UBND"
        assert found.issued_on is not None
        assert found.issued_on.evidence == "Ví Dụ, ngày 18 tháng 3 năm 2026"
        assert found.effective_on is not None
        assert "có hiệu lực kể từ ngày ký" in found.effective_on.evidence
        assert found.signer is not None
        assert found.signer.evidence == "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrần Văn Thử"
        assert found.number.sureness == found.issued_on.sureness == Sureness.READ

    @pytest.mark.parametrize(
        ("number", "value"),
        [
            ("Sô : l45/QÐ - UBND", "145/QĐ-UBND"),
            ("S6: 96/QD-UBND", "96/QĐ-UBND"),
            ("Số: O6/QĐ-UBND", "06/QĐ-UBND"),
            ("Số: 5/2O26/QĐ-UBND", "5/2026/QĐ-UBND"),
            ("Số 12/OĐ–UBND", "12/QĐ-UBND"),
            ("Số: 1204/QOĐÐ-SNV", "1204/QĐ-SNV"),
            ("Số: 7/QĐ-XYZQ", "7/QĐ-XYZQ"),
        ],
    )
    def test_says_where_signs_were_mended(self, number: str, value: str) -> None:
        found = propose_facts(a_decision(number=number))

        assert found.number is not None
        assert (found.number.value, found.number.sureness) == (value, Sureness.MENDED)

    def test_says_where_number_and_title_disagree(self) -> None:
        found = propose_facts(a_decision(number="Số: 96/KH-UBND"))

        assert found.document_kind is not None
        assert found.document_kind.value == "quyet-dinh"
        assert found.document_kind.sureness == Sureness.MENDED

    def test_of_a_title_gives_the_number_its_marks(self) -> None:
        found = propose_facts(a_decision(number="Số: 5/DA-UBND", title="ĐỀ ÁN"))

        assert value(found, "number") == "5/ĐA-UBND"
        assert value(
            propose_facts(a_decision(number="Số: 5/DA-UBND", title="DỰ ÁN")), "number"
        ) == ("5/DA-UBND")


class TestNothingIsGuessed:
    @pytest.mark.parametrize(
        "number", ["Số:       /QĐ-UBND", "Số: …/QĐ-UBND", "", "Số: 96", "Số lượng: 96 hồ sơ"]
    )
    def test_a_number_that_is_not_there(self, number: str) -> None:
        assert propose_facts(a_decision(number=number)).number is None

    def test_a_number_of_a_ground(self) -> None:
        ground = "Số 11/2024/QĐ-UBND ngày 02 tháng 5 năm 2024;"
        found = propose_facts(a_decision(number="", day="", grounds=f"Căn cứ Quyết định\n{ground}"))
        # Read as lines of their own they look like the document's: behind the grounds nothing is taken.
        assert (found.number, found.issued_on) == (None, None)

    def test_a_number_that_the_abstract_names(self) -> None:
        about = "Về việc sửa đổi Quyết định\nsố 11/2024/QĐ-UBND của tỉnh"
        assert propose_facts(a_decision(number="", about=about)).number is None

    @pytest.mark.parametrize(
        "day",
        [
            "",
            "Ví Dụ, ngày   tháng 3 năm 2026",
            "Ví Dụ, ngày 31 tháng 2 năm 2026",
            "Ví Dụ, ngày 18 tháng 13 năm 2026",
            # Of another act, and one by which something is due.
            "Tiếp theo Công văn số 12/UBND ngày 18 tháng 3 năm 2026",
            "Báo cáo trước ngày 18 tháng 3 năm 2026",
        ],
    )
    def test_a_day_that_is_not_there(self, day: str) -> None:
        found = propose_facts(a_decision(day=day))

        assert found.issued_on is None
        # In force from the day of signing, which nobody knows.
        assert found.effective_on is None

    @pytest.mark.parametrize(
        "articles",
        [
            "Điều 1. Bổ nhiệm.",
            "Quyết định số 11/2024/QĐ-UBND có hiệu lực từ ngày 01 tháng 5 năm 2024.",
            "Quyết định này có hiệu lực sau 10 ngày kể từ ngày ký.",
            "Quyết định này thay thế Quyết định cũ; giấy phép có hiệu lực từ ngày 01/5/2024.",
        ],
    )
    def test_a_first_day_that_is_not_said(self, articles: str) -> None:
        assert propose_facts(a_decision(articles=articles)).effective_on is None

    def test_in_words_that_are_no_document(self) -> None:
        found = propose_facts("Hôm nay trời đẹp.\nChúng tôi đi chơi và ăn kem ở công viên.\n" * 20)

        assert {name for name in found.__slots__ if getattr(found, name)} == set()
        assert propose_facts("") == propose_facts(" \f ")


class TestDays:
    @pytest.mark.parametrize(
        ("articles", "day"),
        [
            ("Nghị quyết này có hiệu lực từ ngày 01/01/2027.", date(2027, 1, 1)),
            (
                "Quyết định này có hiệu lực thi hành kể từ ngày 5 tháng 4 năm 2026.",
                date(2026, 4, 5),
            ),
            ("Quyết định này có hiệu lực\nthi hành kể từ\nngày ký ban hành.", date(2026, 3, 18)),
            ("Quy chế này có hiệu lực kể từ ngày ban hành.", date(2026, 3, 18)),
        ],
    )
    def test_first_day_is_read_as_it_is_said(self, articles: str, day: date) -> None:
        assert value(propose_facts(a_decision(articles=articles)), "effective_on") == day


class TestHeadings:
    @pytest.mark.parametrize(
        ("about", "abstract"),
        [
            (
                "Về việc hỗ trợ người dân\ntheo Nghị quyết của Hội đồng nhân dân\ntrong năm 2026",
                "Về việc hỗ trợ người dân theo Nghị quyết của Hội đồng nhân dân trong năm 2026",
            ),
            ("BAN HÀNH QUY CHẾ LÀM VIỆC", "BAN HÀNH QUY CHẾ LÀM VIỆC"),
            ("V/v điều động công chức.", "Về việc điều động công chức"),
            (
                "Về việc bổ nhiệm\nCHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH VÍ DỤ",
                "Về việc bổ nhiệm",
            ),
            ("Căn cứ Luật;", None),
        ],
    )
    def test_abstract_ends_where_recitals_begin(self, about: str, abstract: str | None) -> None:
        assert value(propose_facts(a_decision(about=about)), "abstract") == abstract

    @pytest.mark.parametrize(
        ("printed", "name"),
        [
            ("ỦY BAN NHÂN DÂN\nXÃ BÌNH MINH", "Ủy ban nhân dân xã Bình Minh"),
            ("UBND TỈNH VÍ DỤ\nSỞ TÀI CHÍNH", "Sở Tài chính"),
            ("UBND TỈNH VÍ DỤ\nSỞ KHOA HỌC LẠ", "Sở Khoa học lạ"),
            ("UBND PHƯỜNG ĐÔNG HẢI\nTRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "Trung tâm Phục vụ hành chính công"),
            ("HĐND THÀNH PHỐ SAO MAI", "Hội đồng nhân dân thành phố Sao Mai"),
        ],
    )  # fmt: skip
    def test_issuer_is_the_last_body_in_the_letters_of_a_sentence(
        self, printed: str, name: str
    ) -> None:
        assert value(propose_facts(a_decision(issuer=printed)), "issuer") == name

    @pytest.mark.parametrize(
        ("issuer", "motto"),
        [
            ("ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT\nTỈNH VÍ DỤ NAM", "Độc lập - Tự do"),
            ("ỦY BAN NHÂN DÂN\nTỈNH VÍ DỤ CỘNG HÒA XÃ HỘI CHỦ NGHĨA", "VIỆT NAM"),
            ("ỦY BAN NHÂN DÂN\nTỈNH VÍ DỤ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ],
    )
    def test_issuer_is_told_from_the_motto_beside_it(self, issuer: str, motto: str) -> None:
        found = propose_facts(a_decision(issuer=issuer, motto=motto))

        assert value(found, "issuer") == "Ủy ban nhân dân tỉnh Ví Dụ"

    def test_known_issuer_has_its_own_marks(self) -> None:
        text = a_decision(issuer="UY BAN NHÂN DÂN\nPHUÒNG ĐÔNG HAI")

        found = propose_facts(text, known_issuers=["Ủy ban nhân dân phường Đông Hải"])

        assert value(found, "issuer") == "Ủy ban nhân dân phường Đông Hải"


class TestSignatures:
    @pytest.mark.parametrize(
        ("signature", "signer", "capacity", "position"),
        [
            ("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrần Văn Thử", "Trần Văn Thử", "TM", "Chủ tịch"),
            (
                "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n(Đã ký)\nLê Thị Ví Dụ",
                *("Lê Thị Ví Dụ", "KT", "Chủ tịch"),
            ),
            ("TL. CHỦ TỊCH\nCHÁNH VĂN PHÒNG\nĐỗ Mẫu", "Đỗ Mẫu", "TL", "Chủ tịch"),
            ("TUQ. GIÁM ĐỐC\nTRƯỞNG PHÒNG\nĐỗ Mẫu", "Đỗ Mẫu", "TUQ", "Giám đốc"),
            ("Q. GIÁM ĐỐC\nĐỗ Mẫu", "Đỗ Mẫu", "Q", "Giám đốc"),
            ("PHÓ GIÁM ĐỐC\nĐỖ THỊ MẪU", "Đỗ Thị Mẫu", None, "Phó Giám đốc"),
            ("Đã ký và đóng dấu", None, None, None),
            ("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", None, None, None),
        ],
    )
    def test_are_read_from_letters_to_name(
        self, signature: str, signer: str | None, capacity: str | None, position: str | None
    ) -> None:
        found = propose_facts(a_decision(signature=signature))

        assert value(found, "signer") == signer
        assert value(found, "signing_capacity") == capacity
        assert value(found, "signer_position") == position

    def test_are_told_from_recipients_beside_them(self) -> None:
        found = propose_facts(
            a_decision(returns="Nơi nhận: KT. GIÁM ĐỐC\n- Như trên; PHÓ GIÁM ĐỐC\n- Lưu: VT; NC. Đỗ Mẫu",
                       signature="")
        )  # fmt: skip

        assert (value(found, "signer"), value(found, "signing_capacity")) == ("Đỗ Mẫu", "KT")
        assert value(found, "recipients") == "Như trên\nLưu: VT; NC"

    def test_of_an_annex_are_not_the_documents(self) -> None:
        text = a_decision(signature="") + "\nPHỤ LỤC\nDanh sách\nCHỦ TỊCH\nNgười Khác"

        assert propose_facts(text).signer is None

    def test_recipients_are_one_in_a_line(self) -> None:
        found = propose_facts(
            a_decision(returns="Nơi nhận:\n- Như Điều 2;\n- Các sở, ban,\nngành;\n- Lưu: VT, NC.")
        )

        assert value(found, "recipients") == "Như Điều 2\nCác sở, ban, ngành\nLưu: VT, NC"


class TestSecrecy:
    @pytest.mark.parametrize(
        ("mark", "name"),
        [
            ("MẬT", "MẬT"),
            ("TỐI MẬT", "TỐI MẬT"),
            ("TUYỆT MẬT", "TUYỆT MẬT"),
            ("[ MẬT ]", "MẬT"),
            # As recognition reads it.
            ("TÓI MÂT", "TỐI MẬT"),
            ("Độ mật: Mật", "MẬT"),
        ],
    )
    def test_marks_are_seen(self, mark: str, name: str) -> None:
        assert value(propose_facts(a_decision(mark=mark)), "secrecy") == name

    def test_marks_are_seen_beside_the_date_and_on_later_pages(self) -> None:
        beside = a_decision(day="MẬT Ví Dụ, ngày 18 tháng 3 năm 2026")
        later = a_decision() + "\f2\nTỐI MẬT\nDanh sách kèm theo"

        assert value(propose_facts(beside), "secrecy") == "MẬT"
        assert value(propose_facts(later), "secrecy") == "TỐI MẬT"

    @pytest.mark.parametrize(
        "about",
        [
            "Về việc bảo vệ bí mật nhà nước",
            "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
            "Ban hành danh mục tài liệu\nmật",
            "Về bề mặt đường\nMặt đường",
        ],
    )
    def test_words_about_secrets_are_no_mark(self, about: str) -> None:
        assert propose_facts(a_decision(about=about)).secrecy is None

    def test_internal_use_is_told(self) -> None:
        assert propose_facts(a_decision(mark="LƯU HÀNH NỘI BỘ")).is_internal
        assert not propose_facts(a_decision()).is_internal


SHEET = """#set page(paper: "a4", margin: (left: 3cm, right: 1.5cm, y: 2cm))
#set text(size: 13pt)
#grid(columns: (2fr, 3fr), align: center, row-gutter: 6pt,
  [UBND TỈNH VÍ DỤ\\ *SỞ NỘI VỤ*],
  [*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM*\\ *Độc lập - Tự do - Hạnh phúc*],
  [Số: 1204/QĐ-SNV], [_Ví Dụ, ngày 18 tháng 3 năm 2026_])
#align(center)[*QUYẾT ĐỊNH*\\ *Về việc điều động công chức\\ theo Nghị quyết của Hội đồng nhân dân tỉnh*]
#align(center)[*GIÁM ĐỐC SỞ NỘI VỤ*]
Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;
#align(center)[*QUYẾT ĐỊNH:*]
*Điều 1.* Điều động công chức có tên trong danh sách.

*Điều 2.* Quyết định này có hiệu lực kể từ ngày 01 tháng 4 năm 2026.
#grid(columns: (1fr, 1fr),
  [*_Nơi nhận:_*\\ - Như Điều 2;\\ - Sở Tài chính;\\ - Lưu: VT.],
  align(center)[*KT. GIÁM ĐỐC*\\ *PHÓ GIÁM ĐỐC*\\ \\ \\ \\ *Lê Thị Ví Dụ*])
"""


class TestSheets:
    """The same sheet as a program wrote it, and as a scanner sees it."""

    def check(self, text: str) -> None:
        found = propose_facts(text)
        assert value(found, "number") == "1204/QĐ-SNV"
        assert value(found, "document_kind") == "quyet-dinh"
        assert value(found, "issuer") == "Sở Nội vụ"
        assert value(found, "issued_on") == date(2026, 3, 18)
        assert value(found, "effective_on") == date(2026, 4, 1)
        assert value(found, "abstract") == (
            "Về việc điều động công chức theo Nghị quyết của Hội đồng nhân dân tỉnh"
        )
        assert value(found, "signer") == "Lê Thị Ví Dụ"
        assert value(found, "signing_capacity") == "KT"
        assert value(found, "recipients") == "Như Điều 2\nSở Tài chính\nLưu: VT"

    def test_text_layer(self) -> None:
        _values, contents = read(io.BytesIO(typst.compile(SHEET.encode())))

        self.check(contents[0].decode())

    @needs_tesseract
    def test_scan(self) -> None:
        _values, pictures = draw_pages(io.BytesIO(typst.compile(SHEET.encode())), pages=[0])

        self.check(words_in_picture(pictures[0]) or "")
