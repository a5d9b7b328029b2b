"""The texts that a person works on, whatever became of them; for editors also those of their whole board."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from editorial.kinds.registry import content_kinds
from editorial.models import InformationPage
from editorial.review.holding import holdings
from portals.admin_kit.current import current_portal, portals_of_request, works_as
from portals.admin_kit.lists import COMPACT, DeskColumn, DeskList, TimeColumn
from portals.admin_kit.scope import own_pages
from portals.boards.enums import EDITORS
from portals.text import nfc

CELLS = "editorial/editor/own_texts.html"
MINE, BOARD = "mine", "board"
DRAFT, PUBLIC = "draft", "public"


def _kinds_of_texts() -> list[ContentType]:
    """What boards write: stories of every kind, and standing pages."""
    models = (InformationPage, *(kind.model for kind in content_kinds()))
    return list(ContentType.objects.get_for_models(*models).values())


class OwnTextsFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(label=gettext_lazy("Search in titles"), method="search_titles")
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=[
            (DRAFT, gettext_lazy("Not public, or changed since")),
            (PUBLIC, gettext_lazy("Public")),
        ],
        empty_label=gettext_lazy("All states"),
        method="in_state",
    )
    whose = django_filters.ChoiceFilter(
        label=gettext_lazy("Whose"),
        choices=[(BOARD, gettext_lazy("All of the board"))],
        empty_label=gettext_lazy("Those I work on"),
        method="nothing_more",
    )

    class Meta:
        model = Page
        fields: list[str] = []

    def search_titles(self, pages: QuerySet[Page], _name: str, value: str) -> QuerySet[Page]:
        return pages.filter(draft_title__unaccent__icontains=nfc(value))

    def in_state(self, pages: QuerySet[Page], _name: str, value: str) -> QuerySet[Page]:
        if value == PUBLIC:
            return pages.filter(live=True)
        return pages.filter(Q(live=False) | Q(has_unpublished_changes=True))

    def nothing_more(self, pages: QuerySet[Page], _name: str, _value: str) -> QuerySet[Page]:
        """Whose texts are read at all is said by the list."""
        return pages


class OwnTexts(DeskList):
    """What the person wrote or saved last, on all of their boards; `whose=board`: all of the board in hand."""

    template_name = CELLS
    page_title = gettext_lazy("Texts I work on")
    header_icon = "doc-full"
    has_breadcrumbs = False
    table_classname = COMPACT
    filterset_class = OwnTextsFilterSet
    nothing = gettext_lazy("No text here yet. Begin one under Write.")
    columns = [
        DeskColumn("text", gettext_lazy("Title"), cells=CELLS, classname="title"),
        DeskColumn("where", gettext_lazy("Where it is"), cells=CELLS),
        TimeColumn("latest_revision_created_at", gettext_lazy("Saved last")),
    ]

    @property
    def of_the_board(self) -> bool:
        return self.request.GET.get("whose") == BOARD and works_as(self.request, EDITORS)

    def get_base_queryset(self) -> QuerySet[Page]:
        portal = current_portal(self.request)
        if self.of_the_board and portal is not None:
            pages = own_pages([portal])
        else:
            worked_on = Q(owner=self.user) | Q(latest_revision__user=self.user)
            pages = own_pages(portals_of_request(self.request)).filter(worked_on)
        return (
            pages.filter(content_type__in=_kinds_of_texts())
            .exclude(latest_revision=None)
            .order_by("-latest_revision_created_at", "-pk")
        )

    def told(self, rows: list[Any]) -> list[Any]:
        held = holdings(rows, self.now)
        for page in rows:
            holding = held.get(page.pk)
            at_rest = _("Public") if page.live else _("Withdrawn")
            page.where_it_is = capfirst(holding.state) if holding else at_rest
            page.held_by = holding.names if holding else ""
            page.why_returned = holding.reason if holding else ""
        return rows
