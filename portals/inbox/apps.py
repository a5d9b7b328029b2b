"""The app of the inbox."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InboxConfig(AppConfig):
    name = "portals.inbox"
    label = "inbox"
    verbose_name = _("To do")

    def ready(self) -> None:
        from portals.admin_kit import desk_menu, pocket
        from portals.database.cloned import keep_from_clone
        from portals.jobs import schedules

        from . import jobs

        keep_from_clone("editorial_inboxmail", "editorial_maillink")
        pocket.register(pocket.PocketPage("inbox", _("To do"), order=10))
        desk_menu.register(
            desk_menu.DeskEntry(
                "todo", _("To do"), "wagtailadmin_home", desk_menu.MenuTheme.TODO,
                desk_menu.on_a_board, "tasks",
            )
        )  # fmt: skip
        schedules.register(jobs.ensure_digests, every_seconds=600, queue=schedules.ROUTINE)
        schedules.register(jobs.tell_what_is_urgent, every_seconds=120, queue=schedules.ROUTINE)
        schedules.register(jobs.forget_what_is_old, every_seconds=6 * 3600, queue=schedules.ROUTINE)
