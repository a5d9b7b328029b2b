"""One alteration in what readers see of a saved page, drawn by lot. Each changes it by how it is made."""

from __future__ import annotations

import copy
import random
import re
import unicodedata
from collections.abc import Callable
from html import escape

from lxml import html
from lxml.html import HtmlElement, fragment_fromstring

SHOWN = "data-shown-text"
Alteration = Callable[[random.Random, HtmlElement], bool]


def altered(lot: random.Random, page: bytes, other: bytes) -> tuple[str, bytes]:
    """Return what was done and the altered page. `other` is the page of another story."""
    while True:
        name = lot.choice(list(ALTERATIONS))
        root = _parsed(page)
        shown = _text(root)
        if name == "another story":
            its = _text(_parsed(other))
            its.set(SHOWN, shown.get(SHOWN))
            shown.getparent().replace(shown, its)
        elif not ALTERATIONS[name](lot, shown):
            continue
        return name, _written(root)


def untouched(page: bytes) -> bytes:
    """The page as an alteration writes it, without one: what must still be good."""
    return _written(_parsed(page))


def _text(root: HtmlElement) -> HtmlElement:
    [_headline, text] = root.xpath(f"//*[@{SHOWN}]")
    return text


def _headline(shown: HtmlElement) -> HtmlElement:
    [headline] = shown.getroottree().xpath(f"//h1[@{SHOWN}]")
    return headline


def _parsed(page: bytes) -> HtmlElement:
    return html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8"))


def _written(root: HtmlElement) -> bytes:
    # It would be percent-encoded, hosts too.
    links = {f"dia-chi-{at}-": link for at, link in enumerate(root.xpath("//a[@href]"))}
    addresses = {mark: escape(link.get("href")) for mark, link in links.items()}
    for mark, link in links.items():
        link.set("href", mark)
    page = html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>")
    page = re.sub(r"dia-chi-\d+-", lambda found: addresses[found[0]], page)
    # HTML 4, by which it is written, knows no empty `source`; browsers write no end of one, and verifiers refuse it.
    return re.sub("</(?:source|wbr)>", "", page).encode()


def _texts(shown: HtmlElement) -> list[tuple[HtmlElement, str]]:
    """Where words stand: an element, and whether in it or behind it."""
    found = [(_headline(shown), "text")]
    for one in shown.iter():
        if isinstance(one.tag, str) and (one.text or "").strip():
            found.append((one, "text"))
        if one is not shown and (one.tail or "").strip():
            found.append((one, "tail"))
    return found


def _at(
    lot: random.Random, shown: HtmlElement, holds: Callable[[str], bool], new: Callable[[str], str]
) -> bool:
    """Write `new` of one character that `holds`."""
    places = [
        (element, side, at)
        for element, side in _texts(shown)
        for at, one in enumerate(getattr(element, side))
        if holds(one)
    ]
    if not places:
        return False
    element, side, at = lot.choice(places)
    text = getattr(element, side)
    setattr(element, side, text[:at] + new(text[at]) + text[at + 1 :])
    return True


def _letter(lot: random.Random, shown: HtmlElement) -> bool:
    return _at(lot, shown, str.isalpha, lambda one: "b" if one.lower() != "b" else "c")


def _tone(lot: random.Random, shown: HtmlElement) -> bool:
    """A mark less: hồ becomes ho."""

    def has_mark(one: str) -> bool:
        return len(unicodedata.normalize("NFD", one)) > 1

    return _at(lot, shown, has_mark, lambda one: unicodedata.normalize("NFD", one)[0])


def _digit(lot: random.Random, shown: HtmlElement) -> bool:
    return _at(
        lot,
        shown,
        lambda one: one in "0123456789",
        lambda one: str((int(one) + lot.randint(1, 9)) % 10),
    )


def _comma(lot: random.Random, shown: HtmlElement) -> bool:
    if lot.random() < 0.5:
        return _at(lot, shown, lambda one: one in ",.", lambda _one: "")
    return _at(lot, shown, str.isalpha, lambda one: f"{one},")


def _quote_mark(lot: random.Random, shown: HtmlElement) -> bool:
    return _at(lot, shown, lambda one: one in '“”"–', lambda one: "'" if one != "–" else "-")


def _zero_width(lot: random.Random, shown: HtmlElement) -> bool:
    return _at(lot, shown, str.isalpha, lambda one: f"{one}\u200b")


def _look_alike(lot: random.Random, shown: HtmlElement) -> bool:
    """A Cyrillic letter that nobody can tell from the Latin one."""
    same = dict(zip("aeopcx", "аеорсх", strict=True))
    return _at(lot, shown, lambda one: one in same, lambda one: same[one])


def _joined_words(lot: random.Random, shown: HtmlElement) -> bool:
    places = [place for place in _texts(shown) if " " in getattr(*place).strip()]
    if not places:
        return False
    element, side = lot.choice(places)
    text = getattr(element, side)
    words = text.split(" ")
    gaps = [
        at
        for at in range(1, len(words))
        if not words[at - 1][-1:].isspace() and not words[at][:1].isspace()
        if words[at - 1] and words[at]
    ]
    if not gaps:
        return False
    at = lot.choice(gaps)
    setattr(element, side, " ".join(words[:at]) + " ".join(words[at:]))
    return True


def _link(lot: random.Random, shown: HtmlElement) -> bool:
    links = shown.xpath(".//a[@href]")
    if not links:
        return False
    link = lot.choice(links)
    link.set("href", lot.choice([f"{link.get('href')}x", "https://gia.example.vn/", "/khac/"]))
    return True


def _unlinked(lot: random.Random, shown: HtmlElement) -> bool:
    links = shown.xpath(".//a[@href]")
    if links:
        del lot.choice(links).attrib["href"]
    return bool(links)


def _added_link(lot: random.Random, shown: HtmlElement) -> bool:
    lot.choice(_blocks(shown)).append(fragment_fromstring('<a href="https://gia.example.vn/"></a>'))
    return True


def _alt(lot: random.Random, shown: HtmlElement) -> bool:
    images = shown.xpath(".//img")
    if images:
        image = lot.choice(images)
        image.set("alt", f"{image.get('alt') or ''} khác")
    return bool(images)


def _added_image(lot: random.Random, shown: HtmlElement) -> bool:
    lot.choice(_blocks(shown)).append(fragment_fromstring('<img src="khac.jpg" alt="">'))
    return True


def _blocks(shown: HtmlElement) -> list[HtmlElement]:
    return [
        one
        for one in shown.iter("p", "li", "td", "h2", "h3", "figcaption")
        if one.text_content().strip()
    ]


def _removed(lot: random.Random, shown: HtmlElement) -> bool:
    block = lot.choice(_blocks(shown))
    block.drop_tree()
    return True


def _repeated(lot: random.Random, shown: HtmlElement) -> bool:
    block = lot.choice(_blocks(shown))
    block.addnext(copy.deepcopy(block))
    return True


def _added(lot: random.Random, shown: HtmlElement) -> bool:
    lot.choice(_blocks(shown)).addnext(fragment_fromstring("<p>Thêm một đoạn.</p>"))
    return True


def _swapped(lot: random.Random, shown: HtmlElement) -> bool:
    """Two neighbours that say different things."""
    pairs = [
        (one, one.getnext())
        for one in _blocks(shown)
        if one.getnext() is not None
        and isinstance(one.getnext().tag, str)
        and not (one.tail or "").strip()
        and _words(one) != _words(one.getnext())
        and _words(one.getnext())
    ]
    if not pairs:
        return False
    first, second = lot.choice(pairs)
    first.addprevious(second)
    return True


def _words(element: HtmlElement) -> list[str]:
    return unicodedata.normalize("NFC", element.text_content()).split()


def _hidden(lot: random.Random, shown: HtmlElement) -> bool:
    way = lot.choice(
        ["hidden", 'style="display:none"', 'aria-hidden="true"', 'class="visually-hidden"']
    )
    block = lot.choice(_blocks(shown))
    block.append(fragment_fromstring(f"<span {way}> không </span>"))
    return True


def _active(lot: random.Random, shown: HtmlElement) -> bool:
    inner = lot.choice(
        [
            "<script>document.title = 1</script>",
            "<style>p { display: none }</style>",
            '<iframe src="https://gia.example.vn/"></iframe>',
            "<noscript>khác</noscript>",
            "<template>khác</template>",
            '<object data="x.svg"></object>',
            '<embed src="x.svg">',
            "<svg><text>khác</text></svg>",
            "<details><summary>khác</summary></details>",
            '<input value="khác">',
        ]
    )
    lot.choice(_blocks(shown)).append(fragment_fromstring(inner))
    return True


def _of_the_headline(lot: random.Random, shown: HtmlElement) -> bool:
    headline = _headline(shown)
    words = (headline.text or "").split(" ")
    if lot.random() < 0.5 and words[0].strip() and len(words) > 1:
        headline.text = " ".join(words[1:])
    else:
        headline.text = f"{headline.text or ''} không"
    return True


def _concealed(lot: random.Random, shown: HtmlElement) -> bool:
    """What was published, where nobody sees it."""
    within = [*_blocks(shown), shown, _headline(shown)]
    around = [one for one in shown.iterancestors() if one.tag in ("div", "article", "main")]
    ways = [("hidden", ""), ("popover", "")]
    if lot.random() < 0.7:
        place, ways = (
            lot.choice(within),
            [*ways, ("style", "display:none"), ("style", "color:#fff")],
        )
    else:
        place = lot.choice(around)
    place.set(*lot.choice(ways))
    return True


def _attribute(lot: random.Random, shown: HtmlElement) -> bool:
    """What moves or numbers words, or shows others."""
    name, value = lot.choice(
        [("dir", "rtl"), ("title", "khác"), ("colspan", "2"), ("start", "5"), ("value", "7")]
    )
    lot.choice(_blocks(shown)).set(name, value)
    return True


def _base(_lot: random.Random, shown: HtmlElement) -> bool:
    """Where all links lead."""
    [head] = shown.getroottree().xpath("//head")
    head.insert(0, fragment_fromstring('<base href="https://gia.example.vn/">'))
    return True


def _second(lot: random.Random, shown: HtmlElement) -> bool:
    """Another element that claims to be the text."""
    other = fragment_fromstring(f'<div {SHOWN}="{shown.get(SHOWN)}"><p>Khác hẳn.</p></div>')
    lot.choice([shown.addnext, shown.addprevious])(other)
    return True


ALTERATIONS: dict[str, Alteration | None] = {
    "letter": _letter,
    "tone mark": _tone,
    "digit": _digit,
    "comma": _comma,
    "quotation mark": _quote_mark,
    "zero-width space": _zero_width,
    "look-alike letter": _look_alike,
    "space": _joined_words,
    "link's target": _link,
    "link taken away": _unlinked,
    "link added": _added_link,
    "image's description": _alt,
    "image added": _added_image,
    "paragraph removed": _removed,
    "paragraph repeated": _repeated,
    "paragraph added": _added,
    "paragraphs swapped": _swapped,
    "hidden words": _hidden,
    "script or frame": _active,
    "headline": _of_the_headline,
    "words concealed": _concealed,
    "attribute added": _attribute,
    "base of all links": _base,
    "second text": _second,
    "another story": None,
}
