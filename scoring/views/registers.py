"""A register kept elsewhere, entered from a table: all bad rows are told, and nothing is changed until none is left."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from portals.admin_kit.exports import UnreadableTable, read_table, xlsx_response
from portals.admin_kit.views import VerbForm
from portals.models import Portal
from portals.refusals import Refusal
from portals.uploads.apart import UploadDeadline
from portals.uploads.tabular import read_table_at_once
from scoring.assessing.facts import enter_facts
from scoring.assessing.forms import RegisterForm
from scoring.assessing.one_criterion import criteria_of_persons
from scoring.assessing.registers import COLUMNS, RegisterTable, read_register

from .assessing import OfMonth

type RegisterRows = list[tuple[int, dict[str, str]]]


class EnterRegister(OfMonth, VerbForm):
    """A file, or its rows in a field where they can be mended in place: what was chosen is never asked for again."""

    form_class = RegisterForm
    template_name = "scoring/assessing/register.html"
    page_title = gettext_lazy("Enter a register from a table")
    submit_label = gettext_lazy("Check and enter")

    @cached_property
    def portals(self) -> list[Portal]:
        found = self.still_open()
        if not found:
            raise Http404
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "bang-mau" in request.GET:
            return self._sheet()
        return super().get(request, *args, **kwargs)

    def _sheet(self) -> HttpResponse:
        """A table to fill in: a line for each portal and register."""
        rows = [
            (portal.code, one.code, "", "", "", portal.name, one.name)
            for portal in self.portals
            for one in criteria_of_persons([portal], self.month).values()
        ]
        heading = (*COLUMNS, _("Portal"), _("Criterion"))
        answer: HttpResponse = xlsx_response(f"so-lieu-{self.month}", heading, rows)
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            rows = _rows_of(form.cleaned_data)
        except UnreadableTable as fault:
            form.add_error("file" if form.cleaned_data["file"] else "rows", str(fault))
            return self.form_invalid(form)
        found = read_register(rows, portals=self.portals, month=self.month, now=self.now)
        given = form.cleaned_data
        agreed = given["replace"] and given["seen"] == found.seen
        if found.bad or (found.replaced and not agreed):
            return self._shown_again(rows, found)
        return self._entered(rows, found)

    def _entered(self, rows: RegisterRows, found: RegisterTable) -> HttpResponse:
        try:
            enter_facts(
                month=self.month,
                facts=found.facts,
                actor=self.user,
                now=self.now,
                based_on=found.based_on,
            )
        except Refusal as refusal:
            messages.error(self.request, str(refusal))
            return self._shown_again(rows, found)
        number = len(found.facts)
        messages.success(
            self.request,
            ngettext("Entered: %(number)s row.", "Entered: %(number)s rows.", number)
            % {"number": number},
        )
        return super(VerbForm, self).form_valid(None)

    def _shown_again(self, rows: RegisterRows, found: RegisterTable) -> HttpResponse:
        form = RegisterForm(
            initial={"rows": as_text(rows), "seen": found.seen},
            asks_to_replace=bool(found.replaced),
        )
        return self.render_to_response(self.get_context_data(form=form, found=found))

    def get_success_url(self) -> str:
        return f"{reverse('scoring:assess_list')}?month={self.month}"

    def get_page_subtitle(self) -> str:
        return f"{self.month.month:02}/{self.month.year}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        return [*above, {"url": self.get_success_url(), "label": _("Assess portals")}, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        criteria = criteria_of_persons(self.portals, self.month).values()
        return super().get_context_data(columns=COLUMNS, criteria=criteria, **kwargs)


def _rows_of(given: Mapping[str, Any]) -> RegisterRows:
    """The rows of the file, or of the field where no file came. Raises UnreadableTable."""
    if file := given["file"]:
        return list(read_table_at_once(file, file.name, COLUMNS, until=UploadDeadline()))
    return list(read_table(io.BytesIO(given["rows"].encode()), "rows.csv", COLUMNS))


def as_text(rows: RegisterRows) -> str:
    """The rows as a table that is read back as the same rows, each in the line that it had."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    line = 1
    for number, cells in rows:
        written.write("\n" * (number - line - 1))
        writer.writerow([" ".join(cells.get(column, "").split()) for column in COLUMNS])
        line = max(number, line + 1)
    return written.getvalue()
