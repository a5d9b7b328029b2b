"""All pages of one portal, written as files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from html import escape
from http import HTTPStatus
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.utils.translation import gettext as _

from editorial.public.views.content import LARGEST_ID
from portals.addresses import main_hostname, main_origin
from portals.models import Portal

from .catalogue import ArchiveCatalogue, ArchivedAddress
from .listing import public_addresses
from .manifest import UnableToArchive
from .names import INDEX, archived_name, is_shared, link_between
from .pages import ArchivedPage, archived_page
from .search_files import SearchWriter, banner_of, list_name, search_name, stub
from .shared import SharedFiles
from .store import ArchiveFolder
from .visitor import AnonymousVisitor, GivenToVisitor

# The page as it was served, byte by byte: the ledger proves its text.
AS_SERVED = "goc.html"
# What answers so was public when it was listed, and is so no more or not yet.
_CONTENT_PATH = "/noi-dung/"
DIGITS = len(str(LARGEST_ID))


@dataclass(frozen=True, slots=True)
class Archiving:
    """What all portals of one archive have in common."""

    store: ArchiveFolder
    catalogue: ArchiveCatalogue
    visitor: AnonymousVisitor
    shared: SharedFiles
    hosts: frozenset[str]
    now: datetime


class PortalPages:
    """Writes one portal. Pages are read one by one; only what is searched is kept until the end."""

    def __init__(self, archiving: Archiving, portal: Portal) -> None:
        self._all = archiving
        self._portal = portal
        self._host = main_hostname(portal)
        self._origin = main_origin(portal)
        self._listed = BytesIO()
        self._searched = BytesIO()

    def list_addresses(self, *, now: datetime) -> None:
        self._all.catalogue.list_addresses(public_addresses(self._portal, now=now))

    def write(self) -> None:
        search = SearchWriter(self._searched, self._host)
        title = escape(self._portal.title)
        start = f'<p><a href="../index.html">{escape(_("Start of the archive"))}</a></p>'
        head = f'<html lang="vi"><head><meta charset="utf-8"><title>{title}</title></head>'
        self._listed.write(
            f"<!doctype html>{head}<body><main>{start}<h1>{title}</h1><ul>\n".encode()
        )
        for address in self._all.catalogue.addresses(self._host):
            if is_shared(address.path):
                self._all.shared.name(self._host, address.path)
            elif page := self._write_address(address):
                name = archived_name(self._host, address.path)
                search.add(name, page.title, page.text)
                link = link_between(list_name(self._host), name)
                shown = escape(page.title or address.path)
                self._listed.write(f'<li><a href="{link}">{shown}</a></li>\n'.encode())
        search.close()
        self._listed.write(b"</ul></main></body></html>\n")
        self._all.store.put(
            list_name(self._host), self._listed.getvalue(), kind="list", host=self._host
        )
        self._all.store.put(
            search_name(self._host), self._searched.getvalue(), kind="search", host=self._host
        )

    def _write_address(self, address: ArchivedAddress) -> ArchivedPage | None:
        name = archived_name(self._host, address.path)
        about: dict[str, Any] = {
            "host": self._host,
            "path": address.path,
            "kind": address.kind,
            "subject": address.subject,
        }
        with self._answered(address.path) as given:
            if given.status != 200:
                self._all.catalogue.note_missing(address, given.status)
                self._lead_away(name, address, given)
                return None
            if not given.is_page:
                self._write_file(name, address, given)
                return None
            content = given.content()
        whole = self._origin + address.path
        page = archived_page(
            content,
            address=whole,
            lead=lambda other: self._lead(name, other),
            banner=banner_of(name, self._host, whole, self._all.now),
        )
        self._all.store.put(name, page.content, same=page.same, **about)
        if address.kind in {"story", "page"} and unquote(page.canonical) == unquote(whole):
            served = name.removesuffix(INDEX) + AS_SERVED
            self._all.store.put(served, content, same=page.same, **about)
        return page

    @contextmanager
    def _answered(self, path: str) -> Iterator[GivenToVisitor]:
        """What a visitor is given, once more where the server failed. Raises UnableToArchive where it fails again."""
        with self._all.visitor.asked(self._host, path) as given:
            if not _failed(given.status):
                yield given
                return
        with self._all.visitor.asked(self._host, path) as again:
            if _failed(again.status):
                told = {"address": self._origin + path, "status": again.status}
                raise UnableToArchive(
                    _("%(address)s answers %(status)s: mend that, and begin anew.") % told
                )
            yield again

    def _write_file(self, name: str, address: ArchivedAddress, given: GivenToVisitor) -> None:
        about: dict[str, Any] = {
            "host": self._host,
            "path": address.path,
            "kind": address.kind,
            "subject": address.subject,
        }
        if not address.path.endswith("/"):
            self._all.store.put_stream(name, given.pieces(), **about)
            return
        disposition = given.response.headers.get("Content-Disposition", "")
        given_name = PurePosixPath(disposition.rpartition("filename=")[2].strip('"')).name or "tep"
        below = archived_name(self._host, address.path + given_name)
        self._all.store.put_stream(below, given.pieces(), **about)
        self._put_stub(name, address, given_name, link_between(name, below))

    def _lead_away(self, name: str, address: ArchivedAddress, given: GivenToVisitor) -> None:
        """No link of the archive ends nowhere: in the place of what was not given stands where it is on the web."""
        whole = self._origin + address.path
        target = urljoin(whole, given.location) if given.location else whole
        self._put_stub(name, address, whole, self._lead(name, target) if given.location else whole)

    def _put_stub(self, name: str, address: ArchivedAddress, title: str, link: str) -> None:
        whole = self._origin + address.path
        banner = banner_of(name, self._host, whole, self._all.now)
        page = stub(title=title, link=link, banner=banner)
        self._all.store.put(name, page, same=f"stub {title}", kind="stub", host=self._host)

    def _lead(self, name: str, whole: str) -> str:
        """Return where an address leads from the file `name`: to a file of the archive, or to the web."""
        parts = urlsplit(whole)
        host, path = parts.hostname or "", unquote(parts.path) or "/"
        if host not in self._all.hosts or (parts.query and not is_shared(path)):
            return whole
        if is_shared(path):
            found = self._all.shared.name(host, path)
            return link_between(name, found) if found else whole
        if path.startswith(_CONTENT_PATH):
            path = self._of_content(path, host) or path
        if not self._all.catalogue.holds(host, path):
            return whole
        end = f"#{parts.fragment}" if parts.fragment else ""
        return link_between(name, archived_name(host, path)) + end

    def _of_content(self, path: str, host: str) -> str | None:
        number = path.removeprefix(_CONTENT_PATH).strip("/")
        # As the page at that address does: no other number is one of a page.
        if not number.isdecimal() or len(number) > DIGITS or int(number) > LARGEST_ID:
            return None
        return self._all.catalogue.path_of_page(int(number), host)


def _failed(status: int) -> bool:
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS


def no_longer_public(
    catalogue: ArchiveCatalogue, portal: Portal, *, now: datetime
) -> Iterator[str]:
    """Yield the addresses that were listed and are public no more."""
    still = {address.path for address in public_addresses(portal, now=now)}
    for listed in catalogue.addresses(main_hostname(portal)):
        if listed.path not in still:
            yield listed.path
