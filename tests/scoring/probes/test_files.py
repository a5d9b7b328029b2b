"""The probe of files: text layers, scans, open formats, and what is locked or damaged."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from io import BytesIO

import pypdfium2 as pdfium
import pytest
import typst
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from editorial.file_text.actions import read_file, unread_files
from editorial.file_text.reading import read
from editorial.models import FileText, PortalDocument, PublishedFile
from portals.boards.enums import Position
from scoring.probes.enums import FileKind
from scoring.probes.files import read_files, searchability_of
from scoring.probes.models import FileReading
from tests.editorial.file_text.made import MEANINGLESS, docx
from tests.factories import make_member, make_portal
from tests.scoring.cast import SNAPSHOT, local, measure, write
from tests.walls import body, desk_client


def typeset(*pages: str) -> bytes:
    return typst.compile("\n#pagebreak()\n".join(pages).encode())


def scanned(pages: int = 1) -> bytes:
    file = BytesIO()
    sheet = Image.new("RGB", (200, 280), "white")
    sheet.save(file, "PDF", save_all=True, append_images=[sheet] * (pages - 1))
    return file.getvalue()


def joined(*files: bytes) -> bytes:
    whole = pdfium.PdfDocument.new()
    for one in files:
        whole.import_pages(pdfium.PdfDocument(one))
    file = BytesIO()
    whole.save(file)
    return file.getvalue()


def look_into(name: str, content: bytes) -> FileText:
    """A text as it is kept, and with it what `searchability_of` says of a file of this name."""
    values, _contents = read(BytesIO(content))
    text = FileText(**values)
    text.kind = searchability_of(name, text)
    return text


def read_and_judge() -> int:
    for document in unread_files(SNAPSHOT):
        read_file(document=document, now=SNAPSHOT)
    return read_files(now=SNAPSHOT)


TEXT = "Quyết định phê duyệt quy hoạch chi tiết xây dựng"


class TestLookingInto:
    @pytest.mark.parametrize(
        ("name", "content", "kind"),
        [
            ("a.pdf", typeset(TEXT), FileKind.TEXT),
            ("a.pdf", scanned(), FileKind.SCAN),
            # A word on a scan, such as a stamp of the scanner, is no text layer.
            ("a.pdf", joined(typeset("Số 12"), scanned()), FileKind.SCAN),
            # More than half of the pages.
            ("a.pdf", joined(typeset(TEXT), typeset(TEXT), scanned()), FileKind.TEXT),
            ("a.pdf", joined(typeset(TEXT), scanned()), FileKind.SCAN),
            ("a.pdf", b"%PDF-1.7 cut", FileKind.LOCKED),
            ("a.pdf", b"nothing", FileKind.LOCKED),
            # What it is decides, not what it is called.
            ("a.docx", scanned(), FileKind.SCAN),
            ("a.docx", docx("Thông báo"), FileKind.OPEN),
            ("a.csv", b"a;b", FileKind.OPEN),
            # An open format around nothing, and what only has its name.
            ("a.docx", docx(), FileKind.SCAN),
            ("a.docx", b"PK\x03\x04", FileKind.LOCKED),
            ("a.rtf", b"{\\rtf1}", FileKind.OPEN),
            # Letters of a font that mean nothing are as good as pictures of letters.
            ("a.pdf", typeset(MEANINGLESS), FileKind.SCAN),
            ("a.jpg", b"\xff\xd8", FileKind.CLOSED),
            ("a.doc", b"\xd0\xcf", FileKind.CLOSED),
            ("khong-duoi", b"x", FileKind.CLOSED),
        ],
    )
    def test_tells_what_a_file_is(self, name, content, kind) -> None:
        assert look_into(name, content).kind == kind

    def test_a_file_that_was_lost_opens_for_nobody(self) -> None:
        assert searchability_of("a.csv", None) == FileKind.LOCKED

    def test_words_that_we_recognised_are_not_in_the_file(self) -> None:
        text = FileText(state="ocr", has_text_layer=False, text="chữ", pages=1)

        assert searchability_of("a.pdf", text) == FileKind.SCAN

    def test_looks_at_pages_from_first_to_last(self) -> None:
        # 40 pages of which the first 10 have text: a look at the beginning only would be taken in.
        found = look_into("a.pdf", joined(*[typeset(TEXT)] * 10, scanned(30)))

        assert (found.kind, found.pages) == (FileKind.SCAN, 40)


@pytest.mark.django_db
class TestSearchableFiles:
    @pytest.fixture
    def portal(self):
        return make_portal()

    def add(self, portal, story, content: bytes, name: str = "a.pdf", at: datetime | None = None):
        document = PortalDocument.objects.create(
            title=name, collection=portal.collection, file=ContentFile(content, name=name)
        )
        PortalDocument.objects.filter(pk=document.pk).update(created_at=at or local(2026, 10, 9, 9))
        if story:
            PublishedFile.objects.create(page=story, document=document)
        return document

    def test_are_the_share_of_published_files_of_the_month(self, portal) -> None:
        story = write(portal, local(2026, 10, 9, 9), 1)
        self.add(portal, story, typeset(TEXT))
        self.add(portal, story, b"a;b", "a.csv")
        scan = self.add(portal, story, scanned())
        # Neither what no page shows, nor what was added in another month, nor another portal's.
        self.add(portal, None, b"a;b", "b.csv")
        self.add(portal, story, b"a;b", "c.csv", at=local(2026, 9, 30, 23))
        other = make_portal()
        self.add(other, write(other, local(2026, 10, 9, 9), 2), b"a;b", "d.csv")
        unread = measure("files.searchable", portal)[portal.pk]
        # Not before they were read themselves.
        assert read_files(now=SNAPSHOT) == 0
        assert read_and_judge() == 5
        assert read_files(now=SNAPSHOT) == 0

        taken = measure("files.searchable", portal)[portal.pk]

        assert (unread.cases, unread.numbers["unread"]) == (0, 3)
        assert (taken.value, taken.cases) == (Decimal(2) / 3, 3)
        assert [(one.pk, one.why) for one in taken.examples] == [(scan.pk, "scan")]

    def test_are_read_again_when_replaced(self, portal) -> None:
        story = write(portal, local(2026, 10, 9, 9), 1)
        document = self.add(portal, story, scanned())
        read_and_judge()
        document.file = ContentFile(typeset(TEXT), name="moi.pdf")
        document.save()

        assert read_files(now=SNAPSHOT) == 0
        assert read_and_judge() == 1
        assert FileReading.objects.get().kind == FileKind.TEXT

    def test_are_shown_to_their_board_with_the_place_to_mend(self, portal) -> None:
        head = make_member(portal, Position.HEAD)
        story = write(portal, local(2026, 10, 9, 9), 1, author=head)
        document = self.add(portal, story, scanned())
        read_and_judge()

        page = body(desk_client(head).get(reverse("scoring:faults"))).decode()

        assert reverse("wagtaildocs:edit", args=[document.pk]) in page
