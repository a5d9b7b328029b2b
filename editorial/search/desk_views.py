"""The desk's pages of the public search: what people looked for, which words mean the same, what stands first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from editorial.models import BestBet, Synonym
from editorial.models.search import LONGEST_TERM
from portals.admin_kit.pages import done, person
from portals.admin_kit.scope import portals_of_request
from portals.clock import local_date
from portals.refusals import Refusal

from .actions import add_best_bet, add_synonym, may_teach_search, remove_best_bet, remove_synonym
from .syllables import folded_key
from .tallies import DAYS_SHOWN, SearchedList, searched

# Of a list at a time, as the lists of the kit show.
ROWS_SHOWN = 25
SEARCHED_LISTS = {
    SearchedList.IN_VAIN: gettext_lazy("Looked for in vain"),
    SearchedList.UNOPENED: gettext_lazy("Found and never opened"),
    SearchedList.MOST: gettext_lazy("Looked for most"),
}


class SynonymForm(forms.Form):
    term = forms.CharField(label=gettext_lazy("What people type"), max_length=LONGEST_TERM)
    meaning = forms.CharField(label=gettext_lazy("What texts say"), max_length=LONGEST_TERM)
    is_one_way = forms.BooleanField(
        label=gettext_lazy("Only who types the first finds the second"), required=False
    )


class BestBetForm(forms.Form):
    asked = forms.CharField(label=gettext_lazy("What people type"), max_length=LONGEST_TERM)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    text = forms.CharField(label=gettext_lazy("One sentence"), max_length=300, required=False)
    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=300,
        help_text=gettext_lazy(
            "Such as /thu-tuc/, which leads to each portal's own page, or https://…"
        ),
    )
    position = forms.IntegerField(
        label=gettext_lazy("Order among several"), min_value=1, max_value=99, initial=10
    )


@require_safe
def searched_words(request: HttpRequest) -> HttpResponse:
    """What readers of the person's portals looked for, did not find or did not open; the province sees all portals."""
    portals = portals_of_request(request)
    if not portals:
        raise Http404
    since = local_date(timezone.now()) - timedelta(days=DAYS_SHOWN)
    asked = request.GET.get("xem", "")
    which = SearchedList(asked) if asked in set(SearchedList) else SearchedList.IN_VAIN
    found = searched([portal.pk for portal in portals], since, which)
    return TemplateResponse(
        request,
        "editorial/search/searched.html",
        {
            "page_title": _("What citizens looked for"),
            "page_icon": "search",
            "since": since,
            "lists": [(one, SEARCHED_LISTS[one], one is which) for one in SearchedList],
            "which": which,
            "heading": SEARCHED_LISTS[which],
            "slice": Paginator(found, ROWS_SHOWN).get_page(request.GET.get("p")),
            "query": urlencode({"xem": which}),
            "may_teach": may_teach_search(person(request), timezone.now()),
        },
    )


@require_http_methods(["GET", "POST"])
def search_synonyms(request: HttpRequest) -> HttpResponse:
    """Everybody of a board reads the table; the province's board changes it."""
    if not portals_of_request(request):
        raise Http404
    now, who = timezone.now(), person(request)
    form = SynonymForm(
        request.POST or None, initial={"term": request.GET.get("tu", "")[:LONGEST_TERM]}
    )
    if _is_saved(request, form, lambda: add_synonym(**form.cleaned_data, actor=who, now=now)):
        return redirect("search_synonyms")
    typed = request.GET.get("q", "").strip()
    found = Synonym.objects.order_by("term_key", "meaning_key", "pk")
    if key := folded_key(typed):
        found = found.filter(term_key__contains=key) | found.filter(meaning_key__contains=key)
    return TemplateResponse(
        request,
        "editorial/search/synonyms.html",
        {
            "page_title": _("Words that mean the same in the search"),
            "page_icon": "search",
            "form": form,
            "typed": typed,
            "slice": Paginator(found, ROWS_SHOWN).get_page(request.GET.get("p")),
            "query": urlencode({"q": typed}) if typed else "",
            "may_teach": may_teach_search(who, now),
        },
        status=422 if form.errors else 200,
    )


@require_POST
def search_synonym_removed(request: HttpRequest, synonym_id: int) -> HttpResponse:
    who = person(request)
    if not portals_of_request(request):
        raise Http404
    synonym = get_object_or_404(Synonym, pk=synonym_id)
    done(
        request,
        lambda: remove_synonym(synonym=synonym, actor=who, now=timezone.now()),
        _("Removed."),
    )
    return redirect("search_synonyms")


@require_http_methods(["GET", "POST"])
def search_first(request: HttpRequest) -> HttpResponse:
    """Everybody of a board reads what stands first; the province's board changes it."""
    if not portals_of_request(request):
        raise Http404
    now, who = timezone.now(), person(request)
    form = BestBetForm(
        request.POST or None, initial={"asked": request.GET.get("tu", "")[:LONGEST_TERM]}
    )
    if _is_saved(request, form, lambda: add_best_bet(**form.cleaned_data, actor=who, now=now)):
        return redirect("search_first")
    return TemplateResponse(
        request,
        "editorial/search/first.html",
        {
            "page_title": _("What stands first in the search"),
            "page_icon": "search",
            "form": form,
            "slice": Paginator(
                BestBet.objects.order_by("asked_key", "position", "pk"), ROWS_SHOWN
            ).get_page(request.GET.get("p")),
            "may_teach": may_teach_search(who, now),
        },
        status=422 if form.errors else 200,
    )


@require_POST
def search_first_removed(request: HttpRequest, bet_id: int) -> HttpResponse:
    who = person(request)
    if not portals_of_request(request):
        raise Http404
    bet = get_object_or_404(BestBet, pk=bet_id)
    done(request, lambda: remove_best_bet(bet=bet, actor=who, now=timezone.now()), _("Removed."))
    return redirect("search_first")


def _is_saved(request: HttpRequest, form: forms.Form, save: Callable[[], object]) -> bool:
    """Save what was typed and say so; what is refused is said in the form, which keeps it."""
    if not form.is_valid():
        return False
    try:
        save()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Saved."))
    return True
