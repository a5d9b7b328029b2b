"""Entries as bytes: a line that says what they are, and canonical JSON (docs/ledger-format.md, section 1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from . import canonical
from .canonical import Value

PREFIX = b"lien-cong/ledger/v1\n"
LONGEST = 65_535
KIND = re.compile(r"[a-z0-9-]+", re.ASCII)
INSTANT = "%Y-%m-%dT%H:%M:%SZ"
NAMES = {"kind", "schema", "at", "office", "portal", "body"}


class NotAnEntry(ValueError):
    """Bytes or values that make no entry; the message says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. `portal` is the host name of the portal concerned, "" where the act is the province's as a whole."""

    kind: str
    schema: int
    at: datetime
    office: str
    portal: str
    body: dict[str, Value]

    def to_bytes(self) -> bytes:
        """Write the entry. Raises NotAnEntry where it cannot be one."""
        content: dict[str, Value] = {
            "kind": self.kind,
            "schema": self.schema,
            "at": instant(self.at),
            "office": self.office,
            "body": self.body,
        }
        if self.portal:
            content["portal"] = self.portal
        _check(content)
        try:
            data = PREFIX + canonical.encode(content)
        except canonical.NotCanonical as error:
            raise NotAnEntry(str(error)) from error
        if len(data) > LONGEST:
            raise NotAnEntry(f"{len(data)} bytes, where {LONGEST} are the most")
        return data

    @classmethod
    def from_bytes(cls, data: bytes) -> Entry:
        """Read an entry. Whatever is not written exactly as `to_bytes` writes it is refused by NotAnEntry."""
        if len(data) > LONGEST:
            raise NotAnEntry(f"{len(data)} bytes, where {LONGEST} are the most")
        if not data.startswith(PREFIX):
            raise NotAnEntry("the first line is another")
        try:
            content = canonical.decode(data[len(PREFIX) :])
        except canonical.NotCanonical as error:
            raise NotAnEntry(str(error)) from error
        if not isinstance(content, dict):
            raise NotAnEntry("no object")
        _check(content)
        told: dict[str, Any] = {"portal": "", **content, "at": _moment(content["at"])}
        return cls(**told)


def instant(moment: datetime) -> str:
    """Write a moment as entries have it: in UTC, to the second."""
    if moment.tzinfo is None:
        raise NotAnEntry("a moment without its zone")
    moment = moment.astimezone(UTC)
    # strftime writes years below 1000 with fewer digits on some systems.
    return f"{moment.year:04}" + moment.strftime(INSTANT[2:])


def _check(content: dict[str, Value]) -> None:
    if missing := NAMES - {"portal"} - content.keys():
        raise NotAnEntry(f"{min(missing)} is missing")
    if unknown := content.keys() - NAMES:
        raise NotAnEntry(f"{min(unknown)} is no name of an entry")
    kind, schema = content["kind"], content["schema"]
    if not isinstance(kind, str) or not KIND.fullmatch(kind):
        raise NotAnEntry("the kind is no word of lower-case letters, digits and hyphens")
    if type(schema) is not int or schema < 1:
        raise NotAnEntry("the schema is no integer from 1")
    _moment(content["at"])
    for name in ("office", "portal"):
        if name in content and not (isinstance(content[name], str) and content[name]):
            raise NotAnEntry(f"{name} is no text")
    if not isinstance(content["body"], dict):
        raise NotAnEntry("the body is no object")


def _moment(text: Value) -> datetime:
    try:
        moment = datetime.strptime(str(text), INSTANT).replace(tzinfo=UTC)
    except ValueError as error:
        raise NotAnEntry(f"{text!r} is no instant") from error
    # strptime takes 2026-8-4 too.
    if instant(moment) != text:
        raise NotAnEntry(f"{text!r} is no instant")
    return moment
