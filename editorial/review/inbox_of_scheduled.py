"""What goes public today, so that nobody is surprised and a last look is possible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, Revision

from portals.admin_kit.scope import own_pages
from portals.boards.enums import EDITORS
from portals.clock import LOCAL_ZONE, local_date
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.tree import portal_path

from .inbox import portals_by_path, title_of

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader


class ScheduledToday:
    kind = "scheduled"
    label = gettext_lazy("Texts that go live today")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        portals = reader.portals(EDITORS)
        if not portals:
            return
        by_path = portals_by_path(portals)
        hours = {
            int(object_id): hour
            for object_id, hour in Revision.objects.filter(
                base_content_type=ContentType.objects.get_for_model(Page),
                approved_go_live_at__lt=tomorrow(reader.now),
            ).values_list("object_id", "approved_go_live_at")
        }
        for page in own_pages(portals).filter(pk__in=hours):
            url = reverse("story_review", args=[page.pk])
            yield InboxItem(
                kind=self.kind,
                key=f"{page.pk}-{hours[page.pk]:%Y%m%d%H%M}",
                title=title_of(page),
                portal=by_path[portal_path(page.path)],
                since=None,
                due_at=hours[page.pk],
                urgency=InboxUrgency.UNHURRIED,
                url=url,
                acts=(InboxAct(label=_("View"), url=url),),
                note=_("Approved; it goes live by itself."),
            )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        return ()


def tomorrow(now: datetime) -> datetime:
    """The midnight that ends the province's day."""
    return datetime.combine(local_date(now) + timedelta(days=1), time.min, tzinfo=LOCAL_ZONE)
