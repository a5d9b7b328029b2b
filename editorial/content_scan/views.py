"""What the scan found: the list with the place to mend, settling by a head's word, and the trusted domains."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from editorial.models import PublishedFile
from portals.addresses import main_origin
from portals.admin_kit.pages import done, person, way_back
from portals.admin_kit.scope import portals_of_request
from portals.clock import local_date
from portals.models import Oversight
from portals.numbers import id_in

from .actions import end_suspicion, may_trust, trust_host
from .kinds import NEVER
from .models import ScanRound, Suspicion, SuspicionQuerySet, TrustedHost

PAGE_SIZE = 25


class DismissalForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why this is no danger"), max_length=500)


class TrustForm(forms.Form):
    host = forms.CharField(
        label=gettext_lazy("Domain"),
        max_length=253,
        help_text=gettext_lazy("As in example.vn; names below it are trusted with it."),
    )
    reason = forms.CharField(label=gettext_lazy("Why it is trusted"), max_length=300)


@dataclass(frozen=True)
class Shown:
    """A finding with where it is seen and where it is mended, as far as this person may."""

    found: Suspicion
    place: str
    seen_at: str
    mended_at: str
    settled_by_word: bool


def _in_sight(request: HttpRequest) -> SuspicionQuerySet:
    """Findings on the person's portals, and on those that one of them oversees today."""
    mine = portals_of_request(request)
    below = Oversight.objects.in_force(local_date(timezone.now())).filter(overseer__in=mine)
    return Suspicion.objects.filter(Q(portal__in=mine) | Q(portal__in=below.values("portal")))


@require_GET
def suspicions(request: HttpRequest) -> HttpResponse:
    return _page(request, TrustForm())


def _page(request: HttpRequest, trust_form: TrustForm, status: int = 200) -> HttpResponse:
    rows = _in_sight(request).select_related("portal__site", "page", "document", "ended_by")
    asked = id_in(request.GET.get("portal", ""))
    if asked is not None:
        rows = rows.filter(portal=asked)
    mine = {portal.pk for portal in portals_of_request(request)}
    order = ("-found_at", "-pk")
    slice_ = Paginator(rows.open().order_by(*order), PAGE_SIZE).get_page(request.GET.get("p"))
    return TemplateResponse(
        request,
        "editorial/content_scan/suspicions.html",
        {
            "page_title": _("Findings of the scan"),
            "page_icon": "warning",
            "slice": slice_,
            "query": "" if asked is None else f"portal={asked}",
            "shown": _shown(list(slice_), mine),
            "over": rows.exclude(ended_at=None).order_by("-ended_at", "-pk")[:PAGE_SIZE],
            "last_round": ScanRound.objects.exclude(finished_at=None).order_by("-day").first(),
            "trusted": TrustedHost.objects.order_by("host"),
            "trust_form": trust_form if may_trust(person(request), timezone.now()) else None,
        },
        status=status,
    )


def _shown(findings: list[Suspicion], mine: set[int]) -> list[Shown]:
    """The overseer learns of a draft, and of a file that only drafts use, that something is in it, and no title."""
    public_files = set(
        PublishedFile.objects.filter(
            document__in=[one.document_id for one in findings if one.document_id], page__live=True
        ).values_list("document", flat=True)
    )
    return [_one_shown(found, found.portal_id in mine, public_files) for found in findings]


def _one_shown(found: Suspicion, own: bool, public_files: set[int]) -> Shown:
    origin = main_origin(found.portal) if found.portal.site else ""
    seen = mend = ""
    if found.page is not None:
        mend = reverse("wagtailadmin_pages:edit", args=[found.page_id])
        place = found.page.title if own or found.page.live else _("a text that is not public")
    elif found.document is not None:
        mend = reverse("wagtaildocs:edit", args=[found.document_id])
        public = found.document_id in public_files
        place = found.document.title if own or public else _("a file that is not public")
    else:
        place, seen = found.address, f"{origin}{found.address}"
    return Shown(found, place, seen, mend if own else "", found.kind not in NEVER)


@require_POST
def suspicion_end(request: HttpRequest, suspicion_id: int) -> HttpResponse:
    suspicion = get_object_or_404(
        _in_sight(request).select_related("portal__tier"), pk=suspicion_id
    )
    done(
        request,
        lambda: end_suspicion(
            suspicion=suspicion,
            reason=request.POST.get("reason", ""),
            actor=person(request),
            now=timezone.now(),
        ),
        _("The finding is settled."),
    )
    return way_back(request, "suspicions")


@require_POST
def host_trust(request: HttpRequest) -> HttpResponse:
    trusted = done(
        request,
        lambda: trust_host(
            host=request.POST.get("host", ""),
            reason=request.POST.get("reason", ""),
            actor=person(request),
            now=timezone.now(),
        ),
        _("Links to this domain no longer wait for the head."),
    )
    if not trusted:
        # What was typed is kept.
        return _page(request, TrustForm(request.POST), status=422)
    return way_back(request, "suspicions")
