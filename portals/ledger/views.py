"""The ledger's files, below `/so-cai/` of the province's host (docs/ledger-format.md, section 5)."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.db.models import Max
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from portals.requests import PublicRequest
from portals.tiers import INSTALL_TIER

from . import downloads, folder
from .keys import known_keys
from .models import LedgerCheckpoint
from .proofs import SUFFIX
from .queries import newest_checkpoint, note_of, proofs_at, to_witness
from .stored import StoredLedger
from .tiles import NoSuchTile, Tile

SIZE = "[1-9][0-9]{0,17}"
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
    for pattern, answer in ANSWERS:
        if asked := pattern.fullmatch(name):
            return answer(asked[1])
    raise Http404


def _tile(name: str) -> HttpResponse:
    try:
        tile = Tile.from_path(name)
    except NoSuchTile as error:
        raise Http404 from error
    signed = LedgerCheckpoint.objects.aggregate(size=Max("pk"))["size"] or 0
    if tile.size_needed() > signed:
        raise Http404
    return _answer(folder.tile_content(tile, StoredLedger()), BYTES, FOR_EVER)


def _proof(asked: str) -> HttpResponse:
    index = int(asked)
    proof = proofs_at([index]).get(index)
    if proof is None:
        raise Http404
    response = _answer(proof.to_bytes(), TEXT, BRIEFLY)
    response["Content-Disposition"] = f'attachment; filename="{index}{SUFFIX}"'
    return response


def _keys(_name: str) -> HttpResponse:
    return _answer(folder.keys_file(known_keys()), TEXT, BRIEFLY)


def _newest(_name: str) -> HttpResponse:
    return _checkpoint(newest_checkpoint())


def _kept(size: str) -> HttpResponse:
    return _checkpoint(LedgerCheckpoint.objects.filter(pk=int(size)).first())


def _checkpoint(found: LedgerCheckpoint | None) -> HttpResponse:
    if found is None:
        raise Http404
    return _answer(note_of(found), TEXT, BRIEFLY)


def _since(size: str) -> HttpResponse:
    """The newest checkpoint, as a witness needs it who signed the tree of this size last."""
    newest = newest_checkpoint()
    if newest is None or int(size) > newest.pk:
        raise Http404
    return _answer(to_witness(newest, int(size)), TEXT, BRIEFLY)


def _answer(content: bytes, kind: str, caching: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = caching
    # A verifier may be a page from elsewhere, or a file.
    response["Access-Control-Allow-Origin"] = "*"
    return response


ANSWERS: tuple[tuple[re.Pattern[str], Callable[[str], HttpResponse]], ...] = (
    (re.compile(r"(tile/.+)"), _tile),
    (re.compile(f"({folder.KEYS})"), _keys),
    (re.compile(f"({folder.CHECKPOINT})"), _newest),
    (re.compile(rf"{folder.CHECKPOINTS}/({SIZE})", re.ASCII), _kept),
    (re.compile(rf"since/({SIZE})", re.ASCII), _since),
    (PROOF, _proof),
)
