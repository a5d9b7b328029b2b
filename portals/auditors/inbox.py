"""What heads and deputies of the province are told of auditors: that a decision was entered, and that one ends soon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.boards.enums import APPROVERS
from portals.boards.names import name_of, name_parts
from portals.inbox.items import InboxAct, InboxUrgency
from portals.inbox.rows import Rows
from portals.inbox.source import InboxSource
from portals.tiers import INSTALL_TIER

from .models import AuditDecision

if TYPE_CHECKING:
    from portals.inbox.items import InboxItem
    from portals.inbox.reader import InboxReader
    from portals.inbox.rows import InboxRow
    from portals.models import Portal

TOLD_FOR = timedelta(days=7)
ENDS_SOON = timedelta(days=14)


class AboutAudits(InboxSource):
    """Told to the province alone."""

    positions = APPROVERS

    def portals(self, reader: InboxReader) -> list[Portal]:
        return [one for one in super().portals(reader) if one.tier_id == INSTALL_TIER][:1]


class EnteredAudits(AboutAudits):
    """A line a decision that somebody else entered in the last days."""

    kind = "audit-entered"
    label = gettext_lazy("Decisions of auditing offices that were entered")

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            AuditDecision.objects.filter(
                entered_at__gt=reader.now - TOLD_FOR, revoked_at=None
            ).exclude(entered_by=reader.user),
            portal=Value(portals[0].pk),
            since="entered_at",
            words={"office": F("office"), "number": F("number"), "by": name_parts("entered_by")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("audit_decision", args=[row.pk])
        return row.item(
            title=_("%(office)s audits by decision %(number)s") % row.words,
            url=url,
            urgency=InboxUrgency.UNHURRIED,
            acts=(InboxAct(label=_("View"), url=url),),
            note=_("Entered by %(person)s.") % {"person": name_of(row.words["by"])},
        )


class EndingAudits(AboutAudits):
    """A line a decision whose last day is near: whoever needs longer must have another one."""

    kind = "audit-ends"
    label = gettext_lazy("Decisions of auditing offices that end soon")

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        yield Rows(
            AuditDecision.objects.ending(reader.now, reader.now + ENDS_SOON),
            portal=Value(portals[0].pk),
            words={"office": F("office"), "number": F("number"), "end": F("period__endswith")},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("audit_decision", args=[row.pk])
        last = date.fromisoformat(row.words["end"]) - timedelta(days=1)
        return row.item(
            title=_("The audit by %(office)s ends on %(day)s")
            % {"office": row.words["office"], "day": f"{last:%d/%m/%Y}"},
            url=url,
            urgency=InboxUrgency.UNHURRIED,
            acts=(InboxAct(label=_("View"), url=url),),
            note=_("Decision %(number)s. Whoever needs longer has another decision entered.")
            % row.words,
        )
