"""The dossier of a published month: its files and all that proves them, in one ZIP that needs nobody's word."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from django.db.models import Sum
from django.template.loader import render_to_string

from editorial.models import PortalDocument
from portals.ledger import folder
from portals.ledger.downloads import released_content
from portals.ledger.keys import known_keys
from portals.ledger.proofs import SUFFIX

from .as_csv import month_as_csv
from .as_json import month_as_json
from .proofs import ProvenAct, proven_acts
from .table import PublishedMonth

HOW_TO = "DOC-TRUOC.txt"
VERIFIERS = ("verify.html", "verify.py")
CHECKPOINT = "checkpoint.txt"
# Notices come along as far as they are no larger together: whoever wants the others takes the scorers' own dossiers.
LARGEST_NOTICES = 30 * 1024 * 1024
# A moment that is none, so that the same files make the same bytes.
_ALWAYS = (1980, 1, 1, 0, 0, 0)


def file_name_of(published: PublishedMonth) -> str:
    """Return how files of the month are named, without an ending."""
    return "-".join(filter(None, ["bang-diem", str(published.month), published.scope]))


def dossier_files(published: PublishedMonth) -> dict[str, bytes] | None:
    """Return all files of the dossier by name; None while the ledger has not signed all of it. At most ten queries.

    `published` with all portals and their lines.
    """
    acts = proven_acts(published)
    if acts is None:
        return None
    name = file_name_of(published)
    files = {
        f"{name}.json": month_as_json(published),
        f"{name}.csv": month_as_csv(published),
        **notices_of(published),
        **{proof_name(act): act.proof.to_bytes() for act in acts},
        folder.KEYS: folder.keys_file(known_keys()),
        CHECKPOINT: acts[0].proof.checkpoint.to_bytes(),
    }
    for verifier in VERIFIERS:
        files[verifier] = released_content(verifier) or b""
    files[HOW_TO] = how_to_check_scores(published, acts)
    return files


def packed(published: PublishedMonth) -> bytes | None:
    """Return the dossier as one file; None while the ledger has not signed all of it."""
    files = dossier_files(published)
    return None if files is None else pack(file_name_of(published), files)


def pack(name: str, files: Mapping[str, bytes]) -> bytes:
    """Return a ZIP of these files in a folder `name`; the same bytes for the same files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in files.items():
            info = zipfile.ZipInfo(f"{name}/{file}", _ALWAYS)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return written.getvalue()


def notices_of(published: PublishedMonth) -> dict[str, bytes]:
    """Return the files of the notices that may go out, by names of their own. Two queries."""
    scorers = {one.notice_file_id: one.scorer for one in published.proceedings}
    rows = PortalDocument.objects.filter(pk__in=scorers)
    if (rows.aggregate(all=Sum("file_size"))["all"] or 0) > LARGEST_NOTICES:
        return {}
    found: dict[str, bytes] = {}
    for document in rows.order_by("pk"):
        if not document.may_be_public:
            continue
        with document.open_file() as file:
            ending = document.file_extension.lower() or "pdf"
            found[f"thong-bao-{scorers[document.pk]}.{ending}"] = file.read()
    return found


def proof_name(act: ProvenAct) -> str:
    """Return how the file of a proof is named."""
    return f"{act.proof.index}-{act.entry.kind}{SUFFIX}"


def how_to_check_scores(published: PublishedMonth, acts: Sequence[ProvenAct]) -> bytes:
    """Return the text that goes with the files, as editors of every system show it."""
    text = render_to_string(
        "scoring/published/dossier.txt",
        {
            "published": published,
            "name": file_name_of(published),
            "acts": [(proof_name(act), act.entry) for act in acts],
        },
    )
    return text.replace("\n", "\r\n").encode("utf-8-sig")
