"""Drafts laid open for comment."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultationsConfig(AppConfig):
    name = "editorial.consultations"
    label = "consultations"
    verbose_name = _("Draft consultations")
