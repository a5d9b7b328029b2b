"""Word's HTML becomes blocks: headings, lists, tables and links stay, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.docx_import.markup import Block, blocks_of_markup
from editorial.models import StoryPage
from editorial.stored_text import plain

from .clipboard import FULL, LIST_ONLY


def blocks(markup: str, **options: Any) -> list[Block]:
    return blocks_of_markup(markup, **options).blocks


def texts(markup: str) -> str:
    return "".join(block["value"] for block in blocks(markup) if block["type"] == "text")


class TestWhatWordPutsOnTheClipboard:
    def test_becomes_our_blocks(self) -> None:
        assert [(block["type"], block["value"]) for block in blocks(FULL)] == [
            ("heading", {"text": "Kế hoạch tiêm phòng", "level": "2"}),
            (
                "text",
                "<p>Ủy ban nhân dân xã thông báo lịch tiêm như sau, xem "
                '<a href="https://bacninh.gov.vn/lich">bản đầy đủ</a>:</p>'
                "<ul><li>Thôn Đông: sáng thứ Hai<ul><li>Tại nhà văn hóa</li></ul></li>"
                "<li>Thôn Đoài: chiều thứ Hai</li></ul>",
            ),
            ("heading", {"text": "Các bước", "level": "3"}),
            ("text", "<ol><li>Đăng ký</li><li>Đến tiêm</li></ol>"),
            (
                "table",
                {
                    "caption": "",
                    "table": {
                        "caption": "",
                        "columns": [
                            {"type": "text", "heading": "Thôn"},
                            {"type": "text", "heading": "Số người"},
                        ],
                        "rows": [{"values": ["Đông", "120"]}, {"values": ["Đoài", "85"]}],
                    },
                },
            ),
            ("text", "<p>Kính báo.</p>"),
        ]

    def test_says_how_many_pictures_stayed_behind(self) -> None:
        assert blocks_of_markup(FULL).pictures_left_out == 1

    def test_may_be_a_list_alone(self) -> None:
        assert blocks(LIST_ONLY)[0]["value"].startswith("<ul><li>Thôn Đông: sáng thứ Hai<ul>")


class TestText:
    @pytest.mark.parametrize(
        ("markup", "kept"),
        [
            ("<p><b>a</b> <u>b</u> <font color=red>c</font></p>", "<p>a b c</p>"),
            ("<p style='mso-list:none'>a</p>", "<p>a</p>"),
            ("một <b>hai</b><p>ba</p>bốn", "<p>một hai</p><p>ba</p><p>bốn</p>"),
            ("<div><p>a</p><div>b</div></div>", "<p>a</p><p>b</p>"),
            ("<b id=docs-internal><p>a</p></b>", "<p>a</p>"),
            ("<p>a<br>b</p>", "<p>a<br/>b</p>"),
            ("<p>  &nbsp; </p><p><br></p>", ""),
            ("<p>1 &lt; 2 &amp; 3</p>", "<p>1 &lt; 2 &amp; 3</p>"),
            ('<p><a href="javascript:alert(1)">a</a></p>', "<p>a</p>"),
            ('<p><a href="#_ftn1">a</a></p>', "<p>a</p>"),
            ('<p><a href="http://[">a</a></p>', "<p>a</p>"),
            ('<p><a href="mailto:a@b.vn">a</a></p>', '<p><a href="mailto:a@b.vn">a</a></p>'),
            (
                '<p><a href="https://a.vn/?b=1&amp;c=%22">a</a></p>',
                '<p><a href="https://a.vn/?b=1&amp;c=%22">a</a></p>',
            ),
            (
                "<ul><li><p>a</p></li><li>b<ol><li>c</li></ol></li></ul>",
                "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>",
            ),
            ("<ul><li>a</li></ul><ol><li>b</li></ol>", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
            ("<script>x</script><style>y</style><p>a</p>", "<p>a</p>"),
            ("<p>Ho\u0300a</p>", "<p>Hòa</p>"),
        ],
    )
    def test_keeps_words_lists_and_links(self, markup: str, kept: str) -> None:
        assert texts(markup) == kept


class TestHeadings:
    def test_are_brought_to_two_levels(self) -> None:
        levels = [
            block["value"]["level"] for block in blocks("<h2>a</h2><h3>b</h3><h4>c</h4><h2>d</h2>")
        ]
        assert levels == ["2", "3", "3", "2"]

    def test_may_be_paragraphs_with_an_outline_level(self) -> None:
        marked = "<p style='mso-outline-level:1'>a</p><p class=MsoTitle>b</p>"
        assert [block["type"] for block in blocks(marked)] == ["heading", "heading"]

    def test_that_are_too_long_are_text(self) -> None:
        assert blocks(f"<h1>{'a' * 161}</h1>")[0]["type"] == "text"


class TestTables:
    def rows(self, markup: str) -> list[list[str]]:
        [table] = [block["value"]["table"] for block in blocks(markup)]
        return [
            [column["heading"] for column in table["columns"]],
            *[row["values"] for row in table["rows"]],
        ]

    def test_leave_the_places_of_spans_empty(self) -> None:
        markup = (
            "<table><tr><th colspan=2>a</th><th>b</th></tr>"
            "<tr><td rowspan=2>c</td><td>d</td><td>e</td></tr>"
            "<tr><td>f</td><td>g</td></tr></table>"
        )
        assert self.rows(markup) == [["a", "", "b"], ["c", "d", "e"], ["", "f", "g"]]

    def test_are_filled_up_to_the_longest_row(self) -> None:
        assert self.rows("<table><tr><td>a</td></tr><tr><td>b</td><td>c</td></tr></table>") == [
            ["a", ""],
            ["b", "c"],
        ]

    def test_that_only_put_words_side_by_side_are_text(self) -> None:
        head = "<table><tr><td>ỦY BAN NHÂN DÂN</td><td>CỘNG HÒA</td></tr></table>"
        assert texts(head) == "<p>ỦY BAN NHÂN DÂN</p><p>CỘNG HÒA</p>"

    def test_keep_the_words_of_a_table_inside(self) -> None:
        inner = "<table><tr><td><p>x</p></td></tr><tr><td><p>y</p></td></tr></table>"
        outer = f"<tr><td>a</td><td>b</td></tr><tr><td>{inner}</td><td>c</td></tr>"
        assert self.rows(f"<table>{outer}</table>") == [["a", "b"], ["x y", "c"]]

    def test_do_not_grow_without_end(self) -> None:
        wide = "<table><tr><td colspan=999999>a</td><td>b</td></tr><tr><td>c</td></tr></table>"
        assert len(self.rows(wide)[0]) <= 60


class TestPictures:
    def test_that_are_known_become_figures(self) -> None:
        read = blocks_of_markup('<p>a<img src="p1" alt=" Ảnh "></p><img src="p2">', pictures=["p1"])
        assert read.blocks == [
            {"type": "text", "value": "<p>a</p>"},
            {"type": "figure", "value": {"image": "p1", "alt": "Ảnh"}},
        ]
        assert read.pictures_left_out == 1


MARKUP = st.recursive(
    st.text(max_size=12),
    lambda inner: st.builds(
        lambda name, style, children: f"<{name} style='{style}'>{''.join(children)}</{name}>",
        st.sampled_from(
            ["p", "h1", "h3", "ul", "ol", "li", "table", "tr", "td", "b", "a", "div", "o:p", "img"]
        ),
        st.sampled_from(["", "mso-list:l0 level3 lfo1", "mso-list:Ignore", "mso-outline-level:2"]),
        st.lists(inner, max_size=3),
    ),
    max_leaves=25,
)


class TestAnything:
    @given(MARKUP)
    def test_becomes_blocks_that_our_vocabulary_takes(self, markup: str) -> None:
        found = blocks(markup)
        stream = StoryPage._meta.get_field("body").stream_block
        assert len(stream.to_python(found)) == len(found)
        for block in found:
            assert block["type"] in {"text", "heading", "table"}
            if block["type"] == "text":
                assert "style" not in block["value"]
                assert plain(block["value"])
