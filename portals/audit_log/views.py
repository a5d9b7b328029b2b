"""The journal on the admin host: a board reads its own, an overseer those below, the province all."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from portals.admin_kit.lists import DeskColumn, DeskList, TimeColumn
from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import portals_of
from portals.boards.staffing import portals_overseen
from portals.models import Portal

from .filters import JournalFilterSet
from .queries import Cursor, LogLine, LogPage, lines

LINES = 25
# In place of a title that only the board itself reads.
NOT_PUBLIC = _("Not public")


class Journal(DeskList):
    """The acts that somebody may read, narrowed by the form; `?xuat=csv` or `xlsx` takes them away.

    Two tables are read as one, so older lines follow by a cursor and not by number.
    """

    template_name = "portals/audit_log/audit_log.html"
    page_title = _("Log of acts")
    header_icon = "history"
    has_breadcrumbs = False
    filterset_class = JournalFilterSet
    filter_label = _("Show")
    nothing = _("Nothing was done that fits.")
    columns = [
        TimeColumn("at", _("When"), format="d/m/Y H:i:s"),
        DeskColumn("person", _("Who"), accessor=lambda line: line.person or _("The system")),
        DeskColumn("what", _("Act")),
        DeskColumn("label", _("What"), cells=template_name),
        DeskColumn("portal", _("Portal"), accessor=lambda line: line.portal or "—"),
    ]
    exports = {"xlsx": _("Take away as XLSX"), "csv": _("Take away as CSV")}
    export_kwarg = "xuat"
    export_filename = "nhat-ky"
    most_exported = 10_000
    how_to_get_the_rest = _("Choose fewer days for the rest.")
    export_headings = {
        "at": _("When"),
        "portal": _("Portal"),
        "person": _("Who"),
        "what": _("Act"),
        "label": _("What"),
        "reason": _("Reason"),
    }

    @cached_property
    def portals(self) -> list[Portal]:
        portals = readable_portals(self.user)
        if not portals:
            raise PermissionDenied
        return portals

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(), "portals": self.portals, "reader": self.user}

    @cached_property
    def found(self) -> LogPage | None:
        """What the form asks for, or None where it asks for nonsense."""
        if not self.filters.is_valid():
            return None
        whole = bool(self.form_asked_for())
        return lines(
            scope_of(self.portals),
            self.filters.wanted,
            own=portals_of(self.user, self.now, STANDING_EDITORS),
            after=None if whole else Cursor.read(self.request.GET.get("sau", "")),
            limit=self.most_exported + 1 if whole else LINES,
        )

    def get_queryset(self) -> list[LogLine]:
        return self.found.lines if self.found else []

    def form_asked_for(self) -> str:
        return super().form_asked_for() if self.filters.is_valid() else ""

    @property
    def narrowing(self) -> QueryDict:
        kept = self.request.GET.copy()
        for name in [name for name, value in kept.items() if not value or name == "sau"]:
            del kept[name]
        return kept

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept = self.narrowing.urlencode()
        return super().get_context_data(
            found=self.found, form=self.filters.form, kept=kept, **kwargs
        )

    def to_row_dict(self, line: LogLine) -> dict[str, Any]:
        return {
            "at": date_format(timezone.localtime(line.at), "d/m/Y H:i:s"),
            "portal": line.portal.name if line.portal else "",
            "person": str(line.person or ""),
            "what": line.what,
            "label": line.label if line.is_named else str(NOT_PUBLIC),
            "reason": line.reason,
        }

    def note_taken(self, rows: int) -> None:
        log(
            instance=self.user,
            action="journal.export",
            user=self.user,
            data={"portal": self.portals[0].pk, "lines": rows},
        )


def readable_portals(user: User) -> list[Portal]:
    """The portals whose log `user` may read: where they are standing editors, and all below. Three queries at most."""
    now = timezone.now()
    own = portals_of(user, now, STANDING_EDITORS)
    below = [portal for portal in portals_overseen(user, now) if portal not in own]
    return [*own, *below]


def scope_of(portals: list[Portal]) -> list[Portal] | None:
    """What a reader of `portals` reads: None, which is everything, for who reads all that are open.

    So the province also has what is nobody's: acts on the rules of scoring, people without a post, portals that closed.
    """
    open_today = Portal.objects.filter(closed_on__isnull=True).exclude(
        pk__in=[portal.pk for portal in portals]
    )
    return portals if open_today.exists() else None
