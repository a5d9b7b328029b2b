"""What a reform does with the tables of this floor."""

from __future__ import annotations

from portals.reforms.registry import Fate, declare_fates


def declare_all() -> None:
    declare_fates(
        "editorial",
        {
            "ActToRecord.portal": (Fate.KEEP, "what was done there was done there"),
            "Approval.portal": (Fate.KEEP, "that board answers for what it approved"),
            "CarriedRecord.portal": (Fate.KEEP, "it says what was there before that portal"),
            "DisclosureFigure.portal": (Fate.KEEP, "the figures are of that agency"),
            "HomeBlockChoice.portal": (Fate.CLOSE, "the successor has its own home page"),
            "MovedThing.portal": (Fate.KEEP, "it says what came there from elsewhere"),
            "NumberGap.portal": (Fate.CLOSE, "nobody is left to answer for it there"),
            "NumberList.portal": (Fate.KEEP, "it says who declared what there"),
            "OldAddress.portal": (Fate.KEEP, "addresses stay alive on the hosts that were"),
            "PortalPopulation.portal": (Fate.KEEP, "they lived on that territory"),
            "SheetUpload.portal": (Fate.KEEP, "it says who sent what is read there"),
            "RegisterImport.portal": (Fate.KEEP, "it says who brought in what stands there"),
            "FollowedSearch.portal": (Fate.KEEP, "it says where the search was begun"),
            "SearchedWords.portal": (Fate.KEEP, "they were looked for there"),
            "SearchThing.portal": (Fate.KEEP, "it follows what it tells of"),
            "SectionPage.portal": (Fate.KEEP, "what stands in it goes on being read"),
            "Placement.portal": (Fate.KEEP, "what was published there was published there"),
            "StoryPaper.portal": (Fate.KEEP, "it has that portal's frame"),
            "UsefulnessCount.portal": (Fate.KEEP, "the readers were those of that portal"),
        },
    )
    declare_fates(
        "front",
        {
            "HomeLink.portal": (Fate.CLOSE, "the successor has its own home page"),
            "HomeFigure.portal": (Fate.CLOSE, "the successor has its own home page"),
        },
    )
    declare_fates(
        "watch",
        {
            "FoundAlteration.portal": (Fate.CLOSE, "nobody is left to answer it there"),
            "KnownState.portal": (Fate.CLOSE, "what a closed portal is made of changes no more"),
            "WatchedAddress.portal": (Fate.CLOSE, "only open portals are looked at"),
        },
    )
    declare_fates(
        "guarding", {"Suspicion.portal": (Fate.CLOSE, "nobody is left to answer it there")}
    )
    declare_fates(
        "answers", {"ReleasedAnswer.portal": (Fate.KEEP, "it says what that agency answered")}
    )
    declare_fates(
        "consultations",
        {
            "DraftComment.portal": (Fate.KEEP, "it was asked of the public there"),
            "ConsultationSummary.portal": (Fate.KEEP, "it says what was told there"),
        },
    )
    declare_fates("press", {"PressCorner.portal": (Fate.CLOSE, "the successor speaks for itself")})
    declare_fates(
        "reception",
        {
            "ReceptionOffice.portal": (Fate.CLOSE, "the successor says where it receives"),
            "ReceptionRule.portal": (Fate.CLOSE, "the successor sets its own days"),
            "ReceptionDay.portal": (Fate.KEEP, "who sat there sat there"),
            "ReceptionMonth.portal": (Fate.KEEP, "it was told there"),
        },
    )
    declare_fates(
        "remarks",
        {"ReaderRemark.portal": (Fate.KEEP, "it was said of that portal, and ends with its term")},
    )
    declare_fates(
        "plans",
        {
            "AgencyPromise.portal": (Fate.KEEP, "it says what that agency promised"),
            "Plan.portal": (Fate.KEEP, "it says what that agency wanted to reach"),
        },
    )
    declare_fates(
        "royalties",
        {
            "RoyaltyFund.portal": (Fate.KEEP, "it says what that board could spend"),
            "RoyaltySheet.portal": (Fate.KEEP, "that board answers for what it paid"),
        },
    )
    declare_fates(
        "schedules",
        {"LeaderSchedule.portal": (Fate.KEEP, "it says what those leaders did then")},
    )
    declare_fates(
        "social_posts",
        {"PostTemplate.portal": (Fate.CLOSE, "the successor words its own posts")},
    )
    declare_fates(
        "stations",
        {"Station.portal": (Fate.CLOSE, "its schedule stays; the successor opens its own")},
    )
    declare_fates(
        "procedures",
        {"ServicePoint.portal": (Fate.CLOSE, "the successor says where its own centre is")},
    )
