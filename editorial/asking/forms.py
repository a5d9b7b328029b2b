"""The form: what a person types, judged kindly, and never lost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portals.accountability.actions.attaching import MOST_FILES
from portals.accountability.actions.receiving import Sent
from portals.accountability.enums import CaseKind
from portals.accountability.models.cases import LONGEST_SUBJECT
from portals.uploads import Accepts
from portals.uploads.accepts import LETTER_PHOTOS, LETTERS
from portals.uploads.fields import CheckedFilesField

from .about import About
from .bodies import AskableBody, names_of
from .wants import Want

# What a form takes together is less than what is taken in from strangers (portals.serving.bodies).
LONGEST_TYPED = 6_000
# An extension within an office has fewer, but nobody reaches it from outside.
FEWEST_DIGITS = 8
PROVINCE_DECIDES = "tinh"
SUPPLY = (
    ("", _("Choose one")),
    ("mail", _("By mail to my mail address")),
    ("paper", _("On paper, by post")),
    ("office", _("I read it, or fetch a copy, at the office")),
)


def _words(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class LettersField(CheckedFilesField):
    """Photos, drawn anew without place and device, and PDFs."""

    def accepts_for(self, file: Any) -> Accepts:
        return LETTERS if (file.name or "").lower().endswith(".pdf") else LETTER_PHOTOS


class FilesForm(forms.Form):
    tep = LettersField(accepts=LETTERS, most=MOST_FILES, label=_("Photos or PDF files"))


class AskForm(forms.Form):
    """All that may be asked; what a want does not ask for is taken out, what it must have is required."""

    use_required_attribute = False

    where = forms.CharField(
        label=_("Which page, and what is wrong on it"),
        help_text=_(
            "The title or the address of the page, and the words or numbers that are wrong."
        ),
        max_length=2_000,
        widget=_words(3),
    )
    subject = forms.CharField(
        label=_("In one line: what is it about?"),
        help_text=_("For example: street lights in Đông hamlet."),
        max_length=LONGEST_SUBJECT,
    )
    text = forms.CharField(
        label=_("Write it in your own words"),
        help_text=_("What, where, and since when. You can add photos and files after sending."),
        max_length=LONGEST_TYPED,
        widget=_words(8),
    )
    right_words = forms.CharField(
        label=_("What would be right, and how do you know?"), max_length=2_000, widget=_words(3)
    )
    affected = forms.CharField(
        label=_("How does it touch your rights?"),
        help_text=_(
            "Only whoever has lawful rights or interests that the decision or act directly affects may call for an"
            " explanation (Decree 59/2019), or who acts for them. Not explained is what is a secret of the State, of"
            " private life or of business, what concerns the inner direction of an agency, and what is being inspected,"
            " investigated, or handled as a complaint. You get a notice whether it is accepted."
        ),
        max_length=2_000,
        widget=_words(3),
    )
    person_name = forms.CharField(
        label=_("Your name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    identity = forms.CharField(
        label=_("Number, day and place of issue of your identity card or passport"),
        help_text=_("The law asks for it with this kind of request. It is kept encrypted."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    address = forms.CharField(
        label=_("Your address"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    form_of_supply = forms.ChoiceField(label=_("How do you want to have it?"), choices=SUPPLY)
    purpose = forms.CharField(
        label=_("What do you need it for?"), max_length=1_000, widget=_words(2)
    )
    email = forms.EmailField(
        label=_("Your mail address"),
        help_text=_("You are mailed each time something happens. What you wrote is in no mail."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Your telephone"),
        help_text=_("For questions of the officer."),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
    wants_public = forms.BooleanField(
        label=_(
            "The question and its answer may be published, without my name and without how to reach me"
        ),
    )
    # What was offered before sending, and was seen.
    seen = forms.BooleanField(widget=forms.HiddenInput)

    def __init__(self, want: Want, about: About | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.want, self.about = want, about
        must = {"subject", "text", *want.must} - ({"where"} if about else set())
        asked = {
            *want.asks,
            *("subject", "text", "person_name", "email", "phone", "wants_public", "seen"),
        }
        for name in list(self.fields):
            if name not in asked:
                del self.fields[name]
                continue
            field = self.fields[name]
            field.required = name in must
            # Vietnamese has no plural and no article to spoil.
            field.error_messages["required"] = _("Please fill this in.")
        self.fields["email"].error_messages["invalid"] = _(
            "This is no mail address. Write it like ten@example.vn, or leave it empty."
        )

    def propose(self, bodies: Iterable[AskableBody]) -> None:
        """Ask which of some bodies it is for."""
        choices = [*names_of(bodies), (PROVINCE_DECIDES, _("I am not sure: the province decides"))]
        self.fields["body"] = forms.ChoiceField(
            label=_("Which agency is it for?"), choices=choices, widget=forms.RadioSelect
        )
        self.fields["body"].error_messages["required"] = _("Choose one of them.")

    def clean_phone(self) -> str:
        """Whoever may write beside it when to be called; only what nobody can call is refused."""
        phone = str(self.cleaned_data["phone"])
        if phone and sum(map(str.isdigit, phone)) < FEWEST_DIGITS:
            raise forms.ValidationError(
                _("This is no telephone number. Write all its digits, or leave it empty.")
            )
        return phone

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("form_of_supply") == "mail" and not cleaned.get("email"):
            self.add_error(
                "email", _("Write your mail address, since you want to have it by mail.")
            )
        return cleaned

    def sent(self) -> Sent:
        """Return what a valid form says. What no column of its own keeps stands below the text, with its heading."""
        given, about = self.cleaned_data, self.about
        return Sent(
            kind=str(self.want.kind or CaseKind.QUESTION),
            subject=given["subject"],
            text=self._whole_text(),
            **{
                name: given.get(name) or ""
                for name in ("person_name", "email", "phone", "address", "identity")
            },
            wants_public=bool(given.get("wants_public")),
            about=about.key if about else "",
            about_title=about.title if about else "",
            about_path=about.path if about else "",
        )

    def _whole_text(self) -> str:
        parts = [self.cleaned_data["text"]]
        for name in ("where", "right_words", "affected", "form_of_supply", "purpose"):
            if given := self.cleaned_data.get(name):
                field = self.fields[name]
                if isinstance(field, forms.ChoiceField):
                    given = str(dict(SUPPLY)[given])
                parts.append(f"{field.label}\n{given}")
        return "\n\n".join(parts)
