"""What the inbox says of training: that a session one is invited to is at another time or place than it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.boards.enums import ALL_POSITIONS
from portals.clock import local_date
from portals.inbox.items import InboxAct, InboxItem
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource

from .catalogue import skills
from .models import SessionBoard

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal

# Afterwards it stands under "My skills" alone.
TOLD_FOR = timedelta(days=7)


class SessionsChanged(InboxSource):
    """A line for each session to come that was changed in the last week, told anew with each change."""

    kind = "session_changed"
    label = gettext_lazy("Training sessions that were changed")
    positions = ALL_POSITIONS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            SessionBoard.objects.filter(
                session__changed_at__gt=reader.now - TOLD_FOR,
                session__called_off_at=None,
                session__day__gte=local_date(reader.now),
            ),
            portal="portal",
            since="session__changed_at",
            words={
                "title": Coalesce(
                    NullIf("session__title", Value("")), F("session__course__name"), Value("")
                ),
                "visit": F("session__visit_for"),
                "day": F("session__day"),
                "begins": F("session__begins"),
                "place": Coalesce(NullIf("session__place", Value("")), F("session__link")),
            },
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("training_mine")
        said = row.words
        skill = skills().get(said["visit"])
        return row.item(
            # Told anew when it is changed again.
            key=f"{row.pk}-{row.since:%Y%m%d%H%M%S}" if row.since else None,
            title=_("Changed: %(session)s is now at %(time)s on %(day)s, %(place)s")
            % {
                "session": said["title"] or (skill.name if skill else said["visit"]),
                "time": _hour(said["begins"]),
                "day": _day(said["day"]),
                "place": said["place"],
            },
            url=url,
            acts=(InboxAct(label=_("See the session"), url=url),),
            # Who has read it is done with it.
            only_tells=True,
        )


def _hour(begins: str) -> str:
    return str(begins)[:5]


def _day(day: str) -> str:
    return "/".join(reversed(str(day)[:10].split("-")))
