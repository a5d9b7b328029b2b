"""What the province says of its abbreviations."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import holds_post_in_tier
from portals.refusals import NotYourOffice, Refusal
from portals.text import nfc
from portals.tiers import INSTALL_TIER

from .models import LONGEST_SPOKEN, LONGEST_WRITTEN, SpokenForm

if TYPE_CHECKING:
    from portals.boards.models import User


def may_keep_forms(user: User, now: datetime) -> bool:
    """Whether `user` is head, deputy or secretary of the province's board. One query."""
    return holds_post_in_tier(user, INSTALL_TIER, now, STANDING_EDITORS)


@transaction.atomic
def keep_form(*, written: str, said: str, actor: User, now: datetime) -> None:
    """Have `written` be said as `said` on all loudspeakers; an empty `said` takes it out of the province's table."""
    if not may_keep_forms(actor, now):
        raise NotYourOffice(_("Only the province's board says how abbreviations are read."))
    written, said = nfc(written).strip(), " ".join(nfc(said).split())
    if not written or len(written) > LONGEST_WRITTEN or " " in written:
        raise Refusal(_("Write one abbreviation, without spaces."))
    if len(said) > LONGEST_SPOKEN or any(one.isdecimal() for one in said):
        raise Refusal(_("Write it out as it is said, without digits."))
    if said:
        SpokenForm.objects.update_or_create(
            written=written, defaults={"said": said, "changed_at": now, "changed_by": actor}
        )
    elif not SpokenForm.objects.filter(written=written).delete()[0]:
        raise Refusal(_("This abbreviation is not in the province's table."))
    log(
        instance=actor,
        action="spoken.keep",
        user=actor,
        data={"written": written, "said": said},
    )
