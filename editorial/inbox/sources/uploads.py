"""Files that were refused when they were examined, told to who uploaded them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.inbox.items import InboxAct, InboxItem, InboxUrgency
from editorial.models import PortalDocument, PortalImage
from portals.uploads.states import Examination

if TYPE_CHECKING:
    from editorial.inbox.reader import InboxReader
    from portals.models import Portal

KINDS: tuple[tuple[type[PortalImage | PortalDocument], str, str], ...] = (
    (PortalImage, "image", "wagtailimages:edit"),
    (PortalDocument, "file", "wagtaildocs:edit"),
)


class RefusedFiles:
    """A line a file, until it is deleted. The page that it leads to says why and offers that."""

    kind = "refused-file"
    label = gettext_lazy("Files of yours that were refused")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        portals = {portal.collection_id: portal for portal in reader.portals()}
        if not portals:
            return
        for model, kind, view in KINDS:
            for item in model.objects.filter(
                examination=Examination.REFUSED,
                uploaded_by_user=reader.user,
                collection__in=list(portals),
            ).order_by("-pk"):
                yield self._line(item, portals[item.collection_id], kind, view)

    def _line(
        self, item: PortalImage | PortalDocument, portal: Portal, kind: str, view: str
    ) -> InboxItem:
        url = reverse(view, args=[item.pk])
        return InboxItem(
            kind=self.kind,
            key=f"{kind}-{item.pk}",
            title=_("“%(title)s” was refused") % {"title": item.title},
            portal=portal,
            since=item.created_at,
            due_at=None,
            urgency=InboxUrgency.ORDINARY,
            url=url,
            acts=(InboxAct(label=_("See why"), url=url),),
            note=item.refusal,
        )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        return ()
