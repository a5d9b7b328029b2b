"""Kinds of plans, what stands with a target, and what becomes of a promise."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlanKind(models.TextChoices):
    """In the order in which citizens find them."""

    STRATEGY = "chien-luoc", _("Strategies and master plans")
    YEARLY = "ke-hoach-nam", _("Plans of a year")
    FIELD = "chuyen-de", _("Plans of a field or subject")
    PORTAL = "cong", _("Plans of the portal itself")
    COORDINATION = "phoi-hop", _("Rules of coordination")


class TargetState(models.TextChoices):
    REACHED = "reached", pgettext_lazy("state of a target", "reached")
    ON_THE_WAY = "on-the-way", pgettext_lazy("state of a target", "on the way")
    LATE = "late", pgettext_lazy("state of a target", "past its day, not reached")


class PromiseState(models.TextChoices):
    """As it is stored. Whether an open one is silent follows from the clock."""

    PROPOSED = "proposed", pgettext_lazy("state of a promise", "to be confirmed")
    REJECTED = "rejected", pgettext_lazy("state of a promise", "no promise")
    OPEN = "open", pgettext_lazy("state of a promise", "running")
    KEPT = "kept", pgettext_lazy("state of a promise", "kept")
    DROPPED = "dropped", pgettext_lazy("state of a promise", "dropped")


class PromiseStanding(models.TextChoices):
    """As citizens read it on a day."""

    RUNNING = "running", pgettext_lazy("standing of a promise", "running")
    LATE = "late", pgettext_lazy("standing of a promise", "late, with a new day")
    ANSWER_DUE = (
        "answer-due",
        pgettext_lazy("standing of a promise", "its day has come; the agency is to answer"),
    )
    SILENT = (
        "silent",
        pgettext_lazy("standing of a promise", "its day is past, and the agency has said nothing"),
    )
    KEPT = "kept", pgettext_lazy("standing of a promise", "kept")
    KEPT_LATE = "kept-late", pgettext_lazy("standing of a promise", "kept, late")
    DROPPED = "dropped", pgettext_lazy("standing of a promise", "dropped")


class PromiseAct(models.TextChoices):
    """What somebody said of a promise; one row each, never rewritten."""

    CONFIRM = "confirm", pgettext_lazy("act on a promise", "confirmed")
    REJECT = "reject", pgettext_lazy("act on a promise", "is no promise")
    KEEP = "keep", pgettext_lazy("act on a promise", "kept")
    POSTPONE = "postpone", pgettext_lazy("act on a promise", "late, with a new day")
    DROP = "drop", pgettext_lazy("act on a promise", "dropped")
