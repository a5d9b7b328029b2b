"""What citizens read of an answer: a snapshot of its public words at its release."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from editorial.document_numbers.catalogue import field_choices
from portals.accountability.enums import CaseKind
from portals.accountability.models import CaseFile, CitizenCase
from portals.accountability.models.cases import LONGEST_SUBJECT
from portals.accountability.models.publishing import LONGEST_TITLE
from portals.addresses import main_origin
from portals.models import Portal
from portals.querysets import manager_of

# The text search of this floor: without accents and case (the first migration of `editorial`).
SEARCH_CONFIG = "vi"
LONGEST_TOPIC, LONGEST_ABOUT = 40, 60


def searched_words() -> SearchVector:
    """Return what of an answer is searched: the very expression that the index holds."""
    return SearchVector("subject", "question", "answer", config=SEARCH_CONFIG)


class ReleasedAnswerQuerySet(models.QuerySet["ReleasedAnswer"]):
    def standing(self) -> ReleasedAnswerQuerySet:
        """Those which anybody may read now."""
        return self.filter(retracted_at=None)

    def on(self, portal: Portal) -> ReleasedAnswerQuerySet:
        return self.filter(portal=portal)

    def newest_first(self) -> ReleasedAnswerQuerySet:
        return self.order_by("-answered_on", "-pk")


class ReleasedAnswer(models.Model):
    """One a case, at one address for good. A further release writes it anew; a retraction empties it.

    `portal` is the one that answered. Nothing here comes from what the person wrote but by the words that were approved
    as public. The code of the case is not among it: it is what the person says on the telephone to be known by.
    """

    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    case = models.OneToOneField(CitizenCase, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=16, choices=CaseKind)
    topic = models.SlugField(_("topic"), max_length=LONGEST_TOPIC, blank=True, default="")
    subject = models.CharField(
        _("public subject"), max_length=LONGEST_SUBJECT, blank=True, default=""
    )
    question = models.TextField(_("public question"), blank=True, default="")
    answer = models.TextField(_("public answer"), blank=True, default="")
    # As the case has it ("story:12"), empty where nothing.
    about = models.CharField(max_length=LONGEST_ABOUT, blank=True, default="")
    asked_on = models.DateField(_("asked on"))
    answered_on = models.DateField(_("answered on"))
    was_late = models.BooleanField(_("answered late"))
    first_released_at = models.DateTimeField()
    released_at = models.DateTimeField(_("published"))
    # How many times it was released.
    edition = models.PositiveIntegerField(default=1)
    # With the salt, in hexadecimal, the words lead to the commitment of the ledger's entry. Gone with the words.
    salt = models.CharField(max_length=64, blank=True, default="")
    commitment = models.CharField(max_length=67)
    retracted_at = models.DateTimeField(_("taken out of public view"), null=True, blank=True)
    retraction_reason = models.CharField(_("reason"), max_length=1000, blank=True, default="")

    objects: ClassVar[ReleasedAnswerQuerySet] = manager_of(ReleasedAnswerQuerySet)

    class Meta:
        verbose_name = _("published answer")
        verbose_name_plural = _("published answers")
        constraints = [
            models.CheckConstraint(
                condition=Q(retracted_at__isnull=False)
                | (~Q(subject="") & ~Q(question="") & ~Q(answer="") & ~Q(salt="")),
                name="released_answer_has_words",
            ),
            models.CheckConstraint(
                condition=Q(retracted_at=None)
                | Q(subject="", question="", answer="", salt="", about=""),
                name="retracted_answer_has_no_words",
            ),
            models.CheckConstraint(
                condition=Q(retracted_at=None, retraction_reason="")
                | (Q(retracted_at__isnull=False) & ~Q(retraction_reason="")),
                name="retracted_answer_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["portal", "-answered_on", "-id"],
                name="released_answer_newest",
                condition=Q(retracted_at=None),
            ),
            models.Index(
                fields=["-answered_on", "-id"],
                name="released_answer_of_all",
                condition=Q(retracted_at=None),
            ),
            models.Index(fields=["about"], name="released_answer_about", condition=~Q(about="")),
            GinIndex(searched_words(), name="released_answer_words"),
        ]

    def __str__(self) -> str:
        return self.subject or str(self.pk)

    @property
    def path(self) -> str:
        return reverse("answer", urlconf="portals.urls.public", args=[self.pk])

    @property
    def address(self) -> str:
        """Whole, for lists on another portal."""
        return main_origin(self.portal) + self.path

    @property
    def topic_name(self) -> str:
        return topic_name(self.topic)


class ReleasedFile(models.Model):
    """A redacted copy beside a public answer: a row while that stands, and no longer.

    What the person sent is no part of it. `commitment` covers the copy's `sha256` in the ledger, as that of the answer
    covers its words.
    """

    answer = models.ForeignKey(ReleasedAnswer, models.CASCADE, related_name="files")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("public title"), max_length=LONGEST_TITLE)
    copy = models.OneToOneField(CaseFile, models.PROTECT, related_name="+")
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    salt = models.CharField(max_length=64)
    commitment = models.CharField(max_length=67)

    objects: ClassVar[models.Manager[ReleasedFile]]

    class Meta:
        verbose_name = _("file of a published answer")
        verbose_name_plural = _("files of published answers")
        ordering = ["answer", "number"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="one_released_file_a_number"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(salt="") & Q(number__gte=1),
                name="released_file_has_number_title_and_salt",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def path(self) -> str:
        numbers = [self.answer_id, self.number]
        return reverse("answer_file", urlconf="portals.urls.public", args=numbers)

    @property
    def ending(self) -> str:
        return self.media_type.rpartition("/")[2]


def topic_name(topic: str) -> str:
    """Return a topic in words: that of the fields of documents, else its own with spaces."""
    known = {str(code): str(name) for code, name in field_choices()}
    return known.get(topic) or topic.replace("-", " ").capitalize()
