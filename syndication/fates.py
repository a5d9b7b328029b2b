"""What a reform does with the tables of this floor."""

from __future__ import annotations

from portals.reforms.registry import Fate, declare_fates


def declare_all() -> None:
    declare_fates(
        "syndication",
        {
            "Dispatch.sender": (Fate.KEEP, "that desk answers for what it sent"),
            "Delivery.portal": (Fate.CLOSE, "what still waits lapses; what was placed stays told"),
            "DutyShift.portal": (Fate.CLOSE, "the board that was on duty has ended"),
            "Proposal.sender": (Fate.CLOSE, "nobody is left to be answered"),
            "Proposal.receiver": (Fate.CLOSE, "nobody is left to answer"),
            "Recall.portal": (Fate.KEEP, "that desk answers for what it recalled"),
            "RecallRequest.asked_from": (Fate.KEEP, "it was asked on that day"),
            "RecallRequest.portal": (Fate.FOLLOW, "the successor's head decides what still waits"),
            "StandingRule.portal": (Fate.CLOSE, "the successor's board sets its own rules"),
            "StandingRule.sender": (Fate.CLOSE, "nothing is sent by what has ended"),
            "ReceivingGrant.portal": (Fate.CLOSE, "the successor's head decides on it"),
            "SectionChoice.portal": (Fate.CLOSE, "the successor's board chooses its own sections"),
            "PortalList_portals.portal": (Fate.FOLLOW, "who is written to by name is still meant"),
            "PortalList.owner": (Fate.CLOSE, "the desk whose list it was has ended"),
            "Nudge.sender": (Fate.KEEP, "it was asked on that day"),
            "Nudge.portal": (Fate.KEEP, "it was asked on that day"),
        },
    )
    declare_fates(
        "adapting", {"Adaptation.portal": (Fate.KEEP, "its text stands where it was published")}
    )
    declare_fates(
        "proof", {"ProvenAddress.portal": (Fate.KEEP, "a proof says what was asked, and when")}
    )
