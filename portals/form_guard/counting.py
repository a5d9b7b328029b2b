"""What the cache's server counts, in one round trip: the used task, the network, the text, the mail address.

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


NOTHING = Tally(0, timedelta(0))


@dataclass(frozen=True, slots=True)
class Tallies:
    is_fresh: bool
    network: Tally
    # The same as the network, but for IPv6.
    site: Tally
    # Of texts that are nearly this one; of no text, none.
    text: Tally
    # Of the mail address, over all forms; of none, none.
    mail: Tally


def count(
    form: str,
    *,
    task: str,
    task_seconds: int,
    network: str,
    site: str,
    bands: Sequence[str],
    mail: str,
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
        *([f"guard:mail:{_digest(one_mailbox(mail))}"] if mail else []),
    ]
    windows = (limits.network, limits.text, limits.mail)
    hour, day_long, of_mail = (_milliseconds(limit.window) for limit in windows)
    values = [task_seconds, hour, hour, *([day_long] * len(bands)), *([of_mail] if mail else [])]
    fresh, *found = run_script(_COUNT, keys=keys, values=values)
    counted = [
        Tally(number, timedelta(milliseconds=left))
        for number, left in zip(found[::2], found[1::2], strict=True)
    ]
    of_texts = _agreed(counted[2 : 2 + len(bands)])
    return Tallies(bool(fresh), counted[0], counted[1], of_texts, counted[-1] if mail else NOTHING)


def one_mailbox(address: str) -> str:
    """Return by what ways of writing an address are one: case, and what follows a plus sign, lead to one mailbox."""
    box, _at, host = address.strip().casefold().rpartition("@")
    return f"{box.partition('+')[0]}@{host}"


def _agreed(bands: list[Tally]) -> Tally:
    """How often a text was seen of which enough is the same."""
    if not bands:
        return NOTHING
    ordered = sorted(bands, key=lambda count: count.number, reverse=True)
    return ordered[min(AGREEING, len(ordered)) - 1]


def _digest(text: str) -> str:
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()[:24]


def _milliseconds(window: timedelta) -> int:
    return int(window.total_seconds() * 1000)
