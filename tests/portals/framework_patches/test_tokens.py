"""Breaks when Django makes its signed links of something else: an invitation would hold after it was used."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from portals.boards.models import User
from portals.framework_patches.tokens import TokensOfState
from tests.support.contracts import must_take


class Tokens(TokensOfState):
    def __init__(self, said: str) -> None:
        super().__init__()
        self.said = said

    def state(self) -> str:
        return self.said


def test_a_token_holds_while_the_state_is_the_same_and_not_after():
    must_take(
        PasswordResetTokenGenerator,
        "_make_hash_value",
        "user",
        "timestamp",
        used_by="TokensOfState",
    )
    user = User(pk=1, username="thu", password="x")
    token = Tokens("chưa dùng").make_token(user)
    assert Tokens("chưa dùng").check_token(user, token)
    assert not Tokens("đã dùng").check_token(user, token), (
        "Django's tokens do not ask _make_hash_value any more: used invitations hold."
    )


def test_nor_after_the_password_was_changed():
    user = User(pk=1, username="thu", password="x")
    token = Tokens("").make_token(user)
    user.password = "y"
    assert not Tokens("").check_token(user, token)
