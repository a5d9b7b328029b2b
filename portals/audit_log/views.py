"""The journal on the admin host: a board reads its own, an overseer those below, the province all."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_denied
from wagtail.log_actions import log

from portals.admin_kit.exports import csv_response, cut_off, xlsx_response
from portals.boards.enums import DESK
from portals.boards.models import User
from portals.boards.queries import portals_of
from portals.boards.staffing import portals_overseen
from portals.models import Portal

from .forms import JournalForm
from .queries import Cursor, LogFilter, LogLine, LogPage, lines

MOST_EXPORTED = 10_000
# In place of a title that only the board itself reads.
NOT_PUBLIC = gettext_lazy("Not public")
WRITERS = {"csv": csv_response, "xlsx": xlsx_response}


@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    """The acts that somebody may read, narrowed by the form; `?xuat=csv` or `xlsx` takes them away."""
    user = cast("User", request.user)
    now = timezone.now()
    portals = readable_portals(user)
    if not portals:
        return permission_denied(request)
    form = JournalForm(request.GET, portals=portals)
    if not form.is_valid():
        context = {"page_title": _("Log of acts"), "form": form, "found": None}
        return render(request, "portals/audit_log/audit_log.html", context)
    wanted = form.wanted()
    if request.GET.get("xuat") in WRITERS:
        return _export(user, portals, wanted, request.GET["xuat"])
    found = lines(
        scope_of(portals),
        wanted,
        own=portals_of(user, now, DESK),
        after=Cursor.read(request.GET.get("sau", "")),
    )
    kept = {name: value for name, value in request.GET.items() if value and name != "sau"}
    context = {
        "page_title": _("Log of acts"),
        "form": form,
        "found": found,
        "kept": urlencode(kept),
        "now": now,
    }
    return render(request, "portals/audit_log/audit_log.html", context)


def readable_portals(user: User) -> list[Portal]:
    """The portals whose log `user` may read: those on whose desk they sit, and all below. Three queries at most."""
    now = timezone.now()
    own = portals_of(user, now, DESK)
    below = [portal for portal in portals_overseen(user, now) if portal not in own]
    return [*own, *below]


def scope_of(portals: list[Portal]) -> list[Portal] | None:
    """What a reader of `portals` reads: None, which is everything, for who reads all that are open.

    So the province also has what is nobody's: acts on the rules of scoring, people without a post, portals that closed.
    """
    open_today = Portal.objects.filter(closed_on__isnull=True).exclude(
        pk__in=[portal.pk for portal in portals]
    )
    return portals if open_today.exists() else None


def _export(user: User, portals: list[Portal], wanted: LogFilter, kind: str) -> HttpResponse:
    own = portals_of(user, timezone.now(), DESK)
    found: LogPage = lines(scope_of(portals), wanted, own=own, limit=MOST_EXPORTED)
    log(
        instance=user,
        action="journal.export",
        user=user,
        data={"portal": portals[0].pk, "lines": len(found.lines)},
    )
    heading = [_("When"), _("Portal"), _("Who"), _("Act"), _("What"), _("Reason")]
    rows = [_row(line) for line in found.lines]
    if found.next is not None:
        rows.append([cut_off(MOST_EXPORTED, _("Choose fewer days for the rest."))])
    response: HttpResponse = WRITERS[kind]("nhat-ky", heading, rows)
    return response


def _row(line: LogLine) -> list[str]:
    return [
        date_format(timezone.localtime(line.at), "d/m/Y H:i:s"),
        line.portal.name if line.portal else "",
        str(line.person or ""),
        line.what,
        line.label if line.is_named else str(NOT_PUBLIC),
        line.reason,
    ]
