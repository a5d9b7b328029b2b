"""The app of the training record."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SkillsConfig(AppConfig):
    name = "portals.learning.skills"
    label = "skills"
    verbose_name = _("Skills and training")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals.database.cloned import overwrite
        from portals.inbox import registry
        from portals.jobs import schedules
        from portals.reforms.endings import register_made_by_the_clock
        from portals.reforms.registry import Fate, declare_fates

        from .inbox import SessionsChanged
        from .jobs import keep_the_training_record

        registry.register(SessionsChanged())

        schedules.register(keep_the_training_record, every_seconds=3600, queue=schedules.BULK)
        register_made_by_the_clock("skills.SkillLoss.portal")
        overwrite(
            "skills_sessiontrainer",
            outside_name="CASE WHEN outside_name = '' THEN '' ELSE 'Giảng viên ' || id END",
        )
        declare_fates(
            "skills",
            {
                "SkillLoss.portal": (Fate.KEEP, "the points were lost by that body"),
                "TrainingCourse.portal": (Fate.KEEP, "that body gave the course"),
                "TrainingSession.portal": (Fate.KEEP, "that body gave the session"),
                "SessionBoard.portal": (Fate.KEEP, "members of that board were invited then"),
            },
        )
