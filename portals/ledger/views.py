"""The ledger's files, below `/so-cai/` of the province's host (docs/ledger-format.md, section 5)."""

from __future__ import annotations

import re

from django.db.models import Max
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from portals.requests import PublicRequest
from portals.tiers import INSTALL_TIER

from . import downloads, folder
from .keys import known_keys
from .models import LedgerCheckpoint
from .proofs import SUFFIX
from .queries import newest_checkpoint, note_of, proofs_at
from .stored import StoredLedger
from .tiles import NoSuchTile, Tile

SIZE = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
PROOF = re.compile(rf"proof/(0|[1-9][0-9]{{0,17}}){re.escape(SUFFIX)}", re.ASCII)
TEXT, BYTES = "text/plain; charset=utf-8", "application/octet-stream"
# What is full never changes, and neither does what is named with its width.
FOR_EVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=10"


@require_safe
def ledger_file(request: PublicRequest, name: str) -> HttpResponse:
    """Answer with one file. Tiles are there as far as the newest checkpoint goes: what nobody signed is not shown."""
    if request.portal is None or request.portal.tier_id != INSTALL_TIER:
        raise Http404
    if name in downloads.TYPES:
        return downloads.download(name)
    if name.startswith("tile/"):
        return _tile(name)
    if name == folder.KEYS:
        return _answer(folder.keys_file(known_keys()), TEXT, BRIEFLY)
    if name == folder.CHECKPOINT:
        return _checkpoint(newest_checkpoint())
    if asked := PROOF.fullmatch(name):
        return _proof(int(asked[1]))
    size = name.removeprefix(f"{folder.CHECKPOINTS}/")
    if size == name or not SIZE.fullmatch(size):
        raise Http404
    return _checkpoint(LedgerCheckpoint.objects.filter(pk=int(size)).first())


def _tile(name: str) -> HttpResponse:
    try:
        tile = Tile.from_path(name)
    except NoSuchTile as error:
        raise Http404 from error
    signed = LedgerCheckpoint.objects.aggregate(size=Max("pk"))["size"] or 0
    if tile.size_needed() > signed:
        raise Http404
    return _answer(folder.content_of(tile, StoredLedger()), BYTES, FOR_EVER)


def _proof(index: int) -> HttpResponse:
    proof = proofs_at([index]).get(index)
    if proof is None:
        raise Http404
    response = _answer(proof.to_bytes(), TEXT, BRIEFLY)
    response["Content-Disposition"] = f'attachment; filename="{index}{SUFFIX}"'
    return response


def _checkpoint(found: LedgerCheckpoint | None) -> HttpResponse:
    if found is None:
        raise Http404
    return _answer(note_of(found), TEXT, BRIEFLY)


def _answer(content: bytes, kind: str, caching: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = caching
    # A verifier may be a page from elsewhere, or a file.
    response["Access-Control-Allow-Origin"] = "*"
    return response
