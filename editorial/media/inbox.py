"""Files that were refused when they were examined, told to who uploaded them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.models import PortalDocument, PortalImage
from portals.boards.enums import ALL_POSITIONS
from portals.inbox.items import InboxAct, InboxItem
from portals.inbox.rows import InboxRow, Rows
from portals.inbox.source import InboxSource
from portals.models import Portal
from portals.uploads.states import Examination

from .examining import GIVEN_UP

if TYPE_CHECKING:
    from portals.inbox.reader import InboxReader

PLACES = {"image": "wagtailimages:edit", "file": "wagtaildocs:edit"}


class RefusedFiles(InboxSource):
    """A line a file, until it is deleted. The page that it leads to says why and offers that."""

    kind = "refused-file"
    label = gettext_lazy("Files of yours that were refused")
    positions = ALL_POSITIONS

    def rows(self, reader: InboxReader, portals: list[Portal]) -> Iterator[Rows]:
        collections = [portal.collection_id for portal in portals]
        whose = Portal.objects.filter(collection=OuterRef("collection")).values("pk")[:1]
        for model, place in ((PortalImage, "image"), (PortalDocument, "file")):
            yield Rows(
                model.objects.filter(
                    Q(examination=Examination.REFUSED) | GIVEN_UP,
                    uploaded_by_user=reader.user,
                    collection__in=collections,
                ),
                portal=Subquery(whose),
                since="created_at",
                words={"place": Value(place), "title": F("title"), "refusal": F("refusal")},
            )

    def item(self, reader: InboxReader, row: InboxRow) -> InboxItem:
        place = row.words["place"]
        url = reverse(PLACES[place], args=[row.pk])
        refusal = row.words["refusal"]
        said = _("“%(title)s” was refused") if refusal else _("“%(title)s” was not examined")
        return row.item(
            key=f"{place}-{row.pk}",
            title=said % {"title": row.words["title"]},
            url=url,
            acts=(InboxAct(label=_("See why"), url=url),),
            note=refusal or _("Every try failed, and the operator is told."),
        )
