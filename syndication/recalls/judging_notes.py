"""Whether an answer shows the note of a correction. Pure functions over what was fetched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import pypdfium2
from defusedxml import ElementTree
from django.utils.dateparse import parse_datetime
from django.utils.html import escape
from django.utils.translation import gettext as _

from portals.fetching import Fetched, FetchError

from .enums import What
from .judging import JSON, LONGEST, REDIRECTS, AddressProof, names_story

_ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass(frozen=True, slots=True)
class ToldNote:
    """What readers are to see since `at`. `kept` are the own versions whose boards decided to keep their own text."""

    text: str
    at: datetime
    kept: frozenset[int] = frozenset()


def judge_note(
    answer: Fetched | FetchError, note: ToldNote, *, what: str, story_id: int, main_host: str
) -> AddressProof:
    """Judge the answer of one address.

    1. No answer: wrong. 2. What was taken down since tells nobody anything wrong; another host name may lead to the
    same path of the main one. 3. A page, or a PDF: 200 with every line of the note; an own version may keep its text
    where its board decided so. 4. A feed: the entry changed when the note came, or is on it no more.
    """
    if isinstance(answer, FetchError):
        return AddressProof(False, None, str(answer)[:LONGEST])
    if answer.status == 410:
        return AddressProof(True, answer.status, _("taken down since"))
    if answer.status in REDIRECTS and what != What.FEED:
        return _led_on(answer, main_host)
    if answer.status != 200:
        return AddressProof(False, answer.status, _("It does not answer."))
    if what == What.FEED:
        return _told_by_feed(answer, note, story_id)
    if what == What.OWN and story_id in note.kept:
        return AddressProof(True, answer.status, _("the board decided to keep its own text"))
    shown = _shows_on_paper if what == What.PAPER else _shows
    if shown(answer.body, note.text):
        return AddressProof(True, answer.status, _("shows the correction"))
    return AddressProof(False, answer.status, _("The correction does not stand there."))


def _led_on(answer: Fetched, main_host: str) -> AddressProof:
    asked, target = urlsplit(answer.url), urlsplit(answer.headers.get("location", ""))
    is_main = main_host not in ("", asked.hostname)
    if is_main and (target.hostname, target.path) == (main_host, asked.path):
        return AddressProof(True, answer.status, _("leads to the main address"))
    return AddressProof(False, answer.status, _("It leads elsewhere."))


def _shows(body: bytes, text: str) -> bool:
    page = body.decode("utf-8", "replace")
    return all(escape(line) in page for line in text.splitlines())


def _shows_on_paper(body: bytes, text: str) -> bool:
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError:
        return False
    # Lines are broken anew on paper, so words are compared without what stands between them.
    said = "".join(page.get_textpage().get_text_bounded() for page in document)
    return _together(text) in _together(said)


def _together(text: str) -> str:
    return "".join(text.replace("\u200b", "").replace("\ufffe", "").split())


def _told_by_feed(answer: Fetched, note: ToldNote, story_id: int) -> AddressProof:
    read = _json_moments if urlsplit(answer.url).path == JSON else _atom_moments
    try:
        told = list(read(answer.body.decode("utf-8", "replace"), story_id))
    except (ElementTree.ParseError, LookupError, ValueError, TypeError, AttributeError):
        return AddressProof(False, answer.status, _("The feed cannot be read."))
    if not told:
        return AddressProof(True, answer.status, _("not on the feed any more"))
    if all(at is not None and at >= note.at for at in told):
        return AddressProof(True, answer.status, _("tells that the story changed"))
    return AddressProof(False, answer.status, _("The feed does not tell that the story changed."))


def _atom_moments(text: str, story_id: int) -> Iterator[datetime | None]:
    for entry in ElementTree.fromstring(text).iter(f"{_ATOM}entry"):
        if names_story(entry.findtext(f"{_ATOM}id") or "", story_id):
            yield parse_datetime(entry.findtext(f"{_ATOM}updated") or "")


def _json_moments(text: str, story_id: int) -> Iterator[datetime | None]:
    for item in json.loads(text)["items"]:
        if names_story(str(item.get("id")), story_id):
            yield parse_datetime(str(item.get("date_modified")))
