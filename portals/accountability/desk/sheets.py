"""A sheet that a board brings in: a file, or its rows in a field where they are mended; looked at, then carried out."""

from __future__ import annotations

import csv
import io
from abc import ABC, abstractmethod
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
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

from .others import OfPortal

type SheetRows = list[tuple[int, dict[str, str]]]


class BroughtSheetForm(forms.Form):
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


class BringSheet(OfPortal, ABC):
    """First shown is what the sheet would do, with every cell that is wrong; sent again unchanged it is done.

    A plan has `faults`, and is worth carrying out where `does_something` says so.
    """

    form_class = BroughtSheetForm
    submit_label: Any = gettext_lazy("Check the sheet")
    needed: Sequence[str] = ()
    optional: Sequence[str] = ()
    columns: Sequence[str] = ()
    empty_name = ""

    @abstractmethod
    def look(self, rows: SheetRows) -> Any:
        """Return the plan of what the rows would do; changes nothing."""

    @abstractmethod
    def bring(self, rows: SheetRows) -> Any:
        """Carry the rows out and return the plan, with faults where there are some."""

    @abstractmethod
    def does_something(self, plan: Any) -> bool:
        """Whether a plan without faults changes anything."""

    @abstractmethod
    def done_words(self, plan: Any) -> str:
        """Return what the person is told once it was carried out."""

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
            empty: HttpResponse = xlsx_response(self.empty_name, self.columns, [])
            return empty
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        given = form.cleaned_data
        try:
            rows = self.rows_given(given)
        except UnreadableTable as fault:
            form.add_error("file" if given["file"] else "rows", str(fault))
            return self.form_invalid(form)
        if given["seen"] != self.seen_of(rows):
            return self._shown_again(rows, self.look(rows))
        try:
            done = self.bring(rows)
        except Refusal as refusal:
            messages.error(self.request, str(refusal))
            return self._shown_again(rows, None)
        if done.faults:
            return self._shown_again(rows, done)
        messages.success(self.request, self.done_words(done))
        return redirect(self.get_success_url())

    def _shown_again(self, rows: SheetRows, plan: Any) -> HttpResponse:
        is_right = plan is not None and not plan.faults and self.does_something(plan)
        self.submit_label = _("Bring in what was checked") if is_right else self.submit_label
        seen = self.seen_of(rows) if is_right else ""
        form = BroughtSheetForm(initial={"rows": self.as_text(rows), "seen": seen})
        return self.render_to_response(self.get_context_data(form=form, plan=plan))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(needed=self.needed, optional=self.optional, **kwargs)

    def rows_given(self, given: dict[str, Any]) -> SheetRows:
        """The rows of the file, or of the field where no file came. Raises UnreadableTable."""
        if file := given["file"]:
            return list(read_table_at_once(file, file.name, self.needed, until=UploadDeadline()))
        return list(read_table(io.BytesIO(given["rows"].encode()), "rows.csv", self.needed))

    def as_text(self, rows: SheetRows) -> str:
        """The rows as a table that is read back as the same rows, each in its line as far as that goes."""
        written = io.StringIO()
        writer = csv.writer(written, delimiter=";", lineterminator="\n")
        writer.writerow(self.columns)
        line = 1
        for number, cells in rows:
            written.write("\n" * (number - line - 1))
            writer.writerow(self._cells(cells))
            line = max(number, line + 1)
        return written.getvalue()

    def seen_of(self, rows: SheetRows) -> str:
        """Name the rows as they come back from the field: whoever changed a cell sees anew what it does."""
        told = [self._cells(cells) for _line, cells in rows]
        return blake2b(repr(told).encode(), digest_size=12).hexdigest()

    def _cells(self, cells: dict[str, str]) -> list[str]:
        return [" ".join(cells.get(column, "").split()) for column in self.columns]
