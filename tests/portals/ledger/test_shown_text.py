"""The text that readers saw: the same from the page as it was sent and as a browser saved it."""

from __future__ import annotations

import pytest

from portals.ledger.shown_text import NoShownText, absolute, hash_of, shown_text_of

OWN = "https://snv.example.vn/tin-tuc/ket-qua-17/"


def shown(inner: str) -> str:
    return shown_text_of(
        f'<!doctype html><html><body><p>menu</p><article data-shown-text="{OWN}">{inner}</article>'
        "<p>foot</p></body></html>"
    )


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<h1> Kết  quả\n</h1><p>Một <b>hai</b>&nbsp; ba</p>", "Kết quả\nMột hai ba\n"),
        ("một<br>hai<hr>ba<br/><br/>bốn", "một\nhai\nba\nbốn\n"),
        ("trước<p>trong</p>sau", "trước\ntrong\nsau\n"),
        ("<p>Xem <a href='/x/'>ở đây</a>.</p>", "Xem ở đây <https://snv.example.vn/x/>.\n"),
        ("<p><a name=x>neo</a></p>", "neo\n"),
        ("<p><a href=''>đây</a></p>", f"đây <{OWN}>\n"),
        ("<img alt='Lễ ra mắt' src=a.webp><img src=b.webp>", "[Lễ ra mắt][]\n"),
        ("<ul><li>một<li>hai</ul>", "một\nhai\n"),
        ("<table><tr><td>1<td>2</table>", "1\n2\n"),
        ("<p data-not-shown-text hidden>nút</p>sau", "nút\nsau\n"),
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
    "page", ["", "<p>no", "<p data-shown-text=a>1</p><p data-shown-text=b>2</p>"]
)
def test_a_page_marks_one_text(page: str) -> None:
    with pytest.raises(NoShownText):
        shown_text_of(page)


@pytest.mark.parametrize(
    "tag", ["script", "style", "template", "noscript", "iframe", "object", "embed"]
)
def test_a_text_that_cannot_be_told_is_refused(tag: str) -> None:
    with pytest.raises(NoShownText, match=tag):
        shown(f"một<p>hai<{tag}>ba</{tag}></p>")
    outside = f'<{tag}></{tag}><p data-shown-text="{OWN}">một</p>'
    assert shown_text_of(outside) == "một\n"


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
    assert absolute(written, OWN) == absolute_address


def test_what_a_browser_saved_has_the_same_text() -> None:
    """Addresses made absolute, elements closed, pictures beside the page: as Chromium and Firefox write it."""
    sent = "<p>Xem <a href='../thông báo/?số=1'>thông báo</a><br>và <img src='/media/a.webp' alt='ảnh'></p>"
    saved = (
        '<p>Xem <a href="https://snv.example.vn/tin-tuc/th%C3%B4ng%20b%C3%A1o/?s%E1%BB%91=1">thông báo</a><br>'
        'và <img src="./ket-qua_files/a.webp" alt="ảnh"></p>'
    )
    assert shown(sent) == shown(saved)
    assert (
        hash_of(shown(sent))
        == hash_of(shown(saved))
        != hash_of(shown(sent.replace("báo</a>", "bảo</a>")))
    )
