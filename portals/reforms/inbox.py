"""Changes of units that wait for a second person, in the inboxes of the province's heads and deputies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from portals.boards.enums import APPROVERS
from portals.boards.names import name_of, name_parts
from portals.inbox.items import InboxAct
from portals.inbox.rows import Rows
from portals.inbox.source import InboxSource
from portals.tiers import INSTALL_TIER

from .enums import ActDirection
from .models import ReformAct

if TYPE_CHECKING:
    from portals.inbox.items import InboxItem
    from portals.inbox.reader import InboxReader
    from portals.inbox.rows import InboxRow
    from portals.models import Portal


class ReformsToConfirm(InboxSource):
    """A line a change that somebody else wants carried out, or taken back."""

    kind = "reform-to-confirm"
    label = gettext_lazy("Changes of units that wait to be confirmed")
    positions = APPROVERS

    def portals(self, reader: InboxReader) -> list[Portal]:
        return [one for one in super().portals(reader) if one.tier_id == INSTALL_TIER][:1]

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        waiting = ReformAct.objects.wanted().filter(confirmed_at=None)
        yield Rows(
            waiting.exclude(wanted_by=reader.user),
            portal=Value(portals[0].pk),
            since="wanted_at",
            words={
                "title": F("reform__title"),
                "day": F("reform__takes_effect_on"),
                "reform": F("reform_id"),
                "direction": F("direction"),
                "by": name_parts("wanted_by"),
            },
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        words = row.words
        said = {
            "person": name_of(words["by"]),
            "day": f"{date.fromisoformat(words['day']):%d/%m/%Y}",
        }
        if words["direction"] == ActDirection.BACK:
            note = _("%(person)s asks to have it taken back.") % said
        else:
            note = _("%(person)s asks to have it carried out on %(day)s.") % said
        url = reverse("reform", args=[words["reform"]])
        confirm = reverse("reform_confirm", args=[words["reform"]])
        return row.item(
            title=words["title"],
            url=url,
            acts=(
                InboxAct(label=pgettext("change of units", "Confirm"), url=confirm),
                InboxAct(label=_("View"), url=url),
            ),
            note=note,
        )
