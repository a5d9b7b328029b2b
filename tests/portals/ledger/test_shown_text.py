"""The text that readers saw: the same from the page as it was sent and as a browser saved it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portals.ledger.shown_text import NoShownText, address_shown, shown_text_hash, shown_text_of
from portals.ledger.verifier import verify

OWN = "https://snv.example.vn/tin-tuc/ket-qua-17/"


def page(inner: str, own: str = OWN, before: str = "") -> str:
    return (
        f'<!doctype html><html><body><p>menu</p>{before}<article><header><h1 data-shown-text="{own}">Đầu đề</h1>'
        f'<p>chia sẻ</p></header><div data-shown-text="{own}">{inner}</div></article><p>foot</p></body></html>'
    )


def shown(inner: str, own: str = OWN) -> str:
    """The lines below the headline."""
    headline, below = shown_text_of(page(inner, own)).split("\n", 1)
    assert headline == "Đầu đề"
    return below


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<h1> Kết  quả\n</h1><p>Một <b>hai</b>&nbsp; ba</p>", "Kết quả\nMột hai ba\n"),
        ("một<br>hai<hr>ba<br/><br/>bốn", "một\nhai\nba\nbốn\n"),
        ("trước<p>trong</p>sau", "trước\ntrong\nsau\n"),
        ("<p>Xem <a href='/x/'>ở đây</a>.</p>", "Xem ở đây </x/>.\n"),
        ("<p><a id=x>neo</a></p>", "neo\n"),
        ("<p><a href=''>đây</a></p>", "đây <>\n"),
        ("<img alt='Lễ ra mắt' src=a.webp><img src=b.webp>", "[Lễ ra mắt][]\n"),
        ("<ul><li>một<li>hai</ul>", "một\nhai\n"),
        ("<table><tr><td>1<td><tr><th>2</table>", "|-\n| 1\n|\n|-\n| 2\n"),
        ("<ol><li>một<li>hai<ul><li>ba</ul></ol>", "1. một\n2. hai\nba\n"),
        ("10<sup>2</sup> m<sub>3</sub> <s>cũ</s>", "10^{2} m_{3} ~{cũ}\n"),
        ("<a href='https://snv.example.vn/x/' rel='nofollow External'>x</a>", "x <https://snv.example.vn/x/>\n"),
        ("một<!-- ghi chú -->hai", "mộthai\n"),
        ("e\u0301 o\u0302\u0301", "é ố\n"),
        ("1 &lt; 2 &amp; &quot;3&quot; &#8220;4&rdquo;", '1 < 2 & "3" “4”\n'),
        ("một\u2003hai", "một\u2003hai\n"),
        ("", ""),
    ],
)  # fmt: skip
def test_the_text_of_a_page(inner: str, text: str) -> None:
    assert shown(inner) == text


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>no",
        page("x").replace("<h1 data-shown-text", "<h1 data-other"),
        page("x").replace("<div data-shown-text", "<div data-other"),
        page("x").replace("h1", "h2"),
        page("x").replace("<div data", "<section data"),
        page(f'<div data-shown-text="{OWN}">y</div>'),
        page("x") + f'<div data-shown-text="{OWN}">y</div>',
        page("x", own="/"),
        page("x").replace("https", "http", 1),
        f'<div data-shown-text="{OWN}"><h1 data-shown-text="{OWN}">x</h1></div>',
        page("x", before="<base href='https://khac.example.vn/'>"),
        page("x", before="<div hidden>"),
        page("x", before="<section popover>"),
        page("x", before="<details>"),
        page("x", before="<form>"),
    ],
)
def test_a_page_marks_one_headline_and_one_text_where_they_are_seen(html: str) -> None:
    with pytest.raises(NoShownText):
        shown_text_of(html)


@pytest.mark.parametrize(
    "tag",
    [
        *("script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "details"),
        *("audio", "video", "canvas", "input", "textarea", "select", "button", "form", "pre", "font", "bdo", "tfoot"),
    ],
)  # fmt: skip
def test_what_could_hide_words_or_show_others_is_refused_inside(tag: str) -> None:
    with pytest.raises(NoShownText):
        shown(f"một<div>hai<{tag}>ba</{tag}></div>")
    assert shown_text_of(page("một") + f"<{tag}></{tag}>") == "Đầu đề\nmột\n"


@pytest.mark.parametrize(
    "attribute",
    ["hidden", "popover", "style=x", "title=x", "dir=rtl", "start=4", "value=4", "colspan=2", "onclick=x", "bgcolor=x"],
)  # fmt: skip
def test_an_attribute_that_could_is_refused_too(attribute: str) -> None:
    for inner in (f"<ol {attribute}><li>x</ol>", f"<table><tr><td {attribute}>x</table>"):
        with pytest.raises(NoShownText, match=attribute.partition("=")[0]):
            shown(inner)
    with pytest.raises(NoShownText):
        shown_text_of(page("x").replace("<div ", f"<div {attribute} "))


def test_the_head_of_a_table_stands_above_its_rows() -> None:
    rows = "<tbody><tr><td>1</tbody>"
    assert shown(f"<table><thead><tr><th>a</thead>{rows}</table>") == "|-\n| a\n|-\n| 1\n"
    for wrong in (f"{rows}<thead><tr><th>a</thead>", f"<thead></thead><thead></thead>{rows}"):
        with pytest.raises(NoShownText):
            shown(f"<table>{wrong}</table>")


@pytest.mark.parametrize(
    ("written", "absolute_address"),
    [
        ("", OWN),
        ("#muc-2", OWN + "#muc-2"),
        ("#", OWN),
        ("?", OWN),
        ("../a/./b", "https://snv.example.vn/tin-tuc/a/b"),
        ("//khac.example.vn", "https://khac.example.vn/"),
        ("HTTPS://SNV.example.VN:443/A", "https://snv.example.vn/A"),
        ("HTTPS://Khac.VN/A/../b/.", "https://khac.vn/b/"),
        ("//khac.vn/../../a//../b/..", "https://khac.vn/a/"),
        ("http://a.vn:80", "http://a.vn/"),
        ("http://a.vn:8080/x", "http://a.vn:8080/x"),
        ("/tìm kiếm?q=tên 'x'#mục {1}", "https://snv.example.vn/t%C3%ACm%20ki%E1%BA%BFm?q=t%C3%AAn%20%27x%27#m%E1%BB%A5c%20{1}"),
        ("/a%c3%a9%", "https://snv.example.vn/a%c3%a9%"),
        ("/{a}`'", "https://snv.example.vn/%7Ba%7D%60'"),
        (" \n/a\tb ", "https://snv.example.vn/ab"),
        ("mailto:vanthu@example.vn", "mailto:vanthu@example.vn"),
        ("tel:+84 222", "tel:+84 222"),
        ("http://Thủ-Tục.vn/", "http://xn--th-tc-9d2bl.vn/"),
        ("https://[", "https://["),
    ],
)  # fmt: skip
def test_addresses_are_absolute_and_spelled_as_browsers_do(
    written: str, absolute_address: str
) -> None:
    assert address_shown(written, OWN, in_full=True) == absolute_address


PIECES = (
    "/",
    "//",
    ".",
    "..",
    "a",
    "B",
    "é",
    "%c3",
    "?",
    "#",
    ":",
    "https:",
    "http://",
    "khac.vn",
    "Đ.vn:443",
    "@",
    " ",
    "x=1&y",
)


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), st.booleans())
@settings(max_examples=400, deadline=None)
def test_addresses_are_those_of_the_verifier_that_knows_nothing_of_this_code(
    written: str, in_full: bool
) -> None:
    assert address_shown(written, OWN, in_full=in_full) == verify.address_of(written, OWN, in_full)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("/noi-dung/12/", "/noi-dung/12/"),
        ("HTTP://SNV.example.VN:80/noi-dung/12/?a#b", "/noi-dung/12/?a#b"),
        ("https://snv.example.vn:8443/noi-dung/12/", "https://snv.example.vn:8443/noi-dung/12/"),
        ("https://a@snv.example.vn/", "https://a@snv.example.vn/"),
        ("https://khac.example.vn/noi-dung/12/", "https://khac.example.vn/noi-dung/12/"),
        ("", ""),
        ("?trang=2", ""),
        ("#muc-2", "#muc-2"),
        (OWN + "?x#muc-2", "#muc-2"),
    ],
)
def test_an_address_on_the_page_s_host_has_none(written: str, text: str) -> None:
    assert address_shown(written, OWN) == text


def test_a_text_is_the_same_on_every_portal() -> None:
    inner = (
        "<a href='/noi-dung/12/'>a</a> <a href='#x'>b</a> <a href='https://snv.example.vn/c' rel=external>c</a>"
        " <a href='https://ubnd.example.vn/d' rel=external>d</a>"
    )
    assert shown(inner) == shown(inner, own="https://ubnd.example.vn/chi-dao/ket-qua-17/")
    assert shown(inner.replace(" rel=external", "")) != shown(
        inner.replace(" rel=external", ""), own="https://ubnd.example.vn/chi-dao/ket-qua-17/"
    )


def test_what_a_browser_saved_has_the_same_text() -> None:
    """Addresses made absolute, elements closed, pictures beside the page: as Chromium and Firefox write it."""
    sent = "<p>Xem <a href='../thông báo/?số=1'>thông báo</a><br>và <img src='/media/a.webp' alt='ảnh'></p>"
    saved = (
        '<p>Xem <a href="https://snv.example.vn/tin-tuc/th%C3%B4ng%20b%C3%A1o/?s%E1%BB%91=1">thông báo</a><br>'
        'và <img src="./ket-qua_files/a.webp" alt="ảnh"></p>'
    )
    assert shown(sent) == shown(saved)
    assert (
        shown_text_hash(shown(sent))
        == shown_text_hash(shown(saved))
        != shown_text_hash(shown(sent.replace("báo</a>", "bảo</a>")))
    )
