"""Images and files, each in the collection of its portal, under names nobody can guess."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Image,
    SourceImageIOError,
    WagtailImageFieldFile,
)

from editorial.wagtail_patches.file_fields import content_at_hand, is_stored, open_with
from portals.uploads.kinds import SOUND_TYPES
from portals.uploads.pictures import declared_size, noted_size
from portals.uploads.scanner import ScanState, may_be_public, state_of_new
from portals.uploads.states import Examination

IMAGE_FOLDER = "images"
UNJUDGED = (ScanState.NOT_SCANNED, ScanState.WAITING)
RENDITION_FOLDER = "renditions"


def unguessable_document_name(_instance: models.Model, filename: str) -> str:
    return f"documents/{secrets.token_urlsafe(16)}/{PurePosixPath(filename).name[-80:]}"


# What is known of the content of a file, and what was said of it.
OF_THE_FILE = frozenset(
    {"file", "width", "height", "file_size", "file_hash", "examination", "refusal"}
    | {"scan_state", "scanned_at", "virus", "examination_tries", "examine_next_at"}
)
# After so many tries nobody waits for another one: somebody must look.
MOST_TRIES = 6


class Uploaded(models.Model):
    """How far the examination of a file is. Until it is fine nobody is given it, and no text with it is published.

    Files that the system made itself are fine; so are those of nodes of a release that examined all in the request.
    """

    examination = models.CharField(
        _("examination"),
        max_length=9,
        choices=Examination,
        default=Examination.FINE,
        db_default=Examination.FINE,
        editable=False,
    )
    refusal = models.CharField(
        _("why it was refused"), max_length=300, blank=True, db_default="", editable=False
    )
    # Each try is counted before it is made, so that one that ends its own process counts too.
    examination_tries = models.PositiveSmallIntegerField(
        _("tries of the examination"), default=0, db_default=0, editable=False
    )
    examine_next_at = models.DateTimeField(
        _("examined again from"), null=True, blank=True, editable=False
    )

    class Meta:
        abstract = True

    def save(self: Any, **kwargs: Any) -> None:
        """Write what was read with a file back only with a new file: a job may have given the verdict since.

        A new file is assigned, as forms do; `file.save()` would have stored it before this is asked.
        """
        known = not self._state.adding and is_stored(self.file)
        if known and kwargs.get("update_fields") is None and not kwargs.get("force_insert"):
            unread = self.get_deferred_fields()
            kwargs["update_fields"] = [
                field.name
                for field in self._meta.concrete_fields
                if not field.primary_key
                and field.name not in OF_THE_FILE
                and field.attname not in unread
            ]
        super().save(**kwargs)

    @property
    def is_fine(self) -> bool:
        return self.examination == Examination.FINE

    @property
    def is_given_up(self) -> bool:
        """Whether every try to examine it failed; who sent it and the operator are told."""
        return self.examination == Examination.EXAMINING and self.examination_tries >= MOST_TRIES

    @property
    def told_state(self) -> str:
        """How far it is, in a word or two for lists; "" for what is fine."""
        if self.is_fine:
            return ""
        if self.is_given_up:
            return gettext("not examined")
        return str(Examination(self.examination).label)


def _refused_says_why(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=(Q(examination=Examination.REFUSED) & ~Q(refusal=""))
        | Q(examination__in=(Examination.EXAMINING, Examination.FINE), refusal=""),
        name=name,
    )


def _to_examine(name: str) -> models.Index:
    return models.Index(fields=["id"], name=name, condition=Q(examination=Examination.EXAMINING))


class PictureFile(WagtailImageFieldFile):
    """Asks the header how large the picture is. Wagtail's own way draws it, in the request that brings it.

    What is not examined yet is not even asked for that here: the examination noted it.
    """

    def get_image_dimensions(self) -> tuple[int, int]:
        if noted := noted_size(content_at_hand(self)):
            return noted
        if not self.instance.is_fine:
            return self.instance.width, self.instance.height
        was_closed = self.closed
        self.open()
        try:
            return declared_size(self)
        finally:
            if was_closed:
                self.close()
            else:
                self.seek(0)


class PortalImage(Uploaded, AbstractImage):
    """An image of one portal. Its file lies under a random folder, so a draft's image cannot be found by guessing."""

    credit = models.CharField(
        _("photo credit"),
        max_length=150,
        blank=True,
        db_default="",
        help_text=_("Who took or drew it, and for whom; shown below the picture."),
    )

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_portalimage", "Can choose image")]
        constraints = [_refused_says_why("refused_image_says_why")]
        indexes = [_to_examine("image_to_examine")]

    def __str__(self) -> str:
        return str(self.title)

    @contextmanager
    def get_willow_image(self) -> Iterator[Any]:
        """Nothing is made of a picture before it was examined, whoever asks."""
        if not self.is_fine:
            raise SourceImageIOError(f"Image {self.pk} is {self.examination}.")
        with super().get_willow_image() as opened:
            yield opened

    def generate_rendition_file(self, filter: Any, *, source: Any = None) -> Any:
        """The same where the content is at hand already, as for several renditions at once."""
        if not self.is_fine:
            raise SourceImageIOError(f"Image {self.pk} is {self.examination}.")
        return super().generate_rendition_file(filter, source=source)

    def get_upload_to(self, filename: str) -> str:
        name = PurePosixPath(super().get_upload_to(filename)).name[-60:]
        return f"{IMAGE_FOLDER}/{secrets.token_urlsafe(12)}/{name}"


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="rendition_once"
            )
        ]
        # Visitors ask by name.
        indexes = [models.Index(fields=["file"], name="rendition_by_name")]

    def get_upload_to(self, filename: str) -> str:
        folder = PurePosixPath(self.image.file.name).parent.name
        return f"{RENDITION_FOLDER}/{folder}/{filename[-70:]}"


class PortalDocument(Uploaded, AbstractDocument):
    """A file of one portal. It answers the public only while something standing on that portal uses it."""

    # As of an image: to mypy a field's name may be None, which a file that was taken in never has.
    file: Any = models.FileField(_("file"), upload_to=unguessable_document_name)
    scan_state = models.CharField(
        _("virus scan"), max_length=8, choices=ScanState, default=state_of_new, editable=False
    )
    scanned_at = models.DateTimeField(_("scanned at"), null=True, blank=True, editable=False)
    virus = models.CharField(_("virus"), max_length=200, blank=True, editable=False)

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
        permissions = [("choose_portaldocument", "Can choose file")]
        constraints = [
            models.CheckConstraint(
                condition=Q(scan_state__in=UNJUDGED, scanned_at=None)
                | (~Q(scan_state__in=UNJUDGED) & Q(scanned_at__isnull=False)),
                name="verdict_has_its_hour",
            ),
            models.CheckConstraint(
                condition=Q(scan_state=ScanState.INFECTED) ^ Q(virus=""),
                name="only_infected_names_a_virus",
            ),
            _refused_says_why("refused_file_says_why"),
        ]
        indexes = [
            models.Index(
                fields=["scan_state", "id"],
                name="file_to_scan",
                condition=~Q(scan_state=ScanState.CLEAN),
            ),
            _to_examine("file_to_examine"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def sound_type(self) -> str:
        """The media type of a file that holds sound alone; nothing where it is another."""
        return SOUND_TYPES.get(self.file_extension, "")

    def clean(self) -> None:
        """Ask the ending of a file only where one was taken: of a refused one the form has said why."""
        if self.file:
            super().clean()

    @property
    def may_be_public(self) -> bool:
        """Whether examination and virus scan let it go out; a page that uses it must stand besides."""
        return self.is_fine and may_be_public(self.scan_state)

    @property
    def url(self) -> str:
        """The path of the file, the same on every host that may serve it."""
        return reverse("file", args=[self.pk, self.filename])


open_with(PortalImage, "file", PictureFile)
