"""The buttons of a page in the explorer and the editor: what a board needs, and nothing that leads to a closed page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.models import Page

from editorial.broadcasts.models import BroadcastPage
from editorial.models import DisclosurePage, InformationPage, OfficialDocumentPage, StoryPage
from editorial.permissions import may_review
from editorial.review.holding import editing_now, holding_in_words, holding_of
from editorial.social_posts.permissions import passes_on
from portals.learning.tasks import RETURNED

if TYPE_CHECKING:
    from portals.boards.models import User


class StoryButton(PageMenuItem):
    def is_shown(self, user: User) -> bool:
        return isinstance(self.page, StoryPage) and bool(
            self.page.permissions_for_user(user).can_edit()
        )


class ReviewButton(StoryButton):
    label = gettext_lazy("Review")
    icon_name = "check"
    url_name = "story_review"


class MoveButton(StoryButton):
    label = gettext_lazy("Move to another section")
    icon_name = "arrow-right-full"
    url_name = "story_move"

    def is_shown(self, user: User) -> bool:
        # Drafts show the framework's own button, which leads to the same page.
        return (
            self.page.live
            and isinstance(self.page, (StoryPage, InformationPage))
            and bool(self.page.permissions_for_user(user).can_edit())
        )


class CorrectButton(StoryButton):
    label = gettext_lazy("Correct")
    icon_name = "edit"
    url_name = "story_correct"

    def is_shown(self, user: User) -> bool:
        return self.page.live and super().is_shown(user)


class RelationsButton(StoryButton):
    label = gettext_lazy("Relations and force")
    icon_name = "link"
    url_name = "document_relations"

    def is_shown(self, user: User) -> bool:
        return isinstance(self.page, OfficialDocumentPage) and super().is_shown(user)


class CorrectSheetButton(StoryButton):
    label = gettext_lazy("Correct by a new sheet")
    icon_name = "table"

    def is_shown(self, user: User) -> bool:
        return isinstance(self.page, DisclosurePage) and self.page.live and super().is_shown(user)

    @property
    def url(self) -> str:
        portal = self.page.portal_of_page()
        return f"{reverse('sheet_upload', args=[portal.pk])}?dinh-chinh={self.page.pk}"


class VoiceButton(StoryButton):
    label = gettext_lazy("Synthetic voice")
    icon_name = "media"

    def is_shown(self, user: User) -> bool:
        return isinstance(self.page, BroadcastPage) and self.page.live and super().is_shown(user)

    @property
    def url(self) -> str:
        return reverse("bulletin_voice", args=[self.page.portal_of_page().pk, self.page.pk])


class PassOnButton(StoryButton):
    label = gettext_lazy("Pass on")
    icon_name = "globe"

    def is_shown(self, user: User) -> bool:
        return (
            isinstance(self.page, StoryPage)
            and self.page.live
            and passes_on(user, self.page.portal_of_page(), timezone.now())
        )

    @property
    def url(self) -> str:
        return reverse("story_group_message", args=[self.page.portal_of_page().pk, self.page.pk])


class WithdrawButton(StoryButton):
    label = gettext_lazy("Withdraw")
    icon_name = "download"
    url_name = "story_withdraw"

    def is_shown(self, user: User) -> bool:
        return (
            self.page.live
            and isinstance(self.page, (StoryPage, InformationPage))
            and may_review(user, self.page, timezone.now())
        )


def header_buttons(
    page: Page, user: User, view_name: str, next_url: str | None = None
) -> Iterator[PageMenuItem]:
    yield ReviewButton(page=page, priority=12)
    yield CorrectButton(page=page, priority=14)
    yield RelationsButton(page=page, priority=16)
    yield CorrectSheetButton(page=page, priority=16)
    yield VoiceButton(page=page, priority=18)
    yield PassOnButton(page=page, priority=19)
    yield MoveButton(page=page, priority=20)
    yield WithdrawButton(page=page, priority=50)


def listing_buttons(page: Page, user: User, next_url: str | None = None) -> Iterator[PageMenuItem]:
    """Without the withdraw button, which would cost a query a row."""
    yield ReviewButton(page=page, priority=3)
    yield MoveButton(page=page, priority=10)


def tell_state_of_review(request: HttpRequest, page: Page) -> None:
    """Hook: say in the editor why the text was returned or that it waits, with the way to its review."""
    if request.method != "GET" or request.headers.get("x-requested-with"):
        return
    now = timezone.now()
    others = editing_now(page, cast("User", request.user), now)
    if others:
        messages.warning(
            request,
            _("Also open by %(people)s. Agree who writes: each saved version is kept.")
            % {"people": ", ".join(others)},
        )
    holding = holding_of(page, now)
    if holding is None:
        return
    if holding.step is None and not holding.reason:
        # A draft of one's own says so by itself; another's is told, so that two do not write the same.
        if not holding.people or holding.people == (str(request.user),):
            return
        messages.info(request, holding_in_words(holding))
        return
    link: Any = [messages.button(reverse("story_review", args=[page.pk]), _("Review"))]
    if holding.reason:
        text = _("%(state)s: %(reason)s") % {
            "state": capfirst(holding.state),
            "reason": holding.reason,
        }
        messages.warning(request, format_html("{}", text), buttons=link, extra_tags=RETURNED)
    else:
        messages.info(request, holding_in_words(holding), buttons=link)
