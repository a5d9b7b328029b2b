"""Who signs in."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who signs in. Groups are derived from posts; nobody sets them by hand."""

    rights_valid_until = models.DateField(
        _("rights derived until"),
        null=True,
        editable=False,
        help_text=_("From this day on the rights must be derived anew; empty: never derived."),
    )

    class Meta(AbstractUser.Meta):
        pass

    def get_full_name(self) -> str:
        """Family name first, as it is written in Vietnamese."""
        return f"{self.last_name} {self.first_name}".strip()

    def __str__(self) -> str:
        return self.get_full_name() or self.username
