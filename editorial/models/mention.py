"""Which documents a published text names by their numbers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from editorial.document_numbers.parsing import LONGEST_NUMBER

from .document import OfficialDocumentPage
from .story import StoryPage


class DocumentMention(models.Model):
    """A number, with or without its day, that the published version of a text names; once, however often it does.

    `document` is the one document here that can be meant, and empty where none or several can
    (`editorial.documents.mentions`). It is filled in when that document is published later.
    """

    story = models.ForeignKey(
        StoryPage, models.CASCADE, db_index=False, related_name="+", verbose_name=_("story")
    )
    number = models.CharField(_("number and symbol"), max_length=LONGEST_NUMBER)
    number_key = models.CharField(max_length=LONGEST_NUMBER)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    cited_on = models.DateField(_("day of the text"))
    position = models.PositiveSmallIntegerField(_("place in the text"))
    is_central = models.BooleanField()
    document = models.ForeignKey(
        OfficialDocumentPage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="mentions",
        verbose_name=_("official document"),
    )

    objects: ClassVar[models.Manager[DocumentMention]]

    class Meta:
        verbose_name = _("mention of a document")
        verbose_name_plural = _("mentions of documents")
        constraints = [
            models.UniqueConstraint(
                fields=["story", "number_key", "issued_on"],
                nulls_distinct=False,
                name="document_mention_once",
            )
        ]
        indexes = [models.Index(fields=["number_key"], name="document_mention_number")]

    def __str__(self) -> str:
        return f"{self.story_id}: {self.number}"


class MentionsRead(models.Model):
    """Of which version the mentions of a story stand in the table: also where it names none."""

    story = models.OneToOneField(StoryPage, models.CASCADE, primary_key=True, related_name="+")
    text_at = models.DateTimeField(_("time of the text"))

    objects: ClassVar[models.Manager[MentionsRead]]

    def __str__(self) -> str:
        return str(self.story_id)
