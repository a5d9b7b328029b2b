"""What a fetch ends in: an answer, or an error that says whether to try again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fetched:
    """An answer read to its end. Any status is an answer; names of headers are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    # The addresses that redirected here, first to last.
    hops: tuple[str, ...] = ()


class FetchError(Exception):
    """No answer came. The text is for logs and for who maintains the source, in English."""


class TransientFetchError(FetchError):
    """It may work later: no connection, no answer in time, a name that does not resolve now."""


class PermanentFetchError(FetchError):
    """It will not work by trying again: a malformed address, too large, redirects without end."""


class ForbiddenTarget(PermanentFetchError):
    """The address, or one it redirects to, lies where no fetch of ours may go. Nothing was connected to."""
