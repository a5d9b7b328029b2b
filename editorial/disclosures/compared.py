"""Which forms are compared over all communes, those that the province added among them, and by which cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from editorial.models import AddedForm, DisclosureFigure, DisclosurePage
from portals.addresses import main_origin
from portals.clock import local_date
from portals.models import Portal
from portals.tiers import COMPARED_TIERS, INSTALL_TIER

from .forms.form import FormColumn, Row, SheetTemplate
from .forms.known import added_form
from .forms.loading import shipped_forms
from .proposal import as_sentence, bare_title

_LEFT_OF_PERIODS = re.compile(r"\s*\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class ComparedForm:
    """A form with the cell that says the whole of it; `label` are the words of its line."""

    form: str
    title: str
    row: str
    column: str
    label: str

    @property
    def cell(self) -> tuple[str, str, str]:
        return self.form, self.row, self.column

    @property
    def path(self) -> str:
        return indicator_path(*self.cell)


@dataclass(frozen=True, slots=True)
class ComparedNow:
    """A form of which figures are public, with the hour at which the last of them changed."""

    compared: ComparedForm
    changed_at: datetime


def indicator_path(form: str, row: str, column: str) -> str:
    return reverse("indicator", urlconf="portals.urls.public", args=[form, row, column])


def compared_now() -> list[ComparedNow]:
    """Return the forms of which communes have public figures, the shipped ones first. Two queries.

    Of an added form that changed over the years, the newest version that has figures.
    """
    known = [*_compared(shipped_forms()), *_compared(_added())]
    figures = DisclosureFigure.objects.filter(
        reduce(or_, (Q(form=one.form, row=one.row, column=one.column) for one in known)),
        portal__tier__in=COMPARED_TIERS,
    )
    changed = {
        (form, row, column): at
        for form, row, column, at in figures.values_list("form", "row", "column")
        .annotate(at=Max("page__last_published_at"))
        .order_by("form")
    }
    found: dict[str, ComparedNow] = {}
    for one in known:
        if (at := changed.get(one.cell)) is not None:
            found.setdefault(one.form, ComparedNow(one, at))
    return list(found.values())


def comparing_address(page: DisclosurePage) -> str:
    """Return where the whole of a commune's page is compared; "" where it is not. Three queries at most."""
    if page.portal_of_page().tier_id not in COMPARED_TIERS:
        return ""
    versions = [form for form in shipped_forms() if form.code == page.form] or _added(page.form)
    sheet = page.stored_sheet
    path = next(
        (
            one.path
            for one in _compared(versions)
            if isinstance(sheet.value(one.row, one.column), int | Decimal)
        ),
        "",
    )
    if not path:
        return ""
    opened = Portal.objects.open_on(local_date(timezone.now())).filter(
        tier=INSTALL_TIER, site__isnull=False
    )
    portal = opened.select_related("site").first()
    return main_origin(portal) + path if portal else ""


def _added(code: str = "") -> list[SheetTemplate]:
    """The forms that the province added, or those of one code, each with its newest version first. One query."""
    added = AddedForm.objects.filter(**({"code": code} if code else {}))
    texts = added.order_by("code", "-period").values_list("text", flat=True)
    return [added_form(text) for text in texts]


def _compared(forms: Iterable[SheetTemplate]) -> Iterator[ComparedForm]:
    for form in forms:
        if COMPARED_TIERS.isdisjoint(form.tiers):
            continue
        whole, column = _whole_row(form), _whole_column(form)
        if whole is not None and column is not None:
            title = _LEFT_OF_PERIODS.sub("", bare_title(form))
            yield ComparedForm(form.code, title, whole.code, column.code, as_sentence(whole.label))


def _whole_row(form: SheetTemplate) -> Row | None:
    """The line without a number, which is the sum; where all have one, the first with figures that every sheet has."""
    fixed = [row for row in form.rows if not row.open and not row.heading_only]
    certain = [row for row in fixed if not row.optional]
    return next((row for row in fixed if not row.ordinal), next(iter(certain), None))


def _whole_column(form: SheetTemplate) -> FormColumn | None:
    """The first of the last group of money, or where none is money, of what is counted: such as what was done."""
    counted = [column for column in form.figures if column.type != "percent"]
    counted = [column for column in counted if column.money] or counted
    if not counted:
        return None
    top = counted[-1].heading[0] if len(counted[-1].heading) > 1 else None
    return next((one for one in counted if top and one.heading[0] == top), counted[-1])
