"""An alarm of a social account, told to the portal's board and to the standing editors above until it is settled."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.boards.enums import STANDING_EDITORS
from portals.clock import local_date
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource
from portals.models import Oversight, SocialAccount, SocialService

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal


class SocialAlarms(InboxSource):
    """A line an account, of one's own portal and of those that it oversees directly; a new alarm is a new line."""

    kind = "social-alarm"
    label = gettext_lazy("Social accounts in alarm")
    positions = STANDING_EDITORS
    always_told = True

    def portal_ids(self, reader: InboxReader, portals: list[Portal]) -> Collection[int]:
        return {portal.pk for portal in portals} | set(reader.below(portals))

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            SocialAccount.objects.in_alarm(),
            portal="portal",
            since="state_at",
            words={"service": F("service"), "address": F("address"), "name": F("name")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("social_accounts", args=[row.portal.pk])
        service = SocialService(row.words["service"]).label
        since = f"{row.since:%Y%m%d%H%M%S}" if row.since else ""
        return row.item(
            key=f"{row.pk}-{since}",
            title=_("%(service)s of %(portal)s may no longer be the portal's own")
            % {"service": service, "portal": row.portal.name},
            urgency=InboxUrgency.URGENT,
            url=f"{url}#tai-khoan-{row.pk}",
            acts=(InboxAct(label=_("See and settle"), url=f"{url}#tai-khoan-{row.pk}"),),
            note=f"{row.words['name']} ({row.words['address']})",
        )

    def urgent(self, now: datetime) -> Iterator[Rows]:
        """The portals with accounts in alarm, and those that oversee them."""
        found = SocialAccount.objects.in_alarm()
        yield Rows(found, portal="portal")
        above = Oversight.objects.in_force(local_date(now)).filter(
            portal__in=found.values("portal")
        )
        yield Rows(above, portal="overseer")
