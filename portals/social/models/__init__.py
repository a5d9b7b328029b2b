"""What was found of social accounts and the files that show it; what opens an account, and what is posted to it."""

from .posting import (
    ENDED,
    LONGEST_LINK,
    LONGEST_POST,
    LONGEST_SUBJECT,
    LONGEST_WORDS,
    STANDING,
    SocialPost,
    SocialPostQuerySet,
    SocialToken,
)
from .register import (
    FIRST_SOCIAL_YEAR,
    LONGEST_FOUND,
    MOST_FOLLOWERS,
    MOST_REACHED,
    SocialCheck,
    SocialEvidence,
    SocialFormerYear,
    SocialMonth,
    unguessable_evidence,
)

__all__ = [
    "ENDED",
    "FIRST_SOCIAL_YEAR",
    "LONGEST_FOUND",
    "LONGEST_LINK",
    "LONGEST_POST",
    "LONGEST_SUBJECT",
    "LONGEST_WORDS",
    "MOST_FOLLOWERS",
    "MOST_REACHED",
    "STANDING",
    "SocialCheck",
    "SocialEvidence",
    "SocialFormerYear",
    "SocialMonth",
    "SocialPost",
    "SocialPostQuerySet",
    "SocialToken",
    "unguessable_evidence",
]
