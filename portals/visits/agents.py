"""What a browser says of itself: whether it is a machine, and of which class the device is. Nothing of it is kept."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from crawleruseragents import CRAWLER_USER_AGENTS_DATA

# Longer names are made up.
LONGEST_AGENT = 400
# Those that say of themselves that they are no reader, though no list knows them yet; some run scripts.
# Cubot makes phones.
MACHINES = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|preview|monitor|headless|LienCong", re.IGNORECASE
)
_SPECIAL = re.compile(r"[\[\](){}?*+|^$]|(?<!\\)\.|\\[A-Za-z0-9]")
_PATTERNS = [one["pattern"] for one in CRAWLER_USER_AGENTS_DATA]
# Most of the list's patterns are plain words: looked for as such, an unknown name costs a tenth.
_WORDS = tuple(one.replace("\\", "") for one in _PATTERNS if not _SPECIAL.search(one))
_OTHERS = tuple(re.compile(one) for one in _PATTERNS if _SPECIAL.search(one))
_PHONE = re.compile(r"iPhone|iPod|Mobile|Opera Mini|IEMobile")
_TABLET = re.compile(r"iPad|Tablet|Android|Silk|Kindle")


class Device(StrEnum):
    PHONE = "phone"
    TABLET = "tablet"
    COMPUTER = "computer"


@lru_cache(maxsize=4_096)
def is_machine(agent: str) -> bool:
    """Whether a program other than a reader's browser names itself so, by the kept list of `crawler-user-agents`.

    Who gives no name, or one of an impossible length, is one too. Whoever lies is met by the bounds of `counting`.
    """
    if not agent or len(agent) > LONGEST_AGENT or MACHINES.search(agent):
        return True
    return any(word in agent for word in _WORDS) or any(one.search(agent) for one in _OTHERS)


def device_class(agent: str) -> Device:
    """Return the class of the device. An Android that does not say “Mobile” is a tablet, as its makers ask for."""
    if "iPad" not in agent and _PHONE.search(agent):
        return Device.PHONE
    return Device.TABLET if _TABLET.search(agent) else Device.COMPUTER
