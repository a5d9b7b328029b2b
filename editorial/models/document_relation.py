"""What documents do to each other, as edges: the act, what it says, and the document that it says it of."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from editorial.document_numbers.catalogue import kind_choices
from editorial.document_numbers.parsing import LONGEST_NUMBER
from editorial.enums import WITHOUT_FORCE, DocumentState, RelationKind

from .document import LONGEST_ISSUER, OfficialDocumentPage

# "d12a.k10b.đa" and longer never occurs.
LONGEST_PROVISION = 24
LONGEST_QUOTE = 1000
PROVISION = r"^(d|pl)[0-9]+[a-zđ]?(\.k[0-9]+[a-zđ]?)?(\.[a-zđ]{1,2})?$"


class DocumentStub(models.Model):
    """A document that is not here and that another one names: by number and issuer, and by its day where needed.

    It stays when the document comes (`page`): the relations that name it lead to the page from then on.
    """

    number = models.CharField(_("number and symbol"), max_length=LONGEST_NUMBER)
    number_key = models.CharField(max_length=LONGEST_NUMBER, editable=False)
    issuer = models.CharField(_("issuing body"), max_length=LONGEST_ISSUER)
    issuer_key = models.CharField(max_length=LONGEST_ISSUER, editable=False)
    document_kind = models.CharField(
        _("kind of document"), max_length=24, choices=kind_choices, blank=True
    )
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    page = models.ForeignKey(
        OfficialDocumentPage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="stubs",
        verbose_name=_("official document"),
    )

    objects: ClassVar[models.Manager[DocumentStub]]

    class Meta:
        verbose_name = _("document that is not here")
        verbose_name_plural = _("documents that are not here")
        constraints = [
            models.UniqueConstraint(
                fields=["number_key", "issuer_key", "issued_on"],
                nulls_distinct=False,
                name="stub_known_once",
            ),
            # Numbers without a year begin anew each January.
            models.CheckConstraint(
                condition=Q(issued_on__isnull=False) | Q(number_key__regex=r"/[0-9]{4}/"),
                name="stub_told_apart",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DocumentProvision(models.Model):
    """A provision that a document lists, and the day from which it applies where that differs from the rest's."""

    page = models.ForeignKey(
        OfficialDocumentPage,
        models.CASCADE,
        related_name="provisions",
        verbose_name=_("official document"),
    )
    path = models.CharField(_("provision"), max_length=LONGEST_PROVISION)
    position = models.PositiveSmallIntegerField(_("place in the list"))
    commences_on = models.DateField(_("effective from"), null=True, blank=True)

    objects: ClassVar[models.Manager[DocumentProvision]]

    class Meta:
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        constraints = [
            models.UniqueConstraint(fields=["page", "path"], name="provision_listed_once"),
            models.CheckConstraint(condition=Q(path__regex=PROVISION), name="provision_is_a_path"),
        ]

    def __str__(self) -> str:
        return self.path


class DocumentRelation(models.Model):
    """What `source` (by its `clause`) says of `target` (of its `provisions`, or of the whole), in its own words.

    Each end is a document here, or a stub. Where a stub's document came, the end holds both: how it was named, and
    what it is. A relation is kept at one of its ends (`kept_at`): its board enters it, and it is public with it.
    """

    kept_at = models.ForeignKey(
        OfficialDocumentPage, models.CASCADE, related_name="+", verbose_name=_("kept at")
    )
    source_page = models.ForeignKey(
        OfficialDocumentPage, models.CASCADE, null=True, blank=True, related_name="says"
    )
    source_stub = models.ForeignKey(
        DocumentStub, models.PROTECT, null=True, blank=True, related_name="says"
    )
    target_page = models.ForeignKey(
        OfficialDocumentPage, models.CASCADE, null=True, blank=True, related_name="is_said"
    )
    target_stub = models.ForeignKey(
        DocumentStub, models.PROTECT, null=True, blank=True, related_name="is_said"
    )
    kind = models.CharField(_("relation"), max_length=8, choices=RelationKind)
    clause = models.CharField(_("clause"), max_length=LONGEST_PROVISION, blank=True)
    provisions = ArrayField(
        models.CharField(max_length=LONGEST_PROVISION),
        null=True,
        blank=True,
        verbose_name=_("provisions"),
    )
    happens_on = models.DateField(_("on the day"), null=True, blank=True)
    suspended_through = models.DateField(_("suspended through"), null=True, blank=True)
    lifts = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="lifted_by",
        verbose_name=_("suspension that ends"),
    )
    legal_order = models.PositiveSmallIntegerField(_("order in the act"), default=1)
    quote = models.TextField(_("words of the act"), max_length=LONGEST_QUOTE, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))
    # When the text of the target here was brought up to what this changes of it.
    in_text_at = models.DateTimeField(_("entered in the text at"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("removed by"),
    )
    removal_reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects: ClassVar[models.Manager[DocumentRelation]]

    class Meta:
        verbose_name = _("relation of documents")
        verbose_name_plural = _("relations of documents")
        constraints = [
            models.CheckConstraint(
                condition=Q(source_page__isnull=False) | Q(source_stub__isnull=False),
                name="relation_has_a_source",
            ),
            models.CheckConstraint(
                condition=Q(target_page__isnull=False) | Q(target_stub__isnull=False),
                name="relation_has_a_target",
            ),
            models.CheckConstraint(
                condition=Q(source_page__isnull=False, kept_at=F("source_page"))
                | Q(target_page__isnull=False, kept_at=F("target_page")),
                name="relation_kept_at_an_end",
            ),
            models.CheckConstraint(
                condition=Q(source_page__isnull=True)
                | Q(target_page__isnull=True)
                | ~Q(source_page=F("target_page")),
                name="relation_between_two",
            ),
            models.CheckConstraint(
                condition=~Q(kind=RelationKind.REPLACE) | Q(provisions__isnull=True),
                name="relation_replaces_the_whole",
            ),
            models.CheckConstraint(
                condition=Q(provisions__isnull=True) | Q(provisions__len__gt=0),
                name="relation_names_provisions",
            ),
            models.CheckConstraint(
                condition=Q(suspended_through__isnull=True) | Q(kind=RelationKind.SUSPEND),
                name="relation_only_suspensions_last",
            ),
            models.CheckConstraint(
                condition=Q(suspended_through__isnull=True)
                | Q(happens_on__isnull=True)
                | Q(suspended_through__gte=F("happens_on")),
                name="relation_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(kind=RelationKind.LIFT, lifts__isnull=False)
                | (~Q(kind=RelationKind.LIFT) & Q(lifts__isnull=True)),
                name="relation_lift_names_what",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=WITHOUT_FORCE) | ~Q(quote=""),
                name="relation_is_proven",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True, removal_reason="")
                | (Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removal_reason="")),
                name="relation_removed_with_reason",
            ),
            models.UniqueConstraint(
                fields=[
                    *("source_page", "source_stub", "target_page", "target_stub", "kind"),
                    *("clause", "provisions", "lifts"),
                ],
                condition=Q(removed_at__isnull=True),
                nulls_distinct=False,
                name="relation_entered_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_page_id or self.source_stub} {self.kind} {self.target_page_id or self.target_stub}"


class DocumentForce(models.Model):
    """How a published document stands on `derived_on`: for lists and filters. Written by the derivation alone."""

    page = models.OneToOneField(
        OfficialDocumentPage,
        models.CASCADE,
        related_name="force",
        verbose_name=_("official document"),
    )
    state = models.CharField(_("state"), max_length=9, choices=DocumentState)
    is_amended = models.BooleanField(_("amended"))
    derived_on = models.DateField(_("derived on"))

    objects: ClassVar[models.Manager[DocumentForce]]

    class Meta:
        verbose_name = _("state of a document")
        verbose_name_plural = _("states of documents")
        indexes = [models.Index(fields=["state", "page"], name="document_state")]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.state}"
