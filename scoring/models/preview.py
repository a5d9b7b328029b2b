"""What a draft of a rubric would have changed: kept, so that nobody tries rubrics out unseen until one suits."""

from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User

from .rubric import Rubric


class RubricPreview(models.Model):
    """One trial of a rubric on the facts of a month. `shown` is all that its page showed, `content` what was tried."""

    rubric = models.ForeignKey(
        Rubric, models.PROTECT, db_index=False, related_name="previews", verbose_name=_("rubric")
    )
    month = models.DateField(_("month"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("tried by"))
    made_at = models.DateTimeField(_("tried at"))
    content = models.JSONField(_("rubric as it was"), encoder=DjangoJSONEncoder)
    shown = models.JSONField(_("what it showed"), encoder=DjangoJSONEncoder)

    objects: ClassVar[models.Manager[RubricPreview]]

    class Meta:
        verbose_name = _("trial of a rubric")
        verbose_name_plural = _("trials of rubrics")
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="preview_is_of_a_month"),
        ]
        indexes = [models.Index(F("rubric"), F("made_at").desc(), name="preview_by_rubric")]

    def __str__(self) -> str:
        return f"{self.rubric_id} {self.month:%Y-%m}"
