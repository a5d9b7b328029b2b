"""Forms of official sheets that the province added to those that come with the product."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User
from portals.querysets import DatedQuerySet, manager_of

from .disclosure import LONGEST_FORM


class AddedForm(models.Model):
    """A form by which sheets are read that are sent in `period`; `text` is its file as it was loaded, without faults.

    Of one code there may be several, one after the other. `section` is the type of section in which its sheets stand.
    """

    code = models.SlugField(_("code"), max_length=LONGEST_FORM)
    section = models.SlugField(_("section"), max_length=40)
    period = DateRangeField(_("period"))
    text = models.TextField(_("file"))
    loaded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("loaded by")
    )
    loaded_at = models.DateTimeField(_("loaded at"))

    objects: ClassVar[DatedQuerySet[AddedForm]] = manager_of(DatedQuerySet)

    class Meta:
        verbose_name = _("form of a sheet")
        verbose_name_plural = _("forms of sheets")
        constraints = [
            ExclusionConstraint(
                name="one_added_form_a_code",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(period__startswith__isnull=False), name="added_form_has_a_first_day"
            ),
        ]

    def __str__(self) -> str:
        return self.code
