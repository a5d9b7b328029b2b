"""What this floor puts into the inbox: texts on their way, sections, today's schedule."""

from editorial.guarding.inbox import FindingsOfTheScan
from editorial.inbox import registry

from .scheduled import ScheduledToday
from .sections import StaleSections
from .staffing import BoardsInDisorder
from .texts import DraftTexts, LaterChecks, ReturnedTexts, ReviewTexts
from .uploads import RefusedFiles


def register_all() -> None:
    registry.register(FindingsOfTheScan())
    registry.register(LaterChecks())
    registry.register(ReviewTexts())
    registry.register(ReturnedTexts())
    registry.register(RefusedFiles())
    registry.register(DraftTexts())
    registry.register(ScheduledToday())
    registry.register(StaleSections())
    registry.register(BoardsInDisorder())
