"""Files that were refused when they were examined, told to who uploaded them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.models import PortalDocument, PortalImage
from portals.inbox.items import InboxAct, InboxItem, InboxUrgency
from portals.uploads.states import Examination

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader

PLACES = {"image": "wagtailimages:edit", "file": "wagtaildocs:edit"}


class RefusedFiles:
    """A line a file, until it is deleted. The page that it leads to says why and offers that."""

    kind = "refused-file"
    label = gettext_lazy("Files of yours that were refused")

    def items(self, reader: InboxReader) -> Iterator[InboxItem]:
        portals = {portal.collection_id: portal for portal in reader.portals()}
        if not portals:
            return
        images, files = (
            model.objects.filter(
                examination=Examination.REFUSED,
                uploaded_by_user=reader.user,
                collection__in=list(portals),
            ).values_list(Value(place), "pk", "title", "refusal", "collection_id", "created_at")
            for model, place in ((PortalImage, "image"), (PortalDocument, "file"))
        )
        for place, pk, title, refusal, collection_id, created_at in images.union(files, all=True):
            url = reverse(PLACES[place], args=[pk])
            yield InboxItem(
                kind=self.kind,
                key=f"{place}-{pk}",
                title=_("“%(title)s” was refused") % {"title": title},
                portal=portals[collection_id],
                since=created_at,
                due_at=None,
                urgency=InboxUrgency.ORDINARY,
                url=url,
                acts=(InboxAct(label=_("See why"), url=url),),
                note=refusal,
            )

    def urgent_portals(self, now: datetime) -> Iterable[int]:
        return ()
