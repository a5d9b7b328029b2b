"""Exports of the platform of before (Liferay) as tables and files, read as if they were an archive of a portal.

What follows from that is not written twice: hashes, checks, one write, twice is once (docs/leaving-and-coming.md).
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from editorial.documents.importing.columns import UnreadableRegister, columns_in
from editorial.documents.importing.rows import read_row
from editorial.docx_import.bounds import TooMuchText
from editorial.docx_import.markup import blocks_of_markup
from editorial.kinds.carrying import carried_value
from editorial.kinds.registry import called
from editorial.models import OfficialDocumentPage
from editorial.public.queries.former_files import key_by_name
from editorial.public.queries.old_addresses import path_by_number
from editorial.stored_text import words_of_body
from portals.admin_kit.exports import UnreadableTable, read_table
from portals.clock import LOCAL_ZONE
from portals.text import nfc

from .archive import FORMAT, MANIFEST, SUMS, ArchiveReader, UnreadableArchive, as_json

OLD_FORMAT = "lien-cong/old-platform/v1"
PICTURES = frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp"})
LONGEST_LEAD = 600
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_MOMENT = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%Y-%m-%d")
_BETWEEN = re.compile(r"[;|\n]")


class OldPlatformExport(ArchiveReader):
    """The export as an archive: its names are those of ours. Rows that are wrong are its `faults_of_rows`."""

    def __init__(self, inner: ArchiveReader) -> None:
        self._inner = inner
        self._made: dict[str, bytes] = {}
        self._taken: dict[str, str] = {}
        self._wrong: list[tuple[str, str]] = []
        self._media: dict[str, dict[str, dict[str, Any]]] = {"images": {}, "files": {}}
        self._sections: dict[str, tuple[str, str]] = {}
        self._redirects: list[dict[str, str]] = []
        self.names = frozenset()

    def read_all(self) -> OldPlatformExport:
        """Read the tables. Raises UnreadableArchive where it is no such export."""
        about = self._inner.json(MANIFEST)
        if not isinstance(about, dict) or about.get("format") != OLD_FORMAT:
            raise UnreadableArchive(
                _("This is no archive of the version %(version)s.") % {"version": OLD_FORMAT}
            )
        host = about.get("host")
        if not isinstance(host, str) or not re.fullmatch(r"[a-z0-9.-]{1,120}", host):
            raise UnreadableArchive(_("The archive does not say which portal it is of."))
        self._make(
            MANIFEST, {"format": FORMAT, "source": f"liferay:{host}", "portal": {"host": host}}
        )
        self._read_sections()
        self._read_articles(host)
        self._read_documents()
        self._read_pages()
        for name in self._inner.below("scores"):
            self._taken[f"record/{host}/{name}"] = name
        self._make("redirects.json", self._redirects)
        for folder, entries in self._media.items():
            self._make(f"{folder}.json", list(entries.values()))
        self.names = frozenset(self._made.keys() | self._taken.keys())
        return self

    def read(self, name: str, *, largest: int = 200 * 1024 * 1024) -> bytes:
        if name in self._made:
            return self._made[name]
        return self._inner.read(self._taken.get(name, name), largest=largest)

    def faults_of_sums(self) -> Iterator[tuple[str, str]]:
        if SUMS in self._inner.names:
            yield from self._inner.faults_of_sums()

    def faults_of_rows(self) -> Iterator[tuple[str, str]]:
        yield from self._wrong

    def _make(self, name: str, value: Any) -> None:
        self._made[name] = as_json(value)

    def _rows(self, name: str, columns: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield each row with where it stands; nothing where the export has no such table."""
        if name not in self._inner.names:
            return
        try:
            table = io.BytesIO(self._inner.read(name))
            for line, cells in read_table(table, name, columns):
                yield _("%(name)s, line %(line)d") % {"name": name, "line": line}, cells
        except UnreadableTable as error:
            self._wrong.append((name, str(error)))

    def _read_sections(self) -> None:
        """What each category of before is called here: a section type, and `article` or `notice`."""
        for where, cells in self._rows("categories.csv", ("category", "section")):
            kind = cells.get("kind") or "article"
            if kind not in ("article", "notice"):
                self._wrong.append((where, _("Write article or notice.")))
            self._sections[cells.get("category", "")] = (cells.get("section", ""), kind)
        self._make("sections.json", [])

    def _read_articles(self, host: str) -> None:
        views = []
        for where, cells in self._rows("articles.csv", ("id", "title", "category", "published_at")):
            try:
                self._article(cells)
                if cells.get("views"):
                    views.append({"id": cells["id"], "views": int(cells["views"])})
            except (ValueError, UnreadableArchive, TooMuchText) as error:
                self._wrong.append((where, str(error)))
        if views:
            self._make(f"record/{host}/views.json", views)

    def _article(self, cells: dict[str, str]) -> None:
        number = self._number(cells)
        section, kind = self._section(cells)
        body = self._body(cells.get("content", ""), cells["title"])
        body += [
            {"type": "file", "value": {"document": self._medium("files", name), "title": ""}}
            for name in _split(cells.get("files", ""))
        ]
        image = cells.get("image")
        lead = cells.get("summary") or " ".join(words_of_body(body)) or cells["title"]
        self._story(
            number,
            kind=kind,
            section=section,
            title=cells["title"],
            lead=_shortened(lead),
            published_at=_moment(cells.get("published_at", "")),
            source=cells.get("source", ""),
            byline=cells.get("author", ""),
            lead_image=self._medium("images", image) if image else None,
            lead_image_alt=(cells.get("image_alt") or cells["title"])[:250] if image else "",
            own={},
            body=body,
        )

    def _read_documents(self) -> None:
        columns: dict[str, Any] = {}
        for where, cells in self._rows("documents.csv", ("id", "published_at")):
            try:
                columns = columns or columns_in(cells)
                row = read_row(
                    0, {columns[key]: text for key, text in cells.items() if key in columns}
                )
                if row.faults:
                    raise ValueError("; ".join(f"{one.column}: {one.reason}" for one in row.faults))
                carried = called(OfficialDocumentPage.story_kind).carried
                files = [self._medium("files", name) for name in row.files]
                self._story(
                    self._number(cells),
                    kind=OfficialDocumentPage.story_kind,
                    section="van-ban",
                    title=row.document.title,
                    lead=row.document.lead,
                    published_at=_moment(cells.get("published_at", "")),
                    own={one.name: carried_value(row.document, one.name) for one in carried},
                    body=[
                        {"type": "file", "value": {"document": key, "title": ""}} for key in files
                    ],
                )
            except UnreadableRegister as error:
                self._wrong.append(("documents.csv", str(error)))
                return
            except (ValueError, UnreadableArchive, ValidationError) as error:
                self._wrong.append((where, str(error)))

    def _read_pages(self) -> None:
        for where, cells in self._rows("pages.csv", ("id", "address", "title", "published_at")):
            try:
                number = self._number(cells)
                told = {
                    "key": number,
                    "section": cells.get("section") or None,
                    "address": f"/{cells['address'].strip('/')}/",
                    "title": cells["title"],
                    "intro": cells.get("intro", ""),
                    "published_at": _moment(cells.get("published_at", "")),
                    "body": self._body(cells.get("content", ""), cells["title"]),
                }
                self._once(f"pages/{number}.json", told)
            except (ValueError, UnreadableArchive, TooMuchText) as error:
                self._wrong.append((where, str(error)))

    def _story(self, number: str, **told: Any) -> None:
        told |= {"key": number, "address": f"/{path_by_number(number)}"}
        self._once(f"stories/{number}.json", told)

    def _once(self, name: str, told: dict[str, Any]) -> None:
        if name in self._made:
            raise ValueError(_("Another row has this id."))
        self._make(name, told)

    def _number(self, cells: dict[str, str]) -> str:
        number = cells.get("id", "")
        if not _NUMBER.fullmatch(number) or not cells.get("title", "-"):
            raise ValueError(_("It needs an id of digits, and a title."))
        return number

    def _section(self, cells: dict[str, str]) -> tuple[str, str]:
        category = cells.get("category", "")
        if category not in self._sections:
            raise ValueError(
                _("categories.csv does not say where “%(category)s” belongs.")
                % {"category": category[:80]}
            )
        return self._sections[category]

    def _body(self, name: str, title: str) -> list[dict[str, Any]]:
        """Read a text of `content/` as what is pasted from Word is; pictures that came along stay where they stood."""
        if not name:
            return []
        markup = self._inner.read(f"content/{name}", largest=2_000_000).decode("utf-8", "replace")
        known = {
            source: source
            for source in re.findall(r'src="([^"]+)"', markup)
            if f"files/{PurePosixPath(source).name}" in self._inner.names
            and PurePosixPath(source).suffix.lower() in PICTURES
        }
        read = blocks_of_markup(nfc(markup), pictures=known, with_emphasis=True)
        return [self._block(block, title) for block in read.blocks]

    def _block(self, block: dict[str, Any], title: str) -> dict[str, Any]:
        if block["type"] != "figure":
            return block
        source, alt = block["value"]["image"], block["value"].get("alt") or title[:250]
        key = self._medium("images", PurePosixPath(source).name)
        return {
            "type": "figure",
            "value": {"image": {"image": key, "alt_text": alt, "decorative": False}, "caption": ""},
        }

    def _medium(self, folder: str, name: str) -> str:
        """Take a file along once; return its key, which is of its name."""
        name = PurePosixPath(name.strip()).name
        if f"files/{name}" not in self._inner.names:
            raise ValueError(_("“files/%(name)s” is not in the archive.") % {"name": name[:120]})
        key = key_by_name(name)
        if key not in self._media[folder]:
            kept = f"{folder}/{key}{PurePosixPath(name).suffix.lower()}"
            self._taken[kept] = f"files/{name}"
            digest = hashlib.sha256(self._inner.read(f"files/{name}")).hexdigest()
            self._media[folder][key] = {"key": key, "title": name, "file": kept, "sha256": digest}
        return key


def _split(names: str) -> list[str]:
    return [name for name in map(str.strip, _BETWEEN.split(names)) if name]


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return (
        words if len(words) <= LONGEST_LEAD else words[: LONGEST_LEAD - 1].rsplit(" ", 1)[0] + "…"
    )


def _moment(said: str) -> str:
    """Return the moment with its zone: that of Viet Nam where none is said."""
    for form in _MOMENT:
        try:
            return datetime.strptime(said, form).replace(tzinfo=LOCAL_ZONE).isoformat()
        except ValueError:
            continue
    found = datetime.fromisoformat(said)
    if found.tzinfo is None:
        raise ValueError(_("Write the hour such as 2021-03-18 08:30."))
    return found.isoformat()
