"""Bringing in a council's petitions: a sheet, or its rows in a field, looked at and then carried out."""

from __future__ import annotations

import csv
import io
from hashlib import blake2b
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from portals.admin_kit.exports import UnreadableTable, read_table, xlsx_response
from portals.admin_kit.form_fields import LinesField
from portals.boards.approval import approval_basis
from portals.refusals import Refusal
from portals.uploads import TABLES
from portals.uploads.apart import UploadDeadline
from portals.uploads.fields import CheckedFileField
from portals.uploads.tabular import read_table_at_once

from ..actions.bringing import BadSheet, bring_petitions
from ..lives import load_rules
from ..petitions.plan import PetitionPlan, plan_petitions
from ..petitions.rows import COLUMNS, NEEDED, OPTIONAL
from .others import OfPortal

type SheetRows = list[tuple[int, dict[str, str]]]


class PetitionSheetForm(forms.Form):
    """A sheet as a file, or its rows as text. `seen` names the rows whose effect the person has read."""

    file = CheckedFileField(accepts=TABLES, label=gettext_lazy("File"), required=False)
    rows = LinesField(
        label=gettext_lazy("Rows of the table"),
        required=False,
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 12, "wrap": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("To be mended here, or paste rows in. A chosen file goes before."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not given.get("file") and not given.get("rows"):
            self.add_error("file", _("Choose a file."))
        return given


class BringPetitions(OfPortal):
    """First shown is what the sheet would do, with every cell that is wrong; sent again unchanged it is done."""

    form_class = PetitionSheetForm
    template_name = "portals/accountability/bring_petitions.html"
    page_title = gettext_lazy("Bring in petitions of a council")
    submit_label: Any = gettext_lazy("Check the sheet")

    @cached_property
    def situation(self) -> str:
        decides = approval_basis(
            self.user, self.portal, self.now, sensitive=False, waiting_since=self.now
        )
        if decides is None:
            return _("The head or a deputy head of the board decides on this.")
        return ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "bang-mau" in request.GET:
            empty: HttpResponse = xlsx_response("kien-nghi", COLUMNS, [])
            return empty
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        given = form.cleaned_data
        try:
            rows = sheet_rows(given)
        except UnreadableTable as fault:
            form.add_error("file" if given["file"] else "rows", str(fault))
            return self.form_invalid(form)
        if given["seen"] != seen_of(rows):
            plan = plan_petitions(self.portal, rows, now=self.now, rules=load_rules())
            return self._shown_again(rows, plan)
        try:
            done = bring_petitions(portal=self.portal, table=rows, actor=self.user, now=self.now)
        except BadSheet as bad:
            return self._shown_again(rows, bad.plan)
        except Refusal as refusal:
            messages.error(self.request, str(refusal))
            return self._shown_again(rows, None)
        messages.success(
            self.request,
            _("Brought in: %(new)s petitions, %(results)s results.")
            % {"new": len(done.new), "results": len(done.results)},
        )
        return redirect(self.get_success_url())

    def _shown_again(self, rows: SheetRows, plan: PetitionPlan | None) -> HttpResponse:
        is_right = plan is not None and not plan.faults and bool(plan.new or plan.results)
        self.submit_label = _("Bring in what was checked") if is_right else self.submit_label
        form = PetitionSheetForm(
            initial={"rows": as_sheet(rows), "seen": seen_of(rows) if is_right else ""}
        )
        return self.render_to_response(self.get_context_data(form=form, plan=plan))

    def get_success_url(self) -> str:
        return reverse("petitions_bring", args=[self.portal.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(needed=NEEDED, optional=OPTIONAL, **kwargs)


def sheet_rows(given: dict[str, Any]) -> SheetRows:
    """The rows of the file, or of the field where no file came. Raises UnreadableTable."""
    if file := given["file"]:
        return list(read_table_at_once(file, file.name, NEEDED, until=UploadDeadline()))
    return list(read_table(io.BytesIO(given["rows"].encode()), "rows.csv", NEEDED))


def as_sheet(rows: SheetRows) -> str:
    """The rows as a table that is read back as the same rows, each in the line that it had as far as that goes."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    line = 1
    for number, cells in rows:
        written.write("\n" * (number - line - 1))
        writer.writerow([" ".join(cells.get(column, "").split()) for column in COLUMNS])
        line = max(number, line + 1)
    return written.getvalue()


def seen_of(rows: SheetRows) -> str:
    """Name the rows as they come back from the field: whoever changed a cell sees anew what it does."""
    told = [
        [" ".join(cells.get(column, "").split()) for column in COLUMNS] for _line, cells in rows
    ]
    return blake2b(repr(told).encode(), digest_size=12).hexdigest()
