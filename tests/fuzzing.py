"""Asking every view for what no page of ours would send, by the names that it was seen to read.

Which names those are is not listed: a request's query and form take note of what is asked of them. A name that a view
reads only after another was right is found on the way, and sent from then on.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, urljoin

from bs4 import BeautifulSoup
from django.db import transaction
from django.test import Client

from tests import crawler
from tests.support.noting import Noting

BEYOND_BIGINT = "1" + "0" * 30
# All names of a view get the worst at once, and then each another of the others.
WORST = "²"
OTHERS: tuple[str | bytes, ...] = (
    *(BEYOND_BIGINT, "9" * 5000, "x" * 5000, "٣", "１", "-1", "1e400", "nan", "", "2026-02-30"),
    *("0000-01-01", "9999-12-31", "10000-01-01", "0001-01-01T00:00", "9999-12-31T23:59"),
    *("0001-01", "[]", '{"a":[{"b":null}]}', "null", "../", "all", "http://[", "//["),
    *("[" * 3000, b"\xed\xa0\x80", b"\xff"),
)
# For parameters of addresses; what an address cannot hold is left out.
IN_ADDRESSES = (BEYOND_BIGINT, "²", "9" * 4500, "0001-01", "9999-12")
# The sign of our forms, and what the walls ask of the query of every page; these are tried where they are used.
EVERYWHERE = {"csrfmiddlewaretoken", "next", *("childOf", "new_parent_page", "parent_page_id")} | {
    "target_pages[]"
}
# A name that is read once another is right, and one beyond it.
ROUNDS = 2
# A name of which only is asked whether it was sent has no value to go wrong by.
READS = re.compile(r"""\b(?:GET|POST)\b(?:\.get\(|\.getlist\(|\[)\s*"([^"{]+)\"""")


@dataclass
class Told:
    """An answer, with the names that were read for it."""

    status: int
    content: bytes
    reads: set[str]


@dataclass
class Fuzz:
    """One browser on one host; what its requests write is undone."""

    client: Client
    host: str
    asked: int = 0
    broken: dict[str, str] = field(default_factory=dict)
    reads: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._cookies = dict(self.client.cookies.items())

    def try_view(self, name: str, address: str, shown: Told, form: dict[str, Any]) -> None:
        """Send to one view the worst under every name that it reads: by GET, as it was `shown` to read, and by POST."""
        self._try_method(name, "GET", address, {}, shown.reads)
        self._try_method(name, "POST", address, form, self.send(name, "POST", address, form).reads)

    def _try_method(
        self, name: str, method: str, address: str, base: dict[str, Any], read: set[str]
    ) -> None:
        known: set[str] = set()
        new = read - EVERYWHERE
        for _round in range(ROUNDS):
            if not new:
                break
            known |= new
            new = self._try_names(name, method, address, base, sorted(known)) - known
        self.reads.setdefault(name, set()).update(known | new)

    def _try_names(
        self, name: str, method: str, address: str, base: dict[str, Any], names: list[str]
    ) -> set[str]:
        found = self.send(name, method, address, base | dict.fromkeys(names, WORST)).reads
        # Where the names stand among the values differs by view, so that all together try them all.
        mixed = {
            one: ["1", OTHERS[(place + len(name)) % len(OTHERS)]] for place, one in enumerate(names)
        }
        found |= self.send(name, method, address, base | mixed).reads
        return found - EVERYWHERE

    def send(self, name: str, method: str, address: str, fields: dict[str, Any]) -> Told:
        Noting.forget()
        self.client.cookies.clear()
        self.client.cookies.update(self._cookies)
        sent, headers = encoded(fields), {"host": self.host}
        with transaction.atomic():
            if method == "GET":
                response = self.client.get(address, headers=headers, QUERY_STRING=sent)
            else:
                kind = "application/x-www-form-urlencoded"
                response = self.client.post(address, sent, kind, headers=headers)
            content = (
                b"".join(response.streaming_content) if response.streaming else response.content
            )
            transaction.set_rollback(True)
        self.asked += 1
        if response.status_code >= 500:
            told = traceback.format_exception(*response.exc_info)[-4:] if response.exc_info else []
            self.broken[f"{method} {name}"] = f"{address} {sent[:300]}\n{''.join(told)}"
        return Told(response.status_code, content, set(Noting.names))


def encoded(fields: dict[str, Any]) -> str:
    parts = []
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            raw = one if isinstance(one, bytes) else str(one).encode()
            parts.append(f"{quote_from_bytes(name.encode())}={quote_from_bytes(raw)}")
    return "&".join(parts)


def forms_on(content: bytes, address: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The forms of a page: the names of the views that they are sent to, and what they hold."""
    if b"<form" not in content:
        return
    for form in BeautifulSoup(content, "lxml").select("form"):
        target = urljoin(address, str(form.get("action") or address)).partition("?")[0]
        fields = crawler._fields(form)
        # Onward to where a page of ours would lead.
        fields.pop("next", None)
        yield crawler.name_of(target), fields


def names_in_source() -> dict[str, str]:
    """Every name that our code reads of a query or a form by a literal, and where."""
    found: dict[str, str] = {}
    for floor in sorted(crawler.OURS):
        for file in sorted(Path(floor).rglob("*.py")):
            for name in READS.findall(file.read_text()):
                found[name] = str(file)
    return found
