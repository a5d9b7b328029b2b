"""The shipped tables: kinds of documents, fields, and whose abbreviations numbers bear."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .folding import folded_symbol

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of document; `code` stands in rows and addresses and is kept for ever.

    `regime` is "administrative" (Decree 30/2020), "legal_normative" (Law 64/2025 and before) or "both".
    """

    code: str
    name: str
    symbol: str
    regime: str


@dataclass(frozen=True, slots=True)
class Issuer:
    """A body, or all bodies that share an abbreviation. `is_numbered`: a term follows the letters, as in QH15."""

    symbol: str
    name: str
    is_central: bool
    is_numbered: bool = False


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / f"{name}.toml").read_text("utf-8"))


@cache
def kinds() -> dict[str, DocumentKind]:
    """Return the kinds by code, in the order in which they are offered."""
    return {row["code"]: DocumentKind(**row) for row in _read("kinds")["kind"]}


@cache
def fields() -> dict[str, str]:
    """Return the names of fields by code, in the order in which they are offered."""
    return {row["code"]: row["name"] for row in _read("fields")["field"]}


@cache
def issuers() -> dict[str, Issuer]:
    """Return the issuers by their folded abbreviation, without the term of a legislature."""
    tables = _read("issuers")
    return {
        folded_symbol(symbol): Issuer(
            symbol, row["name"], level == "central", row.get("numbered", False)
        )
        for level, rows in tables.items()
        for symbol, row in rows.items()
    }


@cache
def kinds_by_symbol() -> dict[str, DocumentKind]:
    """Return the kinds by their letters as printed, and folded: of two that fold alike, the first ("HD" and "HĐ")."""
    bearing = [kind for kind in reversed(kinds().values()) if kind.symbol]
    folded = {folded_symbol(kind.symbol): kind for kind in bearing}
    return folded | {kind.symbol: kind for kind in bearing}


def kind_choices() -> list[tuple[str, str]]:
    """Return the choices of a field for kinds. A function, so that a further kind is no migration."""
    return [(kind.code, kind.name) for kind in kinds().values()]


def field_choices() -> list[tuple[str, str]]:
    return list(fields().items())
