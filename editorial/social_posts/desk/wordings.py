"""The page on which a board words its posts, service by service."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from editorial.social_posts.actions import keep_wording, keeps_wordings
from editorial.social_posts.composing import PLACES, SHIPPED, most_for, wordings_of
from portals.admin_kit.pages import own_portal, person
from portals.models import SocialService
from portals.refusals import Refusal


@require_http_methods(["GET", "POST"])
@never_cache
def post_wordings(request: HttpRequest, portal_id: int) -> HttpResponse:
    """Everybody of the board reads them; head, deputy and secretary change them."""
    portal, now, user = own_portal(request, portal_id), timezone.now(), person(request)
    refused, typed, service = "", "", request.POST.get("service", "")
    if request.method == "POST" and service in SocialService.values:
        typed = "" if "shipped" in request.POST else request.POST.get("text", "")
        try:
            keep_wording(
                portal=portal, service=SocialService(service), text=typed, actor=user, now=now
            )
        except Refusal as refusal:
            refused = str(refusal)
        else:
            return redirect("post_wordings", portal.pk)
    own = wordings_of([portal.pk])
    return TemplateResponse(
        request,
        "editorial/social_posts/wordings.html",
        {
            "page_title": _("Wording of posts"),
            "page_icon": "edit",
            "portal_of_desk": portal,
            "places": [f"{{{place}}}" for place in PLACES],
            "wordings": [
                {
                    "service": one,
                    "text": typed
                    if refused and one == service
                    else own.get((portal.pk, one), SHIPPED),
                    "is_own": (portal.pk, one.value) in own,
                    "most": most_for(one),
                    "refused": refused if one == service else "",
                }
                for one in SocialService
            ],
            "may_keep": keeps_wordings(user, portal, now),
        },
        status=422 if refused else 200,
    )
