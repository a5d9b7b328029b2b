"""Boards: the people who sign in, their offices and posts, who acts in whose place, and invitations."""

from .grants import Absence, Delegation, StandingWaiver
from .invitations import Invitation
from .offices import BoardMember, BoardMemberQuerySet, EditorialBoard, RightsGroup
from .people import User
from .required_posts import RequiredPost

__all__ = [
    "Absence",
    "BoardMember",
    "BoardMemberQuerySet",
    "Delegation",
    "EditorialBoard",
    "Invitation",
    "RequiredPost",
    "RightsGroup",
    "StandingWaiver",
    "User",
]
