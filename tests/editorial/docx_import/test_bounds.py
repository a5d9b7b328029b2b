"""Texts from Word that are made to tire whoever reads them: refused in words, or read in time in proportion."""

from __future__ import annotations

import io
import time

import pytest
from django.urls import reverse
from django.utils import timezone

from editorial.docx_import.actions import bring_document
from editorial.docx_import.archive import UnableToImportDocument
from editorial.docx_import.bounds import DEEPEST, MOST_ROWS, MOST_TAGS, TooMuchText
from editorial.docx_import.documents import read_document
from editorial.docx_import.markup import blocks_of_markup
from editorial.docx_import.pasting import LONGEST, pasted_blocks
from portals.boards.enums import Position
from portals.uploads import UploadRefused
from tests.factories import make_member, make_portal, section_of
from tests.support.tiring import rows_of_word
from tests.walls import desk_client

from .documents import document, uploaded, with_text

# Far more than a second, far less than what these took.
SOON = 5


def nested(depth: int) -> str:
    """Lists in lists; a level is two tags deep."""
    return "<ul><li>a" * depth + "</li></ul>" * depth


def table(rows: int) -> str:
    return f"<table>{'<tr><td>a</td><td>b</td></tr>' * rows}</table>"


class TestMarkup:
    def test_may_be_as_deep_as_is_allowed(self):
        assert len(blocks_of_markup(nested(DEEPEST // 2)).blocks) == 1

    def test_may_not_be_deeper(self):
        with pytest.raises(TooMuchText):
            blocks_of_markup(nested(DEEPEST // 2 + 1))

    def test_may_not_hide_its_depth_behind_ends_of_nothing(self):
        with pytest.raises(TooMuchText):
            blocks_of_markup("<b></i>" * (DEEPEST + 1) + "a")

    def test_may_have_as_many_rows_as_are_allowed(self):
        [block] = blocks_of_markup(table(MOST_ROWS)).blocks
        assert len(block["value"]["table"]["rows"]) == MOST_ROWS - 1

    def test_may_not_have_more(self):
        with pytest.raises(TooMuchText, match=f"{MOST_ROWS}"):
            blocks_of_markup(table(MOST_ROWS + 1))

    def test_may_not_have_tags_without_end(self):
        with pytest.raises(TooMuchText):
            blocks_of_markup("<b></b>" * (MOST_TAGS + 1))

    def test_keeps_lists_in_lists_at_their_depth(self):
        [block] = blocks_of_markup(nested(3)).blocks
        assert block["value"] == "<ul><li>a<ul><li>a<ul><li>a</li></ul></li></ul></li></ul>"

    def test_puts_what_is_deeper_than_words_lists_on_their_last_level(self):
        [block] = blocks_of_markup(nested(12)).blocks
        assert block["value"].count("<ul>") == 9
        assert block["value"].count("<li>") == 12

    def test_keeps_what_stands_in_an_item_in_its_order(self):
        markup = "<ul><li>a<b>b<ul><li>c</li></ul></b>d<table><tr><td>e</td></tr></table></li></ul>"
        [block] = blocks_of_markup(markup).blocks
        assert block["value"] == "<ul><li>abd<ul><li>c</li></ul></li></ul><p>e</p>"

    @pytest.mark.parametrize(
        "markup",
        [
            "<p>" + "\u2003" * 400_000 + "a</p>",
            "<p>" + "<br>" * 50_000 + "a</p>",
            "<p>a" + "<br>\u2003" * 50_000 + "</p>",
            "<ul><li>" + "<img>" * 50_000 + "</li></ul>",
            "<meta>" * 50_000,
            "<p>" + "<span style='mso-list:Ignore'>1</span>" * 50_000 + "</p>",
        ],
        ids=["wide spaces", "breaks", "breaks with spaces", "pictures", "dropped", "bullets"],
    )
    def test_is_read_in_time_in_proportion_to_its_length(self, markup):
        # Of this process alone: others may be at work on the machine.
        began = time.process_time()
        blocks_of_markup(markup)
        # Minutes, where each piece looks at all others.
        assert time.process_time() - began < 3 * SOON


class TestPasting:
    @pytest.mark.parametrize("kilobytes", [48, 96])
    def test_of_lists_without_end_is_refused_soon(self, settings, kilobytes):
        settings.PORTALS_UPLOAD_SECONDS = 0.8
        markup = nested(kilobytes * 1000 // len(nested(1)))
        began = time.monotonic()
        with pytest.raises(UploadRefused):
            pasted_blocks(markup)
        assert time.monotonic() - began < 3 * SOON

    def test_of_more_than_a_piece_is_refused_and_not_cut(self):
        with pytest.raises(UploadRefused):
            pasted_blocks("a" * (LONGEST + 1))
        assert pasted_blocks("a" * 1000)[0][0]["markup"] == f"<p>{'a' * 1000}</p>"

    def test_that_takes_too_long_is_refused(self, settings):
        settings.PORTALS_UPLOAD_SECONDS = 0
        with pytest.raises(UploadRefused):
            pasted_blocks("<p>a</p>")

    @pytest.mark.django_db
    def test_says_why_to_the_editor(self):
        desk = desk_client(make_member(make_portal(), Position.EDITOR))
        answer = desk.post(reverse("pasted"), {"markup": nested(200)})
        assert answer.status_code == 200
        assert answer.json()["blocks"] == []
        assert "lồng quá nhiều cấp" in answer.json()["refusal"]


class TestADocument:
    def test_of_sixty_thousand_rows_is_refused_soon(self):
        content = with_text(rows_of_word(60_000))
        assert len(content) < 60_000
        began = time.monotonic()
        with pytest.raises(UnableToImportDocument):
            read_document(io.BytesIO(content), name="a.docx", size=len(content))
        assert time.monotonic() - began < 2 * SOON

    @pytest.mark.parametrize(("rows", "is_read"), [(MOST_ROWS, True), (MOST_ROWS + 1, False)])
    def test_may_have_so_many_rows_and_no_more(self, rows, is_read):
        body = rows_of_word(rows) + "<w:p><w:r><w:t>chữ</w:t></w:r></w:p>"
        content = with_text(body)

        def read() -> str:
            return read_document(io.BytesIO(content), name="a.docx", size=len(content)).title

        if is_read:
            assert read() == "chữ"
        else:
            with pytest.raises(UnableToImportDocument, match=f"{MOST_ROWS}"):
                read()

    @pytest.mark.django_db
    def test_that_takes_too_long_waits_for_a_job(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        settings.PORTALS_UPLOAD_SECONDS = 0
        portal = make_portal()
        brought = bring_document(
            section=section_of(portal),
            file=uploaded(document()),
            actor=make_member(portal, Position.EDITOR),
            now=timezone.now(),
        )
        assert brought.story is None
        assert brought.waits is not None
