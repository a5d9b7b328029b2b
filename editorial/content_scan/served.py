"""A page as a visitor got it, judged: whether it is as this system makes it, and leads where it should."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from html.parser import HTMLParser

from portals.content_security.hosts import hides_its_end, host_of, is_gambling_host, is_trusted
from portals.content_security.words import foreign_in, gambling_in, invisible_run_in
from portals.fetching import Fetched

from .kinds import Threat, ThreatKind

FOREIGN_TAGS = frozenset(
    {"iframe", "frame", "object", "embed", "applet", "base", "style", "marquee"}
)
DATA = frozenset({"application/ld+json", "application/json"})
OWN_SCRIPTS = "/static/"
_HANDLER = re.compile(r"on[a-z]+")
UNREAD = frozenset({"script", "style", "template", "noscript"})


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.foreign, self.links, self.words = list[str](), list[str](), list[str]()
        self._unread = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._unread = tag if tag in UNREAD else self._unread
        self.foreign += [f"{name} {given[name]}" for name in given if self._is_foreign(name)]
        if tag in FOREIGN_TAGS or (
            tag == "meta" and given.get("http-equiv", "").lower() == "refresh"
        ):
            self.foreign.append(f"<{tag}> {given.get('src') or given.get('content') or ''}".strip())
        if tag == "script" and given.get("type", "").lower() not in DATA:
            source = given.get("src", "")
            if not source.startswith(OWN_SCRIPTS):
                self.foreign.append(f"<script> {source}".strip())
        if tag in {"a", "area", "form"}:
            self.links.append(given.get("href") or given.get("action") or "")

    @staticmethod
    def _is_foreign(name: str) -> bool:
        return _HANDLER.fullmatch(name) is not None or name == "style"

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unread:
            self._unread = ""

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.words.append(data)


def threats_served(answer: Fetched, *, address: str, trusted: Set[str]) -> list[Threat]:
    """Return what is wrong with `answer`, which the portal gave for `address`. Links that the head may have let through
    are none of its business."""
    found = dict.fromkeys(_threats(answer, trusted))
    return [Threat(kind, " ".join(words.split())[:160], address) for kind, words in found]


def _threats(answer: Fetched, trusted: Set[str]) -> Iterator[tuple[ThreatKind, str]]:
    onward = answer.headers.get("location", "")
    if onward and (host := host_of(onward)) and not is_trusted(host, trusted):
        yield ThreatKind.REDIRECT, onward
    text = answer.body.decode("utf-8", "replace")
    if not answer.headers.get("content-type", "").startswith("text/html"):
        # Feeds, maps and robots.txt are words as well.
        yield from ((ThreatKind.GAMBLING, one) for one in gambling_in(text))
        return
    if answer.status == 200 and "script-src 'self'" not in answer.headers.get(
        "content-security-policy", ""
    ):
        yield ThreatKind.PAGE, "Content-Security-Policy"
    yield from _threats_of_page(text, trusted)


def _threats_of_page(text: str, trusted: Set[str]) -> Iterator[tuple[ThreatKind, str]]:
    page = _Page()
    page.feed(text)
    page.close()
    yield from ((ThreatKind.PAGE, one) for one in page.foreign)
    words = " ".join(page.words)
    yield from ((ThreatKind.GAMBLING, one) for one in gambling_in(words))
    if foreign := foreign_in(words):
        yield ThreatKind.FOREIGN, foreign
    if invisible_run_in(words):
        yield ThreatKind.HIDDEN, "U+200B"
    for link in dict.fromkeys(page.links):
        if is_gambling_host(host_of(link)) and not is_trusted(host_of(link), trusted):
            yield ThreatKind.GAMBLING_LINK, link
        elif hides_its_end(link, trusted):
            yield ThreatKind.REDIRECT, link
