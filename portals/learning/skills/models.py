"""What persons can do, derived by night; courses, their sessions, who was invited and who came."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User
from portals.models import Portal

from .catalogue import skills
from .enums import CameBy, SkillState

LONGEST_EVIDENCE = 200
LONGEST_SKILL = 24


class PersonSkill(models.Model):
    """A skill that a person showed at least once. Derived anew each night (`keeping.py`); nothing else writes it.

    `since` is the second deed, with which a person has the skill.
    """

    user = models.ForeignKey(
        User, models.CASCADE, db_index=False, related_name="skills", verbose_name=_("person")
    )
    skill = models.CharField(_("skill"), max_length=LONGEST_SKILL)
    state = models.CharField(_("state"), max_length=8, choices=SkillState)
    times = models.PositiveIntegerField(_("times done rightly"))
    # So many of `times` were on the practice install.
    practised = models.PositiveIntegerField(_("of them in practice"), default=0, db_default=0)
    first_at = models.DateTimeField(_("first done"))
    since = models.DateTimeField(_("has it since"), null=True)
    last_at = models.DateTimeField(_("last done"))
    evidence = models.CharField(_("last shown by"), max_length=LONGEST_EVIDENCE, blank=True)
    mistaken_at = models.DateTimeField(_("last mistake"), null=True)
    kept_at = models.DateTimeField(_("derived at"))

    objects: ClassVar[models.Manager[PersonSkill]]

    class Meta:
        verbose_name = _("skill of a person")
        verbose_name_plural = _("skills of persons")
        constraints = [
            models.UniqueConstraint(fields=["user", "skill"], name="one_row_a_person_and_skill"),
            models.CheckConstraint(
                condition=Q(times=1, since=None, state=SkillState.BEGUN)
                | (Q(times__gte=2, since__isnull=False) & ~Q(state=SkillState.BEGUN)),
                name="skill_is_had_from_the_second_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=SkillState.REFRESH) | Q(mistaken_at__isnull=False),
                name="skill_is_refreshed_after_a_mistake",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.skill}"


class PractisedDeed(models.Model):
    """A deed done rightly on the practice install, kept before that was cloned anew. This record alone reads it."""

    user = models.ForeignKey(
        User, models.CASCADE, db_index=False, related_name="+", verbose_name=_("person")
    )
    skill = models.CharField(_("skill"), max_length=LONGEST_SKILL)
    at = models.DateTimeField(_("done at"))
    evidence = models.CharField(_("shown by"), max_length=LONGEST_EVIDENCE, blank=True)

    objects: ClassVar[models.Manager[PractisedDeed]]

    class Meta:
        verbose_name = _("deed in practice")
        verbose_name_plural = _("deeds in practice")
        constraints = [
            # Read again by a clone that did not come to its end, it is the same deed.
            models.UniqueConstraint(
                fields=["user", "skill", "at"], name="practised_deed_is_kept_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.skill} {self.at}"


class SkillLoss(models.Model):
    """Points that a portal lost for want of a skill in the last published months. Derived by night, too."""

    portal = models.ForeignKey(
        Portal, models.CASCADE, db_index=False, related_name="+", verbose_name=_("portal")
    )
    skill = models.CharField(_("skill"), max_length=LONGEST_SKILL)
    points = models.DecimalField(_("points lost"), max_digits=7, decimal_places=2)
    months = models.PositiveSmallIntegerField(_("months"))
    kept_at = models.DateTimeField(_("derived at"))

    objects: ClassVar[models.Manager[SkillLoss]]

    class Meta:
        verbose_name = _("points lost for want of a skill")
        verbose_name_plural = _("points lost for want of skills")
        constraints = [
            models.UniqueConstraint(fields=["portal", "skill"], name="one_loss_a_portal_and_skill"),
            models.CheckConstraint(condition=Q(points__gt=0), name="loss_has_points"),
        ]

    def __str__(self) -> str:
        return f"{self.portal_id}: {self.skill} -{self.points}"


class TrainingCourse(models.Model):
    """A course that a portal gives to its own board and to those below."""

    portal = models.ForeignKey(
        Portal, models.PROTECT, related_name="+", verbose_name=_("given by the portal")
    )
    name = models.CharField(_("name of the course"), max_length=160)
    skills = ArrayField(models.CharField(max_length=LONGEST_SKILL), verbose_name=_("for skills"))
    opened_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    opened_at = models.DateTimeField(_("entered at"))

    objects: ClassVar[models.Manager[TrainingCourse]]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="course_has_a_name"),
            models.CheckConstraint(condition=~Q(skills=[]), name="course_is_for_skills"),
        ]

    def __str__(self) -> str:
        return self.name


class TrainingSession(models.Model):
    """One day of a course, or a visit to one board for one skill ("cầm tay chỉ việc"), which has no course."""

    portal = models.ForeignKey(
        Portal, models.PROTECT, related_name="+", verbose_name=_("given by the portal")
    )
    course = models.ForeignKey(
        TrainingCourse,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("course"),
    )
    visit_for = models.CharField(_("visit for the skill"), max_length=LONGEST_SKILL, blank=True)
    day = models.DateField(_("day"))
    begins = models.TimeField(_("begins at"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    planned_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    planned_at = models.DateTimeField(_("entered at"))
    called_off_at = models.DateTimeField(_("called off at"), null=True, blank=True)
    called_off_why = models.CharField(_("why it was called off"), max_length=300, blank=True)
    title = models.CharField(_("title"), max_length=160, blank=True, default="", db_default="")
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)

    objects: ClassVar[models.Manager[TrainingSession]]

    class Meta:
        verbose_name = _("training session")
        verbose_name_plural = _("training sessions")
        constraints = [
            models.CheckConstraint(
                condition=Q(course__isnull=False, visit_for="")
                | (Q(course=None) & ~Q(visit_for="")),
                name="session_is_of_a_course_or_a_visit",
            ),
            models.CheckConstraint(
                condition=~Q(place="") | ~Q(link=""), name="session_has_place_or_link"
            ),
            models.CheckConstraint(
                condition=Q(called_off_at=None, called_off_why="")
                | (Q(called_off_at__isnull=False) & ~Q(called_off_why="")),
                name="session_called_off_says_why",
            ),
        ]
        indexes = [models.Index(fields=["portal", "day"], name="session_by_day")]

    def __str__(self) -> str:
        return f"{self.name}, {self.day:%d/%m/%Y}"

    @property
    def name(self) -> str:
        """What the session is called; a course is asked for where it is not loaded."""
        if self.title:
            return self.title
        if self.course is not None:
            return self.course.name
        skill = skills().get(self.visit_for)
        return str(_("Visit: %s")) % (skill.name if skill else self.visit_for)


class SessionTrainer(models.Model):
    """Who trains: a person with an account, or a name from outside."""

    session = models.ForeignKey(
        TrainingSession, models.CASCADE, related_name="trainers", verbose_name=_("training session")
    )
    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    outside_name = models.CharField(_("name from outside"), max_length=160, blank=True)

    objects: ClassVar[models.Manager[SessionTrainer]]

    class Meta:
        verbose_name = _("trainer")
        verbose_name_plural = _("trainers")
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="trainer_once_a_session"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, outside_name="")
                | (Q(user=None) & ~Q(outside_name="")),
                name="trainer_is_a_person_or_a_name",
            ),
        ]

    def __str__(self) -> str:
        return self.outside_name or str(self.user)


class SessionBoard(models.Model):
    """A board whose members are invited to a session."""

    session = models.ForeignKey(
        TrainingSession, models.CASCADE, related_name="boards", verbose_name=_("training session")
    )
    portal = models.ForeignKey(
        Portal, models.PROTECT, related_name="+", verbose_name=_("board invited")
    )

    objects: ClassVar[models.Manager[SessionBoard]]

    class Meta:
        verbose_name = _("invited board")
        verbose_name_plural = _("invited boards")
        constraints = [
            models.UniqueConstraint(fields=["session", "portal"], name="board_once_a_session")
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.portal_id}"


class Attendance(models.Model):
    """That a person came. `entered_by` is the person where the code on the screen was read."""

    session = models.ForeignKey(
        TrainingSession,
        models.PROTECT,
        related_name="attendances",
        verbose_name=_("training session"),
    )
    user = models.ForeignKey(
        User, models.PROTECT, related_name="attendances", verbose_name=_("person")
    )
    came_by = models.CharField(_("how it is known"), max_length=8, choices=CameBy)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))

    objects: ClassVar[models.Manager[Attendance]]

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="came_once_to_a_session"),
            models.CheckConstraint(
                condition=~Q(came_by=CameBy.CODE) | Q(entered_by=models.F("user")),
                name="code_is_read_by_oneself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.user_id}"
