"""How portals differ to the eye: a palette and a motif of the banner, both from a small set.

The colours themselves are tokens of the style sheets; tests prove the contrast of every palette. All else is the same
on every portal, as the rules ask: the mark, the parent unit above the name, one form of name.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Palette(models.TextChoices):
    """Named after the pigments of Đông Hồ prints and the crafts of the province."""

    SON = "son", _("Vermilion red")
    CHAM = "cham", _("Indigo blue")
    NGOC = "ngoc", _("Jade")
    LA = "la", _("Leaf green")
    GACH = "gach", _("Fired clay")
    SIM = "sim", _("Rose myrtle violet")


class Motif(models.TextChoices):
    DRUM = "trong-dong", _("Bronze drum")
    WAVES = "song-nuoc", _("Waves")
    LOTUS = "hoa-sen", _("Lotus")
    RICE = "bong-lua", _("Ears of rice")
    NONE = "tron", _("No motif")
