"""Hiding on pages: what is painted over is in nothing of the new file."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.utils import translation
from PIL import Image

from portals.redaction import files
from portals.redaction.boxes import WHOLE, Box, Rectangle, as_values
from portals.redaction.files import draw_page, propose_boxes, redact_pdf
from portals.redaction.findings import PersonalKind
from portals.redaction.pdf_pages import MOST_PAGES
from portals.redaction.pdf_words import PageWord
from portals.redaction.pdf_writing import PdfOfPictures
from portals.redaction.work import proposed_boxes, redacted_pdf
from portals.uploads.apart import Exhausting, Unfinished
from portals.uploads.refusal import UploadRefused

from ...support.files import pdf as made_pdf
from .letters import (
    NAME,
    OUTSIDE,
    SECRETS,
    all_bytes,
    drawn,
    filled,
    letter,
    loaded,
    pages,
    said,
    seen,
    turned,
)

ALL = [0, 0, 0, WHOLE, WHOLE]
CROPS = {0: None, 90: None, 180: (10, 20, 390, 230), 270: (0, 0, 380, 240)}


def boxes_of(content: bytes) -> list[list[int]]:
    values, _ = proposed_boxes(io.BytesIO(content), names_given=[NAME], known_public=[])
    return [edges for edges, _kind, _why in values["boxes"]]


def redacted(content: bytes, boxes: list[list[int]]) -> bytes:
    return redacted_pdf(io.BytesIO(content), boxes=boxes)[1][0]


@pytest.fixture(scope="module")
def public() -> bytes:
    return redacted(letter(), boxes_of(letter()))


class TestNothingIsLeft:
    @pytest.mark.parametrize("degrees", [0, 90, 180, 270])
    def test_the_same_bytes_come_of_a_letter_that_never_said_it(self, degrees: int) -> None:
        """Whatever way the page is turned and cropped: what a box covers has no influence on the new file."""
        with_secrets = turned(letter(), degrees, CROPS[degrees])
        without = turned(letter(with_secrets=False), degrees, CROPS[degrees])
        boxes = boxes_of(with_secrets)
        assert len(boxes) == len(SECRETS)
        assert seen(with_secrets).tobytes() != seen(without).tobytes()
        assert redacted(with_secrets, boxes) == redacted(without, boxes)

    def test_in_any_stream(self, public: bytes) -> None:
        held = all_bytes(public)
        for secret in (*SECRETS, *(word for one in SECRETS for word in one.split())):
            for encoding in ("utf-8", "utf-16-be", "utf-16-le"):
                raw = secret.encode(encoding)
                assert raw not in held
                assert raw.hex().encode() not in held
            assert secret not in said(public)

    def test_of_what_came_beside_the_pages(self) -> None:
        with pikepdf.open(io.BytesIO(redacted(loaded(letter()), boxes_of(letter())))) as pdf:
            assert set(pdf.Root.keys()) == {"/Type", "/Pages", "/Lang"}
            assert set(pdf.trailer.keys()) == {"/Root", "/Size", "/ID"}
            assert set(pdf.pages[0].keys()) == {
                *("/Type", "/Parent", "/MediaBox", "/Contents", "/Resources"),
            }
            assert not pdf.attachments

    def test_of_former_versions(self) -> None:
        content = redacted(loaded(letter()), boxes_of(letter()))
        assert content.count(b"%%EOF") == 1
        assert NAME.encode() not in all_bytes(content)
        assert b"027189004512" not in all_bytes(content)

    def test_of_words_that_nobody_sees(self) -> None:
        """White on white, outside of what is drawn, and behind a black bar of somebody who thought it gone."""
        content = drawn(
            "BT /H 12 Tf 10 80 Td (Seen) Tj ET 1 g BT /H 12 Tf 10 60 Td (White) Tj ET 0 g "
            "BT /H 12 Tf 10 30 Td (Barred) Tj ET 5 25 100 20 re f BT 3 Tr /H 12 Tf 120 80 Td (Unseen) Tj ET"
        )
        assert {"Seen", "White", "Barred", "Unseen"} == set(said(content).split())
        assert said(redacted(content, [])).split() == ["Seen"]

    def test_of_a_number_that_is_said_again_unseen_below_other_words(self) -> None:
        content = drawn(
            "BT /H 12 Tf 10 80 Td (0912345678) Tj ET BT /H 12 Tf 10 30 Td (Other words) Tj ET "
            "BT 3 Tr /H 12 Tf 10 30 Td (0912345678.) Tj ET"
        )
        hidden = [[0, 0, 0, WHOLE, 4000]]
        assert "0912345678" not in said(redacted(content, hidden))
        assert "Other" in said(redacted(content, hidden))


class TestWhatIsShown:
    def test_boxes_cover_whole_letters(self, public: bytes) -> None:
        """Each pixel that only the letter with secrets inks is black: marks above capitals and below letters too."""
        told, silent, shown = (
            seen(one).get_flattened_data() for one in (letter(), letter(with_secrets=False), public)
        )
        inked = [
            now for had, has_not, now in zip(told, silent, shown, strict=True) if had != has_not
        ]
        assert len(inked) > 1_000
        assert max(inked) < 40

    def test_words_outside_can_be_selected_where_they_stand(self, public: bytes) -> None:
        words = said(public).split()
        assert set(OUTSIDE) <= set(words)
        values, _ = proposed_boxes(io.BytesIO(public), names_given=["Trân Trọng"], known_public=[])
        before, _ = proposed_boxes(
            io.BytesIO(letter()), names_given=["Trân Trọng"], known_public=[]
        )
        (now,) = [edges for edges, kind, _ in values["boxes"] if kind == PersonalKind.NAME]
        (then,) = [edges for edges, kind, _ in before["boxes"] if kind == PersonalKind.NAME]
        assert all(abs(one - other) < 60 for one, other in zip(now, then, strict=True))

    def test_words_of_a_turned_page_are_read_from_its_top(self) -> None:
        upright = (
            "BT /H 12 Tf 0 1 -1 0 30 10 Tm (First) Tj 0 1 -1 0 30 60 Tm (line) Tj "
            "0 1 -1 0 60 10 Tm (second) Tj ET"
        )
        content = redacted(turned(drawn(upright), 90), [])
        assert said(content).split() == ["First", "line", "second"]

    def test_pages_keep_their_size_as_shown(self) -> None:
        with pikepdf.open(io.BytesIO(redacted(turned(letter(), 90, (0, 0, 280, 200)), []))) as pdf:
            assert [float(edge) for edge in pdf.pages[0].MediaBox] == [0, 0, 200, 280]

    def test_boxes_of_one_page_are_not_on_another(self) -> None:
        content = redacted(pages(3), [[1, 0, 0, WHOLE, WHOLE]])
        assert [max(seen(content, page).getextrema()) for page in range(3)] == [255, 0, 255]

    def test_the_same_file_comes_of_the_same(self, public: bytes) -> None:
        assert redacted(letter(), boxes_of(letter())) == public

    def test_any_number_of_different_signs_can_be_read(self) -> None:
        signs = [chr(0x4E00 + at) for at in range(600)]
        made = PdfOfPictures()
        rows = [
            PageWord(
                "".join(signs[at : at + 60]), Rectangle(100, 900 * row, 9_000, 900 * row + 500), 0
            )
            for row, at in enumerate(range(0, 600, 60))
        ]
        made.add(Image.new("RGB", (100, 100), "white"), (300, 300), rows)
        assert set(signs) <= set(said(made.content()))


class TestProposals:
    def test_break_with_the_line(self) -> None:
        content = drawn(
            "BT /H 10 Tf 10 80 Td (Dia chi: so nha 12,) Tj ET BT /H 10 Tf 10 60 Td (ngo 34) Tj ET"
        )
        upper, lower = boxes_of(content)
        assert upper[4] <= lower[2]

    def test_see_what_was_filled_in(self) -> None:
        content = filled("Goi 0912345678")
        (box,) = boxes_of(content)
        assert said(redacted(content, [box])).split() == ["Goi"]
        assert min(seen(redacted(content, [])).getextrema()) < 100

    def test_spare_what_is_public(self) -> None:
        values, _ = proposed_boxes(
            io.BytesIO(letter()), names_given=[], known_public=["0912345678", "van@example.vn"]
        )
        assert [kind for _edges, kind, _why in values["boxes"]] == [PersonalKind.IDENTITY]

    def test_say_which_pages_have_no_words(self) -> None:
        values, _ = proposed_boxes(io.BytesIO(pages(1)), names_given=[], known_public=[])
        assert values["pages"] == [(50, 50, False)]


class TestRefusals:
    @pytest.mark.parametrize(
        ("content", "boxes", "words"),
        [
            (made_pdf(password="x"), [], "mật khẩu"),
            (b"%PDF-1.7 nothing", [], "hỏng"),
            (b"", [], "hỏng"),
            (pages(MOST_PAGES + 1), [], f"{MOST_PAGES} trang"),
            (pages(1), [[1, 0, 0, 9, 9]], "trang"),
        ],
        ids=["locked", "broken", "empty", "long", "no such page"],
    )
    def test_say_in_vietnamese_what_to_do(
        self, content: bytes, boxes: list[list[int]], words: str
    ) -> None:
        with translation.override("vi"), pytest.raises(UploadRefused, match=words):
            redacted(content, boxes)

    def test_a_broken_page_is_not_left_out(self) -> None:
        with pikepdf.open(io.BytesIO(pages(2))) as pdf:
            pdf.pages[1].obj.MediaBox = pikepdf.Array([0, 0, 14_000, 0.001])
            out = io.BytesIO()
            pdf.save(out)
        with pytest.raises(UploadRefused):
            redacted(out.getvalue(), [])


class TestApart:
    def test_a_file_goes_the_whole_way(self) -> None:
        proposal = propose_boxes(letter(), names_given=[NAME])
        assert [one.kind for one in proposal.boxes] == [
            *(PersonalKind.NAME, PersonalKind.IDENTITY, PersonalKind.PHONE, PersonalKind.EMAIL),
        ]
        assert [(page.width, page.height, page.has_words) for page in proposal.pages] == [
            (400, 240, True)
        ]
        assert all(one.why for one in proposal.boxes)
        content = redact_pdf(letter(), [one.box for one in proposal.boxes])
        assert not any(secret in said(content) for secret in SECRETS)
        shown = Image.open(io.BytesIO(draw_page(letter(), 0, [Box(*ALL)])))
        assert max(shown.convert("L").getextrema()) < 40

    def test_what_lies_in_the_file_is_refused_and_what_does_not_is_tried_again(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for raised, told in ((Exhausting, UploadRefused), (Unfinished, Unfinished)):

            def ended(*_args: object, error: type[Exception] = raised, **_more: object) -> None:
                raise error

            monkeypatch.setattr(files, "run_apart", ended)
            with pytest.raises(told):
                redact_pdf(letter(), [])

    def test_a_task_holds_no_more_than_its_message(self) -> None:
        with pytest.raises(ValueError):
            as_values([Box(*ALL)] * 1_001)
        with pytest.raises(ValueError):
            propose_boxes(letter(), known_public=["1" * 20_001])


class TestBoxes:
    @pytest.mark.parametrize(
        "edges",
        [(-1, 0, 0, 1, 1), (0, 5, 0, 5, 1), (0, 0, 5, 1, 4), (0, 0, 0, WHOLE + 1, 1), (0, -1, 0, 1, 1)],
    )  # fmt: skip
    def test_lie_on_a_page(self, edges: tuple[int, int, int, int, int]) -> None:
        with pytest.raises(ValueError):
            Box(*edges)

    def test_cover_each_pixel_that_they_touch(self) -> None:
        assert Box(0, 150, 99, 201, 301).pixels(100, 100) == (1, 0, 2, 3)
        assert Box(*ALL).pixels(7, 3) == (0, 0, 6, 2)
        assert Box(0, 0, 0, 1, 1).pixels(100, 100) == (0, 0, 0, 0)
