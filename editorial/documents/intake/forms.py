"""The forms: a file, and then the fields of the document with what was read beside each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import lazystr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.documents.proposing.proposal import DocumentProposal, Proposed, Sureness
from editorial.file_text.reading import READ
from editorial.models import OfficialDocumentPage
from portals.refusals import Refusal
from portals.uploads import Accepts, UploadRefused, begun
from portals.uploads.apart import Unfinished, UploadDeadline, at_once
from portals.uploads.kinds import MB

from .actions import TakenPdf, refuse_secret_words

if TYPE_CHECKING:
    _FormOfDocument = forms.ModelForm[OfficialDocumentPage]
else:
    # Generic in the stubs only.
    _FormOfDocument = forms.ModelForm

PDF = Accepts(endings=("pdf",), largest=50 * MB)
FIELDS = (
    *("number", "document_kind", "issuer", "lead", "issued_on", "effective_on"),
    *("signing_capacity", "signer_position", "signer", "recipients", "field"),
)
# By the name of the field what the proposal calls it, where that is another word.
PROPOSED = {"lead": "abstract"}


class PdfForm(forms.Form):
    """One PDF. Its text is read while somebody waits, if there is time: a secret is refused before it is kept."""

    file = forms.FileField(
        label=gettext_lazy("Document (PDF)"),
        help_text=lazystr(PDF),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )

    def clean_file(self) -> TakenPdf:
        file = self.cleaned_data["file"]
        until = UploadDeadline()
        try:
            found = begun(file, accepts=PDF, until=until)
        except UploadRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        reading = None
        if not found.waits:
            try:
                reading = at_once(READ, found.file, until=until)
                refuse_secret_words(reading.contents[0].decode())
            except Unfinished:
                # A job reads it.
                reading = None
            except Refusal as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return TakenPdf(found.file, found.waits, reading)


class ConfirmedDocumentForm(_FormOfDocument):
    """The fields of a document, filled with what was read; beside each the line that says it."""

    class Meta:
        model = OfficialDocumentPage
        fields = FIELDS
        labels = {"lead": gettext_lazy("Abstract")}
        widgets = {
            "lead": forms.Textarea(attrs={"rows": 3}),
            "recipients": forms.Textarea(attrs={"rows": 4}),
            "issued_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "effective_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, proposal: DocumentProposal, **kwargs: Any) -> None:
        found = {name: getattr(proposal, PROPOSED.get(name, name), None) for name in FIELDS}
        initial = {name: one.value for name, one in found.items() if one is not None}
        super().__init__(*args, **{"initial": initial, "label_suffix": "", **kwargs})
        for name, one in found.items():
            if hasattr(proposal, PROPOSED.get(name, name)):
                self.fields[name].help_text = where_it_was_read(one)

    def clean_lead(self) -> str:
        return " ".join(self.cleaned_data["lead"].split())


def where_it_was_read(found: Proposed[Any] | None) -> str:
    """Return where a value was read, and whether to compare it."""
    if found is None:
        return _("Not found in the file.")
    said = _("In the file: “%(words)s”.") % {"words": " / ".join(found.evidence.split("\n"))[:300]}
    if found.sureness < Sureness.READ:
        said = f"{said} {_('Hard to read: compare it with the file.')}"
    return said
