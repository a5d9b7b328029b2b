"""The page on which a board has a synthetic voice made of a bulletin, or does without it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from editorial.broadcasts.models import BroadcastPage
from editorial.enums import PlacementRole
from editorial.models import Placement
from editorial.recordings.models import SyntheticVoice
from editorial.recordings.voices.actions import drop_voice, may_have_voices, want_voice
from editorial.recordings.voices.engines import voice_engine
from editorial.recordings.voices.queries import voice_of
from portals.addresses import main_origin
from portals.admin_kit.pages import done, own_portal, person


@require_http_methods(["GET", "POST"])
def bulletin_voice(request: HttpRequest, portal_id: int, story_id: int) -> HttpResponse:
    """Everybody of the board sees how it stands; head, deputy and secretary decide."""
    portal, now, who = own_portal(request, portal_id), timezone.now(), person(request)
    own = Placement.objects.filter(portal=portal, role=PlacementRole.ORIGIN).standing()
    story = get_object_or_404(BroadcastPage, pk=story_id, live=True, pk__in=own.values("story"))
    if request.method == "POST":
        act = drop_voice if request.POST.get("act") == "drop" else want_voice
        done(request, lambda: act(story=story, actor=who, now=now), _("Saved."))
        return redirect("bulletin_voice", portal.pk, story.pk)
    return TemplateResponse(
        request,
        "editorial/broadcasts/desk/voice.html",
        {
            "page_title": _("Synthetic voice"),
            "page_icon": "media",
            "portal_of_desk": portal,
            "story": story,
            "voice": SyntheticVoice.objects.filter(pk=story.pk).first(),
            "heard": voice_of(story),
            "address": main_origin(portal) + story.public_path(),
            "is_offered": voice_engine() is not None,
            "may_decide": may_have_voices(who, story, now),
        },
    )
