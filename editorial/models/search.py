"""What the public search reads: one row for each public thing, the words that it counts, and what people taught it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portals.models import Portal

LONGEST_ASKED = 200
LONGEST_TERM = 120


class SearchThing(models.Model):
    """One public thing: a story wherever it stands, a standing page, a section, a procedure, an answer ...

    The row is narrow and its words and shown texts lie beside it (TOAST): a search reads tens of thousands of rows, and
    the texts of twenty. `places` holds the portal of its own and, where it stands on others too, `TRAVELS`: a search of
    one portal then reads one index and asks the placements of what travels alone. A trigger of `editorial_placement`
    keeps both true of stories. What stands nowhere has no portal, and nobody finds it.
    """

    TRAVELS = 0

    source = models.CharField(max_length=16)
    # Of the source: a row's own key there.
    key = models.CharField(max_length=60)
    kind = models.CharField(max_length=16)
    # Of stories, standing pages and sections.
    page = models.OneToOneField(Page, models.CASCADE, null=True, related_name="search_thing")
    portal = models.ForeignKey(
        Portal,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("portal"),
    )
    places = ArrayField(models.IntegerField(), default=list)
    # Not of any hour: a procedure, a section.
    at = models.DateTimeField(null=True)
    section_type = models.CharField(max_length=60, blank=True, default="")
    field = models.CharField(max_length=120, blank=True, default="")
    # How many syllables its title has.
    title_size = models.PositiveSmallIntegerField()
    digest = models.BinaryField(max_length=16)
    # Of stories: of which publication the words are, and when something was last learned of their files.
    published_at = models.DateTimeField(null=True)
    files_at = models.DateTimeField(null=True)
    words = SearchVectorField()
    # title, text, address, facts, body.
    shown = models.JSONField()

    objects: ClassVar[models.Manager[SearchThing]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="search_thing_once"),
        ]
        indexes = [
            GinIndex(
                fields=["words", "places"],
                name="search_thing_words",
                gin_pending_list_limit=512,
            ),
            # Where nearly all have a word, the newest of a kind are read until enough have it.
            models.Index(F("kind"), F("at").desc(nulls_last=True), name="search_thing_newest"),
            models.Index(F("portal"), F("kind"), F("at").desc(), name="search_thing_of_portal"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.key}"


class SearchWord(models.Model):
    """A lexeme with the number of things that have it, counted by a job over the newest of them."""

    lexeme = models.CharField(max_length=140, primary_key=True)
    folded = models.CharField(max_length=140)
    number = models.PositiveIntegerField()

    objects: ClassVar[models.Manager[SearchWord]]

    class Meta:
        indexes = [
            models.Index(F("folded"), F("number").desc(), name="search_word_folded"),
            GinIndex(fields=["folded"], name="search_word_like", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.lexeme


class Synonym(models.Model):
    """Two ways of saying one thing; whoever looks for one finds the other. Both keys are without accents.

    `is_one_way`: who looks for `term` finds `meaning`, and not the other way round.
    """

    term = models.CharField(_("what people type"), max_length=LONGEST_TERM)
    meaning = models.CharField(_("what texts say"), max_length=LONGEST_TERM)
    term_key = models.CharField(max_length=LONGEST_TERM, editable=False)
    meaning_key = models.CharField(max_length=LONGEST_TERM, editable=False)
    is_one_way = models.BooleanField(_("one way only"), default=False)
    changed_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Synonym]]

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        constraints = [
            models.UniqueConstraint(fields=["term", "meaning"], name="synonym_once"),
            models.CheckConstraint(condition=~Q(term=F("meaning")), name="synonym_of_another"),
            models.CheckConstraint(
                condition=~Q(term_key="") & ~Q(meaning_key=""), name="synonym_has_words"
            ),
        ]
        indexes = [
            models.Index(fields=["term_key"], name="synonym_term"),
            models.Index(fields=["meaning_key"], name="synonym_meaning"),
        ]

    def __str__(self) -> str:
        return f"{self.term} – {self.meaning}"


class BestBet(models.Model):
    """What stands first for certain words, as the province wants it: a page of the install or outside."""

    asked = models.CharField(_("what people type"), max_length=LONGEST_TERM)
    asked_key = models.CharField(max_length=LONGEST_TERM, editable=False)
    title = models.CharField(_("title"), max_length=200)
    text = models.CharField(_("one sentence"), max_length=300, blank=True)
    address = models.CharField(_("address"), max_length=300)
    position = models.PositiveSmallIntegerField(_("order"), default=10)
    changed_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    objects: ClassVar[models.Manager[BestBet]]

    class Meta:
        verbose_name = _("wanted first result")
        verbose_name_plural = _("wanted first results")
        constraints = [
            models.UniqueConstraint(fields=["asked_key", "address"], name="best_bet_once"),
            models.CheckConstraint(condition=~Q(asked_key=""), name="best_bet_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.asked} – {self.title}"


class SearchedWords(models.Model):
    """How often words were looked for on a portal on a day, how often in vain, and how often a result was opened.

    No address, no cookie, no hour. What looks like a person's number is never written; a name may be (`tallies`).
    """

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    day = models.DateField(_("day"))
    words = models.CharField(_("words"), max_length=LONGEST_TERM)
    asked = models.PositiveIntegerField(_("asked"), default=0)
    in_vain = models.PositiveIntegerField(_("in vain"), default=0)
    opened = models.PositiveIntegerField(_("opened"), default=0)

    objects: ClassVar[models.Manager[SearchedWords]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["portal", "day", "words"], name="searched_words_once"),
            models.CheckConstraint(
                condition=Q(in_vain__lte=F("asked")), name="searched_in_vain_was_searched"
            ),
            models.CheckConstraint(
                condition=Q(opened__lte=F("asked")), name="searched_opened_was_searched"
            ),
        ]
        indexes = [models.Index(fields=["day"], name="searched_words_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.words}"
