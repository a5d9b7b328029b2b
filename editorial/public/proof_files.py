"""What a reader takes home to prove a story: its proofs, the keys, and how it is done, in one file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from django.template.loader import render_to_string

from editorial.models import Placement
from portals.ledger import folder
from portals.ledger.keys import known_keys
from portals.ledger.proofs import SUFFIX, Proof
from portals.ledger.queries import proofs_at
from portals.ledger.recorded import RecordedAct

HOW_TO = "DOC-TRUOC.txt"
# A moment that is none, so that the same files make the same bytes.
_ALWAYS = (1980, 1, 1, 0, 0, 0)


def packed_proofs(placement: Placement, acts: Mapping[int, RecordedAct]) -> bytes | None:
    """Return the packed file; None while no act is below a checkpoint. Six queries, whatever the number of acts."""
    proofs = proofs_at(acts)
    if not proofs:
        return None
    files = {
        proof_file_name(acts[index], proof): proof.to_bytes() for index, proof in proofs.items()
    }
    files[folder.KEYS] = folder.keys_file(known_keys())
    told = [(name, acts[proof.index]) for name, proof in zip(files, proofs.values(), strict=False)]
    files[HOW_TO] = how_to_check(told)
    return _packed(f"{placement.story.slug}-{placement.story_id}", files)


def how_to_check(acts: Sequence[tuple[str, RecordedAct]]) -> bytes:
    """Return the text that goes with the proofs, given by their files' names."""
    text = render_to_string("editorial/public/proof_files.txt", {"acts": acts})
    # As editors of every system show it.
    return text.replace("\n", "\r\n").encode("utf-8-sig")


def proof_file_name(act: RecordedAct, proof: Proof) -> str:
    return f"{proof.index}-{act.entry.kind}{SUFFIX}"


def _packed(name: str, files: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in files.items():
            info = zipfile.ZipInfo(f"{name}/{file}", _ALWAYS)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return written.getvalue()
