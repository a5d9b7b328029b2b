"""Clusters: peers that compete with and learn from each other."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets import DatedQuerySet, manager_of
from .portal import Portal


class Cluster(models.Model):
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)

    objects: ClassVar[models.Manager[Cluster]]

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")

    def __str__(self) -> str:
        return self.name


class ClusterMembership(models.Model):
    """A portal belongs to one cluster at a time."""

    portal = models.ForeignKey(
        Portal,
        models.PROTECT,
        db_index=False,
        related_name="cluster_memberships",
        verbose_name=_("portal"),
    )
    cluster = models.ForeignKey(
        Cluster, models.PROTECT, related_name="memberships", verbose_name=_("cluster")
    )
    period = DateRangeField(_("period"))

    objects: ClassVar[DatedQuerySet[ClusterMembership]] = manager_of(DatedQuerySet)

    class Meta:
        verbose_name = _("cluster membership")
        verbose_name_plural = _("cluster memberships")
        constraints = [
            ExclusionConstraint(
                name="one_cluster_at_a_time",
                expressions=[("portal", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.portal_id} ∈ {self.cluster_id}"
