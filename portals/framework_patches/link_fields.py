"""Forms of Wagtail's admin whose fields carry no name that a catalogue could translate."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import choosers

LINK_FORMS = (
    choosers.ExternalLinkChooserForm,
    choosers.AnchorLinkChooserForm,
    choosers.EmailLinkChooserForm,
    choosers.PhoneLinkChooserForm,
)
LINK_FIELDS = {
    "link_text": _("Link text"),
    "email_address": _("Email address"),
    "phone_number": _("Phone number"),
    "subject": _("Subject"),
    "body": _("Message"),
}


def name_link_fields() -> None:
    """Name the fields of the editor's link windows, which no setting lets us replace.

    Labels in Wagtail that its catalogues translate would replace this.
    """
    for form in LINK_FORMS:
        for name, field in form.base_fields.items():
            field.label = LINK_FIELDS.get(name, field.label)
