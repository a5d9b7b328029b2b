"""The public pages of scores: on the province's portal of all scorers, on a scorer's own portal of what it scores."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editorial.moving.carried import has_carried
from editorial.public.views.errors import not_found
from editorial.public.views.frame import render_page
from portals.addresses import main_origin
from portals.ledger.keys import ledger_keys
from portals.models import Portal, PortalAddress
from portals.requests import PublicRequest
from portals.tiers import INSTALL_TIER
from scoring.models import HeadStatement
from scoring.periods import Month

from .as_csv import month_as_csv
from .as_json import month_as_json
from .chart import trend_chart
from .dossier import file_name_of, packed
from .proofs import proven_acts
from .queries import (
    ORDERS,
    RANK,
    TableFilter,
    cards_shown,
    examples_of,
    kept_together,
    lost_points,
    most_improved,
    rows_of,
    tiers_and_clusters,
    trend_of,
)
from .reading import published_month, published_months, published_own_card
from .table import Confirmed, PublishedLine, PublishedMonth, PublishedOwnCard
from .wording import PublishedRow, confirmed_in_words, finding_in_words, judged_in_words

ROWS = 100
# A larger month is given away scorer by scorer.
MOST_IN_ONE_FILE = 1_000
TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8", "zip": "application/zip"}
BASE = "scoring/published/"


@require_safe
def scores(request: PublicRequest) -> HttpResponse:
    """The months of which something is published, by year."""
    months = published_months(scope_of(request.portal), in_public=True)
    if not months:
        return not_found(request)
    years = [(year, list(some)) for year, some in groupby(months, key=lambda one: one.year)]
    carried = has_carried(request.portal)
    return _page(request, "months.html", {"years": years, "has_carried": carried})


@require_safe
def scores_of_month(request: PublicRequest, scored_month: str) -> HttpResponse:
    """The table of a month: a hundred portals a page."""
    asked, scorer = Month.parse(scored_month), scope_of(request.portal)
    cards = cards_shown(asked, scorer)
    wanted = _filter(request)
    page = Paginator(rows_of(cards, wanted), ROWS).get_page(request.GET.get("trang"))
    found = published_month(
        asked, scorer=scorer, portal_ids=[card.portal_id for card in page], in_public=True
    )
    if found is None:
        return not_found(request)
    tiers, clusters = tiers_and_clusters(cards)
    together = kept_together(asked, scorer)
    context = {
        "month": asked,
        "published": found,
        "leaf": page,
        "rows": _rows(list(page), found),
        "wanted": wanted,
        "kept": _kept(wanted),
        "tiers": tiers,
        "clusters": clusters,
        "spreads": [(tier, together[tier.pk].spread) for tier in tiers if tier.pk in together],
        "improved": most_improved(cards),
        "own_row": PublishedRow(found.own.portal, None) if found.own else None,
        "confirmed": confirmed_in_words(found.own) if found.own else "",
    }
    return _page(request, "month.html", context)


@require_safe
def scores_of_portal(request: PublicRequest, scored_month: str, scored_host: str) -> HttpResponse:
    """One portal's month: its lines, what it lost most and whether that is mended, its trend."""
    asked, scorer = Month.parse(scored_month), scope_of(request.portal)
    portal = Portal.objects.filter(addresses__hostname=scored_host).order_by("-opened_on").first()
    if portal is not None and portal.tier_id == INSTALL_TIER and scorer is None:
        return _own_card(request, asked, scored_host)
    card = cards_shown(asked, scorer).filter(portal=portal).select_related("portal__site").first()
    if portal is None or card is None:
        return not_found(request)
    found = published_month(asked, scorer=scorer, portal_ids=[portal.pk], in_public=True)
    if found is None or found.portals[0].hostname != scored_host:
        return not_found(request)
    [own], trend = found.portals, trend_of(portal, asked)
    lost, looked_until = lost_points(own, asked)
    spec = found.rubrics[own.rubric_id]
    context = {
        "month": asked,
        "published": found,
        "row": PublishedRow(own, card.moved),
        "scored_portal": portal,
        "groups": [
            (
                group,
                [
                    (line, judged_in_words(line.judged))
                    for line in own.lines
                    if line.group == group.code
                ],
            )
            for group in spec.groups
        ],
        "statement": HeadStatement.objects.filter(card=card).first(),
        "lost": lost,
        "looked_until": looked_until,
        "trend": trend,
        "chart": trend_chart(trend, asked),
    }
    return _page(request, "portal.html", context)


def _own_card(request: PublicRequest, month: Month, host: str) -> HttpResponse:
    """The province's own card: its lines, and what the office outside found of each."""
    own = published_own_card(month, in_public=True)
    if own is None or own.portal.hostname != host:
        return not_found(request)
    context = {
        "heading": _("The province's own scorecard"),
        "month": month,
        # It may be public before the first table is.
        "has_table": month in published_months(in_public=True),
        "own": own,
        "row": PublishedRow(own.portal, None),
        "confirmed": confirmed_in_words(own),
        "lines": [_told_line(line, own) for line in own.portal.lines],
    }
    return _page(request, "own.html", context)


def _told_line(line: PublishedLine, own: PublishedOwnCard) -> tuple[PublishedLine, str, str, str]:
    """A line, who judged it, what the office found, and why it contests it."""
    found, reason = own.findings.get(line.code, (Confirmed.BY_NOBODY, ""))
    return line, judged_in_words(line.judged), finding_in_words(found), reason


@require_safe
def scores_best(request: PublicRequest, scored_month: str) -> HttpResponse:
    """For each criterion the three portals that do it best, with examples."""
    asked, scorer = Month.parse(scored_month), scope_of(request.portal)
    cards = cards_shown(asked, scorer)
    tiers, _clusters = tiers_and_clusters(cards)
    together = kept_together(asked, scorer)
    wanted = request.GET.get("cap", "")
    tier = next((one for one in tiers if one.pk == wanted), None) or next(iter(tiers), None)
    if tier is None or tier.pk not in together:
        return not_found(request)
    one_of_each = list(cards.filter(tier=tier).values_list("portal", flat=True)[:1])
    found = published_month(asked, scorer=scorer, portal_ids=one_of_each, in_public=True)
    if found is None:
        return not_found(request)
    examples = examples_of(together[tier.pk])
    [spec] = found.rubrics.values()
    context = {
        "month": asked,
        "tiers": tiers,
        "tier": tier,
        "criteria": [(one, examples[one.code]) for one in spec.criteria if examples.get(one.code)],
    }
    return _page(request, "best.html", context)


@require_safe
def scores_check(request: PublicRequest, scored_month: str) -> HttpResponse:
    """How to verify the table: what to take home, and what to do with it."""
    asked, scorer = Month.parse(scored_month), scope_of(request.portal)
    found = published_month(asked, scorer=scorer, portal_ids=[], in_public=True)
    if found is None:
        return not_found(request)
    context = {
        "month": asked,
        "published": found,
        "is_signed": proven_acts(found) is not None,
        "is_large": cards_shown(asked, scorer).count() > MOST_IN_ONE_FILE,
        "keys": ledger_keys(),
        "ledger_address": _ledger_address(),
        "name": file_name_of(found),
    }
    return _page(request, "check.html", context)


@require_safe
def scores_file(request: PublicRequest, scored_month: str, file_form: str) -> HttpResponse:
    """JSON, CSV or the dossier of a month; on the province's portal of one scorer, where it is asked for."""
    asked, scorer = Month.parse(scored_month), scope_of(request.portal)
    host = request.GET.get("don-vi", "")
    if scorer is None and host:
        address = PortalAddress.objects.filter(hostname=host).select_related("portal").first()
        if address is None:
            return not_found(request)
        scorer = address.portal
    if scorer is None and cards_shown(asked, None).count() > MOST_IN_ONE_FILE:
        return not_found(request)
    found = published_month(asked, scorer=scorer, in_public=True)
    content = _content(found, file_form) if found else None
    if found is None or content is None:
        return not_found(request)
    response = HttpResponse(content, content_type=TYPES[file_form])
    name = f"{file_name_of(found)}.{file_form}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    # Whoever counts with the figures may read them from anywhere.
    response["Access-Control-Allow-Origin"] = "*"
    return response


def scope_of(portal: Portal) -> Portal | None:
    """Whose scores a portal shows: the province's all (None), any other those that it gave."""
    return None if portal.tier_id == INSTALL_TIER else portal


def _content(found: PublishedMonth, form: str) -> bytes | None:
    return {"json": month_as_json, "csv": month_as_csv, "zip": packed}[form](found)


def _filter(request: PublicRequest) -> TableFilter:
    order, cluster = request.GET.get("xep", ""), request.GET.get("cum", "")
    return TableFilter(
        order=order if order in ORDERS else RANK,
        tier=request.GET.get("cap", "")[:20].replace("\x00", ""),
        cluster=int(cluster)
        if cluster.isascii() and cluster.isdigit() and len(cluster) < 10
        else 0,
    )


def _kept(wanted: TableFilter) -> str:
    """The filter as it goes on in addresses."""
    chosen = {"cap": wanted.tier, "cum": wanted.cluster}
    return "".join(f"&{urlencode({name: value})}" for name, value in chosen.items() if value)


def _rows(cards: Sequence[Any], found: PublishedMonth) -> list[PublishedRow]:
    by_portal = {one.portal_id: one for one in found.portals}
    return [PublishedRow(by_portal[card.portal_id], card.moved) for card in cards]


def _ledger_address() -> str:
    province = Portal.objects.filter(tier=INSTALL_TIER, site__isnull=False).select_related("site")
    found = province.order_by("pk").first()
    return f"{main_origin(found)}/so-cai/" if found else ""


def _page(request: PublicRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    titles = {
        "months.html": _("Published scores"),
        "month.html": _("Published scores"),
        "portal.html": _("Scorecard"),
        "best.html": _("Who does it best"),
        "check.html": _("Verify this table"),
        "own.html": _("Scorecard"),
    }
    shown = {"heading": titles[template], **context}
    return render_page(request, request.portal, BASE + template, shown)
