"""The shared store: any board searches all public stories of the install and takes one ("Kho tin chung")."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from editorial.models import Placement
from editorial.search.candidates import MOST_MATCHES
from editorial.search.finding import EVERYWHERE, FoundThings, SearchOrder, find_things
from editorial.search.sources import story_kinds
from portals.admin_kit.current import current_portal
from portals.admin_kit.views import DeskPage
from portals.boards.enums import EDITORS, STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.models import Portal
from syndication.shared_store.forms import StoreForm

ROWS = 20


class SharedStore(DeskPage, TemplateView):
    template_name = "syndication/shared_store/store.html"
    page_title = _("Shared store of stories")
    header_icon = "search"

    @cached_property
    def portal(self) -> Portal:
        """The portal the person works on now, for which a story would be taken."""
        portal = current_portal(self.request)
        if portal is None:
            raise Http404
        return portal

    @cached_property
    def number(self) -> int:
        typed = self.request.GET.get("p", "")
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 1
        return min(max(number, 1), MOST_MATCHES // ROWS)

    def get_page_subtitle(self) -> str:
        return self.portal.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = StoreForm(self.request.GET or None)
        words = form.cleaned_data["q"] if form.is_valid() else ""
        found = self._find(words) if words else None
        here = self._here(found)
        return super().get_context_data(**kwargs) | {
            "form": form,
            "words": words,
            "found": found,
            "rows": [(story, here.get(story.story_id, "")) for story in found.things]
            if found
            else [],
            "desk_portal": self.portal,
            "republishes": holds_post(self.user, self.portal, self.now, STANDING_EDITORS),
            "adapts": holds_post(self.user, self.portal, self.now, EDITORS),
            "previous": self.number - 1,
            "next": self.number + 1 if found and found.goes_on else 0,
        }

    def _find(self, words: str) -> FoundThings:
        return find_things(
            EVERYWHERE,
            words,
            order=SearchOrder.NEWEST,
            kinds=story_kinds(),
            offset=(self.number - 1) * ROWS,
            limit=ROWS,
        )

    def _here(self, found: FoundThings | None) -> dict[int, str]:
        """Of the stories found, those that stand on the portal, with their role. One query."""
        ids = [story.story_id for story in found.things] if found else []
        standing = Placement.objects.standing().filter(portal=self.portal, story__in=ids)
        return dict(standing.values_list("story_id", "role"))
