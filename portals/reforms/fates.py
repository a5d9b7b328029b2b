"""What a reform does with the tables of this floor."""

from __future__ import annotations

from .registry import Fate, declare_fates


def declare_all() -> None:
    declare_fates(
        "portals",
        {
            "PortalAddress.portal": (
                Fate.KEEP,
                "old hosts go on answering for the portal that was",
            ),
            "ClusterMembership.portal": (Fate.CLOSE, "peers are compared while they exist"),
            "Oversight.portal": (Fate.CLOSE, "nobody oversees what has ended"),
            "Oversight.overseer": (Fate.CLOSE, "what has ended oversees nobody"),
            "SocialAccount.portal": (Fate.CLOSE, "the body behind the account has ended"),
            "Succession.portal": (Fate.KEEP, "it is the record of the reform"),
            "Succession.successor": (Fate.KEEP, "it is the record of the reform"),
        },
    )
    declare_fates(
        "calendar", {"WorkingHours.portal": (Fate.CLOSE, "an office that has ended has no hours")}
    )
    declare_fates(
        "boards",
        {
            "EditorialBoard.portal": (
                Fate.CLOSE,
                "its posts end on the day; who held them stays known",
            ),
            "RightsGroup.portal": (Fate.CLOSE, "nobody writes on a portal that has ended"),
        },
    )
    declare_fates(
        "organisation",
        {
            "Unit.portal": (Fate.CLOSE, "the new body names its own units"),
            "ResidentialGroup.portal": (Fate.CLOSE, "the new commune lists its own"),
            "Official.portal": (Fate.CLOSE, "the new body names its own people"),
            "Confirmation.portal": (Fate.KEEP, "it was confirmed on that day"),
        },
    )
    looked_at = (Fate.KEEP, "the pages were looked at there")
    declare_fates(
        "visits",
        {
            "PageViews.portal": looked_at,
            "ThingViews.portal": looked_at,
            "DayShare.portal": looked_at,
            "DayReaders.portal": looked_at,
            "FormerYear.portal": (Fate.KEEP, "its former system counted them"),
        },
    )
