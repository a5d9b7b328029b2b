"""A pack is asked for, and made by a job."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post_in_tier
from portals.jobs.queueing import enqueue
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from portals.tiers import INSTALL_TIER
from scoring.models import EvidencePack
from scoring.published.reading import published_months

from .gathering import PackPeriod, gather
from .report import pack_docx
from .workbook import pack_xlsx

JOB = "scoring.jobs.make_pack"


class NothingToPack(Refusal):
    """Nothing of the period is published."""


def packable_periods() -> list[PackPeriod]:
    """Return the halves and years of which a month is published, the newest first. One query."""
    months = published_months()
    found = {
        PackPeriod(month.year, half): None
        for month in months
        for half in ((2 if month.month > 6 else 1), 0)
    }
    return list(found)


def ask_for_pack(*, period: PackPeriod, actor: User, now: datetime) -> EvidencePack:
    """Have a pack of what is published of `period` made. By a standing editor of the province."""
    if not holds_post_in_tier(actor, INSTALL_TIER, now, STANDING_EDITORS):
        raise NotYourOffice(_("A standing editor of the province's board does that."))
    if period not in packable_periods():
        raise NothingToPack(_("Nothing of this period is published."))
    with transaction.atomic():
        made = EvidencePack.objects.create(
            year=period.year, half=period.half, asked_by=actor, asked_at=now
        )
        log(
            instance=Portal.objects.get(tier=INSTALL_TIER, closed_on=None),
            action="scoring.ask_for_pack",
            user=actor,
            timestamp=now,
            data={"period": str(period)},
        )
        enqueue(JOB, pack_id=made.pk)
    return made


def make_pack(*, pack: EvidencePack, now: datetime) -> bool:
    """Write both files, once; for workers. Says whether it wrote them."""
    with transaction.atomic():
        held = EvidencePack.objects.select_for_update().get(pk=pack.pk)
        if held.made_at is not None:
            return False
        period = PackPeriod(held.year, held.half)
        figures = gather(period, now)
        province = Portal.objects.get(tier=INSTALL_TIER, closed_on=None)
        name = f"minh-chung-{held.year}-{held.half or 'ca-nam'}"
        held.report.save(f"{name}.docx", ContentFile(pack_docx(figures, province, now)), save=False)
        held.workbook.save(f"{name}.xlsx", ContentFile(pack_xlsx(figures)), save=False)
        held.made_at = now
        held.save()
    return True
