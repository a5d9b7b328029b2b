"""Where a board reads what readers missed, beside the page it is about."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from editorial.models import Placement
from editorial.standing.views import OfAPortal
from portals.addresses import main_origin
from portals.admin_kit.lists import DeskColumn, TimeColumn
from portals.admin_kit.pages import done, own_portal, person, way_back
from portals.boards.enums import EDITORS
from portals.boards.queries import holds_post
from portals.numbers import ids_in

from .actions import KEPT, note_read
from .models import ReaderRemark


class ReaderRemarks(OfAPortal):
    """What is unread comes first, and of each the newest."""

    template_name = "editorial/remarks/remarks.html"
    page_title = gettext_lazy("What readers missed")
    nothing = gettext_lazy("No reader wrote that something was missing.")
    columns = [
        DeskColumn("page", gettext_lazy("Page"), cells=template_name),
        DeskColumn("text", gettext_lazy("What was missing"), cells=template_name),
        TimeColumn("left_at", gettext_lazy("Written by the reader")),
        DeskColumn("acts", gettext_lazy("Actions"), cells=template_name, classname="desk-links"),
    ]

    def get_queryset(self) -> QuerySet[ReaderRemark]:
        return (
            # What is past its term is read by nobody, also before the job comes round.
            ReaderRemark.objects.filter(portal=self.portal, left_at__gte=self.now - KEPT)
            .select_related("story", "read_by")
            .order_by(F("read_at").desc(nulls_first=True), "-left_at", "-pk")
        )

    def told(self, rows: list[ReaderRemark]) -> list[Any]:
        standing = Placement.objects.standing().on(self.portal).select_related("section", "story")
        places = {
            one.story_id: one.path
            for one in standing.filter(story__in=[row.story_id for row in rows])
        }
        told: list[Any] = rows
        for row in told:
            row.address = self.origin + places[row.story_id] if row.story_id in places else ""
        self.unread = [row.pk for row in rows if row.read_at is None]
        return told

    @cached_property
    def origin(self) -> str:
        return main_origin(self.portal)

    @cached_property
    def settles(self) -> bool:
        return holds_post(self.user, self.portal, self.now, EDITORS)

    @property
    def days_kept(self) -> int:
        return KEPT.days


@require_POST
def remarks_read(request: HttpRequest, portal_id: int) -> HttpResponse:
    """Settle the remarks that the form names."""
    portal = own_portal(request, portal_id)
    done(
        request,
        lambda: note_read(
            portal=portal,
            remarks=ids_in(request.POST.getlist("loi")),
            actor=person(request),
            now=timezone.now(),
        ),
        _("Noted as read."),
    )
    return way_back(request, "reader_remarks", portal.pk)
