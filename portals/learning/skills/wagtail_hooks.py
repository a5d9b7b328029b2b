"""What the training record registers with Wagtail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portals.admin_kit import desk_menu
from portals.admin_kit.desk_menu import DeskEntry, MenuTheme, on_a_board, with_post

from .desk import changing, courses, report, views

if TYPE_CHECKING:
    from django.utils.safestring import SafeString
    from wagtail.log_actions import LogActionRegistry

for entry in (
    DeskEntry(
        "my-skills", _("My skills"), "training_mine", MenuTheme.BOARD, on_a_board, "user", order=60
    ),
    DeskEntry(
        "skills-report", _("Skills of the boards"), "training_report", MenuTheme.BOARD,
        with_post(lambda post: post.decides), "group", order=62,
    ),
    DeskEntry(
        "courses", _("Courses"), "training_courses", MenuTheme.BOARD,
        with_post(lambda post: post.decides and post.oversees), "date", order=64,
    ),
):  # fmt: skip
    desk_menu.register(entry)


@hooks.register("insert_global_admin_css")
def training_style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("portals/learning/skills.css"))


@hooks.register("register_admin_urls")
def training_addresses() -> list[URLPattern]:
    session = "tap-huan/buoi/<int:training_session_id>/"
    return [
        path("ky-nang-cua-toi/", views.my_skills, name="training_mine"),
        path("ky-nang/", report.SkillReport.as_view(), name="training_report"),
        path("ky-nang/di-co-so/", views.visits, name="training_visits"),
        path("tap-huan/", courses.courses, name="training_courses"),
        path("tap-huan/khoa-moi/", courses.NewCourse.as_view(), name="training_course_new"),
        path(
            "tap-huan/khoa/<int:course_id>/buoi-moi/",
            courses.NewSession.as_view(),
            name="training_session_new",
        ),
        path(session, courses.training_session, name="training_session"),
        path(f"{session}doi/", changing.ChangeSession.as_view(), name="training_change"),
        path(f"{session}huy/", courses.CallOff.as_view(), name="training_call_off"),
        path(f"{session}bang/", courses.attendance_sheet, name="training_sheet"),
        path(f"{session}ma/", courses.code_screen, name="training_code"),
        path(f"{session}xoa/", courses.strike, name="training_strike"),
        path("tap-huan/co-mat/<str:presence_code>/", views.presence, name="training_presence"),
    ]


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    named: list[tuple[str, Any, Any]] = [
        ("open_course", _("Enter a course"), _("Course entered")),
        ("plan", _("Plan a session"), _("Session planned")),
        ("change", _("Change a session"), _("Session changed")),
        ("call_off", _("Call a session off"), _("Session called off")),
        ("came", _("Sign in to a session"), _("Signed in to a session")),
        ("enter_attendance", _("Enter who came"), _("Entered who came")),
        ("strike", _("Strike who did not come"), _("Struck who did not come")),
    ]
    for action, label, message in named:
        actions.register_action(f"skills.{action}", label, message)
