"""Which forms are known: those that come with the product, and those that the province added."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import yaml

from editorial.models import AddedForm

from .form import SheetTemplate
from .loading import form_of, shipped_forms

# Keys of the file that are not the form's own.
OF_THE_FILE = ("section", "starts", "ends")


def forms_on(day: date) -> tuple[SheetTemplate, ...]:
    """Return the forms by which a sheet is read that was sent on `day`. One query."""
    added = AddedForm.objects.in_force(day).order_by("code")
    return shipped_forms() + tuple(
        added_form(text) for text in added.values_list("text", flat=True)
    )


def form_called(code: str) -> SheetTemplate:
    """Return the form of this code, of one that was added the latest; KeyError where there is none.

    At most one query: what was read by a form that has ended since is looked at and published all the same.
    """
    for form in shipped_forms():
        if form.code == code:
            return form
    added = AddedForm.objects.filter(code=code).order_by("-period").first()
    if added is None:
        raise KeyError(code)
    return added_form(added.text)


def is_form(code: str) -> bool:
    """Whether sheets of this form may come: it comes with the product, or was added. At most one query."""
    return (
        any(form.code == code for form in shipped_forms())
        or AddedForm.objects.filter(code=code).exists()
    )


@lru_cache(maxsize=256)
def added_form(text: str) -> SheetTemplate:
    """Return the form of a file that was loaded without faults."""
    data = yaml.safe_load(text)
    return form_of({key: data[key] for key in data if key not in OF_THE_FILE}, "added")
