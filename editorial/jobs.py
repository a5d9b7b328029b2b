"""Jobs of editorial work, run by the clock. Each asks the database what is due."""

from datetime import timedelta

from django.utils import timezone

from portals.operations.mending import note_mended

from .documents.gaps.actions import note_gaps
from .documents.mentions.actions import read_missing
from .docx_import.actions import forget_documents, read_waiting_document
from .media.examining import LEFT_TO_ITS_JOB, examine_next, examine_waiting
from .media.rounds import in_turn, while_there_is_time
from .media.scanning import scan_waiting
from .models import ReadingState, WordImport
from .placements.actions import place_missing
from .placements.publishing import publish_due
from .public_record.recording import record_waiting
from .review.recording import record_missing_images
from .similarity.signing import sign_missing

# A round takes a second or two; an install with a hundred thousand stories uses the command first.
SIGNED_A_ROUND = 1_000
SCANNED_A_ROUND = 200
READ_FOR_MENTIONS_A_ROUND = 2_000
# Of each kind; each may take its twenty seconds, and what is left over waits for the next round.
EXAMINED_A_ROUND = 5
KEPT_IMPORTS = timedelta(days=7)


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


def find_missing_numbers() -> int:
    """Note which numbers are missing in series that are public by law, and which came since."""
    return note_gaps(now=timezone.now())


def read_for_mentions() -> int:
    """Find the documents that imported texts name, and those that were public before mentions were kept."""
    return read_missing(limit=READ_FOR_MENTIONS_A_ROUND)


def record_publications() -> int:
    """Write into the ledger what was published, withdrawn and recalled since."""
    return record_waiting(now=timezone.now())


def scan_files() -> int:
    """Have the virus scanner look at files that it has not seen, where there is one."""
    return scan_waiting(limit=SCANNED_A_ROUND, now=timezone.now())


def scan_file_now(document_id: int, **_: object) -> int:
    """Have it look at one new file at once."""
    return scan_waiting(limit=1, now=timezone.now(), only=document_id)


def examine_files() -> int:
    """Examine uploads whose own job was lost, since the queue was away."""
    return examine_waiting(limit=EXAMINED_A_ROUND, now=timezone.now())


def examine_image_now(image_id: int, **_: object) -> bool:
    """A new picture came: examine the file whose turn it is. Each has its turn, whichever came first."""
    return examine_next(now=timezone.now())


def examine_document_now(document_id: int, **_: object) -> bool:
    """A new file came: examine the one whose turn it is."""
    return examine_next(now=timezone.now())


def read_document_now(import_id: int, **_: object) -> bool:
    """Read one Word document that took too long for the request."""
    waiting = WordImport.objects.filter(pk=import_id).select_related("section", "owner").first()
    return waiting is not None and read_waiting_document(waiting=waiting, now=timezone.now())


def read_documents() -> int:
    """Read Word documents whose own job was lost, and forget those of last week."""
    now = timezone.now()
    forget_documents(before=now - KEPT_IMPORTS)
    lost = WordImport.objects.filter(
        state=ReadingState.READING, sent_at__lt=now - LEFT_TO_ITS_JOB
    ).select_related("section", "owner")
    turns = in_turn(lost, limit=EXAMINED_A_ROUND, now=now, of="section__portal")
    return sum(
        read_waiting_document(waiting=waiting, now=now) for waiting in while_there_is_time(turns)
    )


def sign_what_is_missing() -> int:
    """Sign texts that have no signature or changed since; a few hundred a round."""
    return sign_missing(limit=SIGNED_A_ROUND)
