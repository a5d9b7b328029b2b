"""The views of years before we counted, as another system told them: entered once, with their source."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.models import Portal
from portals.queries import all_below
from portals.refusals import NotYourOffice, Refusal

from .models import FormerYear
from .queries import first_counted

if TYPE_CHECKING:
    from portals.boards.models import User


class NotAFormerYear(Refusal):
    """The year was counted here, is not over, or was entered already."""


def enter_former_year(
    *,
    overseer: Portal,
    portal: Portal,
    year: int,
    views: int,
    source: str,
    actor: User,
    now: datetime,
) -> FormerYear:
    """Enter the views of `portal` in a year before anything was counted here.

    By a standing editor of `overseer`, for the overseer's own portal and those below it.
    """
    today = local_date(now)
    below = all_below([overseer], today).filter(pk=portal.pk)
    if not holds_post(actor, overseer, now, STANDING_EDITORS) or not (
        portal.pk == overseer.pk or below.exists()
    ):
        raise NotYourOffice(_("Only the desk above this portal may enter former years."))
    first = first_counted(portal)
    if year >= (first.year if first else today.year):
        raise NotAFormerYear(_("Views of this year are counted here."))
    try:
        with transaction.atomic():
            entered = FormerYear.objects.create(
                portal=portal, year=year, views=views, source=source.strip(), entered_at=now
            )
            log(
                portal,
                "portals.enter_former_year",
                user=actor,
                data={
                    "portal": portal.name,
                    "year": year,
                    "views": views,
                    "source": source.strip(),
                },
            )
    except IntegrityError as error:
        raise NotAFormerYear(_("This year is entered already.")) from error
    return entered
