"""Breaks when Wagtail's link windows have other forms or fields: they would speak English."""

import pytest
from django import forms
from wagtail.admin.forms import choosers

from portals.framework_patches.link_fields import LINK_FIELDS, LINK_FORMS


def test_every_form_of_a_link_is_among_those_that_are_named():
    found = {
        form
        for form in vars(choosers).values()
        if isinstance(form, type)
        and issubclass(form, forms.Form)
        and "link_text" in form.base_fields
    }
    assert found == set(LINK_FORMS), "Wagtail has another window for links: name its fields too."


@pytest.mark.parametrize("form", LINK_FORMS)
def test_each_field_bears_its_name(form):
    for name, field in form().fields.items():
        if name in LINK_FIELDS:
            assert field.label == LINK_FIELDS[name], f"{name} is named by the form itself now."


def test_each_name_is_that_of_a_field():
    fields = {name for form in LINK_FORMS for name in form.base_fields}
    assert set(LINK_FIELDS) <= fields, "Wagtail calls a field of its link windows otherwise now."
