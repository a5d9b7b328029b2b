"""What this floor puts into the inbox, in the order of the list where two things are equally urgent."""

from portals.inbox import registry

from .broadcasts.inbox import LateTexts
from .content_scan.inbox import FindingsOfTheScan
from .documents.gaps.inbox import MissingNumbers
from .integrity_watch.inbox import FindingsOfTheWatch
from .media.inbox import RefusedFiles
from .plans.promises.inbox import PromisesDue, ProposedPromises, SilentPromisesBelow
from .remarks.inbox import RemarksToRead
from .review.inbox import DraftTexts, LaterChecks, ReturnedTexts, ReviewTexts
from .review.inbox_of_scheduled import ScheduledToday
from .royalties.inbox import RoyaltySheetsMissing, RoyaltySheetsToApprove
from .social_posts.inbox import PostsToApprove
from .standing.inbox import StaleSections
from .stations.inbox import BulletinsToAir, BulletinsToCorrect, MissingBulletins


def register_all() -> None:
    registry.register(FindingsOfTheScan())
    registry.register(FindingsOfTheWatch())
    registry.register(LaterChecks())
    registry.register(ReviewTexts())
    registry.register(PostsToApprove())
    registry.register(ReturnedTexts())
    registry.register(MissingNumbers())
    registry.register(BulletinsToCorrect())
    registry.register(BulletinsToAir())
    registry.register(MissingBulletins())
    registry.register(RefusedFiles())
    registry.register(DraftTexts())
    registry.register(LateTexts())
    registry.register(ScheduledToday())
    registry.register(StaleSections())
    registry.register(RemarksToRead())
    registry.register(ProposedPromises())
    registry.register(PromisesDue())
    registry.register(SilentPromisesBelow())
    registry.register(RoyaltySheetsToApprove())
    registry.register(RoyaltySheetsMissing())
