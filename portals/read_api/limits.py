"""How much one network may ask: counted for a minute, by a digest that changes with the day."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from portals.cache import CacheAway, run_script
from portals.clock import local_date
from portals.visitors import client_network, client_site

from .problems import ReadProblem

SECONDS = 60
# All networks (/64) that one customer of IPv6 may have (/48) together.
SITE_TIMES = 4
_SALT = "portals.read_api.limits"
_COUNT = """
local found = {}
for i = 1, #KEYS do
    local count = redis.call('INCR', KEYS[i])
    if redis.call('TTL', KEYS[i]) < 0 then redis.call('EXPIRE', KEYS[i], ARGV[1]) end
    found[#found + 1] = count
    found[#found + 1] = redis.call('TTL', KEYS[i])
end
return found
"""


def count_question(request: HttpRequest, now: datetime) -> None:
    """Raises ReadProblem beyond what a minute allows. Nothing is counted where the cache is away."""
    day = local_date(now)
    keys = [
        f"read-api:{kind}:{salted_hmac(_SALT, f'{day} {who}', algorithm='sha256').hexdigest()[:24]}"
        for kind, who in (("net", client_network(request)), ("site", client_site(request)))
    ]
    try:
        network, left, site, site_left = run_script(_COUNT, keys=keys, values=[SECONDS])
    except CacheAway:
        return
    most = settings.PORTALS_READ_API_A_MINUTE
    waits = [
        wait
        for count, most_of_it, wait in ((network, most, left), (site, most * SITE_TIMES, site_left))
        if count > most_of_it
    ]
    if waits:
        seconds = max(*waits, 1)
        raise ReadProblem(
            HTTPStatus.TOO_MANY_REQUESTS,
            "too_many",
            _("Too many questions"),
            _("At most %(most)d a minute. Ask again in %(seconds)d seconds.")
            % {"most": most, "seconds": seconds},
            headers={"Retry-After": str(seconds)},
        )
