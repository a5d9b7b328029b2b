"""The page explorer, with filters that name nothing beyond the person's own portals."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import MultipleContentTypeFilter
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import ExplorableIndexView, PageFilterSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page, get_page_content_types
from wagtail.query import PageQuerySet

from editorial.models import Placement
from editorial.models.page import know_portals
from editorial.review.holding import holding_in_words, holdings
from portals.admin_kit.scope import portals_of_request, within

from .views import DeskCreateView, DeskEditView


class DeskPageFilterSet(PageFilterSet):
    """Without owner, editor and site, whose choices are every person and portal of the install."""

    owner = None
    edited_by = None
    site = None
    has_child_pages = None
    content_type = MultipleContentTypeFilter(
        label=_("Kind of page"),
        queryset=lambda _request: get_page_content_types(include_base_page_type=False),
        widget=CheckboxSelectMultiple,
    )


class HandsColumn(Column):
    """Who has the text now; empty for what is public as it stands."""

    def get_value(self, instance: Page) -> str:
        holding = getattr(instance, "holding", None)
        return str(holding_in_words(holding)) if holding else ""


class DeskExplorerView(ExplorableIndexView):
    base_columns = [
        *ExplorableIndexView.base_columns,
        HandsColumn("hands", label=_("In whose hands"), width="20%"),
    ]
    # Wagtail renders each row for two milliseconds, its buttons above all; 50 rows would take a page over its promise.
    paginate_by = 30

    def get_base_queryset(self) -> QuerySet[Page]:
        pages = super().get_base_queryset()
        if self.request.user.is_superuser:
            return pages
        return pages.filter(within(portals_of_request(self.request)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        # Each row links to its public address, which begins with its portal's.
        pages = list(context["object_list"])
        know_portals(pages)
        in_hand = holdings(pages, timezone.now())
        for page in pages:
            page.holding = in_hand.get(page.pk)
        return context


class DeskPageViewSet(PageViewSet):
    model = Page
    index_view_class = DeskExplorerView
    edit_view_class = DeskEditView
    add_view_class = DeskCreateView
    filterset_class = DeskPageFilterSet


desk_page_viewset = DeskPageViewSet()


def scope_page_chooser(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Offer the person's own pages, and stories of others that stand on their portals.

    The state that each row shows is read with the rows.
    """
    pages = pages.annotate_approved_schedule().prefetch_workflow_states()
    if request.user.is_superuser:
        return pages
    portals = portals_of_request(request)
    standing = Placement.objects.standing().filter(portal__in=portals).values("story")
    return pages.filter(within(portals) | Q(pk__in=standing))
