"""What everybody reads of their own, what the province sets, and the sums of the portals below."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from editorial.royalties.actions.terms import may_keep_terms, set_rate, set_terms
from editorial.royalties.models import RoyaltyLine, RoyaltyRate, RoyaltyTerms
from editorial.royalties.queries import lines_of_person, totals_below
from portals.admin_kit.lists import DeskColumn, DeskList, NumberColumn
from portals.admin_kit.pages import person
from portals.admin_kit.scope import portals_of_request
from portals.clock import local_date
from portals.queries import overseen_by

from .forms import RateForm, TermsForm, story_kind_choices
from .sheet_views import own_office
from .work_views import _acted

TERMS, RATE = "dinh-muc", "he-so"


class OwnRoyalties(DeskList):
    """What the person is paid by approved sheets, of all boards: nobody else's line stands here."""

    template_name = "editorial/royalties/desk/own.html"
    page_title = gettext_lazy("My royalties")
    header_icon = "user"
    nothing = gettext_lazy(
        "No approved sheet pays you yet. Sheets are of whole months, and drawn up in the month after."
    )
    columns = [
        DeskColumn("title", gettext_lazy("Title"), cells=template_name, classname="title"),
        DeskColumn("month", gettext_lazy("Month"), cells=template_name),
        DeskColumn("kind", gettext_lazy("Kind of work"), accessor="get_kind_display"),
        NumberColumn("amount", pgettext_lazy("royalty", "Sum"), cells=template_name),
        NumberColumn("tax", gettext_lazy("Tax withheld"), cells=template_name),
        NumberColumn("net", pgettext_lazy("royalty", "Paid out"), cells=template_name),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not portals_of_request(request):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[RoyaltyLine]:
        return lines_of_person(self.user)


@require_http_methods(["GET", "POST"])
@never_cache
def royalty_settings(request: HttpRequest) -> HttpResponse:
    """What a unit is worth and how many a work is paid: the province's standing editors change it."""
    now = timezone.now()
    if not may_keep_terms(person(request), now):
        raise Http404
    terms_form = TermsForm(request.POST if TERMS in request.POST else None, prefix=TERMS)
    rate_form = RateForm(request.POST if RATE in request.POST else None, prefix=RATE)
    form: Any = terms_form if TERMS in request.POST else rate_form
    if request.method == "POST" and form.is_valid():
        verb: Any = set_terms if TERMS in request.POST else set_rate
        since = form.cleaned_data["since"]
        act = partial(verb, wanted=form.wanted(), since=since, actor=person(request), now=now)
        if _acted(request, form, act):
            return redirect("royalty_settings")
    names = dict(story_kind_choices())
    return TemplateResponse(
        request,
        "editorial/royalties/desk/settings.html",
        {
            "page_title": _("What royalties are paid"),
            "page_icon": "cog",
            "terms": RoyaltyTerms.objects.order_by("-period"),
            "rates": [
                (rate, ", ".join(names.get(kind, kind) for kind in rate.story_kinds))
                for rate in RoyaltyRate.objects.order_by("kind", "-period")
            ],
            "terms_form": terms_form,
            "rate_form": rate_form,
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET"])
@never_cache
def royalties_below(request: HttpRequest, portal_id: int) -> HttpResponse:
    """What the portals below may pay in a year and have paid: sums alone, without persons."""
    portal, day = own_office(request, portal_id), local_date(timezone.now())
    if not overseen_by(portal, day).exists():
        raise Http404
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else day.year
    return TemplateResponse(
        request,
        "editorial/royalties/desk/below.html",
        {
            "page_title": _("Royalties of the portals below"),
            "page_icon": "table",
            "portal_of_desk": portal,
            "year": year,
            "years": range(day.year, day.year - 3, -1),
            "portals": totals_below(portal, year, day),
        },
    )
