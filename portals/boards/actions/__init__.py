"""What can be done with a board: posts, rights, who acts in whose place, waivers, invitations."""

from .appointing import (
    UnableToAppoint,
    UnableToChangePost,
    appoint,
    appoint_together,
    change_position,
    correct_term,
    end_post,
)
from .rights import FILE_RIGHTS, PAGE_RIGHTS, derive_rights, open_rights

__all__ = [
    "FILE_RIGHTS",
    "PAGE_RIGHTS",
    "UnableToAppoint",
    "UnableToChangePost",
    "appoint",
    "appoint_together",
    "change_position",
    "correct_term",
    "derive_rights",
    "end_post",
    "open_rights",
]
