"""The signed links of mailed invitations, and how a sheet's code is written."""

from __future__ import annotations

from portals.framework_patches.tokens import TokensOfState

from .models import Invitation


class InvitationTokens(TokensOfState):
    """Django's tokens, for one invitation: worth nothing once it is used or the password has changed."""

    key_salt = "portals.boards.invitations"

    def __init__(self, invitation: Invitation) -> None:
        super().__init__()
        self.invitation = invitation

    def state(self) -> str:
        return f"{self.invitation.pk}{self.invitation.used_at}"


def readable(code: str) -> str:
    """A code in groups of four, as it is printed."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
