"""Links and figures that a board sets on its home page."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portals.models import Portal

MOST_LINKS = 8
MOST_FIGURES = 6


class HomeLink(models.Model):
    """A link to another official website. A portal without any shows the usual ones."""

    portal = models.ForeignKey(
        Portal, models.CASCADE, related_name="home_links", db_index=False, verbose_name=_("portal")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    label = models.CharField(_("label"), max_length=80)
    address = models.URLField(_("address"), max_length=200)

    objects: ClassVar[models.Manager[HomeLink]]

    class Meta:
        verbose_name = _("link of a home page")
        verbose_name_plural = _("links of home pages")
        constraints = [
            models.UniqueConstraint(fields=["portal", "position"], name="home_link_once_a_place"),
            models.CheckConstraint(
                condition=models.Q(address__startswith="https://"), name="home_link_by_https"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} @ {self.portal_id}"


class HomeFigure(models.Model):
    """A number that tells something about the place, with whoever counted it: no figure stands without its source."""

    portal = models.ForeignKey(
        Portal,
        models.CASCADE,
        related_name="home_figures",
        db_index=False,
        verbose_name=_("portal"),
    )
    position = models.PositiveSmallIntegerField(_("position"))
    label = models.CharField(_("what is counted"), max_length=80)
    value = models.CharField(_("number"), max_length=20)
    unit = models.CharField(_("unit of measure"), max_length=30, blank=True)
    source = models.CharField(_("source and year"), max_length=120)

    objects: ClassVar[models.Manager[HomeFigure]]

    class Meta:
        verbose_name = _("figure of a home page")
        verbose_name_plural = _("figures of home pages")
        constraints = [
            models.UniqueConstraint(fields=["portal", "position"], name="home_figure_once_a_place"),
            models.CheckConstraint(condition=~models.Q(source=""), name="home_figure_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.label} @ {self.portal_id}"
