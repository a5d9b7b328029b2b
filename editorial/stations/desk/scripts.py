"""Today's bulletin: chosen and put in order, read on the screen, printed, and begun as a draft."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from editorial.spoken.queries import spoken_forms
from editorial.stations.bulletins import begin_bulletin
from editorial.stations.paper import duration, script_pdf
from editorial.stations.receipts import to_air
from editorial.stations.scripts import BulletinScript, ScriptItem, offered_items, script_of
from portals.addresses import main_origin
from portals.admin_kit.pages import own_portal, person
from portals.clock import local_date
from portals.models import Portal
from portals.numbers import id_in, ids_in
from portals.refusals import Refusal

# The stories chosen, in the order of the numbers beside them.
CHOSEN, PLACE = "chon", "so"
# So many are chosen at first: about what two to three minutes hold.
AT_FIRST = 5
MOST_WAITING = 10


@require_http_methods(["GET", "POST"])
def station_script(request: HttpRequest, portal_id: int) -> HttpResponse:
    """Show what may be told today and the script of what was chosen; on POST begin a bulletin of it."""
    portal, now = own_portal(request, portal_id), timezone.now()
    offered, script = _script(request, portal, local_date(now))
    if request.method == "POST":
        try:
            story = begin_bulletin(portal=portal, script=script, actor=person(request), now=now)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, _("The draft is written. Set the hour, and add the recording.")
            )
            return redirect("wagtailadmin_pages:edit", story.pk)
    chosen = [one.story_id for one in script.items]
    return TemplateResponse(
        request,
        "editorial/stations/desk/script.html",
        {
            "page_title": _("Today's bulletin"),
            "page_icon": "openquote",
            "portal_of_desk": portal,
            "rows": [
                (one, one.story_id in chosen, _place(chosen, one, number))
                for number, one in enumerate(offered, 1)
            ],
            "script": script,
            "length": duration(script.seconds),
            "to_air": _waiting(portal, now),
            "origin": main_origin(portal),
            "query": "&".join(f"{CHOSEN}={pk}" for pk in chosen),
        },
    )


@require_safe
def station_script_paper(request: HttpRequest, portal_id: int) -> HttpResponse:
    portal, now = own_portal(request, portal_id), timezone.now()
    _offered, script = _script(request, portal, local_date(now))
    paper = script_pdf(script, _waiting(portal, now), portal=portal, at=now)
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="ban-tin-hom-nay.pdf"'
    return response


def _waiting(portal: Portal, now: datetime) -> list[Any]:
    """Bulletins of others, which are read as they came."""
    return list(to_air(now).filter(portal=portal).select_related("story", "section")[:MOST_WAITING])


def _script(
    request: HttpRequest, portal: Portal, today: date
) -> tuple[list[ScriptItem], BulletinScript]:
    forms = spoken_forms()
    offered = offered_items(portal, today, forms)
    given = request.POST if request.method == "POST" else request.GET
    if CHOSEN in given or "lap" in given:
        chosen = ids_in(given.getlist(CHOSEN))
        chosen.sort(key=lambda pk: id_in(given.get(f"{PLACE}-{pk}", "")) or 0)
    else:
        chosen = [one.story_id for one in offered if one.is_urgent or one.is_notice][:AT_FIRST]
        chosen = chosen or [one.story_id for one in offered[:AT_FIRST]]
    return offered, script_of(portal, today, offered, chosen, forms)


def _place(chosen: list[int], item: ScriptItem, otherwise: int) -> int:
    return chosen.index(item.story_id) + 1 if item.story_id in chosen else otherwise
