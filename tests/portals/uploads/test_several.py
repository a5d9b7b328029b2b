"""A field of several files: each is examined, or none is taken."""

from __future__ import annotations

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from portals.uploads import Accepts
from portals.uploads.fields import CheckedFilesField
from tests.support.files import pdf


class Several(forms.Form):
    papers = CheckedFilesField(
        accepts=Accepts(endings=("pdf",), largest=1024 * 1024), most=2, required=False
    )


class AtLeastOne(forms.Form):
    papers = CheckedFilesField(accepts=Accepts(endings=("pdf",), largest=1024 * 1024), most=2)


def given(form: type[forms.Form], *contents: bytes) -> forms.Form:
    files = [SimpleUploadedFile(f"{number}.pdf", one) for number, one in enumerate(contents)]
    return form({}, MultiValueDict({"papers": files}))


@pytest.mark.parametrize("count", [0, 1, 2])
def test_takes_as_many_as_were_chosen(count: int) -> None:
    form = given(Several, *[pdf()] * count)
    assert form.is_valid(), form.errors
    assert [one.name for one in form.cleaned_data["papers"]] == ["0.pdf", "1.pdf"][:count]


def test_takes_no_more_than_it_says() -> None:
    assert not given(Several, *[pdf()] * 3).is_valid()
    assert "2" in str(Several()["papers"].help_text)


def test_takes_none_where_one_is_refused_and_names_it() -> None:
    form = given(Several, pdf(), pdf(password="x"))
    assert not form.is_valid()
    assert "1.pdf" in str(form.errors["papers"])


def test_misses_what_is_required() -> None:
    assert not given(AtLeastOne).is_valid()
    assert given(AtLeastOne, pdf()).is_valid()


def test_offers_to_choose_several() -> None:
    assert " multiple" in str(Several()["papers"])
