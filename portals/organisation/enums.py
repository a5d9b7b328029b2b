"""The fixed vocabularies of what a portal says about the body behind it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OfficialRole(models.TextChoices):
    """Why somebody is named: the law asks for the leaders and for whom to turn to."""

    LEADER = "leader", _("Leader")
    CONTACT = "contact", _("Contact officer")


class Subject(models.TextChoices):
    """What a board confirms to be still correct."""

    CONTACT = "contact", _("Contact details")
    ORGANISATION = "organisation", _("Organisation and leaders")


class SocialService(models.TextChoices):
    FACEBOOK = "facebook", "Facebook"
    ZALO = "zalo", "Zalo"
    YOUTUBE = "youtube", "YouTube"
    TIKTOK = "tiktok", "TikTok"


# The hosts at which an account of each service lives: a link in the footer of a portal leads nowhere else.
HOSTS_OF_SERVICE: dict[str, frozenset[str]] = {
    SocialService.FACEBOOK: frozenset({"facebook.com", "www.facebook.com", "fb.com"}),
    SocialService.ZALO: frozenset({"zalo.me", "oa.zalo.me"}),
    SocialService.YOUTUBE: frozenset({"youtube.com", "www.youtube.com"}),
    SocialService.TIKTOK: frozenset({"tiktok.com", "www.tiktok.com"}),
}
