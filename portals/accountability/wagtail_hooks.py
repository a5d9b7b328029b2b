"""What the room of requests registers with Wagtail: addresses, the entry of the menu, the names of acts in the log."""

from __future__ import annotations

from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from portals.admin_kit import desk_menu
from portals.admin_kit.desk_menu import DeskEntry, MenuTheme

from .desk import urls
from .desk.listing import handles_requests

LOG_ACTIONS = (
    ("accept", _("Accept a request"), _("Request accepted")),
    ("ask", _("Ask the citizen for more"), _("Citizen asked for more")),
    ("hand_over", _("Hand a request over"), _("Request handed over")),
    ("join", _("Join two requests"), _("Request joined with another")),
    ("refuse", _("Not accept a request"), _("Request not accepted")),
    ("to_national", _("Hand to the national system"), _("Handed to the national system")),
    ("dismiss", _("Put aside what is no request"), _("Put aside as no request")),
    ("seal", _("Seal a request"), _("Request sealed")),
    ("extend", _("Extend a request"), _("Request extended")),
    ("assign", _("Give a request to an officer"), _("Request given to an officer")),
    ("submit", _("Submit an answer"), _("Answer submitted")),
    ("return", _("Send an answer back"), _("Answer sent back")),
    ("approve", _("Approve an answer"), _("Answer approved")),
    ("retract", _("Take an answer out of public view"), _("Answer taken out of public view")),
    ("enter", _("Enter a request"), _("Request entered")),
    ("look", _("Look at a request"), _("Request looked at")),
    ("consult", _("Consult another agency"), _("Another agency consulted")),
    ("answer_consult", _("Answer a consultation"), _("Consultation answered")),
    ("rule", _("Rule on a correction"), _("Ruled on a correction")),
    ("review", _("Decide on a review"), _("Review decided")),
    ("files", _("Choose files for the public"), _("Files for the public chosen")),
    ("enter_erasure", _("Enter a demand to erase"), _("Demand to erase entered")),
    ("erase", _("Erase personal data"), _("Personal data erased")),
    ("refuse_erasure", _("Keep personal data"), _("Demand to erase refused")),
    ("judge_refusal", _("Judge a refusal"), _("Refusal judged by the overseer")),
    ("state", _("Sign a statement of the head"), _("Statement of the head signed")),
    ("unstate", _("Withdraw the statement of the head"), _("Statement of the head withdrawn")),
    ("promise", _("Say what became of a promise"), _("Said what became of a promise")),
)
TEMPLATE_ACTIONS = (
    ("save", _("Save a template of answers"), _("Template of answers saved")),
    ("delete", _("Delete a template of answers"), _("Template of answers deleted")),
)

NATIONAL_ACTIONS = (
    ("export", _("Export for the national system"), _("Exported for the national system")),
    ("erase", _("Erase what was given over"), _("What was given over erased")),
    ("bring_back", _("Bring in an export"), _("Export of the national system brought in")),
)


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    for act, label, message in LOG_ACTIONS:
        actions.register_action(f"case.{act}", label, message)
    for act, label, message in TEMPLATE_ACTIONS:
        actions.register_action(f"answer_template.{act}", label, message)
    for act, label, message in NATIONAL_ACTIONS:
        actions.register_action(f"national.{act}", label, message)
    actions.register_action(
        "petitions.bring", _("Bring in petitions of a council"), _("Petitions brought in")
    )


desk_menu.register(
    DeskEntry(
        "requests", _("Questions and answers"), "cases", MenuTheme.CITIZENS, handles_requests,
        "comment", order=10,
        counts=frozenset(
            {
                "request-triage", "request-answer", "request-approval", "request-consult",
                "request-review", "answer-promise",
            }
        ),
    )
)  # fmt: skip


@hooks.register("register_admin_urls")
def request_addresses() -> list[URLPattern]:
    return urls.case_addresses()
