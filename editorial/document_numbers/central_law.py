"""Where readers look up what central bodies issued: searches by number, as a shipped table."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlsplit

from .catalogue import issuers
from .folding import folded_name
from .parsing import UnreadableNumber, read_number

_DATA = Path(__file__).parent / "data" / "central_law.toml"


@dataclass(frozen=True, slots=True)
class Site:
    """A place that publishes central law, and the address of its search, with `{number}` in it."""

    name: str
    address: str
    normative_only: bool


@cache
def sites() -> tuple[Site, ...]:
    """Return the places in the order in which they are offered."""
    return tuple(Site(**row) for row in tomllib.loads(_DATA.read_text("utf-8"))["site"])


@cache
def hosts() -> frozenset[str]:
    """Return the names of machines that links to central law lead to."""
    return frozenset(urlsplit(site.address).hostname or "" for site in sites())


def searches_for(number: str, issuer: str) -> tuple[tuple[str, str], ...]:
    """Return names and addresses of searches for a document of a central body; none for others'."""
    try:
        read = read_number(number)
    except UnreadableNumber:
        return ()
    central = {folded_name(one.name) for one in issuers().values() if one.is_central}
    if folded_name(issuer) not in central and not (read.issuer and read.issuer.is_central):
        return ()
    return tuple(
        (site.name, site.address.format(number=quote(number, safe="")))
        for site in sites()
        if read.is_normative or not site.normative_only
    )
