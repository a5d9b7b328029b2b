"""The ledger for people: how far it is signed, who stands by it from outside, and what to check it with."""

from __future__ import annotations

import structlog
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from editorial.public.more_pages import proven_pages
from portals.addresses import main_origin
from portals.ledger.downloads import offered
from portals.ledger.keys import ledger_keys
from portals.ledger.notes import BadNote
from portals.ledger.recorded import signed_tree
from portals.requests import PublicRequest
from portals.tiers import INSTALL_TIER
from portals.witnesses.queries import witnesses_asked

from .errors import not_found
from .frame import render_page

logger = structlog.get_logger(__name__)


@require_safe
def ledger(request: PublicRequest) -> HttpResponse:
    """Answer on the province's host, as its files do. Six queries beside the frame's."""
    if request.portal.tier_id != INSTALL_TIER:
        return not_found(request)
    try:
        tree = signed_tree()
    except BadNote:
        # Nothing is said on the strength of it; `ledger verify` names what is wrong.
        logger.exception("The ledger's newest checkpoint is not signed by its key.")
        tree = None
    context = {
        "tree": tree,
        "keys": ledger_keys(),
        "witnesses": witnesses_asked(),
        "downloads": offered(),
        "ledger_address": f"{main_origin(request.portal)}/so-cai/",
        "proven": proven_pages(request.portal),
    }
    return render_page(request, request.portal, "editorial/public/ledger.html", context)
