"""Conclusions of inspections, rewards and sanctions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConclusionsConfig(AppConfig):
    name = "editorial.conclusions"
    label = "conclusions"
    verbose_name = _("Inspection and sanctions")
