"""A portal's documents: its own in whatever state, and those that were sent to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, WorkflowState

from editorial.models import OfficialDocumentPage, Placement
from portals.addresses import main_origin
from portals.admin_kit.lists import DeskColumn, DeskList
from portals.admin_kit.pages import own_portal
from portals.audit_log.actions import note_export

from .filters import DocumentFilterSet

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portals.models import Portal

TEMPLATE = "editorial/documents/portal_documents.html"


class PortalDocuments(DeskList):
    template_name = TEMPLATE
    page_title = gettext_lazy("Official documents")
    header_icon = "doc-full"
    has_breadcrumbs = False
    filterset_class = DocumentFilterSet
    nothing = gettext_lazy("No documents match.")
    columns = [
        DeskColumn("document", gettext_lazy("Official document"), cells=TEMPLATE),
        DeskColumn("issuer", gettext_lazy("Issuing body")),
        DeskColumn("effective", gettext_lazy("Effective from"), cells=TEMPLATE),
        DeskColumn("origin", gettext_lazy("Origin"), accessor="told_origin"),
        DeskColumn("state", gettext_lazy("State"), accessor="told_state"),
        DeskColumn("acts", gettext_lazy("Actions"), cells=TEMPLATE, classname="desk-links"),
    ]
    exports = {
        "xlsx": gettext_lazy("Take away as XLSX"),
        "csv": gettext_lazy("Take away as CSV"),
    }
    export_filename = "van-ban"
    how_to_get_the_rest = gettext_lazy("Narrow the list by its filters for the rest.")
    export_headings = {
        "number": gettext_lazy("Number and symbol"),
        "get_document_kind_display": gettext_lazy("Kind of document"),
        "issuer": gettext_lazy("Issuing body"),
        "issued_on": gettext_lazy("Issued on"),
        "effective_on": gettext_lazy("Effective from"),
        "lead": gettext_lazy("Abstract"),
        "signer": gettext_lazy("Signer"),
        "told_origin": gettext_lazy("Origin"),
        "told_state": gettext_lazy("State"),
    }

    @cached_property
    def portal(self) -> Portal:
        return own_portal(self.request, self.kwargs["portal_id"])

    def get_base_queryset(self) -> QuerySet[OfficialDocumentPage]:
        root = self.portal.root
        own = OfficialDocumentPage.objects.filter(path__startswith=root.path if root else "?")
        sent = Placement.objects.standing().on(self.portal)
        return OfficialDocumentPage.objects.filter(
            Q(pk__in=own.values("pk")) | Q(pk__in=sent.values("story"))
        ).order_by("-issued_on", "-pk")

    def told(self, rows: list[Any]) -> list[Any]:
        """Say of each where it comes from and how far it is. Two queries."""
        pks = [document.pk for document in rows]
        standing = {
            placement.story_id: placement
            for placement in Placement.objects.standing()
            .on(self.portal)
            .filter(story__in=pks)
            .select_related("section", "story")
        }
        states = WorkflowState.objects.active().filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            object_id__in=list(map(str, pks)),
        )
        in_review = set(states.values_list("object_id", flat=True))
        root = self.portal.root
        for document in rows:
            document.placement = standing.get(document.pk)
            document.is_own = root is not None and document.path.startswith(root.path)
            document.told_origin = _("Own") if document.is_own else _("Sent here")
            document.told_state = _state(document, str(document.pk) in in_review)
        return rows

    @cached_property
    def origin(self) -> str:
        return main_origin(self.portal)

    def note_taken(self, rows: int) -> None:
        note_export(
            actor=self.user, portal=self.portal, what=self.get_filename(), rows=rows, now=self.now
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(portal_of_desk=self.portal, **kwargs)


def _state(document: Any, is_in_review: bool) -> str:
    """How far the document is on this portal, in a word or two. A draft of another board is no matter of this one."""
    if not document.is_own:
        return _("On the portal")
    parts = []
    if document.placement is not None:
        parts.append(_("On the portal"))
    elif document.first_published_at is not None:
        parts.append(_("Withdrawn"))
    if is_in_review:
        parts.append(_("under review"))
    elif _is_worked_on(document) or not parts:
        parts.append(_("draft"))
    return ", ".join(parts)


def _is_worked_on(document: Any) -> bool:
    """Whether there is a draft that is not the text that was public last: a withdrawn one is none by itself."""
    published, drafted = document.last_published_at, document.latest_revision_created_at
    if document.live or published is None:
        return bool(document.has_unpublished_changes)
    return drafted is not None and drafted > published
