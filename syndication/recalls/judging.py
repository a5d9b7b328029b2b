"""Whether an answer shows that a story is gone from an address. Pure functions over what was fetched."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from defusedxml import ElementTree
from django.utils.html import escape
from django.utils.translation import gettext as _

from portals.fetching import Fetched, FetchError

from .enums import GONE, What

_ATOM = "{http://www.w3.org/2005/Atom}"
_TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
REDIRECTS = frozenset({301, 302, 307, 308})
ATOM, RSS, JSON = FEEDS = ("/atom.xml", "/rss.xml", "/feed.json")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class AddressProof:
    """What an answer shows: `found` says in words what was right or wrong about it."""

    is_right: bool
    status: int | None
    found: str


def judge_proof(
    answer: Fetched | FetchError,
    *,
    what: str,
    story_id: int,
    reason: str,
    main_host: str,
    own_version: str = "",
) -> AddressProof:
    """Judge the answer of one address.

    1. No answer: wrong. 2. A story or file: 410, for the story with the reason; another host name of the portal may
    lead to the same path of its main one, and the story to `own_version`, the path of what the portal's board wrote
    instead of it and was left to decide on. 3. A list: 200 without the story, or gone itself; Atom and the JSON feed
    say besides that it is gone, for which RSS has no word.
    """
    if isinstance(answer, FetchError):
        return AddressProof(False, None, str(answer)[:LONGEST])
    if what in GONE:
        if what == What.STORY and own_version and _leads_to(answer, own_version, main_host):
            return AddressProof(True, answer.status, _("leads to the board's own version"))
        return _gone(answer, what, reason, main_host)
    if answer.status == 410:
        return AddressProof(True, answer.status, _("the list itself is gone"))
    if answer.status != 200:
        return AddressProof(False, answer.status, _("The list does not answer."))
    text = answer.body.decode("utf-8", "replace")
    if what == What.FEED:
        return _feed(answer, text, story_id)
    if names_story(text, story_id):
        return AddressProof(False, answer.status, _("The story is still listed."))
    return AddressProof(True, answer.status, _("without the story"))


def _leads_to(answer: Fetched, path: str, main_host: str) -> bool:
    target = urlsplit(answer.headers.get("location", ""))
    here = {"", main_host, urlsplit(answer.url).hostname}
    return answer.status in REDIRECTS and target.path == path and (target.hostname or "") in here


def _gone(answer: Fetched, what: str, reason: str, main_host: str) -> AddressProof:
    asked, target = urlsplit(answer.url), urlsplit(answer.headers.get("location", ""))
    if answer.status in REDIRECTS and main_host not in ("", asked.hostname):
        if (target.hostname, target.path) == (main_host, asked.path):
            return AddressProof(True, answer.status, _("leads to the main address"))
        return AddressProof(False, answer.status, _("It leads elsewhere."))
    if answer.status != 410:
        return AddressProof(False, answer.status, _("It does not say that the story is gone."))
    text = answer.body.decode("utf-8", "replace")
    if what == What.STORY and escape(reason) not in text:
        return AddressProof(False, answer.status, _("The notice does not give the reason."))
    return AddressProof(True, answer.status, _("gone, with a notice"))


def _feed(answer: Fetched, text: str, story_id: int) -> AddressProof:
    path = urlsplit(answer.url).path
    try:
        listed, gone = (_told_by_json if path == JSON else _told_by_xml)(text)
    except (ElementTree.ParseError, LookupError, ValueError, TypeError, AttributeError):
        return AddressProof(False, answer.status, _("The feed cannot be read."))
    if any(names_story(address, story_id) for address in listed):
        return AddressProof(False, answer.status, _("The story is still listed."))
    if path == RSS:
        return AddressProof(True, answer.status, _("without the story"))
    if not any(names_story(address, story_id) for address in gone):
        return AddressProof(
            False, answer.status, _("The feed does not say that the story is gone.")
        )
    return AddressProof(True, answer.status, _("says that the story is gone"))


def _told_by_xml(text: str) -> tuple[list[str], list[str]]:
    """The addresses that an Atom or RSS feed lists, and those that it calls gone."""
    root = ElementTree.fromstring(text)
    entries = [entry.findtext(f"{_ATOM}id") or "" for entry in root.iter(f"{_ATOM}entry")]
    items = [item.findtext("link") or "" for item in root.iter("item")]
    return entries + items, [stone.get("ref", "") for stone in root.iter(_TOMBSTONE)]


def _told_by_json(text: str) -> tuple[list[str], list[str]]:
    feed = json.loads(text)
    listed, gone = feed["items"], feed.get("_deleted", [])
    return [str(item.get("id")) for item in listed], [str(one.get("id")) for one in gone]


def names_story(text: str, story_id: int) -> bool:
    return re.search(rf"-{story_id}/(?![\w-])", text) is not None
