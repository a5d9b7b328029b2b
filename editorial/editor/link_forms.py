"""The form of the editor that takes the address of a link."""

from __future__ import annotations

from django import forms
from wagtail.admin.auth import require_admin_access
from wagtail.admin.forms.choosers import ExternalLinkChooserForm, URLOrAbsolutePathField
from wagtail.admin.views.chooser import ExternalLinkView


class AddressField(URLOrAbsolutePathField):
    """Takes also nothing at all, as a fault to be shown."""

    def to_python(self, value: str | None) -> str:
        return str(super().to_python(value or ""))


class AddressForm(ExternalLinkChooserForm):
    url: forms.Field = AddressField(
        required=True, label=ExternalLinkChooserForm.base_fields["url"].label
    )


class AddressOfLink(ExternalLinkView):
    form_class = AddressForm


address_of_link = require_admin_access(AddressOfLink.as_view())
