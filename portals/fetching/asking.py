"""Whether an address answers: asked by HEAD, and where that gives a fault once more as a reader would."""

from __future__ import annotations

from .answers import Fetched, FetchError, ForbiddenTarget, TransientFetchError
from .limits import Limits
from .outside import fetch

# They answer, only not to machines: no board can mend that.
ALIVE = frozenset({401, 402, 403, 405, 406, 407, 408, 409, 418, 421, 425, 426, 429, 451, 999})
# Some servers know no HEAD.
AGAIN_BY_GET = frozenset(range(400, 600))
A_LOOK = Limits(seconds=10, connect_seconds=4, largest=256 * 1024)


def look_at(url: str) -> Fetched | FetchError:
    """Return what the public web answers to `url`, or why it does not. As `fetch`, of which it makes two at most."""
    try:
        answer = fetch(url, method="HEAD", limits=A_LOOK)
    except ForbiddenTarget as error:
        return error
    except FetchError:
        answer = None
    if answer is not None and answer.status not in AGAIN_BY_GET:
        return answer
    try:
        return fetch(url, headers={"Range": "bytes=0-1023"}, limits=A_LOOK)
    except FetchError as error:
        # Too large for us is not too large for a reader: it was there.
        return error if answer is None or isinstance(error, TransientFetchError) else answer


def is_there(status: int) -> bool:
    """Whether a page that answers so leads a reader somewhere."""
    return status < 400 or status in ALIVE
