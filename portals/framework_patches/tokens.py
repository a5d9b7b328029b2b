"""Django's signed links, for more than a password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator


class TokensOfState(PasswordResetTokenGenerator):
    """Tokens that are worth nothing once `state` differs from what it was when they were made.

    What a token is made of is said by a private method, which Django's own users override all the same; its public
    signers carry a value but know nothing of password and last login. A documented method would replace this.
    """

    def state(self) -> str:
        raise NotImplementedError

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{self.state()}"
