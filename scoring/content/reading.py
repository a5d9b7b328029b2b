"""What one text holds, by the rules of domain and WCAG: words, images, and faults of access. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

from editorial.stored_text import StoredText, plain, words_of_text

# A description that only names the file, or only says that there is an image, describes nothing.
_FILE_NAME = re.compile(r"\.(jpe?g|png|gif|webp|heic|avif)\s*$|^[\w-]*\d{4,}[\w-]*$", re.IGNORECASE)
_EMPTY_WORDS = frozenset(
    {
        "ảnh", "anh", "hình", "hinh", "image", "img", "photo", "picture", "dsc", "screenshot",
        "minh", "họa", "hoạ", "đại", "diện", "bài", "viết", "tin", "tức", "của", "cho",
    }
)  # fmt: skip
# Running text in Vietnamese repeats its syllables about twice in a hundred words.
MOST_REPEATED = 3
# As the least text that is compared with others.
LEAST_WORDS_OF_GRAPHIC = 30
# The column that keeps it.
LONGEST_ADDRESS = 200
_WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"[^\W\d_]+")
_LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.IGNORECASE | re.DOTALL)
_ADDRESS = re.compile(r"^(https?://|www\.)\S+$", re.IGNORECASE)
_EMPTY_LINKS = frozenset(
    {
        "", "tại đây", "ở đây", "đây", "xem", "xem thêm", "xem tại đây", "chi tiết", "xem chi tiết",
        "click", "click here", "nhấn vào đây", "bấm vào đây", "link", "here", "tải về", "download",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TextImage:
    """An image of a text. `decorative`: its board says that it shows nothing. `image`: the number of the picture."""

    alt: str
    caption: str
    decorative: bool = False
    image: int | None = None

    @property
    def is_complete(self) -> bool:
        """Whether it has a description and a caption, so that it counts as a picture of its text."""
        return describes(self.alt) and bool(self.caption.strip())


@dataclass(frozen=True, slots=True)
class TextFacts:
    words: int
    is_illustrated: bool
    videos: int
    bad_images: int
    bad_headings: int
    bad_tables: int
    bad_links: int
    # The numbers of the pictures with description and caption, and the videos, each once.
    pictures: tuple[int, ...] = ()
    video_addresses: tuple[str, ...] = ()
    # Infographics by the number of the picture and what they say; files by their numbers, whatever they hold.
    graphics: tuple[tuple[int, str], ...] = ()
    files: tuple[int, ...] = ()


def read_text(text: StoredText, lead_picture: TextImage | None) -> TextFacts:
    """Read a text as a visitor with a screen reader meets it."""
    pictures = [*([lead_picture] if lead_picture else []), *_pictures(text.body)]
    videos = [
        address_of_video(_address_of(block)) for block in text.body if block["type"] == "video"
    ]
    return TextFacts(
        words=length_of(words_of_text(text)),
        is_illustrated=any(one.is_complete for one in pictures),
        videos=len(videos),
        bad_images=sum(_is_bad(one) for one in pictures),
        bad_headings=_bad_headings(text.body),
        bad_tables=_bad_tables(text.body),
        bad_links=sum(not says_where(link) for link in _links(text.body)),
        pictures=tuple(
            dict.fromkeys(one.image for one in pictures if one.is_complete and one.image)
        ),
        video_addresses=tuple(dict.fromkeys(videos)),
        graphics=tuple(dict.fromkeys(_graphics(text.body))),
        files=tuple(dict.fromkeys(_files(text.body))),
    )


def length_of(text: str) -> int:
    """Return the words of a text; one that says the same again and again is no longer than thrice its words."""
    words = text.lower().split()
    return min(len(words), MOST_REPEATED * len(set(words)))


def describes(alt: str) -> bool:
    """Whether a description says something: two words at least, and not only "ảnh minh họa" or a file's name."""
    if _FILE_NAME.search(alt.strip()):
        return False
    words = [word.lower() for word in _LETTERS.findall(alt)]
    return len(words) >= 2 and any(word not in _EMPTY_WORDS for word in words)


def says_where(link: str) -> bool:
    """Whether the text of a link says where it leads."""
    said = " ".join(link.lower().split()).strip(" .…:»>→")
    return said not in _EMPTY_LINKS and not _ADDRESS.match(said)


def address_of_video(url: str) -> str:
    """Return the video that an address means, however it is written: YouTube has many addresses for one video."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    steps = [step for step in parts.path.split("/") if step]
    watched = parse_qs(parts.query).get("v", [""])[0]
    if host == "youtu.be" and steps:
        return f"youtube:{steps[0]}"
    if host in {"youtube.com", "youtube-nocookie.com"}:
        if watched:
            return f"youtube:{watched}"
        if len(steps) == 2 and steps[0] in {"embed", "live", "shorts", "v"}:
            return f"youtube:{steps[1]}"
    return f"{host}/{'/'.join(steps)}{f'?v={watched}' if watched else ''}"[:LONGEST_ADDRESS]


def _address_of(block: Mapping[str, Any]) -> str:
    value = block["value"]
    return str(value.get("url") or "") if isinstance(value, Mapping) else ""


def _is_bad(picture: TextImage) -> bool:
    if picture.decorative:
        # What has a caption shows something.
        return bool(picture.caption.strip())
    return not describes(picture.alt)


def _pictures(body: Iterable[Mapping[str, Any]]) -> Iterator[TextImage]:
    for block in body:
        if block["type"] == "figure":
            image = block["value"].get("image") or {}
            if isinstance(image, Mapping):
                yield TextImage(
                    alt=image.get("alt_text") or "",
                    caption=block["value"].get("caption") or "",
                    decorative=bool(image.get("decorative")),
                    image=image["image"] if isinstance(image.get("image"), int) else None,
                )


def _graphics(body: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, str]]:
    """An infographic says something: all of it stands below it in words, so that nobody is left out."""
    for block in body:
        if block["type"] != "figure":
            continue
        shown, said = block["value"].get("image"), str(block["value"].get("text") or "")
        image = shown.get("image") if isinstance(shown, Mapping) else None
        if isinstance(image, int) and length_of(said) >= LEAST_WORDS_OF_GRAPHIC:
            # With its numbers: the graphic of the next month says the same of others.
            words = " ".join(_WORD.findall(said.lower()))
            yield image, sha256(words.encode()).hexdigest()


def _files(body: Iterable[Mapping[str, Any]]) -> Iterator[int]:
    for block in body:
        if block["type"] == "file" and isinstance(block["value"].get("document"), int):
            yield block["value"]["document"]


def _bad_headings(body: Iterable[Mapping[str, Any]]) -> int:
    """Headings begin at level 2 below the title and skip none."""
    reached, bad = 1, 0
    for block in body:
        if block["type"] == "heading":
            level = int(block["value"].get("level") or 2)
            bad += level > reached + 1
            reached = level
    return bad


def _bad_tables(body: Iterable[Mapping[str, Any]]) -> int:
    """A table has a title, and every column a heading."""
    bad = 0
    for block in body:
        if block["type"] == "table":
            table = block["value"].get("table") or {}
            headings = [
                str(column.get("heading") or "").strip() for column in table.get("columns") or ()
            ]
            bad += not (block["value"].get("caption") or "").strip() or not all(headings)
    return bad


def _links(body: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for block in body:
        if block["type"] == "text":
            yield from (plain(inner) for inner in _LINK.findall(block["value"] or ""))
