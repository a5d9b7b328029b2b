"""What `doctor` proves of the trusted authorities: that their list can be read, and who is about to lapse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from portals.clock import local_date
from portals.operations.checking import Check

from .roots import UnreadableRoots, read_roots

AHEAD = timedelta(days=60)


def root_checks() -> Sequence[Check]:
    return (
        Check(
            "signatures.roots",
            "the list of trusted authorities can be read, and none ends within 60 days",
            _faults,
        ),
    )


def _faults() -> Iterator[str]:
    try:
        authorities = read_roots(settings.PORTALS_SIGNATURE_ROOTS)
    except UnreadableRoots as error:
        yield str(error)
        return
    soon = timezone.now() + AHEAD
    for root in authorities.roots:
        # One that was given an end of its own is known to end.
        if root.until is None and root.certificate.not_valid_after < soon:
            name = root.certificate.subject.human_friendly
            yield f"{name}: ends on {local_date(root.certificate.not_valid_after)}"
