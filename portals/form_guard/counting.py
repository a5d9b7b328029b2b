"""What the cache's server counts, in one round trip: the used task, the network, and what the text is known by.

Of addresses and texts only keyed digests are kept there, for a window at most; those of an address change with the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from portals.cache import run_script
from portals.clock import local_date

from .fingerprints import AGREEING
from .limits import GuardLimits

SALT = "portals.form_guard.counting"
# The first key is the task's, with its seconds; the others are counted, each in a window from its first time on.
_COUNT = """
local fresh = 1
if tonumber(ARGV[1]) > 0 then
    fresh = redis.call('SET', KEYS[1], '1', 'NX', 'EX', ARGV[1]) and 1 or 0
end
local found = {fresh}
for i = 2, #KEYS do
    local count = redis.call('INCR', KEYS[i])
    local left = redis.call('PTTL', KEYS[i])
    if left < 0 then
        redis.call('PEXPIRE', KEYS[i], ARGV[i])
        left = tonumber(ARGV[i])
    end
    found[#found + 1] = count
    found[#found + 1] = left
end
return found
"""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there were in this window, this one among them, and how long it still lasts."""

    number: int
    left: timedelta


@dataclass(frozen=True, slots=True)
class Tallies:
    is_fresh: bool
    network: Tally
    # The same as the network, but for IPv6.
    site: Tally
    # Of texts that are nearly this one; of no text, none.
    text: Tally


def count(
    form: str,
    *,
    task: str,
    task_seconds: int,
    network: str,
    site: str,
    bands: Sequence[str],
    limits: GuardLimits,
    now: datetime,
) -> Tallies:
    """Remember the task, where there is one, and count the rest. Raises CacheAway."""
    day = local_date(now).isoformat()
    # A form on all portals is one form to whoever floods it.
    name = form.partition("@")[0]
    keys = [
        f"guard:task:{task}",
        f"guard:net:{name}:{_digest(f'{day} {network}')}",
        f"guard:site:{name}:{_digest(f'{day} {site}')}",
        *(f"guard:text:{name}:{_digest(band)}" for band in bands),
    ]
    hour, day_long = (_milliseconds(limit.window) for limit in (limits.network, limits.text))
    values = [task_seconds, hour, hour, *([day_long] * len(bands))]
    fresh, *found = run_script(_COUNT, keys=keys, values=values)
    counted = [
        Tally(number, timedelta(milliseconds=left))
        for number, left in zip(found[::2], found[1::2], strict=True)
    ]
    return Tallies(bool(fresh), counted[0], counted[1], _agreed(counted[2:]))


def _agreed(bands: list[Tally]) -> Tally:
    """How often a text was seen of which enough is the same."""
    if not bands:
        return Tally(0, timedelta(0))
    ordered = sorted(bands, key=lambda count: count.number, reverse=True)
    return ordered[min(AGREEING, len(ordered)) - 1]


def _digest(text: str) -> str:
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()[:24]


def _milliseconds(window: timedelta) -> int:
    return int(window.total_seconds() * 1000)
