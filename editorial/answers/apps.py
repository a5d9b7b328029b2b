"""The app of answers that anybody may read."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnswersConfig(AppConfig):
    name = "editorial.answers"
    label = "answers"
    verbose_name = _("Published answers")
