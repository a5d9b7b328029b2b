"""The ledger's rows: entries as they were written, and the tree that a job grows over them.

All tables but that of the salts only grow: nobody changes, removes or empties them, their owner neither.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Length, Now
from django.utils.translation import gettext_lazy as _

from portals.models import Portal

from .entries import LONGEST
from .tree import HASH_SIZE

# `pg_current_xact_id` of the whole transaction; the system's xmin would be that of a savepoint.
TRANSACTION = Cast(
    Cast(models.Func(function="pg_current_xact_id"), models.TextField()), models.BigIntegerField()
)


def _is_hash(field: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__octets": HASH_SIZE}), name=name)


class Octets(Length):
    """How many bytes a value has: `octet_length`, which Length is not for all types."""

    function = "octet_length"
    lookup_name = "octets"


models.BinaryField.register_lookup(Octets)


class LedgerEntry(models.Model):
    """An act, in bytes as it is hashed. Written in the act's own transaction; its place in the ledger comes later."""

    entry = models.BinaryField(_("entry"))
    # What stands in the bytes, to find it by.
    kind = models.CharField(_("kind"), max_length=40)
    at = models.DateTimeField(_("at"))
    portal = models.ForeignKey(
        Portal,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("portal"),
    )
    # What the act was about, in the writer's own words: to find all entries about one story.
    subject = models.CharField(_("subject"), max_length=80)
    # By it the job finds what was committed since it last looked, without looking at all.
    transaction = models.BigIntegerField(db_default=TRANSACTION, editable=False)
    written_at = models.DateTimeField(db_default=Now(), editable=False)

    objects: ClassVar[models.Manager[LedgerEntry]]

    class Meta:
        verbose_name = _("entry of the ledger")
        verbose_name_plural = _("entries of the ledger")
        constraints = [
            models.CheckConstraint(
                condition=Q(entry__octets__lte=LONGEST), name="ledger_entry_not_too_long"
            ),
        ]
        indexes = [
            models.Index(F("transaction"), name="ledger_by_transaction"),
            models.Index(F("kind"), F("subject"), name="ledger_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class LedgerLeaf(models.Model):
    """Where an entry stands. Indexes follow each other from 0 without a gap."""

    index = models.BigIntegerField(_("index"), primary_key=True)
    entry = models.OneToOneField(
        LedgerEntry, models.PROTECT, related_name="leaf", verbose_name=_("entry")
    )
    hash = models.BinaryField(_("hash"))

    objects: ClassVar[models.Manager[LedgerLeaf]]

    class Meta:
        verbose_name = _("leaf of the ledger")
        verbose_name_plural = _("leaves of the ledger")
        constraints = [
            models.CheckConstraint(condition=Q(index__gte=0), name="ledger_leaves_from_nought"),
            _is_hash("hash", "ledger_leaf_has_a_hash"),
        ]

    def __str__(self) -> str:
        return str(self.index)


class LedgerTile(models.Model):
    """The root over 256 hashes of the level below that are all there. What is not full has no row."""

    level = models.PositiveSmallIntegerField(_("level"))
    number = models.BigIntegerField(_("number of the tile"))
    root = models.BinaryField(_("hash"))

    objects: ClassVar[models.Manager[LedgerTile]]

    class Meta:
        verbose_name = _("tile of the ledger")
        verbose_name_plural = _("tiles of the ledger")
        constraints = [
            models.UniqueConstraint(fields=["level", "number"], name="ledger_tile_once"),
            models.CheckConstraint(
                condition=Q(level__gte=1, number__gte=0), name="ledger_tiles_above_leaves"
            ),
            _is_hash("root", "ledger_tile_has_a_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.number}"


class LedgerGrowth(models.Model):
    """That the tree grew to `size` entries, and the root that it has since."""

    size = models.BigIntegerField(_("entries"), primary_key=True)
    root = models.BinaryField(_("root"))
    # No transaction before this one was still running: all their entries are among the leaves.
    horizon = models.BigIntegerField()
    grown_at = models.DateTimeField(_("grown at"))

    objects: ClassVar[models.Manager[LedgerGrowth]]

    class Meta:
        verbose_name = _("growth of the ledger")
        verbose_name_plural = _("growths of the ledger")
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=1), name="ledger_grows_from_one"),
            _is_hash("root", "ledger_growth_has_a_root"),
        ]

    def __str__(self) -> str:
        return str(self.size)


class LedgerCheckpoint(models.Model):
    """A growth that was signed: the note with the ledger's own signature, as it is given away."""

    growth = models.OneToOneField(
        LedgerGrowth, models.PROTECT, primary_key=True, verbose_name=_("entries")
    )
    note = models.TextField(_("checkpoint"))
    signed_at = models.DateTimeField(_("signed at"))

    objects: ClassVar[models.Manager[LedgerCheckpoint]]

    class Meta:
        verbose_name = _("checkpoint of the ledger")
        verbose_name_plural = _("checkpoints of the ledger")

    def __str__(self) -> str:
        return str(self.pk)


class LedgerCosignature(models.Model):
    """One line of a witness under a checkpoint."""

    checkpoint = models.ForeignKey(
        LedgerCheckpoint,
        models.PROTECT,
        related_name="cosignatures",
        verbose_name=_("checkpoint"),
    )
    name = models.CharField(_("witness"), max_length=200)
    line = models.TextField(_("signature"))
    received_at = models.DateTimeField(_("received at"))

    objects: ClassVar[models.Manager[LedgerCosignature]]

    class Meta:
        verbose_name = _("countersignature of the ledger")
        verbose_name_plural = _("countersignatures of the ledger")
        constraints = [
            models.UniqueConstraint(
                fields=["checkpoint", "name"], name="ledger_witnessed_once_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.checkpoint_id}: {self.name}"


class LedgerKey(models.Model):
    """A public key of the ledger or of a witness; former ones stay, since what they signed stays."""

    text = models.CharField(_("key"), max_length=300, unique=True)
    added_at = models.DateTimeField(_("added at"))

    objects: ClassVar[models.Manager[LedgerKey]]

    class Meta:
        verbose_name = _("key of the ledger")
        verbose_name_plural = _("keys of the ledger")

    def __str__(self) -> str:
        return self.text


class LedgerSalt(models.Model):
    """What opens a commitment. Deleting the row erases the person from the ledger, which verifies as before."""

    commitment = models.CharField(_("commitment"), max_length=67, unique=True)
    salt = models.BinaryField(_("salt"))
    value = models.JSONField(_("value"))
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    objects: ClassVar[models.Manager[LedgerSalt]]

    class Meta:
        verbose_name = _("salt of the ledger")
        verbose_name_plural = _("salts of the ledger")

    def __str__(self) -> str:
        return self.commitment


SALTS = LedgerSalt._meta.db_table
LEDGER_TABLES = tuple(
    model._meta.db_table
    for model in (
        LedgerEntry,
        LedgerLeaf,
        LedgerTile,
        LedgerGrowth,
        LedgerCheckpoint,
        LedgerCosignature,
        LedgerKey,
    )
)
