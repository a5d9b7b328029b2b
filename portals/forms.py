"""Forms of Wagtail's admin whose fields carry no name that a catalogue could translate."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import choosers
from wagtail.admin.forms.auth import LoginForm

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


class SignInForm(LoginForm):
    """Wagtail's, which names the field of the password in English only."""

    password = forms.CharField(
        label=_("Password"), strip=False, widget=LoginForm.base_fields["password"].widget
    )


def name_link_fields() -> None:
    """Name the fields of the editor's link windows, which no setting lets us replace."""
    for form in LINK_FORMS:
        for name, field in form.base_fields.items():
            field.label = LINK_FIELDS.get(name, field.label)
