"""What this floor registers with Wagtail."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from . import menu


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    return [path("", include("scoring.urls"))]


menu.register_menu_of_scoring()


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    named: list[tuple[str, Any, Any]] = [
        ("draw_up", _("Draw up a rubric"), _("Rubric drawn up")),
        ("adopt", _("Adopt a rubric"), _("Rubric adopted")),
        ("preview", _("Try a rubric out"), _("Rubric tried out")),
        ("score_month", _("Score a month"), _("Month scored")),
        ("remeasure", _("Measure again"), _("Measured again")),
        ("close_round", _("Close a month"), _("Month closed")),
        ("publish_round", _("Publish the league"), _("League published")),
        ("decide_on_copies", _("Decide on copies"), _("Copies decided on")),
        ("exempt", _("Declare not applicable"), _("Criterion declared not applicable")),
        ("end_exemption", _("End what does not apply"), _("Criterion applies again")),
        ("enter_facts", _("Enter facts"), _("Facts entered")),
        ("declare_trial", _("Declare a trial month"), _("Month declared a trial")),
        ("take_trial_back", _("Let a trial month count"), _("Trial month counts after all")),
        ("open", _("Begin the course of a month"), _("Course of a month began")),
        ("pass_on", _("Pass a scorer's steps on"), _("Scorer's steps passed on")),
        ("sign_self_assessment", _("Sign a self-assessment"), _("Self-assessment signed")),
        ("pass_self_assessment", _("End self-assessment"), _("Self-assessment ended by the clock")),
        ("verify", _("Verify scorecards"), _("Scorecards verified")),
        ("pass_verification", _("End verification"), _("Verification ended by the clock")),
        ("appeal", _("Ask for a review"), _("Review asked for")),
        ("rule", _("Rule on a request for review"), _("Request for review ruled on")),
        ("name_draw", _("Name a public draw"), _("Public draw named")),
        ("enter_draw", _("Enter a public draw"), _("Public draw entered")),
        ("confirm_draw", _("Confirm a public draw"), _("Public draw confirmed")),
        ("recheck", _("Check a scorecard again"), _("Scorecard checked again")),
        ("confirm_penalty", _("Confirm a penalty"), _("Penalty confirmed")),
        ("confirm_own_card", _("Confirm the province's own card"), _("Own card confirmed")),
        (
            "import_neighbour",
            _("Take in another province's scores"),
            _("Scores of a province taken in"),
        ),
        ("publish_own_card", _("Publish the province's own card"), _("Own card published")),
        ("override", _("Give a line other points"), _("Line given other points")),
        ("extend", _("Extend a step"), _("Step extended")),
        ("decide", _("Decide on scorecards"), _("Scorecards decided on")),
        ("enter_notice", _("Enter the notice"), _("Notice entered, scorecards published")),
        ("state", _("Put a statement beside a scorecard"), _("Statement of the head published")),
        ("set_schedule", _("Set the days of the steps"), _("Days of the scoring steps set")),
        ("ask_for_pack", _("Ask for an evidence pack"), _("Evidence pack asked for")),
        ("refuse_notice", _("Refuse a notice"), _("Notice not taken")),
        ("propose_correction", _("Propose a correction"), _("Correction of a scorecard proposed")),
        ("show_scores", _("Show scores in public"), _("Whether scores are public decided")),
        ("correct", _("Correct a scorecard"), _("Published scorecard corrected")),
    ]
    for action, label, message in named:
        actions.register_action(f"scoring.{action}", label, message)
