#!/usr/bin/env python3
"""Kiểm chứng sổ cái / verifies the ledger. One file, Python 3.11 or later, no network and nothing to install.

    python3 verify.py FOLDER [--key KEY] [--checkpoint FILE ...]
    python3 verify.py FILE.tlog-proof --keys FILE [--page FILE.html] [--paper FILE.pdf]
                      [--opening FILE.json] [--later FILE.tlog-proof ...]
    python3 verify.py SCORES.json | DOSSIER.zip [--key KEY]
    python3 verify.py witness-key NAME --key FILE
    python3 verify.py countersign CHECKPOINT --key FILE --memory FILE [--log-key KEY] [--folder FOLDER] [--out FILE]

Written from docs/ledger-format.md; the numbers of sections below are that page's. Exit code 0: all is good;
1: something is not; 2: what was given could not be read. `--lang en` speaks English, `--json` prints one object.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import os
import re
import secrets
import struct
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, TypeGuard

ENTRY_LINE = b"lien-cong/ledger/v1\n"
COMMITMENT_LINE = b"lien-cong/commitment/v1\n"
PROOF_LINE = "c2sp.org/tlog-proof@v1"
LARGEST_ENTRY = 65_535
LARGEST_INTEGER = 2**53 - 1
MOST_SIGNATURES = 32
DEEPEST = 32
WIDTH = 256
LEDGER, WITNESS = 0x01, 0x04
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
KIND = re.compile(r"[a-z0-9-]+")
COMMITMENT = re.compile(r"c1:[0-9a-f]{64}")
HEX_32 = re.compile(r"[0-9a-f]{64}")
DECIMAL = re.compile(r"0|[1-9][0-9]*")

# -- What is said, in two languages ---------------------------------------------------------------

LANGUAGE = "vi"


def say(vi: str, en: str, **values: object) -> str:
    return (en if LANGUAGE == "en" else vi).format(**values)


class Bad(Exception):
    """Something that was checked is not as it must be."""


class Unreadable(Exception):
    """What was given cannot be checked at all."""


class Report:
    """What was found, in order. Of each sort of fault the first is told in words and the others are counted."""

    def __init__(self) -> None:
        self.good: list[str] = []
        self.bad: list[str] = []
        self._sorts: dict[str, int] = {}

    def fine(self, text: str) -> None:
        self.good.append(text)

    def fault(self, text: str, sort: str = "") -> None:
        self._sorts[sort or text] = self._sorts.get(sort or text, 0) + 1
        if self._sorts[sort or text] == 1:
            self.bad.append(text)

    def more(self) -> list[str]:
        return [
            say("… và {n} chỗ khác cùng loại.", "... and {n} more of this sort.", n=count - 1)
            for count in self._sorts.values()
            if count > 1
        ]


# -- Ed25519, RFC 8032 ----------------------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def add(a: Point, b: Point) -> Point:
    s = (a[1] - a[0]) * (b[1] - b[0]) % P
    t = (a[1] + a[0]) * (b[1] + b[0]) % P
    u = 2 * a[3] * b[3] * D % P
    v = 2 * a[2] * b[2] % P
    e, f, g, h = t - s, v - u, v + u, t + s
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    product: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            product = add(product, point)
        point = add(point, point)
        number >>= 1
    return product


def x_of(y: int, sign: int) -> int | None:
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_M1 % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def point_of(data: bytes) -> Point | None:
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    x = x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


Table = list[list[Point]]
_tables: dict[bytes, Table] = {}


def table_of(point: Point) -> Table:
    """The multiples 0 to 15 of the point, of 16 times the point, and so on: no product doubles any more."""
    rows: Table = []
    for _row in range(64):
        row: list[Point] = [(0, 1, 1, 0), point]
        while len(row) < 16:
            row.append(add(row[-1], point))
        rows.append(row)
        point = add(row[-1], point)
    return rows


def sum_of(numbers: Iterable[tuple[int, Table]]) -> Point:
    """Return the sum of the products of numbers below 2^256 and the points of their tables."""
    total: Point = (0, 1, 1, 0)
    for number, table in numbers:
        for row in table:
            if number & 15:
                total = add(total, row[number & 15])
            number >>= 4
    return total


def negative_of(public: bytes) -> Table | None:
    """The table of the negative of a public key; None where that is no point. Made once for each key."""
    if public not in _tables:
        point = point_of(public)
        if point is None:
            return None
        _tables[public] = table_of((P - point[0], point[1], 1, P - point[3]))
    return _tables[public]


_BASE_Y = 4 * pow(5, P - 2, P) % P
_BASE_X = x_of(_BASE_Y, 0) or 0
BASE: Point = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % P)


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` is that of `message` by the key `public`."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key = negative_of(public)
    s = int.from_bytes(signature[32:], "little")
    if key is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    if b"base" not in _tables:
        _tables[b"base"] = table_of(BASE)
    # sB - hA must be R, as it is spelled: so no other spelling of R is good.
    return spelled_point(sum_of([(s, _tables[b"base"]), (h, key)])) == signature[:32]


def public_of(seed: bytes) -> bytes:
    """Return the public key of a private one: RFC 8032, 5.1.5."""
    return spelled_point(times(_secret(seed)[0], BASE))


def signature_of(seed: bytes, message: bytes) -> bytes:
    """Sign: RFC 8032, 5.1.6. How long it takes tells of the key, so sign only on a machine of your own."""
    scalar, prefix = _secret(seed)
    nonce = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % L
    r = spelled_point(times(nonce, BASE))
    told = hashlib.sha512(r + public_of(seed) + message).digest()
    s = (nonce + int.from_bytes(told, "little") * scalar) % L
    return r + s.to_bytes(32, "little")


def _secret(seed: bytes) -> tuple[int, bytes]:
    hashed = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(hashed[:32], "little")
    return scalar & (2**254 - 8) | 2**254, hashed[32:]


def spelled_point(point: Point) -> bytes:
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


# -- Entries, sections 1 and 2 --------------------------------------------------------------------


def canonical(value: object) -> bytes:
    """Return the canonical form. Raises Bad where there is none."""
    return _written(_ordered(value, 1)).encode()


def _ordered(value: object, depth: int) -> object:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None or isinstance(value, float):
        raise Bad(
            say("có giá trị không được phép: {v!r}", "a value that is not allowed: {v!r}", v=value)
        )
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise Bad(say("số quá lớn: {v}", "an integer that is too large: {v}", v=value))
        return value
    if depth > DEEPEST:
        raise Bad(say("lồng nhau quá sâu", "nested too deep"))
    if isinstance(value, list):
        return [_ordered(one, depth + 1) for one in value]
    if not isinstance(value, dict):
        raise TypeError(type(value).__name__)
    return {name: _ordered(value[name], depth + 1) for name in in_order(value)}


def in_order(texts: Iterable[str]) -> list[str]:
    """Sort by UTF-16 code units, which is another order than Python's only beyond ASCII."""
    held = list(texts)
    if all(map(str.isascii, held)):
        return sorted(held)
    return sorted(held, key=lambda text: text.encode("utf-16-be", "surrogatepass"))


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_ONE_LINE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
_BEYOND_16_BITS = re.compile(b"[\xf0-\xff]")


def _whole_number(text: str) -> int:
    number = int(text)
    if abs(number) > LARGEST_INTEGER:
        raise Bad(say("số quá lớn: {v}", "an integer that is too large: {v}", v=number))
    return number


def _no_fraction(text: str) -> int:
    raise Bad(say("có số lẻ: {t}", "a fraction: {t}", t=text))


def is_plain(data: bytes) -> bool:
    """Whether no value can be of a form that is not allowed, and names sorted as Python does it are in their order."""
    if b"true" in data or b"false" in data or b"null" in data:
        return False
    is_flat = data.count(b"{") + data.count(b"[") <= DEEPEST
    return is_flat and not _BEYOND_16_BITS.search(data)


_read = json.JSONDecoder(
    parse_float=_no_fraction, parse_constant=_no_fraction, parse_int=_whole_number
).decode


def json_of(data: bytes) -> object:
    """Parse canonical JSON. Raises Bad where the bytes are not the canonical form of what they say."""
    try:
        text = data.decode("utf-8")
        value = _read(text)
        is_canonical = _ONE_LINE(value) == text if is_plain(data) else canonical(value) == data
    except (ValueError, RecursionError) as error:
        raise Bad(say("không phải JSON: {e}", "no JSON: {e}", e=error)) from None
    if not is_canonical:
        raise Bad(say("không ở dạng chuẩn (RFC 8785)", "not in canonical form (RFC 8785)"))
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        raise Bad(say("chữ không ở dạng NFC", "text that is not in NFC"))
    return value


Entry = dict[str, Any]


def entry_of(data: bytes) -> Entry:
    """Return the entry in these bytes. Raises Bad."""
    if len(data) > LARGEST_ENTRY:
        raise Bad(say("dài quá 65.535 byte", "longer than 65,535 bytes"))
    if not data.startswith(ENTRY_LINE):
        raise Bad(say("dòng đầu không đúng", "its first line is not the ledger's"))
    entry = json_of(data[len(ENTRY_LINE) :])
    if not fits(entry, ENTRY):
        return check_names(say("mục", "the entry"), entry, ENTRY)
    check_body(entry)
    return entry


def body_of(entry: Entry) -> dict[str, Any]:
    """Return the body of an entry that was checked."""
    body = entry["body"]
    return body if isinstance(body, dict) else {}


def is_instant(text: object) -> bool:
    if not isinstance(text, str) or not INSTANT.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text[:-1])
    except ValueError:
        return False
    return True


def is_opening_of(opening: object, commitment: str) -> bool:
    """Whether the salt and the value are what was committed to."""
    names = {"commitment", "salt", "value"}
    if not isinstance(opening, dict) or opening.keys() != names:
        raise Unreadable(say("không phải một lời mở cam kết", "not an opening"))
    if opening["commitment"] != commitment or not HEX_32.fullmatch(str(opening["salt"])):
        return False
    salt = bytes.fromhex(opening["salt"])
    try:
        value = canonical(opening["value"])
    except Bad:
        return False
    return commitment == "c1:" + hashlib.sha256(COMMITMENT_LINE + salt + value).hexdigest()


# -- Kinds, section 7 -----------------------------------------------------------------------------


def _text(value: object) -> bool:
    return isinstance(value, str)


def _commitment(value: object) -> bool:
    return isinstance(value, str) and COMMITMENT.fullmatch(value) is not None


def _hex(value: object) -> bool:
    return isinstance(value, str) and HEX_32.fullmatch(value) is not None


def _count(value: object) -> bool:
    return isinstance(value, int) and value >= 1


def _month(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value) is not None


def _addresses(value: object) -> bool:
    if not isinstance(value, list) or not all(map(_text, value)):
        return False
    return value == in_order(value) and len(set(value)) == len(value)


def _list(value: object) -> bool:
    return isinstance(value, list)


def _whole(value: object) -> bool:
    return isinstance(value, int)


Holds = Callable[[object], bool]
# A name that ends in "?" may be left out.
PUBLICATION: dict[str, Holds] = {
    "content": _text,
    "address": _text,
    "title": _text,
    "text": _hex,
    "origin": _text,
    "approved?": _commitment,
}
BODIES: dict[str, dict[str, Holds]] = {
    "publication": PUBLICATION,
    "correction": PUBLICATION | {"note": _text},
    "page": {name: holds for name, holds in PUBLICATION.items() if name != "origin"},
    "withdrawal": {"content": _text, "address": _text, "reason": _text, "decided?": _commitment},
    "recall": {"content": _text, "addresses": _addresses, "reason": _text, "decided": _commitment},
    "paper": {"content": _text, "text": _hex, "sha256": _hex},
    "standing": {name: holds for name, holds in PUBLICATION.items() if name != "approved?"},
    "answer": {"answer": _text, "address": _text, "text": _commitment},
    "answer-file": {"answer": _text, "address": _text, "file": _commitment},
    "answer-retracted": {"answer": _text, "address": _text},
    "case-statement": {"request": _text, "beside": _text, "text": _commitment},
    "case-statement-withdrawn": {"request": _text, "beside": _text},
    "petition-result": {"petition": _text, "address": _text, "text": _commitment},
    "archive": {"archive": _text, "sha256": _hex, "files": _count, "since?": _hex},
    "rubric": {
        "code": _text,
        "version": _whole,
        "from": _month,
        "sha256": _hex,
        "adopted": _commitment,
    },
    "month": {
        "month": _month,
        "scorer": _text,
        "rubric": _text,
        "part": _count,
        "parts": _count,
        "cards": _list,
    },
    "facts": {
        "month": _month,
        "run": _count,
        "part": _count,
        "parts": _count,
        "portals": _list,
        "measure?": _text,
        "reason?": _text,
        "ordered?": _commitment,
    },
    "scores-published": {
        "month": _month,
        "scorer": _text,
        "rubrics": _addresses,
        "cards": _whole,
        "number": _text,
        "dated": _text,
        "sha256": _hex,
    },
    "own-card": {
        "month": _month,
        "rubric": _text,
        "card": lambda value: isinstance(value, dict),
        "contested": _addresses,
        "confirmed?": _text,
        "number?": _text,
        "by?": _commitment,
    },
    "corrected-card": {
        "month": _month,
        "scorer": _text,
        "rubric": _text,
        "card": lambda value: isinstance(value, dict),
    },
    "round-act": {
        "month": _month,
        "scorer": _text,
        "act": _text,
        "scored?": _text,
        "criterion?": _text,
        "by?": _commitment,
        "said?": _commitment,
        "number?": _text,
        "dated?": _text,
        "sha256?": _hex,
    },
}
ENTRY: dict[str, Holds] = {
    "kind": lambda value: isinstance(value, str) and KIND.fullmatch(value) is not None,
    "schema": _count,
    "at": is_instant,
    "office": _text,
    "portal?": _text,
    "body": lambda value: isinstance(value, dict),
}
CARD: dict[str, Holds] = {
    "portal": _text,
    "earned": _whole,
    "applicable": _whole,
    "penalty": _whole,
    "bonus": _whole,
    "total": _whole,
    "lines": _list,
}
LINE: dict[str, Holds] = {
    "criterion": _text,
    "points": _whole,
    "most": _whole,
    "na?": lambda value: value == 1,
}


def fits(held: object, wanted: dict[str, Holds]) -> TypeGuard[dict[str, Any]]:
    """Whether `held` is an object of the form `wanted`, in as few steps as there are: most are."""
    if not isinstance(held, dict):
        return False
    left = len(held)
    for name, holds in wanted.items():
        if name in held:
            if not holds(held[name]):
                return False
            left -= 1
        elif name[-1] != "?":
            return False
        elif (name := name[:-1]) in held:
            if not holds(held[name]):
                return False
            left -= 1
    return left == 0


def check_names(what: str, held: object, wanted: dict[str, Holds]) -> dict[str, Any]:
    """Return `held` as the object that it must be. Raises Bad."""
    if fits(held, wanted):
        return held
    if not isinstance(held, dict):
        raise Bad(say("{w} không phải một đối tượng", "{w} is not an object", w=what))
    values = dict(held)
    for name, holds in wanted.items():
        is_there = name.removesuffix("?") in values
        if not is_there and name.endswith("?"):
            continue
        if not is_there or not holds(values.pop(name.removesuffix("?"))):
            raise Bad(
                say(
                    "{w}: trường {n} sai",
                    "{w}: `{n}` is malformed",
                    w=what,
                    n=name.removesuffix("?"),
                )
            )
    if values:
        raise Bad(
            say(
                "{w}: thừa trường {n}",
                "{w}: `{n}` does not belong there",
                w=what,
                n=next(iter(values)),
            )
        )
    return held


def check_body(entry: Entry) -> None:
    """Check the body of a kind that is known, and add up what can be added. Raises Bad."""
    wanted = BODIES.get(str(entry["kind"])) if entry["schema"] == 1 else None
    if wanted is None:
        return
    body = check_names("body", entry["body"], wanted)
    if entry["kind"] == "month":
        if body["part"] > body["parts"]:
            raise Bad(say("phần {p} trên {n}", "part {p} of {n}", p=body["part"], n=body["parts"]))
        for card in body["cards"]:
            check_card(card)
    if entry["kind"] in ("corrected-card", "own-card"):
        check_card(body["card"])
    if entry["kind"] == "facts":
        for one in body["portals"]:
            check_names("portals", one, {"portal": _text, "sha256": _hex})


def check_card(held: object) -> None:
    """Add a card up. Raises Bad."""
    card = check_names(say("phiếu điểm", "a card"), held, CARD)
    lines = [check_line(line, card["portal"]) for line in card["lines"]]
    if len({line["criterion"] for line in lines}) < len(lines):
        raise Bad(
            say(
                "phiếu điểm của {p}: tiêu chí lặp lại",
                "the card of {p}: a criterion twice",
                p=card["portal"],
            )
        )
    earned = sum(line["points"] for line in lines)
    applicable = sum(line["most"] for line in lines if "na" not in line)
    agree(card, "earned", earned, earned)
    agree(card, "applicable", applicable, applicable)
    if card["penalty"] < 0 or card["bonus"] < 0:
        raise Bad(
            say(
                "phiếu điểm của {p}: điểm trừ âm",
                "the card of {p}: a penalty below 0",
                p=card["portal"],
            )
        )
    base = (20_000 * earned + applicable) // (2 * applicable) if applicable else 0
    left = max(base - card["penalty"], 0)
    agree(card, "total", left, min(left + card["bonus"], 10_000))


def agree(card: dict[str, Any], name: str, least: int, most: int) -> None:
    if least <= card[name] <= most:
        return
    raise Bad(
        say(
            "phiếu điểm của {p}: {n} ghi {t}, cộng lại được {s}",
            "the card of {p}: `{n}` says {t}, its lines come to {s}",
            p=card["portal"],
            n=name,
            t=hundredths(card[name]),
            s=hundredths(least),
        )
    )


def check_line(held: object, portal: str) -> dict[str, Any]:
    line = check_names(say("phiếu điểm của {p}", "the card of {p}", p=portal), held, LINE)
    points, most = line["points"], line["most"]
    if points > most or (points < 0 and most != 0) or ("na" in line and points != 0):
        raise Bad(
            say(
                "phiếu điểm của {p}: tiêu chí {c} có {n} điểm, tối đa {m}",
                "the card of {p}: criterion {c} has {n} points of {m}",
                p=portal,
                c=line["criterion"],
                n=hundredths(points),
                m=hundredths(most),
            )
        )
    return line


class Months:
    """The parts of the months of a tree: each month has all of its parts once, and each portal once."""

    def __init__(self) -> None:
        self._parts: dict[tuple[str, str, str], dict[int, tuple[int, int]]] = {}
        self._portals: dict[tuple[str, str, str], set[str]] = {}

    def add(self, index: int, entry: Entry) -> None:
        """Take in one entry. Raises Bad where it does not go with the parts before it."""
        if entry["kind"] != "month" or entry["schema"] != 1:
            return
        body = body_of(entry)
        of = (str(body["month"]), str(body["scorer"]), str(body["rubric"]))
        parts, portals = self._parts.setdefault(of, {}), self._portals.setdefault(of, set())
        others = {count for _index, count in parts.values()}
        if body["part"] in parts or (others and others != {body["parts"]}):
            raise Bad(
                say("phần {p} của tháng lặp lại", "part {p} of its month twice", p=body["part"])
            )
        parts[body["part"]] = index, body["parts"]
        for card in body["cards"]:
            if card["portal"] in portals:
                raise Bad(say("{p} có hai phiếu điểm", "{p} has two cards", p=card["portal"]))
            portals.add(card["portal"])

    def lacking(self) -> Iterator[tuple[int, str]]:
        """For each month that lacks a part: the index of one that is there, and what is to be said of it."""
        for (month, *_others), parts in self._parts.items():
            index, count = next(iter(parts.values()))
            if len(parts) < count:
                yield index, say("tháng {m} thiếu phần", "month {m} lacks a part", m=month)


def hundredths(points: int) -> str:
    return f"{'-' if points < 0 else ''}{abs(points) // 100}.{abs(points) % 100:02}"


# -- The tree, section 3 --------------------------------------------------------------------------


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """All full subtrees of a list of leaves: `levels[k][i]` is the hash of the leaves from i * 2^k on, 2^k of them."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.levels = [leaves]
        while len(self.levels[-1]) > 1:
            below = self.levels[-1]
            self.levels.append(
                [node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)]
            )

    def root(self, size: int) -> bytes:
        """Return the root of the first `size` leaves, at least one."""
        peaks, start = [], 0
        for level in range(size.bit_length() - 1, -1, -1):
            if size >> level & 1:
                peaks.append(self.levels[level][start >> level])
                start += 1 << level
        root = peaks.pop()
        while peaks:
            root = node_hash(peaks.pop(), root)
        return root


def root_of_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """Return the root that a path leads to, or None where it does not fit: RFC 9162, 2.1.3.2."""
    if index >= size:
        return None
    at, last, root = index, size - 1, leaf
    for other in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            root = node_hash(other, root)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            root = node_hash(root, other)
        at, last = at >> 1, last >> 1
    return root if last == 0 else None


def continues(old: int, old_root: bytes, new: int, new_root: bytes, path: list[bytes]) -> bool:
    """Whether the tree of `new` entries begins with that of `old`: RFC 9162, 2.1.4.2."""
    if old >= new:
        return (old, old_root, path) == (new, new_root, [])
    # A tree that is full is itself where the walk begins.
    rest = path if old & (old - 1) else [old_root, *path]
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    reached = (rest[0], rest[0]) if rest else None
    for other in rest[1:]:
        if reached is None or last == 0:
            return False
        if at & 1 or at == last:
            reached = node_hash(other, reached[0]), node_hash(other, reached[1])
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            reached = reached[0], node_hash(reached[1], other)
        at, last = at >> 1, last >> 1
    return last == 0 and reached == (old_root, new_root)


# -- Keys and checkpoints, section 4 --------------------------------------------------------------


class Key:
    def __init__(self, line: str) -> None:
        parts = line.strip().split("+", 2)
        if len(parts) != 3:
            raise Unreadable(say("không phải khóa: {k}", "not a key: {k}", k=line.strip()))
        self.line, (self.name, stated, encoded) = line.strip(), parts
        material = unbase64(encoded)
        if material is None or len(material) != 33 or material[0] not in (LEDGER, WITNESS):
            raise Unreadable(say("không phải khóa: {k}", "not a key: {k}", k=self.line))
        self.algorithm, self.public = material[0], material[1:]
        self.id = hashlib.sha256(self.name.encode() + b"\n" + material).digest()[:4]
        if self.id.hex() != stated or not is_name(self.name):
            raise Unreadable(
                say("khóa {k} ghi sai mã khóa", "the key id of {k} is wrong", k=self.line)
            )


def is_name(name: str) -> bool:
    return bool(name) and not any(one.isspace() or one == "+" for one in name)


def unbase64(text: str) -> bytes | None:
    """Decode strict base64: one spelling for each value."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode() == text else None


def keys_of(text: str) -> tuple[list[Key], list[Key]]:
    """Return the keys of the ledger and those of the witnesses, from a `keys` file."""
    ours, witnesses = [], []
    lines = text.split("\n")
    if lines.pop() or len(set(lines)) < len(lines):
        raise Unreadable(say("tệp keys sai dạng", "`keys` is malformed"))
    for line in lines:
        what, _space, key = line.partition(" ")
        if what == "log":
            ours.append(Key(key))
        elif what == "witness":
            witnesses.append(Key(key))
        else:
            raise Unreadable(
                say("dòng lạ trong tệp keys: {l}", "a strange line in `keys`: {l}", l=line)
            )
    if any(key.algorithm != LEDGER for key in ours) or any(
        key.algorithm != WITNESS for key in witnesses
    ):
        raise Unreadable(say("tệp keys có khóa sai loại", "`keys` has a key of the wrong sort"))
    return ours, witnesses


class Checkpoint:
    """A signed root. Raises Bad where it is malformed, or not signed by the ledger."""

    def __init__(
        self, text: str, ours: list[Key], witnesses: list[Key], trusted: list[Key] | None = None
    ) -> None:
        if (
            not text.endswith("\n")
            or "\n\n" not in text
            or any(c < " " and c != "\n" for c in text)
        ):
            raise Bad(say("điểm chốt sai dạng", "the checkpoint is malformed"))
        body, _empty, signatures = text.rpartition("\n\n")
        body += "\n"
        lines = body.split("\n")[:-1]
        if (
            len(lines) != 3
            or not DECIMAL.fullmatch(lines[1])
            or lines[1] == "0"
            or len(lines[1]) > 16
        ):
            raise Bad(say("điểm chốt sai dạng", "the checkpoint is malformed"))
        root = unbase64(lines[2])
        if root is None or len(root) != 32:
            raise Bad(say("điểm chốt sai dạng", "the checkpoint is malformed"))
        self.text, self.origin, self.size, self.root = body, lines[0], int(lines[1]), root
        self.witnessed: list[tuple[str, int]] = []
        self.unknown: list[str] = []
        self._check(signatures.split("\n")[:-1], [*ours, *witnesses], trusted or ours)

    def _check(self, lines: list[str], keys: list[Key], trusted: list[Key]) -> None:
        is_ours = False
        if len(lines) > MOST_SIGNATURES:
            raise Bad(say("quá nhiều chữ ký", "too many signatures"))
        known = {(key.name, key.id): key for key in [*keys, *trusted]}
        for at, line in enumerate(lines):
            name, key_id, signature = self._parted(line)
            key = known.get((name, key_id))
            if line in lines[:at]:
                raise Bad(
                    say("có hai dòng chữ ký giống nhau", "a signature line stands there twice")
                )
            if key is None:
                self.unknown.append(name)
            elif key.algorithm == LEDGER and is_signed(key.public, self.text.encode(), signature):
                is_trusted = key.line in {one.line for one in trusted}
                is_ours = is_ours or (is_trusted and key.name == self.origin)
            elif key.algorithm == WITNESS and (seen := self._witnessed(key, signature)) is not None:
                self.witnessed.append((name, seen))
            else:
                raise Bad(say("chữ ký của {n} sai", "the signature of {n} is not good", n=name))
        if not is_ours:
            raise Bad(
                say(
                    "điểm chốt {o} không có chữ ký của sổ cái bằng khóa đã cho",
                    "the checkpoint {o} is not signed with the ledger's key that was given",
                    o=self.origin,
                )
            )

    def _parted(self, line: str) -> tuple[str, bytes, bytes]:
        parts = line.split(" ")
        data = unbase64(parts[2]) if len(parts) == 3 else None
        if parts[0] != "—" or data is None or len(data) < 5 or not is_name(parts[1]):
            raise Bad(say("dòng chữ ký sai dạng", "a signature line is malformed"))
        return parts[1], data[:4], data[4:]

    def _witnessed(self, key: Key, signature: bytes) -> int | None:
        if len(signature) != 72:
            return None
        (seconds,) = struct.unpack(">Q", signature[:8])
        message = f"cosignature/v1\ntime {seconds}\n{self.text}".encode()
        return seconds if is_signed(key.public, message, signature[8:]) else None

    def told(self) -> str:
        told = say(
            "Điểm chốt {o}: {s} mục, gốc {r}.",
            "Checkpoint {o}: {s} entries, root {r}.",
            o=self.origin,
            s=self.size,
            r=base64.b64encode(self.root).decode(),
        )
        first = dict(sorted(self.witnessed, reverse=True))
        for name, seconds in sorted(first.items()):
            moment = datetime.fromtimestamp(min(seconds, 253402300799), UTC)
            told += say(
                " {n} xác nhận đã thấy lúc {t:%H:%M %d/%m/%Y} UTC.",
                " {n} saw it at {t:%H:%M %d/%m/%Y} UTC.",
                n=name,
                t=moment,
            )
        return told


# -- Folders, section 5 ---------------------------------------------------------------------------


def path_of(number: int) -> str:
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03}")
    return "/".join(groups)


def files_of(count: int) -> list[tuple[str, int]]:
    """The files that hold `count` things, 256 in each, with how many there are in each."""
    full, rest = divmod(count, WIDTH)
    files = [(path_of(number), WIDTH) for number in range(full)]
    return [*files, (f"{path_of(full)}.p/{rest}", rest)] if rest else files


class Folder:
    def __init__(self, folder: Path, size: int, report: Report) -> None:
        self.folder, self.size, self.report = folder, size, report

    def read(self, name: str) -> bytes | None:
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            self.report.fault(say("Thiếu tệp {n}.", "The file {n} is missing.", n=name), "missing")
            return None

    def entries(self) -> list[bytes] | None:
        """Return the hash of each entry, having checked each; None where a file cannot be taken apart."""
        hashes: list[bytes] = []
        months = Months()
        openings = self._openings()
        whole = True
        for name, width in files_of(self.size):
            bundle = self._bundle(name, width, len(hashes))
            if bundle is None:
                whole = False
                hashes += [b""] * width
                continue
            for data in bundle:
                body = self._entry(data, len(hashes), months)
                if openings:
                    openings.difference_update(one for one in body.values() if isinstance(one, str))
                hashes.append(leaf_hash(data))
        for index, said in months.lacking() if whole else ():
            self._fault(index, said)
        for commitment in openings:
            text = say(
                "openings.json: không mục nào có {c}.",
                "openings.json: no entry holds {c}.",
                c=commitment,
            )
            self.report.fault(text, "opening")
        return hashes if whole else None

    def _openings(self) -> set[str]:
        """Check the openings, where there are some; return the commitments that entries must hold."""
        file = self.folder / "openings.json"
        if not file.exists():
            return set()
        openings = opened(file)
        if not isinstance(openings, list) or not all(isinstance(one, dict) for one in openings):
            raise Unreadable(say("openings.json sai dạng.", "openings.json is malformed."))
        for opening in openings:
            if not is_opening_of(opening, str(opening.get("commitment"))):
                text = say(
                    "openings.json: lời mở {c} không đúng.",
                    "openings.json: {c} was not opened rightly.",
                    c=opening["commitment"],
                )
                self.report.fault(text, "opening")
        return {str(opening["commitment"]) for opening in openings}

    def _bundle(self, name: str, width: int, start: int) -> list[bytes] | None:
        data = self.read(f"tile/entries/{name}")
        if data is None:
            return None
        bundle, is_even = split(data)
        if is_even and len(bundle) == width:
            return bundle
        text = say(
            "Tệp tile/entries/{n} sai dạng từ mục {i} trở đi.",
            "The file tile/entries/{n} is malformed from entry {i} on.",
            n=name,
            i=start + min(len(bundle), width),
        )
        self.report.fault(text, "bundle")
        return None

    def _entry(self, data: bytes, index: int, months: Months) -> dict[str, Any]:
        """Check one entry; return its body, or an empty one."""
        try:
            entry = entry_of(data)
            months.add(index, entry)
        except Bad as bad:
            self._fault(index, str(bad))
            return {}
        return body_of(entry)

    def _fault(self, index: int, said: str) -> None:
        number = index // WIDTH
        file = next(name for name, _width in files_of(self.size)[number : number + 1])
        text = say(
            "Mục {i} (tile/entries/{n}): {b}.",
            "Entry {i} (tile/entries/{n}): {b}.",
            i=index,
            n=file,
            b=said,
        )
        self.report.fault(text, "entry")

    def tiles(self, tree: Tree) -> None:
        """Compare each tile of hashes with what the entries come to."""
        level = 0
        while count := self.size >> 8 * level:
            for number, (name, width) in enumerate(files_of(count)):
                data = self.read(f"tile/{level}/{name}")
                if data is None:
                    continue
                wanted = tree.levels[8 * level][number * WIDTH : number * WIDTH + width]
                self._compare(data, wanted, level, name, number * WIDTH)
            level += 1

    def surplus(self) -> None:
        """Section 5: exactly the files of a tree of this size are there."""
        wanted = {f"tile/entries/{name}" for name, _width in files_of(self.size)}
        level = 0
        while count := self.size >> 8 * level:
            wanted |= {f"tile/{level}/{name}" for name, _width in files_of(count)}
            level += 1
        for path in sorted((self.folder / "tile").rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            if path.is_file() and name not in wanted:
                text = say("Tệp thừa: {n}.", "The file {n} does not belong there.", n=name)
                self.report.fault(text, "surplus")

    def _compare(self, data: bytes, wanted: list[bytes], level: int, name: str, start: int) -> None:
        if len(data) != 32 * len(wanted):
            text = say(
                "Tệp tile/{l}/{n} dài sai.",
                "The file tile/{l}/{n} has the wrong length.",
                l=level,
                n=name,
            )
            self.report.fault(text, "length")
            return
        for offset, right in enumerate(wanted):
            if data[32 * offset : 32 * offset + 32] == right:
                continue
            if level == 0:
                text = say(
                    "Mục {i} (tile/entries/{n}): mã băm không khớp tile/0/{n}.",
                    "Entry {i} (tile/entries/{n}): its hash is not the one in tile/0/{n}.",
                    i=start + offset,
                    n=name,
                )
            else:
                text = say(
                    "tile/{l}/{n}: mã băm thứ {o} không khớp các mục từ {i} trở đi.",
                    "tile/{l}/{n}: hash {o} is not what the entries from {i} on come to.",
                    l=level,
                    n=name,
                    o=offset,
                    i=(start + offset) << 8 * level,
                )
            self.report.fault(text, f"hash {level}")


def split(bundle: bytes) -> tuple[list[bytes], bool]:
    """Take a file of entries apart; return the whole ones, and whether it comes out even."""
    entries: list[bytes] = []
    at = 0
    while at < len(bundle):
        length = int.from_bytes(bundle[at : at + 2], "big")
        entry = bundle[at + 2 : at + 2 + length]
        if at + 2 > len(bundle) or len(entry) != length:
            return entries, False
        entries.append(entry)
        at += 2 + length
    return entries, True


def verify_folder(folder: Path, trusted: list[Key], older: list[Path]) -> Report:
    report = Report()
    ours, witnesses = keys_of(read_text(folder / "keys"))
    for key in trusted:
        if key.line not in {one.line for one in ours}:
            text = say(
                "Tệp keys không có khóa đã cho: {k}",
                "The given key is not in the file keys: {k}",
                k=key.line,
            )
            report.fault(text, "key")
    try:
        checkpoint = Checkpoint(read_text(folder / "checkpoint"), ours, witnesses, trusted)
    except Bad as bad:
        report.fault(say("Tệp checkpoint: {b}.", "The file checkpoint: {b}.", b=bad))
        return report
    tell_unknown(checkpoint, folder / "checkpoint", report)
    files = Folder(folder, checkpoint.size, report)
    hashes = files.entries()
    if hashes is None:
        return report
    tree = Tree(hashes)
    files.tiles(tree)
    files.surplus()
    if tree.root(checkpoint.size) != checkpoint.root:
        text = say(
            "Các mục không cho ra gốc của điểm chốt.",
            "The entries do not come to the root of the checkpoint.",
        )
        report.fault(text)
    verify_older(folder, older, (checkpoint, tree), ([*ours, *trusted], witnesses), report)
    if not report.bad:
        report.fine(checkpoint.told())
        report.fine(
            say("Không mục nào bị sửa, xóa hay chèn.", "No entry was altered, removed or put in.")
        )
    if not trusted:
        names = ", ".join(key.line for key in ours)
        report.fine(
            say(
                "Hãy so khóa này với khóa in trên thông báo hằng tháng: {k}",
                "Compare this key with the one printed on the monthly notice: {k}",
                k=names,
            )
        )
    return report


def tell_unknown(checkpoint: Checkpoint, path: Path, report: Report) -> None:
    """In a folder all who signed are in `keys`; a line of nobody's is one that was changed."""
    for name in checkpoint.unknown:
        text = say(
            "{p}: chữ ký của {n}, không có khóa trong tệp keys.",
            "{p}: signed by {n}, whose key is not in the file keys.",
            p=path,
            n=name,
        )
        report.fault(text, "unknown")


def verify_older(
    folder: Path,
    given: list[Path],
    newest: tuple[Checkpoint, Tree],
    keys: tuple[list[Key], list[Key]],
    report: Report,
) -> None:
    """Check that each older checkpoint is a part of the tree."""
    checkpoint, tree = newest
    kept = sorted((folder / "checkpoints").iterdir()) if (folder / "checkpoints").is_dir() else []
    for path in [*kept, *given]:
        try:
            old = Checkpoint(read_text(path), *keys)
        except Bad as bad:
            report.fault(say("{p}: {b}.", "{p}: {b}.", p=path, b=bad), "old checkpoint")
            continue
        if path in kept:
            tell_unknown(old, path, report)
        if path in kept and path.name != str(old.size):
            report.fault(say("{p}: sai tên.", "{p}: misnamed.", p=path), "old name")
        if old.origin != checkpoint.origin:
            text = say(
                "{p} là của sổ khác: {o}.", "{p} is another ledger's: {o}.", p=path, o=old.origin
            )
            report.fault(text, "origin")
        elif old.size > checkpoint.size:
            text = say(
                "{p}: điểm chốt có {s} mục, thư mục này chỉ có {n}: đã bị bớt.",
                "{p}: that checkpoint has {s} entries and this folder only {n}: some were taken away.",
                p=path,
                s=old.size,
                n=checkpoint.size,
            )
            report.fault(text, "shorter")
        elif tree.root(old.size) != old.root:
            text = say(
                "{p}: {s} mục đầu không còn như khi ký điểm chốt này: lịch sử đã bị viết lại.",
                "{p}: the first {s} entries are not those of that checkpoint: history was rewritten.",
                p=path,
                s=old.size,
            )
            report.fault(text, "fork")


# -- Proofs, section 6 ----------------------------------------------------------------------------


# Of the ledger, of the witnesses, and of the ledger as given from elsewhere.
Keys = tuple[list[Key], list[Key], list[Key]]


class Proof:
    """An entry that stands in the ledger. Raises Bad."""

    def __init__(
        self, text: str, ours: list[Key], witnesses: list[Key], trusted: list[Key] | None = None
    ) -> None:
        head, empty, note = text.partition("\n\n")
        lines = head.split("\n")
        if not empty or len(lines) < 3 or lines[0] != PROOF_LINE:
            raise Bad(say("bằng chứng sai dạng", "the proof is malformed"))
        data = unbase64(lines[1].removeprefix("extra ")) if lines[1].startswith("extra ") else None
        number = lines[2].removeprefix("index ")
        path = [unbase64(line) for line in lines[3:]]
        is_index = lines[2].startswith("index ") and DECIMAL.fullmatch(number) and len(number) <= 16
        if data is None or not is_index or any(one is None or len(one) != 32 for one in path):
            raise Bad(say("bằng chứng sai dạng", "the proof is malformed"))
        self.checkpoint = Checkpoint(note, ours, witnesses, trusted)
        self.entry, self.index = entry_of(data), int(number)
        hashes = [one for one in path if one is not None]
        if (
            root_of_path(leaf_hash(data), self.index, self.checkpoint.size, hashes)
            != self.checkpoint.root
        ):
            raise Bad(say("mục này không có trong sổ cái", "this entry is not in the ledger"))

    @property
    def body(self) -> dict[str, Any]:
        return body_of(self.entry)

    def told(self) -> str:
        return say(
            "Mục {i}: {k}, {o}, {a}: {b}",
            "Entry {i}: {k}, {o}, {a}: {b}",
            i=self.index,
            k=SAID.get(str(self.entry["kind"]), (str(self.entry["kind"]),) * 2)[LANGUAGE == "en"],
            o=self.entry["office"],
            a=self.entry["at"],
            b=self.body.get("title")
            or self.body.get("reason")
            or json.dumps(self.body, ensure_ascii=False),
        )


SAID = {
    "publication": ("đăng", "published"),
    "correction": ("đính chính", "corrected"),
    "page": ("đăng trang thông tin", "published as a page"),
    "withdrawal": ("gỡ", "withdrawn"),
    "recall": ("thu hồi trên mọi cổng", "recalled from all portals"),
    "paper": ("bản PDF", "PDF"),
    "standing": ("ghi nhận bài đang đăng", "recorded as standing"),
    "answer": ("công bố câu trả lời", "answer published"),
    "answer-file": ("công bố tệp kèm câu trả lời", "file published with an answer"),
    "answer-retracted": ("gỡ câu trả lời", "answer taken out of public view"),
    "case-statement": (
        "lời của người đứng đầu về một yêu cầu",
        "statement of the head about a request",
    ),
    "case-statement-withdrawn": ("rút lời của người đứng đầu", "statement of the head withdrawn"),
    "petition-result": ("công bố kết quả kiến nghị", "result of a petition published"),
    "archive": ("lập kho lưu", "archive written"),
    "rubric": ("ban hành bộ tiêu chí", "rubric adopted"),
    "month": ("chốt điểm tháng", "month decided on"),
    "facts": ("đo số liệu tháng", "month measured"),
    "scores-published": ("công bố điểm tháng", "month's scores published"),
    "corrected-card": ("đính chính một phiếu điểm", "scorecard corrected"),
    "own-card": ("công bố thẻ điểm của chính tỉnh", "the province's own scorecard published"),
    "round-act": ("một bước của kỳ chấm điểm", "a step of a month's scoring"),
}


def proof_in(path: Path, keys: Keys) -> Proof:
    try:
        return Proof(read_text(path), *keys)
    except Bad as bad:
        raise Bad(f"{path}: {bad}") from None


def verify_proof(path: Path, keys: Keys, given: argparse.Namespace) -> Report:
    report = Report()
    try:
        proof = proof_in(path, keys)
        later = [proof_in(one, keys) for one in given.later]
        report.fine(proof.told())
        report.fine(proof.checkpoint.told())
        if given.page:
            for said in page_is(given.page, proof):
                report.fine(said)
        if given.paper:
            report.fine(paper_is(given.paper, proof))
        if given.opening:
            report.fine(opening_is(given.opening, proof))
    except Bad as bad:
        report.fault(str(bad))
        return report
    for one in sorted(later, key=lambda each: each.index):
        if one.index > proof.index and one.body.get("content", object()) == proof.body.get(
            "content"
        ):
            report.fine(say("Về sau: {t}", "Later: {t}", t=one.told()))
    return report


def page_is(path: Path, proof: Proof) -> Iterator[str]:
    """Say that the saved page is the entry's, and from where it was saved. Raises Bad."""
    try:
        own, text = shown_text(page_in(path))
    except Bad as bad:
        raise Bad(f"{path}: {bad}") from None
    if hashlib.sha256(text.encode()).hexdigest() != proof.body.get("text"):
        raise Bad(
            say(
                "{p}: NỘI DUNG TRANG KHÁC với nội dung đã đăng. Chữ trên trang:\n{t}",
                "{p}: THE PAGE'S TEXT IS NOT the one that was published. It says:\n{t}",
                p=path,
                t=text,
            )
        )
    yield say(
        "Đúng nguyên văn đã đăng (phần xung quanh trên trang không được chứng thực):\n{t}",
        "This is the text as it was published (what stands around it on the page is not proven):\n{t}",
        t=text,
    )
    address = proof.body.get("address")
    if isinstance(address, str) and whole(own) != whole(address):
        yield say(
            "Nguyên văn này do {o} đăng tại {a}; trang bạn lưu tự ghi địa chỉ {w}.",
            "This text was published by {o} at {a}; the page that you saved says of itself that it stood at {w}.",
            o=proof.entry["office"],
            a=address,
            w=own,
        )


def whole(address: str) -> str:
    """An address in full and in one spelling, to be compared."""
    return address_of(address, address, is_full=True)


def paper_is(path: Path, proof: Proof) -> str:
    if hashlib.sha256(read_bytes(path)).hexdigest() != proof.body.get("sha256"):
        raise Bad(
            say("{p}: TỆP PDF KHÁC với tệp của cổng", "{p}: THE PDF IS NOT the portal's", p=path)
        )
    return say("Đúng tệp PDF của cổng.", "This is the portal's PDF.")


def opening_is(path: Path, proof: Proof) -> str:
    opening = opened(path)
    for name, value in proof.body.items():
        if _commitment(value) and isinstance(opening, dict) and opening.get("commitment") == value:
            if not is_opening_of(opening, str(value)):
                raise Bad(
                    say("lời mở cam kết không đúng", "the opening is not what was committed to")
                )
            told = json.dumps(opening["value"], ensure_ascii=False)
            return say("{n}: {v}", "{n}: {v}", n=name, v=told)
    raise Bad(say("mục này không có cam kết đó", "the entry holds no such commitment"))


# -- Published scores, section 11 -----------------------------------------------------------------

SCORES_BEGIN = b'{"format":"lien-cong/scores/v1",'
SCORES: dict[str, Holds] = {
    "format": lambda value: value == "lien-cong/scores/v1",
    "month": _month,
    "scope?": _text,
    "scorers": _list,
    "rubrics": _list,
    "portals": _list,
}
SCORER: dict[str, Holds] = {"scorer": _text, "name": _text, "notice": _text, "dated": _text}
RUBRIC: dict[str, Holds] = {"rubric": _text, "title": _text, "bands": _list, "criteria": _list}
BAND: dict[str, Holds] = {"name": _text, "from": _whole}
CRITERION: dict[str, Holds] = {"criterion": _text, "name": _text}
SCORED: dict[str, Holds] = CARD | {
    "code?": _text,
    "name": _text,
    "tier": _text,
    "cluster?": _text,
    "scorer": _text,
    "rubric": _text,
    "band?": _text,
    "provisional?": lambda value: value in ("too_little", "too_short"),
    "corrected?": lambda value: value == 1,
    "rank?": _count,
    "rank_from?": _count,
    "rank_to?": _count,
    "adjustments": _list,
}
SCORED_LINE: dict[str, Holds] = LINE | {
    "judged": lambda value: value in ("machine", "people", "none"),
    "why?": lambda value: value in ("no_cases", "by_nature", "not_measured"),
    "late?": lambda value: value == 1,
    "reason?": _text,
}
ADJUSTMENT: dict[str, Holds] = {
    "code": _text,
    "name": _text,
    "kind": lambda value: value in ("bonus", "penalty"),
    "times": _whole,
    "points": _whole,
}
OF_SCORES = ("month", "facts", "scores-published", "corrected-card", "round-act")
DRAWS, OUTER = 200, 10
Scored = dict[str, Any]


class Given:
    """The files that came with the scores, by their names: from a ZIP, a folder, or the folder of a JSON."""

    def __init__(self, path: Path) -> None:
        self.files = self._zipped(path) if path.suffix.lower() == ".zip" else self._beside(path)
        found = [name for name, data in self.files.items() if data.startswith(SCORES_BEGIN)]
        if path.is_file() and path.name in found:
            found = [path.name]
        if len(found) != 1:
            raise Unreadable(
                say(
                    "{p}: cần đúng một tệp bảng điểm .json.",
                    "{p}: exactly one .json of scores is needed.",
                    p=path,
                )
            )
        self.name = found[0]
        self.proofs = sorted(name for name in self.files if name.endswith(".tlog-proof"))

    @staticmethod
    def _beside(path: Path) -> dict[str, bytes]:
        folder = path if path.is_dir() else path.parent
        wanted = [
            one
            for one in folder.iterdir()
            if one.is_file()
            and (
                one == path or one.suffix in (".json", ".tlog-proof", ".pdf") or one.name == "keys"
            )
        ]
        return {one.name: read_bytes(one) for one in wanted}

    @staticmethod
    def _zipped(path: Path) -> dict[str, bytes]:
        try:
            with zipfile.ZipFile(path) as archive:
                names = [one for one in archive.namelist() if not one.endswith("/")]
                found = {Path(one).name: archive.read(one) for one in names}
        except (OSError, zipfile.BadZipFile, NotImplementedError, zlib.error) as error:
            raise Unreadable(f"{path}: {error}") from None
        if len(found) < len(names):
            raise Unreadable(
                say("{p}: có hai tệp cùng tên.", "{p}: two files of one name.", p=path)
            )
        return found


def holds_scores(path: Path) -> bool:
    """Whether what was given is the scores of a month: their JSON, a dossier as ZIP, or the folder of one."""
    if path.is_dir():
        return not (path / "tile").exists() and any(map(holds_scores, path.glob("*.json")))
    if path.suffix.lower() == ".zip":
        return True
    try:
        with path.open("rb") as file:
            return file.read(len(SCORES_BEGIN)) == SCORES_BEGIN
    except OSError:
        return False


def verify_scores(path: Path, trusted: list[Key], keys_file: Path | None) -> Report:
    report, given = Report(), Given(path)
    ours, witnesses = keys_given(given, trusted, keys_file)
    try:
        table = scores_of(given.files[given.name])
        proofs = [
            proof_of(name, given.files[name], (ours, witnesses, trusted)) for name in given.proofs
        ]
        entries = EntriesOfMonth(table["month"], table["scorers"], proofs)
        cards = entries.cards()
    except Bad as bad:
        report.fault(f"{given.name}: {bad}")
        return report
    found = [
        *entries.notices(table), *cards_differ(table, cards), *sums_differ(table), *ranks_differ(table),
        *files_differ(given, entries),
    ]  # fmt: skip
    if ours and not {key.line for key in trusted} <= {one.line for one in ours}:
        found.append(say("Tệp keys không có khóa đã cho.", "The given key is not in `keys`."))
    for text in found:
        report.fault(f"{given.name}: {text}")
    if not found:
        for said in told_of_scores(table, entries, proofs):
            report.fine(said)
    return report


def keys_given(
    given: Given, trusted: list[Key], keys_file: Path | None
) -> tuple[list[Key], list[Key]]:
    if keys_file is None and "keys" not in given.files:
        if trusted:
            return [], []
        raise Unreadable(
            say(
                "Cần khóa của sổ cái: --key hoặc --keys.",
                "The ledger's key is needed: --key or --keys.",
            )
        )
    data = read_bytes(keys_file) if keys_file else given.files["keys"]
    try:
        return keys_of(data.decode())
    except UnicodeDecodeError:
        raise Unreadable(say("tệp keys sai dạng", "`keys` is malformed")) from None


def proof_of(name: str, data: bytes, keys: Keys) -> Proof:
    try:
        return Proof(data.decode(), *keys)
    except UnicodeDecodeError:
        raise Bad(f"{name}: " + say("bằng chứng sai dạng", "the proof is malformed")) from None
    except Bad as bad:
        raise Bad(f"{name}: {bad}") from None


def scores_of(data: bytes) -> Scored:
    """Read the file of section 11. Raises Bad where it has not its form."""
    table = check_names(say("tệp", "the file"), json_of(data), SCORES)
    for one in table["scorers"]:
        check_names("scorers", one, SCORER)
    for one in table["rubrics"]:
        check_names("rubrics", one, RUBRIC)
        for name, form in (("bands", BAND), ("criteria", CRITERION)):
            for held in one[name]:
                check_names(name, held, form)
    for one in table["portals"]:
        check_scored(one)
    for name, of in (("portal", "portals"), ("scorer", "scorers"), ("rubric", "rubrics")):
        told = [one[name] for one in table[of]]
        if len(set(told)) < len(told):
            twice = next(one for one in told if told.count(one) > 1)
            raise Bad(say("{n} có hai lần", "{n} stands there twice", n=twice))
    return table


def check_scored(one: object) -> None:
    card = check_names("portals", one, SCORED)
    for line in card["lines"]:
        check_names(card["portal"], line, SCORED_LINE)
        if ("na" in line) != ("why" in line):
            raise Bad(say("{p}: thiếu lý do", "{p}: `why` does not fit", p=card["portal"]))
    for adjustment in card["adjustments"]:
        check_names(card["portal"], adjustment, ADJUSTMENT)


class EntriesOfMonth:
    """What the proofs say of a month, by scorer. Raises Bad where one is of something else."""

    def __init__(self, month: str, scorers: list[Scored], proofs: list[Proof]) -> None:
        self.month = month
        self.scorers = [one["scorer"] for one in scorers]
        self.published: dict[str, Scored] = {}
        # By scorer and rubric, then by part.
        self._parts: dict[tuple[str, str], dict[int, Scored]] = {}
        self._corrected: dict[tuple[str, str], tuple[str, Scored]] = {}
        roots: dict[int, bytes] = {}
        for proof in sorted(proofs, key=lambda one: one.index):
            size = proof.checkpoint.size
            if roots.setdefault(size, proof.checkpoint.root) != proof.checkpoint.root:
                raise Bad(say("hai gốc khác nhau của một cây", "two roots of one tree"))
            if proof.entry["schema"] == 1:
                self._add(proof)

    def _add(self, proof: Proof) -> None:
        kind, body = proof.entry["kind"], proof.body
        if kind not in OF_SCORES:
            return
        if body["month"] != self.month:
            raise self._other(proof, body["month"])
        if kind != "facts" and body["scorer"] not in self.scorers:
            raise self._other(proof, body["scorer"])
        if kind == "scores-published":
            if body["scorer"] in self.published:
                raise Bad(say("{s} công bố hai lần", "{s} published twice", s=body["scorer"]))
            self.published[body["scorer"]] = body
        elif kind == "corrected-card":
            # The last one in the ledger's order counts.
            self._corrected[body["scorer"], body["card"]["portal"]] = body["rubric"], body["card"]
        elif kind == "month":
            self._add_part(body)

    def _add_part(self, body: Scored) -> None:
        parts = self._parts.setdefault((body["scorer"], body["rubric"]), {})
        others = {one["parts"] for one in parts.values()}
        if body["part"] in parts or (others and others != {body["parts"]}):
            raise Bad(
                say("phần {p} của tháng lặp lại", "part {p} of its month twice", p=body["part"])
            )
        parts[body["part"]] = body

    def _other(self, proof: Proof, what: str) -> Bad:
        return Bad(
            say(
                "bằng chứng của mục {i} là của {w}, không phải của bảng này (tháng {m})",
                "the proof of entry {i} is of {w}, not of these scores ({m})",
                i=proof.index,
                w=what,
                m=self.month,
            )
        )

    def cards(self) -> dict[str, tuple[str, str, Scored, bool]]:
        """Return by portal: scorer, rubric, card, whether it was corrected. Raises Bad where something is missing."""
        found: dict[str, tuple[str, str, Scored, bool]] = {}
        for scorer in self.scorers:
            if scorer not in self.published:
                raise Bad(
                    say(
                        "thiếu bằng chứng công bố của {s}",
                        "the proof that {s} published is missing",
                        s=scorer,
                    )
                )
            own = sorted(rubric for by, rubric in self._parts if by == scorer)
            if own != self.published[scorer]["rubrics"]:
                raise Bad(
                    say(
                        "{s}: thiếu hoặc thừa bằng chứng điểm của một bộ tiêu chí ({r})",
                        "{s}: proofs of the cards of a rubric are missing or too many ({r})",
                        s=scorer,
                        r=", ".join(set(own) ^ set(self.published[scorer]["rubrics"])),
                    )
                )
            for rubric in own:
                for portal, card in self._cards_by(scorer, rubric):
                    if portal in found:
                        raise Bad(say("{p} có hai phiếu điểm", "{p} has two cards", p=portal))
                    other = self._corrected.get((scorer, portal))
                    found[portal] = (
                        (scorer, *other, True) if other else (scorer, rubric, card, False)
                    )
            mine = sum(by == scorer for by, *_others in found.values())
            if mine != self.published[scorer]["cards"]:
                raise Bad(
                    say(
                        "{s}: sổ cái ghi {n} phiếu điểm, bằng chứng có {m}",
                        "{s}: the ledger says {n} cards, the proofs hold {m}",
                        s=scorer,
                        n=self.published[scorer]["cards"],
                        m=mine,
                    )
                )
        return found

    def _cards_by(self, scorer: str, rubric: str) -> Iterator[tuple[str, Scored]]:
        parts = self._parts[scorer, rubric]
        if len(parts) < next(iter(parts.values()))["parts"]:
            raise Bad(
                say(
                    "{s}: thiếu một phần bằng chứng điểm ({r})",
                    "{s}: a part of the proofs of cards is missing ({r})",
                    s=scorer,
                    r=rubric,
                )
            )
        for part in parts.values():
            for card in part["cards"]:
                yield card["portal"], card

    def notices(self, table: Scored) -> Iterator[str]:
        for one in table["scorers"]:
            published = self.published[one["scorer"]]
            if (one["notice"], one["dated"]) != (published["number"], published["dated"]):
                yield say(
                    "{s}: thông báo ghi số {a} ngày {b}, sổ cái ghi số {c} ngày {d}",
                    "{s}: the notice is said to be {a} of {b}, the ledger says {c} of {d}",
                    s=one["scorer"],
                    a=one["notice"],
                    b=one["dated"],
                    c=published["number"],
                    d=published["dated"],
                )


def cards_differ(table: Scored, cards: dict[str, tuple[str, str, Scored, bool]]) -> Iterator[str]:
    """Say where the file is another than the ledger: a portal too many, one missing, a number."""
    there = {one["portal"]: one for one in table["portals"]}
    for portal in cards:
        if portal not in there:
            yield say(
                "THIẾU {p}: sổ cái có phiếu điểm", "{p} IS MISSING: the ledger has it", p=portal
            )
    for portal, one in there.items():
        if portal not in cards:
            yield say("THỪA {p}: sổ cái không có", "{p} IS NOT in the ledger", p=portal)
            continue
        scorer, rubric, card, is_corrected = cards[portal]
        if (one["scorer"], one["rubric"]) != (scorer, rubric) or one["tier"] != rubric.partition(
            "/"
        )[0]:
            yield say(
                "{p}: sổ cái ghi {s}, {r}",
                "{p}: the ledger says {s}, {r}",
                p=portal,
                s=scorer,
                r=rubric,
            )
        if ("corrected" in one) != is_corrected:
            yield say("{p}: đính chính không khớp", "{p}: whether it was corrected", p=portal)
        yield from numbers_differ(one, card)


def numbers_differ(one: Scored, card: Scored) -> Iterator[str]:
    portal = one["portal"]
    for line, true in zip(one["lines"], card["lines"], strict=False):
        if any(line.get(name) != true.get(name) for name in ("criterion", "points", "most", "na")):
            yield say(
                "{p}, tiêu chí {c}: tệp ghi {a}/{b}, SỔ CÁI GHI {d}/{e}",
                "{p}, criterion {c}: the file says {a} of {b}, THE LEDGER SAYS {d} of {e}",
                p=portal,
                c=true["criterion"],
                a=hundredths(line["points"]),
                b=hundredths(line["most"]),
                d=hundredths(true["points"]),
                e=hundredths(true["most"]),
            )
    if len(one["lines"]) != len(card["lines"]):
        yield say("{p}: số tiêu chí khác", "{p}: another number of criteria", p=portal)
    for name in ("earned", "applicable", "penalty", "bonus", "total"):
        if one[name] != card[name]:
            yield say(
                "{p}, {n}: tệp ghi {a}, SỔ CÁI GHI {b}",
                "{p}, {n}: the file says {a}, THE LEDGER SAYS {b}",
                p=portal,
                n=SUMS[name][LANGUAGE == "en"],
                a=hundredths(one[name]),
                b=hundredths(card[name]),
            )


SUMS = {
    "earned": ("điểm đạt", "points earned"),
    "applicable": ("điểm tối đa được tính", "points that apply"),
    "penalty": ("điểm trừ", "penalty"),
    "bonus": ("điểm cộng", "bonus"),
    "total": ("tổng điểm", "total"),
}


def sums_differ(table: Scored) -> Iterator[str]:
    """Say where band, adjustments or criteria do not go with the points."""
    rubrics = {one["rubric"]: one for one in table["rubrics"]}
    for one in table["portals"]:
        rubric = rubrics.get(one["rubric"])
        if rubric is None or not {line["criterion"] for line in one["lines"]} <= {
            criterion["criterion"] for criterion in rubric["criteria"]
        }:
            yield say(
                "{p}: thiếu bộ tiêu chí {r}", "{p}: no rubric {r}", p=one["portal"], r=one["rubric"]
            )
            continue
        for kind in ("bonus", "penalty"):
            given = sum(each["points"] for each in one["adjustments"] if each["kind"] == kind)
            if not min(given, 1) <= one[kind] <= given:
                yield say(
                    "{p}: {n} {a}, các khoản cộng lại được {b}",
                    "{p}: {n} {a}, its items come to {b}",
                    p=one["portal"],
                    n=SUMS[kind][LANGUAGE == "en"],
                    a=hundredths(one[kind]),
                    b=hundredths(given),
                )
        if not has_its_band(one, rubric):
            yield say(
                "{p}: xếp loại “{b}” không khớp với {t} điểm",
                "{p}: the band “{b}” is not that of {t} points",
                p=one["portal"],
                b=one.get("band", "—"),
                t=hundredths(one["total"]),
            )


def has_its_band(one: Scored, rubric: Scored) -> bool:
    """No band while provisional; else that of the total, or with a penalty a worse one."""
    if "provisional" in one or one["applicable"] < 7_000:
        return "provisional" in one and "band" not in one and "rank" not in one
    bands = sorted(rubric["bands"], key=lambda band: -band["from"])
    reached = [band["name"] for band in bands if band["from"] <= one["total"]]
    worse = any(each["kind"] == "penalty" for each in one["adjustments"])
    return one.get("band") in (reached if worse else reached[:1])


def ranks_differ(table: Scored) -> Iterator[str]:
    """Count the ranks of each tier again, and between which they move (section 11.2)."""
    tiers: dict[str, list[Scored]] = {}
    for one in table["portals"]:
        if "provisional" not in one:
            tiers.setdefault(one["tier"], []).append(one)
    for tier, portals in tiers.items():
        if not any(name in one for one in portals for name in ("rank", "rank_from", "rank_to")):
            continue
        for one, true in zip(portals, ranks_of(table["month"], tier, portals), strict=True):
            said = one.get("rank"), one.get("rank_from"), one.get("rank_to")
            if said != true:
                yield say(
                    "{p}: thứ hạng ghi {a} ({b}-{c}), tính lại được {d} ({e}-{f})",
                    "{p}: the rank is said to be {a} ({b}-{c}), it comes to {d} ({e}-{f})",
                    p=one["portal"],
                    **dict(zip("abcdef", (*said, *true), strict=True)),
                )


def ranks_of(month: str, tier: str, portals: list[Scored]) -> list[tuple[int, int, int]]:
    totals = [one["total"] for one in portals]
    own, drawn = places_of(totals), [list[int]() for _one in portals]
    for draw in range(DRAWS):
        weights: dict[str, int] = {}
        moved = [total_by(one, month, tier, draw, weights) for one in portals]
        for ranks, rank in zip(drawn, places_of(moved), strict=True):
            ranks.append(rank)
    return [
        (rank, min(rank, sorted(ranks)[OUTER]), max(rank, sorted(ranks)[DRAWS - 1 - OUTER]))
        for rank, ranks in zip(own, drawn, strict=True)
    ]


def places_of(totals: list[int]) -> list[int]:
    first: dict[int, int] = {}
    for place, total in enumerate(sorted(totals, reverse=True), start=1):
        first.setdefault(total, place)
    return [first[total] for total in totals]


def total_by(card: Scored, month: str, tier: str, draw: int, weights: dict[str, int]) -> int:
    earned = applicable = 0
    for line in card["lines"]:
        code = line["criterion"]
        if code not in weights:
            text = f"lien-cong/weights/v1\n{month}\n{tier}\n{draw}\n{code}"
            number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4])
            weights[code] = 900_000 + number % 200_001
        if "na" not in line:
            earned += weights[code] * line["points"]
            applicable += weights[code] * line["most"]
    base = based_on(earned, applicable)
    lifted = card["total"] - max(based_on(card["earned"], card["applicable"]) - card["penalty"], 0)
    return min(max(base - card["penalty"], 0) + lifted, 10_000)


def based_on(earned: int, applicable: int) -> int:
    return (20_000 * earned + applicable) // (2 * applicable) if applicable else 0


def files_differ(given: Given, entries: EntriesOfMonth) -> Iterator[str]:
    """Say where the file of a notice is not the one that was entered."""
    for scorer, published in entries.published.items():
        name = f"thong-bao-{scorer}.pdf"
        data = given.files.get(name)
        if data is not None and hashlib.sha256(data).hexdigest() != published["sha256"]:
            yield say(
                "{f} KHÔNG PHẢI tệp thông báo đã công bố",
                "{f} IS NOT the file of the notice",
                f=name,
            )


def told_of_scores(table: Scored, entries: EntriesOfMonth, proofs: list[Proof]) -> Iterator[str]:
    year, month = table["month"].split("-")
    for one in table["scorers"]:
        yield say(
            "Đúng bảng điểm tháng {m}/{y} do {s} ({h}) công bố theo Thông báo số {n} ngày {d}: {c} đơn vị, không thiếu,"
            " không thừa, điểm khớp từng chữ số với sổ cái.",
            "These are the scores of {m}/{y} that {s} ({h}) published by notice {n} of {d}: {c} portals, none missing,"
            " none added, each digit that of the ledger.",
            m=month,
            y=year,
            s=one["name"],
            h=one["scorer"],
            n=one["notice"],
            d=one["dated"],
            c=entries.published[one["scorer"]]["cards"],
        )
    corrected = [one["portal"] for one in table["portals"] if "corrected" in one]
    if corrected:
        yield say(
            "Đã đính chính sau khi công bố: {p}.",
            "Corrected since: {p}.",
            p=", ".join(corrected),
        )
    for checkpoint in {one.checkpoint.text: one.checkpoint for one in proofs}.values():
        yield checkpoint.told()
    yield say(
        "Không chứng thực ở đây: tên gọi, lời ghi chú, cách chấm (máy hay người), mốc xếp loại.",
        "Not proven here: names, notes, how a line was judged, where bands begin.",
    )


# -- Witnesses, section 4.1 -----------------------------------------------------------------------

PRIVATE = "PRIVATE+KEY+"


class OwnKey:
    """A witness's private key, in a file as `witness-key` wrote it."""

    def __init__(self, path: Path) -> None:
        held = read_text(path).strip()
        parts = held.removeprefix(PRIVATE).split("+", 2)
        material = unbase64(parts[2]) if len(parts) == 3 else None
        if not held.startswith(PRIVATE) or material is None or len(material) != 33:
            raise Unreadable(say("{p} không phải khóa riêng.", "{p} is no private key.", p=path))
        self.seed = material[1:]
        self.public = Key(key_line(parts[0], material[0], public_of(self.seed)))
        if material[0] != WITNESS or self.public.id.hex() != parts[1]:
            raise Unreadable(
                say("{p} không phải khóa của bên làm chứng.", "{p} is no key of a witness.", p=path)
            )

    def line(self, text: str, seconds: int) -> str:
        """Return the line below a checkpoint that says: at this time I had seen no larger tree."""
        message = f"cosignature/v1\ntime {seconds}\n{text}".encode()
        data = self.public.id + struct.pack(">Q", seconds) + signature_of(self.seed, message)
        return f"— {self.public.name} {base64.b64encode(data).decode()}\n"


def key_line(name: str, algorithm: int, public: bytes) -> str:
    material = bytes([algorithm]) + public
    key_id = hashlib.sha256(name.encode() + b"\n" + material).digest()[:4]
    return f"{name}+{key_id.hex()}+{base64.b64encode(material).decode()}"


class Memory:
    """What a witness signed last, and whose ledger it was: a line with its key, then the checkpoint."""

    def __init__(self, path: Path, log_key: str, own: Key) -> None:
        self.path = path
        self.last: Checkpoint | None = None
        if not path.exists():
            if not log_key:
                raise Unreadable(
                    say(
                        "Lần đầu làm chứng: thêm --log-key và khóa của sổ cái in trên thông báo hằng tháng.",
                        "The first time give --log-key, the ledger's key as it is printed on the monthly notice.",
                    )
                )
            self.key = Key(log_key)
            return
        first, _newline, note = read_text(path).partition("\n")
        self.key = Key(first)
        self.last = Checkpoint(note, [self.key], [own])
        if log_key:
            # The ledger has a new key; the tree must go on all the same.
            self.key = Key(log_key)

    def keep(self, note: str) -> None:
        """Remember before anything is given away: what was signed once is never forgotten."""
        beside = self.path.with_name(self.path.name + ".new")
        with beside.open("wb") as file:
            file.write(f"{self.key.line}\n{note}".encode())
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, self.path)


def asked_to_sign(text: str) -> tuple[int, list[bytes], str]:
    """Return the old size, the hashes and the checkpoint of what was sent: with a proof, or a checkpoint alone."""
    if not text.startswith("old "):
        return 0, [], text
    head, _empty, note = text.partition("\n\n")
    first, *lines = head.split("\n")
    size = first.removeprefix("old ")
    path = [unbase64(line) for line in lines]
    hashes = [one for one in path if one is not None and len(one) == 32]
    if not DECIMAL.fullmatch(size) or len(size) > 16 or len(hashes) < len(path) or len(path) > 63:
        raise Bad(say("tệp điểm chốt sai dạng", "the file with the checkpoint is malformed"))
    return int(size), hashes, note


def must_continue(
    last: Checkpoint, new: Checkpoint, proof: tuple[int, list[bytes]], folder: Path | None
) -> None:
    """Raise Bad where the new tree does not begin with the one that was signed last."""
    old, path = proof
    if new.size < last.size:
        text = say(
            "điểm chốt này có {n} mục, ít hơn {s} mục đã xác nhận lần trước: không ký",
            "this checkpoint has {n} entries, fewer than the {s} that you signed: not signed",
            n=new.size,
            s=last.size,
        )
        raise Bad(text)
    if new.size == last.size:
        is_good = new.root == last.root
    elif folder is not None:
        is_good = is_tree_of(folder, last, new)
    elif old != last.size:
        text = say(
            "cần bằng chứng nối tiếp từ {s} mục (tải /so-cai/since/{s} trên cổng của tỉnh) hoặc --folder",
            "the proof must go on from {s} entries (/so-cai/since/{s} on the province's portal), or give --folder",
            s=last.size,
        )
        raise Unreadable(text)
    else:
        is_good = continues(last.size, last.root, new.size, new.root, path)
    if not is_good:
        text = say(
            "KHÔNG KÝ: {s} mục đã xác nhận lần trước không còn trong điểm chốt này. Lịch sử đã bị viết lại. "
            "Giữ cả hai tệp và báo ngay",
            "NOT SIGNED: the {s} entries that you signed are not in this checkpoint. History was rewritten. "
            "Keep both files and tell others",
            s=last.size,
        )
        raise Bad(text)


def is_tree_of(folder: Path, last: Checkpoint, new: Checkpoint) -> bool:
    """Whether the entries of a folder come to both roots."""
    hashes = Folder(folder, new.size, Report()).entries()
    if hashes is None:
        raise Unreadable(say("Không đọc được {p}.", "Cannot read {p}.", p=folder))
    tree = Tree(hashes)
    return (tree.root(last.size), tree.root(new.size)) == (last.root, new.root)


def countersign(given: argparse.Namespace) -> str:
    """Sign a checkpoint as a witness, or raise Bad; return what is to be said."""
    own = OwnKey(given.key)
    memory = Memory(given.memory, given.log_key, own.public)
    # Mail may have written the ends of lines anew.
    old, path, note = asked_to_sign(read_text(given.checkpoint).replace("\r\n", "\n"))
    new = Checkpoint(note, [memory.key], [own.public])
    seconds = int(datetime.now(UTC).timestamp())
    if memory.last is not None:
        must_continue(memory.last, new, (old, path), given.folder)
        if any(at > seconds for _name, at in memory.last.witnessed):
            raise Bad(say("đồng hồ máy này chạy lùi", "the clock of this machine went backwards"))
    own_lines = [
        one for one in note.splitlines(keepends=True) if one.startswith(f"— {new.origin} ")
    ]
    signed = f"{new.text}\n{''.join(own_lines)}{own.line(new.text, seconds)}"
    memory.keep(signed)
    out = given.out or given.checkpoint.with_name(given.checkpoint.name + ".cosigned")
    out.write_bytes(signed.encode())
    return say(
        "{c}\nĐã xác nhận. Gửi lại tệp này cho tỉnh: {o}\nSao lưu tệp {m}: lần sau cần đến.",
        "{c}\nCountersigned. Send this file back to the province: {o}\nKeep {m}: it is needed next time.",
        c=new.told(),
        o=out,
        m=given.memory,
    )


def witness_key(given: argparse.Namespace) -> str:
    """Make a key in a file that only its owner reads; return the public one, and what to do with it."""
    if not is_name(given.name):
        raise Unreadable(
            say("tên không được có dấu cách hay dấu +", "a name holds no space and no +")
        )
    seed = secrets.token_bytes(32)
    public = Key(key_line(given.name, WITNESS, public_of(seed)))
    material = base64.b64encode(bytes([WITNESS]) + seed).decode()
    try:
        # Never over another key, and never readable by others, not for a moment either.
        handle = os.open(given.key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Unreadable(
            say("Không ghi được {p}: {e}", "Cannot write {p}: {e}", p=given.key, e=error.strerror)
        ) from None
    with os.fdopen(handle, "w") as file:
        file.write(f"{PRIVATE}{public.name}+{public.id.hex()}+{material}\n")
    return say(
        "{k}\nGửi dòng trên cho tỉnh. Tệp {p} là khóa riêng: không gửi cho ai.",
        "{k}\nSend this line to the province. The file {p} is the private key: give it to nobody.",
        k=public.line,
        p=given.key,
    )


# -- The text that readers saw, section 8 -----------------------------------------------------------


def words(text: str) -> set[str]:
    return set(text.split())


HEADLINE_AND_TEXT = ["h1", "div"]
AROUND = {"main", "div", "article", "section", "header"}
FRAME = {"html", "head", "body"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
LINES = HEADINGS | words(
    "p ul ol li blockquote figure figcaption table caption tr td th div section footer dl dt dd hr"
)
SIGNS = {"sup": "^{", "sub": "_{", "s": "~{"}
WITHIN = (
    LINES
    | SIGNS.keys()
    | words("a br img b em i picture source span strong tbody thead time u wbr")
)
ANYWHERE = {"class", "id", "lang", "role", "tabindex"}
OF_PICTURES = words("alt src srcset sizes width height type media loading decoding fetchpriority")
ATTRIBUTES = {
    "a": {"href", "rel"},
    "img": OF_PICTURES,
    "source": OF_PICTURES,
    "time": {"datetime"},
    "th": {"scope"},
}
VOID = words("area base br col embed hr img input link meta param source track wbr")
# What a browser reads otherwise than this parser does, so that it is not read at all.
READ_OTHERWISE = {"frameset", "listing", "noembed", "noframes", "plaintext", "xmp"}
DRAWN = {"circle", "g", "line", "path", "polygon", "polyline", "rect", "use"}
# Their end tags may be left out.
ENDED_BY_OTHERS = words("p li dt dd tr td th thead tbody tfoot caption colgroup option optgroup")
END_A_PARAGRAPH = HEADINGS | words(
    "address article aside blockquote details dialog dl dt dd div fieldset figcaption figure footer form header hr "
    "li main nav ol p pre section table ul"
)
ENDED_BY = {
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "tr": {"td", "th", "tr"},
    "tbody": {"td", "th", "tr", "thead", "tbody"},
    "thead": {"td", "th", "tr", "thead", "tbody"},
}
PARENTS = {
    "caption": {"table"},
    "thead": {"table"},
    "tbody": {"table"},
    "tr": {"table", "thead", "tbody"},
    "td": {"tr"},
    "th": {"tr"},
}
SPACES = re.compile("[\t\n\f\r \u00a0]+")
OWN_ADDRESS = re.compile(r"https?://[^/?#\s]", re.I)
LOOSE_REFERENCE = re.compile(r"&(?!#?\w+;)")


def cannot_be_told(what: str) -> Bad:
    return Bad(
        say(
            "không thể biết người đọc đã thấy gì: {w}",
            "what readers saw cannot be told from the page: {w}",
            w=what,
        )
    )


class Open:
    """An element that has begun and not ended."""

    def __init__(self, tag: str, after: str = "", ends_part: bool = False) -> None:
        self.tag, self.after, self.ends_part = tag, after, ends_part
        self.items = 0
        self.has_rows = False


class ShownText(HTMLParser):
    """Goes through a page and keeps what section 8 says. Raises Bad where a browser might read the page otherwise."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.marked: list[tuple[str, str]] = []
        self.parts: list[str] = []
        self._open: list[Open] = []
        self._is_within = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs, ends_itself=False)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs, ends_itself=True)

    def _start(self, tag: str, attrs: list[tuple[str, str | None]], *, ends_itself: bool) -> None:
        # Of a name given twice the first counts.
        held = {name: value or "" for name, value in reversed(attrs)}
        if tag in READ_OTHERWISE or tag == "base":
            raise cannot_be_told(f"<{tag}>")
        if tag in FRAME:
            if self._is_within or {"hidden", "popover", "data-shown-text"} & held.keys():
                raise cannot_be_told(f"<{tag}>")
            return
        drawn = bool({"svg", "math"} & {one.tag for one in self._open})
        if drawn and tag not in DRAWN:
            raise cannot_be_told(f"<{tag}>")
        self._end_what_it_ends(tag)
        begins_part = "data-shown-text" in held
        if begins_part:
            self._begin_part(tag, held["data-shown-text"])
        if self._is_within:
            self._check(tag, held)
            self._write(tag, held)
        if tag in VOID or (drawn and ends_itself):
            return
        is_hiding = {"hidden", "popover"} & held.keys()
        name = f"{tag} {min(is_hiding)}" if is_hiding and not self._is_within else tag
        self._open.append(Open(name, self._after(tag, held), begins_part))

    def _end_what_it_ends(self, tag: str) -> None:
        if tag in END_A_PARAGRAPH and self._open and self._open[-1].tag == "p":
            self._close()
        ended = ENDED_BY.get(tag, set())
        while self._open and self._open[-1].tag in ended and not self._open[-1].ends_part:
            was = self._close()
            if was in ("li", "dt", "dd"):
                break

    def _begin_part(self, tag: str, value: str) -> None:
        self.marked.append((tag, value))
        around = [one.tag for one in self._open if one.tag not in AROUND]
        if self._is_within or around:
            raise cannot_be_told(f"<{around[0] if around else tag}>")
        self._is_within = True

    def _check(self, tag: str, held: dict[str, str]) -> None:
        """Refuse what can hide words, or what a browser would put elsewhere than it stands."""
        if tag not in WITHIN:
            raise cannot_be_told(f"<{tag}>")
        for name in held:
            known = name in ANYWHERE or name in ATTRIBUTES.get(tag, ())
            if not known and not name.startswith(("data-", "aria-")):
                raise cannot_be_told(f"<{tag} {name}>")
        if LOOSE_REFERENCE.search(self.get_starttag_text() or ""):
            raise cannot_be_told("&")
        parent = self._open[-1].tag if self._open else ""
        inside = [one.tag for one in self._open]
        is_misplaced = (
            (tag in PARENTS and parent not in PARENTS[tag])
            or (tag not in PARENTS and parent in {"table", "thead", "tbody", "tr"})
            or (tag == "a" and "a" in inside)
            or (tag in HEADINGS and HEADINGS & set(inside))
            or (tag in END_A_PARAGRAPH and "p" in inside)
            or (tag == "li" and is_in(inside, "li", {"ul", "ol"}))
            or (
                tag in ("dt", "dd") and (is_in(inside, "dt", {"dl"}) or is_in(inside, "dd", {"dl"}))
            )
        )
        if is_misplaced:
            raise cannot_be_told(f"<{tag}>")
        if tag in ("thead", "tbody", "tr") and parent == "table":
            if tag == "thead" and self._open[-1].has_rows:
                raise cannot_be_told("<thead>")
            self._open[-1].has_rows = True

    def _write(self, tag: str, held: dict[str, str]) -> None:
        if tag in LINES or tag == "br":
            self.parts.append("\n")
        if tag == "img":
            self.parts.append(f"[{self.flat(held.get('alt', ''))}]")
        elif tag == "tr":
            self.parts.append("|-\n")
        elif tag in ("td", "th"):
            self.parts.append("| ")
        elif tag == "li" and self._open[-1].tag == "ol":
            self._open[-1].items += 1
            self.parts.append(f"{self._open[-1].items}. ")
        elif tag in SIGNS:
            self.parts.append(SIGNS[tag])

    def _after(self, tag: str, held: dict[str, str]) -> str:
        """What is written where the element ends."""
        if not self._is_within:
            return ""
        if tag == "a" and "href" in held:
            is_full = "external" in SPACES.split(held.get("rel", "").lower())
            return f" <{address_of(held['href'], self.marked[-1][1], is_full)}>"
        return "}" if tag in SIGNS else "\n" if tag in LINES else ""

    def handle_endtag(self, tag: str) -> None:
        if tag in FRAME and not self._is_within:
            return
        while self._open and self._open[-1].tag.partition(" ")[0] != tag:
            if self._open[-1].tag not in ENDED_BY_OTHERS:
                break
            self._close()
        if not self._open or self._open[-1].tag.partition(" ")[0] != tag:
            raise cannot_be_told(f"</{tag}>")
        self._close()

    def _close(self) -> str:
        closed = self._open.pop()
        self.parts.append(closed.after)
        if closed.ends_part:
            self._is_within = False
        return closed.tag

    def handle_data(self, data: str) -> None:
        top = self._open[-1].tag if self._open else ""
        if top == "script" and "<!--" in data:
            raise cannot_be_told("<script>")
        if not self._is_within:
            return
        if top in ("table", "thead", "tbody", "tr") and SPACES.sub("", data):
            raise cannot_be_told(f"<{top}>")
        self.parts.append(self.flat(data))

    def handle_decl(self, decl: str) -> None:
        if not decl.lower().startswith("doctype"):
            raise cannot_be_told(f"<!{decl}>")

    def unknown_decl(self, data: str) -> None:
        raise cannot_be_told(f"<![{data}")

    def handle_pi(self, data: str) -> None:
        raise cannot_be_told(f"<?{data}")

    @staticmethod
    def flat(text: str) -> str:
        return SPACES.sub(" ", text)


def is_in(inside: list[str], tag: str, but_for: set[str]) -> bool:
    """Whether a `tag` is open that none of `but_for` shuts off."""
    for one in reversed(inside):
        if one == tag or one in but_for:
            return one == tag
    return False


def page_in(path: Path) -> str:
    """Return the HTML of a saved page, also of one in a file of MHTML: its first part. Raises Bad or Unreadable."""
    data = read_bytes(path)
    head, is_mail = headers_of(data)
    if not is_mail or not head.get("content-type", "").lower().startswith("multipart/related"):
        return read_text(path)
    boundary = re.search(r'boundary="([^"\r\n]{1,70})"', head["content-type"])
    if boundary is None:
        raise cannot_be_told("boundary")
    line = b"\n--" + boundary[1].encode()
    parts = data.replace(b"\r\n", b"\n").split(line)
    if len(parts) < 3 or not parts[1].startswith(b"\n") or not parts[-1].startswith(b"--"):
        raise cannot_be_told("boundary")
    first = parts[1][1:]
    head, _is_mail = headers_of(first)
    kind, _semicolon, charset = head.get("content-type", "").lower().partition(";")
    if kind.strip() != "text/html" or charset.strip() not in (
        "",
        "charset=utf-8",
        'charset="utf-8"',
    ):
        raise cannot_be_told(kind)
    body = decoded(first.partition(b"\n\n")[2], head.get("content-transfer-encoding", ""))
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise cannot_be_told("UTF-8") from None


HEADER = re.compile(rb"([A-Za-z-]+):[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)\n")


def headers_of(data: bytes) -> tuple[dict[str, str], bool]:
    """Return the headers that `data` begins with, by their names in lower case, and whether it begins with any."""
    at, found = 0, dict[str, str]()
    lines = data[:65_536].replace(b"\r\n", b"\n")
    while match := HEADER.match(lines, at):
        name, at = match[1].decode().lower(), match.end()
        if name in found and name.startswith("content-"):
            raise cannot_be_told(name)
        found[name] = " ".join(match[2].decode("utf-8", "replace").split())
    return found, at > 0 and lines[at : at + 1] == b"\n"


def decoded(body: bytes, encoding: str) -> bytes:
    encoding = encoding.lower()
    if encoding == "base64":
        data = unbase64(b"".join(body.split()).decode("ascii", "replace"))
        if data is None:
            raise cannot_be_told(encoding)
        return data
    if encoding == "quoted-printable":
        body = re.sub(rb"[ \t]+(?=\n|$)", b"", body).replace(b"=\n", b"")
        if re.search(rb"=(?![0-9A-Fa-f]{2})", body):
            raise cannot_be_told(encoding)
        return re.sub(rb"=([0-9A-Fa-f]{2})", lambda one: bytes.fromhex(one[1].decode()), body)
    if encoding not in ("", "7bit", "8bit", "binary"):
        raise cannot_be_told(encoding)
    return body


def shown_text(page: str) -> tuple[str, str]:
    """Return the page's own address and its shown text. Raises Bad where it has none, or it cannot be told."""
    page = page.removeprefix("\ufeff")
    if "\0" in page:
        raise cannot_be_told("U+0000")
    for comment in re.finditer("<!--", page):
        said = page[comment.end() :].partition("-->")[0]
        if "--" in said or said.startswith((">", "->")) or said.endswith("-"):
            raise cannot_be_told("<!--")
    parser = ShownText()
    parser.feed(page)
    parser.close()
    if not parser.marked:
        raise Bad(say("trang này không phải trang của cổng", "this is no page of a portal"))
    (own, *others) = {value for _tag, value in parser.marked}
    if [tag for tag, _value in parser.marked] != HEADLINE_AND_TEXT or others or parser._is_within:
        raise cannot_be_told("data-shown-text")
    if not OWN_ADDRESS.match(own):
        raise cannot_be_told(own)
    lines = (SPACES.sub(" ", line).strip(" ") for line in "".join(parser.parts).split("\n"))
    return own, "".join(unicodedata.normalize("NFC", line) + "\n" for line in lines if line)


# RFC 3986, appendix B: scheme, authority, path, query, fragment.
ADDRESS = re.compile(
    r"^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.S
)
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


def address_of(href: str, own: str, is_full: bool = False) -> str:
    """Return the address of a link as section 8.1 has it."""
    href = re.sub("[\t\n\r]", "", href).strip(" ")
    scheme = SCHEME.match(href)
    if scheme and scheme[1].lower() not in ("http", "https"):
        return href
    try:
        there, path, query, fragment = spelled(*joined(own, href))
        here, own_path, _query, _fragment = spelled(*joined(own, own))
    except (ValueError, UnicodeError):
        return href
    if is_full or there.partition("//")[2] != here.partition("//")[2]:
        return there + path + query + fragment
    return fragment if path == own_path else path + query + fragment


def parted(address: str) -> tuple[str, str | None, str, str, str]:
    scheme, authority, path, query, fragment = ADDRESS.match(address).groups()  # type: ignore[union-attr]  # matches all
    return scheme or "", authority, path, query or "", fragment or ""


def joined(base: str, href: str) -> tuple[str, str, str, str, str]:
    """Resolve a reference: RFC 3986, section 5.2."""
    scheme, authority, path, query, fragment = parted(href)
    own_scheme, own_authority, own_path, own_query, _own_fragment = parted(base)
    if not scheme and authority is None:
        authority = own_authority
        if not path:
            path, query = own_path, query or own_query
        elif not path.startswith("/"):
            path = own_path.rpartition("/")[0] + "/" + path
    if not (scheme or own_scheme) or not authority:
        raise ValueError(href)
    return scheme or own_scheme, authority, without_dots(path), query, fragment


def without_dots(path: str) -> str:
    """RFC 3986, section 5.2.4."""
    kept: list[str] = []
    steps = path.split("/")
    for at, step in enumerate(steps):
        if step == "..":
            del kept[max(len(kept) - 1, 1) :]
        elif step != ".":
            kept.append(step)
        if step in (".", "..") and at == len(steps) - 1:
            kept.append("")
    return "/".join(kept)


def spelled(
    scheme: str, authority: str, path: str, query: str, fragment: str
) -> tuple[str, str, str, str]:
    """Scheme and host, path, query and fragment, each with what begins it. Raises ValueError."""
    scheme = scheme.lower()
    before, at, host = authority.rpartition("@")
    name, _colon, port = host.partition(":")
    if not name or (port and not (port.isascii() and port.isdecimal())):
        raise ValueError(host)
    parts = [
        part
        if part.isascii()
        else "xn--" + unicodedata.normalize("NFC", part).encode("punycode").decode()
        for part in name.lower().split(".")
    ]
    place = f"{scheme}://{before}{at}{'.'.join(parts)}"
    if port and port != {"http": "80", "https": "443"}[scheme]:
        place += f":{port}"
    asked = "?" + percent(query, "'") if query else ""
    return (
        place,
        percent(path or "/", "`{}"),
        asked,
        f"#{percent(fragment, '`')}" if fragment else "",
    )


def percent(text: str, more: str) -> str:
    return "".join(
        one
        if " " < one <= "~" and one not in '"<>' + more
        else "".join(f"%{byte:02X}" for byte in one.encode())
        for one in text
    )


def opened(path: Path) -> Any:
    """Return the JSON of a file that holds openings."""
    try:
        return json.loads(read_text(path))
    except (ValueError, RecursionError):
        raise Unreadable(say("{p} không phải JSON.", "{p} is no JSON.", p=path)) from None


# -- The command line -----------------------------------------------------------------------------


def read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(
            say("Không đọc được {p}: {e}", "Cannot read {p}: {e}", p=path, e=error.strerror)
        ) from None


def read_text(path: Path) -> str:
    try:
        # Newlines as they are: a text with others is another text.
        return read_bytes(path).decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable(
            say("{p} không phải văn bản UTF-8.", "{p} is not text in UTF-8.", p=path)
        ) from None


def asked() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "what", type=Path, metavar="FOLDER | FILE.tlog-proof | SCORES.json | DOSSIER.zip"
    )
    parser.add_argument(
        "--key", action="append", default=[], help="the ledger's key, from paper or a witness"
    )
    parser.add_argument("--keys", type=Path, help="a `keys` file, for a proof")
    parser.add_argument(
        "--checkpoint", type=Path, action="append", default=[], help="an older one that you kept"
    )
    parser.add_argument("--page", type=Path, help="a saved page")
    parser.add_argument("--paper", type=Path, help="a saved PDF")
    parser.add_argument(
        "--later", type=Path, action="append", default=[], help="a proof of a later entry"
    )
    parser.add_argument("--opening", type=Path)
    parser.add_argument("--lang", choices=["vi", "en"], default="vi")
    parser.add_argument("--json", action="store_true")
    return parser


def verified(given: argparse.Namespace) -> Report:
    trusted = [Key(line) for line in given.key]
    if holds_scores(given.what):
        return verify_scores(given.what, trusted, given.keys)
    if given.what.is_dir():
        return verify_folder(given.what, trusted, given.checkpoint)
    ours, witnesses = keys_of(read_text(given.keys)) if given.keys else ([], [])
    if not trusted and not ours:
        raise Unreadable(
            say(
                "Cần khóa của sổ cái: --key hoặc --keys.",
                "The ledger's key is needed: --key or --keys.",
            )
        )
    report = verify_proof(given.what, (ours, witnesses, trusted), given)
    for key in trusted if given.keys else ():
        if key.line not in {one.line for one in ours}:
            text = say(
                "Tệp keys không có khóa đã cho: {k}",
                "The given key is not in the file keys: {k}",
                k=key.line,
            )
            report.fault(text, "key")
    return report


def asked_as_witness() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    acts = parser.add_subparsers(required=True)
    make = acts.add_parser("witness-key")
    make.add_argument("name", help="a name without spaces, as hdnd.bacninh.example.vn")
    make.add_argument("--key", type=Path, required=True, help="where the private key is written")
    make.set_defaults(act=witness_key)
    sign = acts.add_parser("countersign")
    sign.add_argument("checkpoint", type=Path, help="the file that the province sent")
    sign.add_argument("--key", type=Path, required=True, help="your private key")
    sign.add_argument("--memory", type=Path, required=True, help="what you signed last")
    sign.add_argument(
        "--log-key", default="", help="the ledger's key: the first time, and where it was changed"
    )
    sign.add_argument("--folder", type=Path, help="the whole ledger, in place of a proof")
    sign.add_argument("--out", type=Path, help="where the answer is written")
    sign.set_defaults(act=countersign)
    for one in (make, sign):
        one.add_argument("--lang", choices=["vi", "en"], default="vi")
    return parser


def witness(arguments: list[str]) -> int:
    global LANGUAGE
    given = asked_as_witness().parse_args(arguments)
    LANGUAGE = given.lang
    try:
        print(given.act(given))
    except (Bad, Unreadable) as error:
        print(error)
        return 1 if isinstance(error, Bad) else 2
    return 0


def main(arguments: list[str] | None = None) -> int:
    global LANGUAGE
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments and arguments[0] in ("witness-key", "countersign"):
        return witness(arguments)
    given = asked().parse_args(arguments)
    LANGUAGE = given.lang
    try:
        report = verified(given)
    except Unreadable as unreadable:
        print(
            json.dumps({"unreadable": str(unreadable)}, ensure_ascii=False)
            if given.json
            else unreadable
        )
        return 2
    if given.json:
        print(json.dumps({"good": report.good, "bad": report.bad}, ensure_ascii=False))
    else:
        for text in [*report.bad, *report.more(), *report.good]:
            print(text)
        print(say("KHÔNG HỢP LỆ", "NOT GOOD") if report.bad else say("HỢP LỆ", "GOOD"))
    return 1 if report.bad else 0


if __name__ == "__main__":
    sys.exit(main())
