"""Jobs of editorial work, run by the clock. Each asks the database what is due."""

from django.utils import timezone

from portals.operations.mending import note_mended

from .actions.placing import place_missing
from .actions.publishing import publish_due
from .actions.recording import record_missing_images
from .actions.scanning import scan_waiting
from .similarity.signing import sign_missing

# A round takes a second or two; an install with a hundred thousand stories uses the command first.
SIGNED_A_ROUND = 1_000
SCANNED_A_ROUND = 200


def publish_what_is_due() -> int:
    """Publish stories whose approved hour has come, and end those that expired."""
    return publish_due(now=timezone.now())


def place_what_is_missing() -> int:
    """Place live stories that lost their origin placement; there should be none."""
    return note_mended("live stories without a placement", place_missing(now=timezone.now()))


def record_what_is_missing() -> int:
    """Record images of pages that a node of the release before published."""
    count = record_missing_images(now=timezone.now())
    return note_mended("pages without their images recorded", count)


def scan_files() -> int:
    """Have the virus scanner look at files that it has not seen, where there is one."""
    return scan_waiting(limit=SCANNED_A_ROUND, now=timezone.now())


def scan_file_now(document_id: int, **_: object) -> int:
    """Have it look at one new file at once."""
    return scan_waiting(limit=1, now=timezone.now(), only=document_id)


def sign_what_is_missing() -> int:
    """Sign texts that have no signature or changed since; a few hundred a round."""
    return sign_missing(limit=SIGNED_A_ROUND)
