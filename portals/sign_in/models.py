"""The browsers from which people have signed in, and who asks for a new password."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class KnownDevice(models.Model):
    """A browser that a person signed in from, known by a random token in its cookie; here is only the digest."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="devices", verbose_name=_("person")
    )
    digest = models.CharField(max_length=64)
    first_seen_at = models.DateTimeField(_("first sign-in"))
    last_seen_at = models.DateTimeField(_("last sign-in"))

    objects: ClassVar[models.Manager[KnownDevice]]

    class Meta:
        verbose_name = _("known device")
        verbose_name_plural = _("known devices")
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="known_device_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.digest[:8]}"


class PasswordRequest(models.Model):
    """Somebody typed this address to be mailed a link for a new password. Gone as soon as a worker has looked at it.

    Written whoever has the address, or nobody: the page must not know.
    """

    email = models.EmailField(max_length=254)
    asked_at = models.DateTimeField()

    objects: ClassVar[models.Manager[PasswordRequest]]

    class Meta:
        verbose_name = _("request for a new password")
        verbose_name_plural = _("requests for a new password")

    def __str__(self) -> str:
        return f"{self.pk}: {self.asked_at:%Y-%m-%d %H:%M}"
