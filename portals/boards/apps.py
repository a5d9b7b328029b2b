"""The boards of portals: offices, posts and the rights that follow from them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BoardsConfig(AppConfig):
    name = "portals.boards"
    label = "boards"
    verbose_name = _("Editorial boards")

    def ready(self) -> None:
        from portals.database.cloned import clone_as_it_is, keep_from_clone, overwrite
        from portals.database.rights import keep_secret
        from portals.inbox import registry
        from portals.learning import first_steps
        from portals.operations.doctor import registry as doctor
        from portals.overview import parts
        from portals.reforms.endings import register_afterwards
        from portals.reforms.registry import register_under_way

        from .first_step import BOARD_COMPLETE
        from .inbox import BoardsInDisorder
        from .overview import SLEEPING
        from .reforming import POSTS_HELD, derive_rights_on
        from .rights_checks import RIGHTS_CHECKS

        # Boards sign in at practice as at the desk; no mail finds them there.
        clone_as_it_is("boards_user", "password", why="boards sign in at practice as at the desk")
        overwrite("boards_user", email="'tai-khoan-' || id || '@tap.invalid'")
        keep_from_clone("boards_invitation")
        keep_secret("boards_user", "password")
        keep_secret("boards_invitation", "selector", "code_hash")
        registry.register(BoardsInDisorder())
        register_under_way(POSTS_HELD)
        register_afterwards(derive_rights_on)
        doctor.register("rights", lambda: RIGHTS_CHECKS, rank=50)
        parts.register(SLEEPING)
        first_steps.register(BOARD_COMPLETE)
