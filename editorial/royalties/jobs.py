"""Jobs of royalties. The rows are the truth; each job may be lost, repeated or killed at any point."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django_rq import job

from .enums import SETTLED_STATES
from .models import RoyaltySheet
from .paper import royalty_pdf

PRINTED_A_ROUND = 50


@job("default")
def print_sheet(sheet_id: int, **_: Any) -> bool:
    """Make the PDF of an approved sheet, once; return whether it was made now."""
    waiting = RoyaltySheet.objects.filter(pk=sheet_id, paper="", state__in=SETTLED_STATES)
    sheet = waiting.select_related("portal", "terms", "proposed_by", "approved_by").first()
    if sheet is None:
        return False
    # An approved sheet does not change: it is set before the lock, for which others wait.
    with translation.override(settings.LANGUAGE_CODE):
        made = ContentFile(royalty_pdf(sheet), name="sheet.pdf")
    with transaction.atomic():
        held = waiting.select_for_update(of=("self",)).first()
        if held is None:
            return False
        held.paper = made
        held.save(update_fields=["paper"])
    return True


def nudge_print(sheet_id: int) -> None:
    print_sheet.delay(sheet_id=sheet_id)


def print_what_is_missing() -> int:
    """Queue each approved sheet that has no PDF yet; run by the clock. Return how many."""
    waiting = RoyaltySheet.objects.filter(paper="", approved_at__isnull=False)
    ids = list(waiting.order_by("approved_at").values_list("pk", flat=True)[:PRINTED_A_ROUND])
    for sheet_id in ids:
        nudge_print(sheet_id)
    return len(ids)
