"""What goes public today, so that nobody is surprised and a last look is possible."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, IntegerField, OuterRef, Subquery
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, Revision

from portals.admin_kit.scope import own_pages
from portals.boards.enums import EDITORS
from portals.clock import LOCAL_ZONE, local_date
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource
from portals.tree import portal_at

from .inbox import WORKING_TITLE

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader
    from portals.models import Portal


class ScheduledToday(InboxSource):
    kind = "scheduled"
    label = gettext_lazy("Texts that go live today")
    positions = EDITORS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        approved = Revision.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            approved_go_live_at__lt=tomorrow(reader.now),
        )
        pages = approved.annotate(text_id=Cast("object_id", IntegerField())).values("text_id")
        of_page = approved.filter(object_id=Cast(OuterRef("pk"), CharField())).order_by("-pk")
        yield Rows(
            own_pages(portals).filter(pk__in=pages),
            portal=portal_at("path"),
            due_at=Subquery(of_page.values("approved_go_live_at")[:1]),
            words={"title": WORKING_TITLE},
        )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        url = reverse("story_review", args=[row.pk])
        return row.item(
            key=f"{row.pk}-{row.due_at:%Y%m%d%H%M}",
            title=row.words["title"],
            urgency=InboxUrgency.UNHURRIED,
            url=url,
            acts=(InboxAct(label=_("View"), url=url),),
            note=_("Approved; it goes live by itself."),
        )


def tomorrow(now: datetime) -> datetime:
    """The midnight that ends the province's day."""
    return datetime.combine(local_date(now) + timedelta(days=1), time.min, tzinfo=LOCAL_ZONE)
