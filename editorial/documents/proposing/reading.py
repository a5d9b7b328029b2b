"""The text of a document, read for the fields of the register."""

from __future__ import annotations

from collections.abc import Iterable

from .ending import read_ending
from .heading import read_heading
from .issuers import issuer_of
from .lines import folded_lines
from .marks import is_internal, secrecy_of
from .proposal import DocumentProposal

# Far more than any act has before its annexes.
MOST_CHARACTERS = 200_000


def propose_facts(text: str, *, known_issuers: Iterable[str] = ()) -> DocumentProposal:
    """Return what `text` says of itself; pages are parted by form feeds (`FileText`).

    `known_issuers`: names of bodies as the register writes them, which are taken where the heading reads the same
    without accents.
    """
    text = text[:MOST_CHARACTERS]
    lines = folded_lines(text)
    found = DocumentProposal(secrecy=secrecy_of(text), is_internal=is_internal(lines))
    read_heading(lines, found)
    found.issuer = issuer_of(lines, known_issuers)
    read_ending(lines, found)
    return found
