"""The one way by which this install asks other machines for something over the web.

`fetch` goes outside: the address is resolved once, refused where it lies inside, and connected to exactly as it was
checked. `fetch_own` and `fetch_own_all` read pages of our own portals through `PORTALS_FRONT_ADDRESS`; `ask_named` asks
a server that the operator named, of no address that anybody typed. No other module opens a connection to the web
(`tests/portals/fetching/test_only_door.py`).
"""

from .answers import (
    Fetched,
    FetchError,
    ForbiddenTarget,
    PermanentFetchError,
    TransientFetchError,
)
from .asking import ALIVE, is_there, look_at
from .limits import LIMITS, Limits
from .named import ask_named
from .outside import fetch
from .own import OWN_AGENT, fetch_own, fetch_own_all

__all__ = [
    "ALIVE",
    "LIMITS",
    "OWN_AGENT",
    "FetchError",
    "Fetched",
    "ForbiddenTarget",
    "Limits",
    "PermanentFetchError",
    "TransientFetchError",
    "ask_named",
    "fetch",
    "fetch_own",
    "fetch_own_all",
    "is_there",
    "look_at",
]
