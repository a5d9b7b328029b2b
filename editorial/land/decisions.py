"""Where decisions that are named by their numbers stand in a portal's register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from editorial.disclosures.page import decision_address
from editorial.document_numbers.parsing import UnreadableNumber, read_number
from editorial.documents.register.listed import standing_documents
from portals.models import Portal


def decisions_on(portal: Portal, numbers: Iterable[str]) -> Mapping[str, str]:
    """Return the addresses of those numbers whose documents stand on the portal. One query at most."""
    keys = {number: key for number in numbers if (key := _key(number))}
    if not keys:
        return {}
    documents = standing_documents(portal).filter(number_key__in=keys.values())
    here = set(documents.values_list("number_key", flat=True))
    return {number: decision_address(number) for number, key in keys.items() if key in here}


def _key(number: str) -> str:
    try:
        return read_number(number).key if number else ""
    except UnreadableNumber:
        return ""
