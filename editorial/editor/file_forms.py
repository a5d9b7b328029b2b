"""The forms of images and files: what was reviewed with a text is not exchanged underneath it."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from editorial.file_text.words import said_of_text
from editorial.models import PortalDocument, PortalImage
from editorial.public_record.rewording import follow_rewording
from editorial.tenancy.deletion import is_used
from editorial.wagtail_patches.pixels import leave_pixels_uncounted
from portals.boards.enums import EDITORS
from portals.boards.queries import holds_post
from portals.models import Portal
from portals.uploads import DOCUMENTS, PICTURES, Accepts, UploadRefused, begun
from portals.uploads.scanner import ScanState, has_scanner
from portals.uploads.states import Examination

if TYPE_CHECKING:
    from portals.boards.models import User


def said_of_examination(item: PortalImage | PortalDocument) -> str:
    """Return how far the examination of a file is, and what follows; "" for one that is fine."""
    if item.examination == Examination.REFUSED:
        return _(
            "Refused: %(reason)s Nothing of it was kept: delete this entry and upload the file anew."
        ) % {"reason": item.refusal}
    if item.is_given_up:
        return _(
            "Not examined: every try failed, and the operator is told. Nobody gets the file; wait, or delete this entry"
            " and upload the file anew."
        )
    if not item.is_fine:
        return _(
            "Being examined, for a few minutes at most. Texts may use it meanwhile, but are not published before."
        )
    return ""


def said_of_scan(document: PortalDocument) -> str:
    """Return what the virus scan says of a file, and what follows."""
    state = ScanState(document.scan_state)
    if state == ScanState.INFECTED:
        return _("Virus found: %(virus)s. Nobody can open the file; take it out of the texts.") % {
            "virus": document.virus
        }
    if state != ScanState.CLEAN and has_scanner():
        return _("Virus scan: waiting. The public gets the file once it is found clean.")
    return _("Virus scan: %(state)s.") % {"state": state.label}


class LastingFile:
    """Refuses another file under an old image or document, for everybody.

    Also where nothing uses it yet: a change of a public text that is approved for later has no reference so far.
    """

    def clean(self: Any) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]  # of the form it is mixed into
        if self.instance.pk and "file" in self.changed_data:
            # Django clears the field's value with the error, so nothing reaches the storage.
            self.add_error(
                "file",
                ValidationError(
                    _(
                        "The file cannot be replaced, since texts are reviewed with it. Upload a"
                        " new one, use it in the text and have the text reviewed."
                    )
                ),
            )
        return cleaned


class ExaminedFile:
    """Keeps of a new file only what passed the examination of uploads, and says before what it takes."""

    accepts: ClassVar[Accepts]

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Forms of one field alone, such as that of a title, have none.
        if "file" in self.fields:
            self.fields["file"].help_text = self.accepts.words

    def full_clean(self: Any) -> None:
        """A refused file takes along the title that the page made of its name: the next one has another name."""
        super().full_clean()  # type: ignore[misc]  # of the form it is mixed into
        if self.is_bound and "file" in self.errors:
            self._drop_title_of(self.files.get(self.add_prefix("file")))

    def _drop_title_of(self: Any, file: Any) -> None:
        name = self.add_prefix("title")
        if file is not None and self.data.get(name) in {file.name, PurePath(file.name).stem}:
            self.data = self.data.copy()
            self.data[name] = ""

    def clean_file(self: Any) -> Any:
        file = self.cleaned_data["file"]
        if self.instance.pk or "file" not in self.changed_data:
            return file
        try:
            found = begun(file, accepts=self.accepts)
        except UploadRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        if found.waits:
            self.instance.examination = Examination.EXAMINING
        return found.file


class PublicWords:
    """The words about a file in use are public, so those of one's own upload take an editor's post then."""

    # The field that has them.
    words: ClassVar[str]

    def __init__(self: Any, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, user=user)  # type: ignore[call-arg]  # of Wagtail's form
        self.user = user

    def save(self: Any, commit: bool = True) -> Any:
        """Save, and have the public texts that show the words put on record as they read from then on."""
        with transaction.atomic():
            is_new = self.instance.pk is None
            item = super().save(commit)  # type: ignore[misc]  # of Wagtail's form
            if commit and not is_new and self.words in self.changed_data:
                follow_rewording(item=item, now=timezone.now())
        return item

    def checked_words(self: Any, field: str, refusal: str) -> str:
        """Return what was typed into `field`, or refuse with `refusal`."""
        words: str = self.cleaned_data[field]
        if self.instance.pk and field in self.changed_data and not self._may_reword(self.instance):
            raise ValidationError(refusal)
        return words

    def _may_reword(self, item: PortalDocument | PortalImage) -> bool:
        if not is_used(item):
            return True
        if self.user is None or self.user.is_superuser:
            return self.user is not None
        # As it is stored: the form has its own idea of where it shall be.
        stored = type(item).objects.filter(pk=item.pk).values("collection")
        portal = Portal.objects.filter(collection__in=stored).first()
        return portal is not None and holds_post(self.user, portal, timezone.now(), EDITORS)


class PortalImageForm(PublicWords, ExaminedFile, LastingFile, BaseImageForm):
    accepts = PICTURES
    words = "credit"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" not in self.fields:
            return
        # The examination counts them, apart.
        leave_pixels_uncounted(self.fields["file"])
        if told := self.instance.pk and said_of_examination(self.instance):
            self.fields["file"].help_text = told

    def clean_credit(self) -> str:
        return self.checked_words(
            "credit",
            _("Texts show this credit to the public; an editor of the board may change it."),
        )


class PortalDocumentForm(PublicWords, ExaminedFile, LastingFile, BaseDocumentForm):
    accepts = DOCUMENTS
    words = "title"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "file" in self.fields:
            self.fields["file"].help_text = said_of_examination(self.instance) or " ".join(
                (said_of_scan(self.instance), said_of_text(self.instance))
            )

    def clean_title(self) -> str:
        return self.checked_words(
            "title", _("Texts show this title to the public; an editor of the board may change it.")
        )
