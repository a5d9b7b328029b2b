"""What a reform does with the tables of this floor."""

from __future__ import annotations

from portals.reforms.registry import Fate, declare_fates


def declare_all() -> None:
    declare_fates(
        "scoring",
        {
            "Scorecard.portal": (Fate.KEEP, "a month is read as it stood"),
            "Scorecard.scorer": (Fate.KEEP, "a month is read as it stood"),
            "Proceeding.scorer": (Fate.KEEP, "a month is read as it stood"),
            "Proceeding.passed_to": (Fate.KEEP, "a month is read as it stood"),
            "NotApplicable.portal": (Fate.CLOSE, "the successor is judged anew"),
            "FrozenFacts.portal": (Fate.KEEP, "a month is read as it stood"),
            "Forecast.portal": (Fate.CLOSE, "what has ended has no running month"),
            "FactEntry.portal": (Fate.KEEP, "a month is read as it stood"),
        },
    )
    declare_fates(
        "probes",
        {
            "Target.front_of": (Fate.CLOSE, "what has ended is asked no longer"),
            "Link.portal": (Fate.CLOSE, "what has ended is asked no longer"),
        },
    )
