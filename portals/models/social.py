"""Where else a portal's body speaks: its own accounts with social services."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from .portal import Portal


class SocialService(models.TextChoices):
    FACEBOOK = "facebook", "Facebook"
    ZALO = "zalo", "Zalo"
    YOUTUBE = "youtube", "YouTube"
    TIKTOK = "tiktok", "TikTok"


# An account is named by an address with the service itself, so that no footer leads elsewhere.
HOSTS_OF_SERVICE = {
    SocialService.FACEBOOK: ("facebook.com", "fb.com"),
    SocialService.ZALO: ("zalo.me",),
    SocialService.YOUTUBE: ("youtube.com",),
    SocialService.TIKTOK: ("tiktok.com",),
}


class SocialAccount(models.Model):
    """One account of a portal with one service; the footer names it."""

    portal = models.ForeignKey(
        Portal,
        models.CASCADE,
        related_name="social_accounts",
        db_index=False,
        verbose_name=_("portal"),
    )
    service = models.CharField(_("service"), max_length=12, choices=SocialService)
    address = models.URLField(_("address"), max_length=200)

    objects: ClassVar[models.Manager[SocialAccount]]

    class Meta:
        verbose_name = _("social account")
        verbose_name_plural = _("social accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["portal", "service"], name="one_account_a_service_and_portal"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_service_display()} @ {self.portal_id}"
