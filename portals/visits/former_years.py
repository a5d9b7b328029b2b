"""The views of years before we counted, as another system told them: entered with their source, corrected by name."""

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

from .models import FIRST_YEAR, FormerYear
from .queries import first_counted

if TYPE_CHECKING:
    from portals.boards.models import User


class NotAFormerYear(Refusal):
    """The year was counted here, is not over, was entered already, or is none of our time."""


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
    _refuse_others(overseer, portal, actor, now)
    first = first_counted(portal)
    if year >= (first.year if first else local_date(now).year):
        raise NotAFormerYear(_("Views of this year are counted here."))
    if year < FIRST_YEAR:
        raise NotAFormerYear(_("Nobody counted views before %d.") % FIRST_YEAR)
    try:
        with transaction.atomic():
            entered = FormerYear.objects.create(
                portal=portal, year=year, views=views, source=source.strip(), entered_at=now
            )
            log(portal, "portals.enter_former_year", user=actor, data=_told(entered))
    except IntegrityError as error:
        raise NotAFormerYear(_("This year is entered already.")) from error
    return entered


@transaction.atomic
def correct_former_year(
    *,
    overseer: Portal,
    portal: Portal,
    year: int,
    views: int,
    source: str,
    actor: User,
    now: datetime,
) -> FormerYear:
    """Put another number and source in the place of what was entered of a year; the log keeps both.

    By whoever may enter it.
    """
    _refuse_others(overseer, portal, actor, now)
    entered = FormerYear.objects.select_for_update().filter(portal=portal, year=year).first()
    if entered is None:
        raise NotAFormerYear(_("Nothing is entered of this year."))
    before = {"views": entered.views, "source": entered.source}
    entered.views, entered.source, entered.entered_at = views, source.strip(), now
    entered.save(update_fields=["views", "source", "entered_at"])
    log(
        portal,
        "portals.correct_former_year",
        user=actor,
        data=_told(entered) | {"before": before},
    )
    return entered


def _refuse_others(overseer: Portal, portal: Portal, actor: User, now: datetime) -> None:
    below = all_below([overseer], local_date(now)).filter(pk=portal.pk)
    if not holds_post(actor, overseer, now, STANDING_EDITORS) or not (
        portal.pk == overseer.pk or below.exists()
    ):
        raise NotYourOffice(_("Only the desk above this portal may enter former years."))


def _told(entered: FormerYear) -> dict[str, object]:
    return {
        "portal": entered.portal.name,
        "year": entered.year,
        "views": entered.views,
        "source": entered.source,
    }
