"""The chapter of the demo that is of this floor: the last three months scored."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portals.demo.people import Crews
from portals.operations.demo.chapters import DemoChapter, DemoScene

from .scores import score_last_months


def _score(scene: DemoScene) -> None:
    score_last_months(scene.portals, scene.take(Crews), now=scene.now)


CHAPTERS = (DemoChapter("scores", 100, _("Scores"), _score),)
