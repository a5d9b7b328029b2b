"""What the pages of scores share."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.functional import cached_property

from portals.admin_kit.held_posts import held_posts
from portals.admin_kit.views import DeskPage
from scoring.menu import scores_others
from scoring.queries import Office, office_of


class ScorePage(DeskPage):
    """A page for people who sit on a board; for others it does not exist."""

    header_icon = "list-ol"

    @cached_property
    def office(self) -> Office:
        office = office_of(self.user, self.now)
        if not office.portal_ids:
            raise Http404
        return office

    @property
    def is_scorer(self) -> bool:
        """Whether the person is a standing editor of a portal that has others below, as the menu asks too."""
        return any(map(scores_others, held_posts(self.user, self.now)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(office=self.office, **kwargs)
