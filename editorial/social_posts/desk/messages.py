"""The page with the message for chats of residential groups: to copy and paste, nothing is sent from here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from editorial.social_posts.messages import LONG, SHORT, messages_for
from editorial.social_posts.permissions import story_to_pass_on


@require_safe
@never_cache
def group_message(request: HttpRequest, portal_id: int, story_id: int) -> HttpResponse:
    """The short form, or with `?ban=dai` the longer one."""
    portal, placement = story_to_pass_on(request, portal_id, story_id)
    longer = request.GET.get("ban") == "dai"
    return TemplateResponse(
        request,
        "editorial/social_posts/group_message.html",
        {
            "page_title": _("Message for residential groups"),
            "page_icon": "comment",
            "portal_of_desk": portal,
            "placement": placement,
            "messages_told": messages_for(placement, portal, timezone.now(), longer=longer),
            "longer": longer,
            "most": LONG if longer else SHORT,
        },
    )
