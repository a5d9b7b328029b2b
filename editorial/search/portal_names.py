"""What else people call the body behind a portal: "UBND phường Vũ Ninh", "TP Bắc Ninh", "Sở GDĐT"."""

from __future__ import annotations

from portals.models import Portal
from portals.models.portal import UNIT_WORDS

# How people write what units begin with.
SHORT = {
    "Thành phố": "TP",
    "Thị xã": "TX",
    "Thị trấn": "TT",
    "Phường": "P",
    "Xã": "X",
    "Huyện": "H",
}
COMMITTEE = "UBND"
# Of the name of a body these bear no letter of its abbreviation.
_UNTOLD = {"và", "các", "-"}
FEWEST_LETTERS = 2


def other_names_of(portal: Portal) -> tuple[str, ...]:
    """Return other names of the body behind `portal`, without a query: its own name comes first."""
    unit = next((word for word in UNIT_WORDS if portal.name.startswith(f"{word} ")), "")
    if unit:
        bare = portal.name.removeprefix(unit).strip()
        named = [f"{SHORT[unit]} {bare}"] if unit in SHORT else []
        named += [f"{COMMITTEE} {bare}", *(f"{COMMITTEE} {name}" for name in (portal.name, *named))]
        return (portal.name, portal.agency, *named)
    first, *others = portal.name.split()
    letters = "".join(word[0].upper() for word in others if word.lower() not in _UNTOLD)
    return (portal.name, f"{first} {letters}") if len(letters) >= FEWEST_LETTERS else (portal.name,)
