"""One budget for an upload as a whole: what is taken to the last of it, and what is one too many."""

from __future__ import annotations

import time

import pytest

from portals.uploads import DOCUMENTS, PICTURES, UploadRefused, begun
from portals.uploads.budget import DEEPEST, MOST_FILES, MOST_PIXELS
from portals.uploads.examining import finished
from tests.support.files import docx, pdf, upload, xlsx, zipped
from tests.support.tiring import png

WIDE, HIGH = 12_000, 10_000


def texts(count: int) -> bytes:
    return zipped({f"{number}.txt": b"x" for number in range(count)})


def inside(depth: int) -> bytes:
    """A workbook in a text in a text, and so on."""
    content = xlsx()
    for _ in range(depth):
        content = docx({"word/embeddings/a.docx": content})
    return content


class TestTheNumberOfFiles:
    def test_is_fifty(self):
        assert MOST_FILES == 50
        assert not begun(upload("a.zip", texts(50)), accepts=DOCUMENTS).waits

    def test_is_not_fifty_one(self):
        with pytest.raises(UploadRefused, match=r"50"):
            begun(upload("a.zip", texts(51)), accepts=DOCUMENTS)

    def test_counts_what_is_packed_into_the_parts(self):
        workbook = docx({f"word/embeddings/{number}.xlsx": xlsx() for number in range(26)})
        with pytest.raises(UploadRefused, match=r"50"):
            begun(
                upload("a.zip", zipped({"a.docx": workbook, "b.docx": workbook})), accepts=DOCUMENTS
            )


class TestThePixels:
    def test_may_be_all_of_them(self):
        assert WIDE * HIGH == MOST_PIXELS
        kept = finished(upload("a.png", png(WIDE, HIGH)), accepts=PICTURES)
        assert kept.name == "a.png"

    def test_may_not_be_one_row_more(self):
        with pytest.raises(UploadRefused, match=r"pixel|điểm ảnh"):
            begun(upload("a.png", png(WIDE, HIGH + 1)), accepts=PICTURES)

    def test_are_counted_over_all_pictures_of_an_archive(self):
        half = png(WIDE // 2, HIGH + 1)
        assert not begun(upload("a.zip", zipped({"a.png": half})), accepts=DOCUMENTS).waits
        with pytest.raises(UploadRefused, match=r"pixel|điểm ảnh"):
            begun(upload("a.zip", zipped({"a.png": half, "b.png": half})), accepts=DOCUMENTS)


class TestWhatIsPackedIn:
    def test_is_taken_where_it_is_a_document_that_would_be_taken(self):
        assert not begun(upload("a.docx", inside(DEEPEST)), accepts=DOCUMENTS).waits

    def test_may_not_be_deeper(self):
        with pytest.raises(UploadRefused):
            begun(upload("a.docx", inside(DEEPEST + 1)), accepts=DOCUMENTS)

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.zip", zipped({"a.txt": b"0" * 20_000_000})),
            ("a.zip", zipped({"a.txt": b"x"})),
            ("a.xlsx", xlsx({"xl/media/a.xml": b"0" * 20_000_000})),
            ("a.xlsx", xlsx({"xl/vbaProject.bin": b"x"})),
            ("a.docm", docx({"word/vbaProject.bin": b"x"})),
        ],
        ids=["bomb in an archive", "archive", "bomb in a workbook", "macros", "macros by name"],
    )
    def test_is_refused_where_it_would_be_by_itself(self, name, content):
        carrier = docx({f"word/embeddings/{name}": content})
        for file in (upload("a.docx", carrier), upload("a.zip", zipped({"a.docx": carrier}))):
            with pytest.raises(UploadRefused):
                begun(file, accepts=DOCUMENTS)

    def test_unpacks_to_one_size_in_all(self):
        # Packed 190 to 1, which a part by itself may be.
        part = docx({"word/a.xml": b"<a/>" + b"0" * 4_900_000})
        many = docx({f"word/embeddings/{number}.docx": part for number in range(40)})
        with pytest.raises(UploadRefused):
            begun(
                upload("a.zip", zipped({"a.docx": many, "b.docx": many, "c.docx": many})),
                accepts=DOCUMENTS,
            )


@pytest.mark.asvs("5.2.3")
@pytest.mark.parametrize(
    ("name", "content", "is_fine"),
    [
        ("a.zip", lambda: zipped({f"{n}.png": png(10_900, 10_900) for n in range(8)}), False),
        ("a.zip", lambda: zipped({f"{n}.pdf": pdf() for n in range(40)}), True),
    ],
    ids=["pictures without end", "forty PDFs"],
)
def test_small_archives_that_held_a_thread_for_half_a_minute_hold_it_no_longer(
    settings, name, content, is_fine
):
    made = content()
    settings.PORTALS_UPLOAD_SECONDS = 0.8
    began = time.monotonic()
    try:
        begun(upload(name, made), accepts=DOCUMENTS)
    except UploadRefused:
        assert not is_fine
    assert time.monotonic() - began < 15

    if is_fine:
        finished(upload(name, made), accepts=DOCUMENTS)
    else:
        with pytest.raises(UploadRefused):
            finished(upload(name, made), accepts=DOCUMENTS)
