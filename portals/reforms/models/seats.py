"""Who sits on the board of a unit that a change opens, as it was decided before the day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portals.boards.enums import Position
from portals.boards.models import BoardMember, User

from .document import ReformUnit


class ReformSeat(models.Model):
    """A person's post on the new board. `post` is what it became on the day; empty before, and once taken back."""

    unit = models.ForeignKey(ReformUnit, models.CASCADE, related_name="seats")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("person"))
    position = models.CharField(_("position"), max_length=12, choices=Position)
    main_post = models.CharField(_("main post"), max_length=120, blank=True)
    post = models.OneToOneField(
        BoardMember, models.SET_NULL, null=True, related_name="reform_seat", verbose_name=_("post")
    )

    objects: ClassVar[models.Manager[ReformSeat]]

    class Meta:
        verbose_name = _("post on a new board")
        verbose_name_plural = _("posts on new boards")
        constraints = [
            models.UniqueConstraint(fields=["unit", "user"], name="one_seat_a_person_and_board"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(position=Position.HEAD), name="new_board_has_one_head"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.user_id} {self.position}"
