"""Files for the public: which of a request go out with its answer, and how far their copies are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.numbers import id_in

from ..actions.acting import is_under_review
from ..actions.publishing import choose_files, publishable, redactions_of
from ..enums import CaseState, DraftState, RedactionState
from ..models import CaseFile, CitizenCase, FileRedaction
from ..models.publishing import LONGEST_TITLE
from .acts import CaseAct
from .forms import CaseForm


def situation_of_files(case: CitizenCase) -> str:
    """Return why nothing of the files for the public can be changed now; empty where it can. Two queries."""
    if not case.wants_public:
        return _("The citizen did not agree that this is published: the answer is theirs alone.")
    if case.state == CaseState.ENDED and not is_under_review(case):
        return _("This request has ended.")
    if case.drafts.filter(state=DraftState.SUBMITTED).exists():
        return _("The answer waits for approval. Have it sent back first.")
    return ""


class ChooseFilesForm(CaseForm):
    """For each file that may go out whether it does, and under which title."""

    def begin(self) -> None:
        self.offered = publishable(self.case)
        chosen = {one.original_id: one.title for one in redactions_of(self.case)}
        for number, file in enumerate(self.offered, 1):
            self.fields[f"out_{file.pk}"] = forms.BooleanField(
                label=_("Publish a redacted copy of %(name)s") % {"name": file.name},
                required=False,
                initial=file.pk in chosen,
            )
            self.fields[f"title_{file.pk}"] = forms.CharField(
                label=_("Its title in public"),
                help_text=_("What it shows, without the name of a person."),
                max_length=LONGEST_TITLE,
                required=False,
                initial=chosen.get(file.pk, _("Attachment %(number)s") % {"number": number}),
            )

    def titles(self) -> dict[int, str]:
        told = self.cleaned_data
        return {
            file.pk: told.get(f"title_{file.pk}", "")
            for file in self.offered
            if told.get(f"out_{file.pk}")
        }


class ChooseFiles(CaseAct):
    """Which files go out with the public answer; how far each copy is stands above."""

    form_class = ChooseFilesForm
    template_name = "portals/accountability/public_files.html"
    page_title = gettext_lazy("Files for the public")
    submit_label = gettext_lazy("Save the choice")
    for_ended = True

    @cached_property
    def situation(self) -> str:
        told = situation_of_files(self.case)
        if not told and not publishable(self.case):
            return _("This request has no file that could be published.")
        return told

    @cached_property
    def chosen(self) -> list[FileRedaction]:
        return redactions_of(self.case)

    @property
    def is_being_prepared(self) -> bool:
        working = {RedactionState.READING, RedactionState.DRAWING}
        return any(one.state in working for one in self.chosen)

    def act(self, form: Any) -> str:
        choose_files(titles=form.titles(), **self.same(form))
        return _("Saved. New files are being prepared; that takes a minute or two.")

    def get_success_url(self) -> str:
        return reverse("case_files", args=[self.case.pk])


def copies_of(case: CitizenCase) -> list[CaseFile]:
    """Return the copies that would go out now, for the page of who decides. One query."""
    return [one.copy for one in redactions_of(case) if one.copy is not None]


def told_copies(copies: Iterable[CaseFile]) -> str:
    """Return which copies are on the page of who decides, and under which titles, for a hidden field."""
    return json.dumps({copy.pk: copy.copy_of.title for copy in copies})


def read_copies(text: str) -> dict[int, str]:
    """Return the titles by id that a hidden field has kept; none where it was not filled by `told_copies`."""
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(told, dict):
        return {}
    return {found: title for one, title in told.items() if (found := id_in(one)) is not None}
