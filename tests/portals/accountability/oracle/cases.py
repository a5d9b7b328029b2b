"""The cases reasoned by hand from the words of the rules, one or more for each rule and its edges."""

from __future__ import annotations

from tests.portals.accountability.oracle.cases_of_changes import OF_CHANGES
from tests.portals.accountability.oracle.cases_of_ends import OF_ENDS
from tests.portals.accountability.oracle.cases_of_hands import OF_HANDS
from tests.portals.accountability.oracle.cases_of_pauses import OF_PAUSES
from tests.portals.accountability.oracle.cases_of_periods import OF_PERIODS
from tests.portals.accountability.oracle.telling import ByHand

CASES: list[ByHand] = [*OF_PERIODS, *OF_PAUSES, *OF_HANDS, *OF_CHANGES, *OF_ENDS]
