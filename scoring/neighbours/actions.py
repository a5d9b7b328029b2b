"""Taking in what another province published of a month: its dossier, verified by the verifier that everybody has."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post_in_tier, portal_of_post_in_tier
from portals.clock import local_date
from portals.ledger.downloads import VERIFIER
from portals.ledger.proofs import SUFFIX, BadProof, Proof
from portals.refusals import NotYourOffice, Refusal
from portals.tiers import INSTALL_TIER
from portals.uploads import UploadRefused
from portals.uploads.archives import opened
from portals.uploads.budget import UploadBudget
from scoring.models import NeighbourMonth
from scoring.periods import Month

from .figures import figures_in_table
from .pinned import Neighbour, pinned

LARGEST, LARGEST_UNPACKED, MOST_FILES = 10 * 1024**2, 60 * 1024**2, 20_000
# A dossier of some hundred cards takes two. Who waits for a page gets an answer; the command has more patience.
VERIFY_SECONDS, PATIENT_SECONDS = 10, 600
NAMED = 3


class UnableToTakeIn(Refusal):
    """The file cannot be taken in; the words say why."""


def import_neighbour(
    *,
    dossier: bytes,
    month: Month,
    actor: User,
    now: datetime,
    seconds: float = VERIFY_SECONDS,
) -> NeighbourMonth:
    """Keep the figures of another province's dossier of `month`, once its proofs hold by the key pinned here.

    By standing editors of the province. A newer file of the same month, as after a correction, takes the place of what
    was kept; an older one is refused. Verifying takes at most `seconds`.
    """
    if not holds_post_in_tier(actor, INSTALL_TIER, now, STANDING_EDITORS):
        raise NotYourOffice(_("A standing editor of the province takes in what others published."))
    if month.end > local_date(now):
        raise UnableToTakeIn(_("The month %(month)s is not over yet.") % {"month": month})
    files = _unpacked(dossier)
    neighbour, size = _whose(files)
    _must_verify(dossier, neighbour, seconds)
    table = _table(files)
    if table["month"] != str(month):
        raise UnableToTakeIn(
            _("The file is of %(found)s, and not of %(month)s.")
            % {"found": table["month"], "month": month}
        )
    if "scope" in table:
        raise UnableToTakeIn(
            _("The file is of one scorer. Ask for the dossier of the whole province.")
        )
    with transaction.atomic():
        found = _kept(neighbour.key.name, month, size, sha256(dossier).hexdigest())
        found.figures, found.imported_by, found.verified_at = figures_in_table(table), actor, now
        found.save()
        log(
            instance=portal_of_post_in_tier(actor, INSTALL_TIER, now, STANDING_EDITORS),
            action="scoring.import_neighbour",
            user=actor,
            timestamp=now,
            data={"month": str(month), "ledger": found.ledger, "sha256": found.sha256},
        )
    return found


def _kept(ledger: str, month: Month, size: int, digest: str) -> NeighbourMonth:
    rows = NeighbourMonth.objects.select_for_update()
    found = rows.filter(ledger=ledger, month=month.first).first()
    if found is None:
        return NeighbourMonth(ledger=ledger, month=month.first, size=size, sha256=digest)
    if found.sha256 == digest:
        raise UnableToTakeIn(_("This very file was taken in before."))
    if size < found.size:
        raise UnableToTakeIn(_("The file is older than the one that was taken in before."))
    found.size, found.sha256 = size, digest
    return found


def _unpacked(dossier: bytes) -> Mapping[str, bytes]:
    """The files of the ZIP by their names. Refused where it is none, or too large."""
    if len(dossier) > LARGEST:
        raise UnableToTakeIn(_("The file is too large for the dossier of one month."))
    budget = UploadBudget(unpacked=LARGEST_UNPACKED, parts=MOST_FILES)
    try:
        with opened(io.BytesIO(dossier), budget) as archive:
            return {
                Path(one.filename).name: archive.read(one)
                for one in archive.infolist()
                if not one.is_dir()
            }
    except UploadRefused as refused:
        raise UnableToTakeIn(str(refused)) from refused


def _whose(files: Mapping[str, bytes]) -> tuple[Neighbour, int]:
    """Whose key must have signed it, and how many entries that ledger had. Nothing is believed yet."""
    try:
        proofs = [Proof.parse(one) for name, one in sorted(files.items()) if name.endswith(SUFFIX)]
    except BadProof as broken:
        raise UnableToTakeIn(
            _("A proof in the file cannot be read: %(fault)s") % {"fault": broken}
        ) from broken
    if not proofs:
        raise UnableToTakeIn(_("The file holds no proof: it is no dossier of published scores."))
    checkpoint = proofs[0].checkpoint.checkpoint
    found = pinned().named(checkpoint.origin)
    if found is None:
        raise UnableToTakeIn(
            _("Nobody pinned a key of the ledger “%(name)s” here. Compare it on paper first.")
            % {"name": checkpoint.origin}
        )
    return found, checkpoint.size


def _must_verify(dossier: bytes, neighbour: Neighbour, seconds: float) -> None:
    with TemporaryDirectory() as named:
        path = Path(named) / "dossier.zip"
        path.write_bytes(dossier)
        try:
            done = subprocess.run(
                [
                    sys.executable, "-I", VERIFIER / "verify.py", path, "--key", str(neighbour.key),
                    "--json", "--lang", "vi",
                ],
                capture_output=True, text=True, timeout=seconds, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as slow:
            raise UnableToTakeIn(
                _("Verifying the file takes too long here. The operator takes it in by a command.")
            ) from slow
    if done.returncode == 0:
        return
    told: dict[str, Any] = json.loads(done.stdout) if done.stdout else {}
    said = told.get("bad") or [told.get("unreadable", "")]
    raise UnableToTakeIn(
        _("The file does not verify by the key that was pinned for %(name)s: %(faults)s")
        % {"name": neighbour.name, "faults": "; ".join(str(one) for one in said[:NAMED])}
    )


def _table(files: Mapping[str, bytes]) -> dict[str, Any]:
    # The verifier has seen that there is exactly one.
    begins = b'{"format":"lien-cong/scores/'
    found: dict[str, Any] = json.loads(
        next(one for one in files.values() if one.startswith(begins))
    )
    return found
