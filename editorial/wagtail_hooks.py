"""What this floor registers with Wagtail."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.log_actions import LogActionRegistry
from wagtail.rich_text.feature_registry import FeatureRegistry

from portals.admin_kit import kept_typed

from .consultations import log_actions as consultations
from .desk import closed, entries, homepage, main_menu, page_buttons
from .desk.urls import urlpatterns
from .disclosures import log_actions as disclosures
from .disclosures.desk import views as sheets
from .documents.importing import log_actions as registers
from .documents.relations import words as relation_words
from .editor import action_menu, explorer
from .editor import views as editor
from .moving import log_actions as moving
from .plans import log_actions as plans
from .press import log_actions as press
from .procedures import log_actions as procedures
from .public.links import LastingLinkHandler
from .reception import log_actions as reception
from .recordings import log_actions as recordings
from .remarks import log_actions as remarks
from .royalties import log_actions as royalties
from .schedules import log_actions as schedules
from .search import log_actions as search
from .social_posts import log_actions as social_posts
from .spoken import log_actions as spoken
from .stations import log_actions as stations
from .tenancy import deletion


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        "editorial.end_suspicion",
        _("Settle a finding of the scan"),
        _("Finding of the scan settled"),
    )
    actions.register_action(
        "editorial.confirm_alteration",
        _("Confirm a finding of the watch"),
        _("Finding of the watch confirmed"),
    )
    actions.register_action("editorial.trust_host", _("Trust a domain"), _("Domain trusted"))
    actions.register_action("editorial.virus_found", _("Scan for viruses"), _("Virus found in it"))
    actions.register_action(
        "editorial.refuse_file", _("Examine an upload"), _("Refused when it was examined")
    )
    actions.register_action(
        "editorial.act_unrecorded", _("Record in the ledger"), _("Missing in the ledger")
    )
    actions.register_action("editorial.withdraw", _("Withdraw"), _("Withdrawn from all portals"))
    actions.register_action("editorial.take_down", _("Take down"), _("Taken down from one portal"))
    actions.register_action("editorial.dress", _("Change the look"), _("Look changed"))
    actions.register_action(
        "editorial.fill_front",
        _("Set links and figures of the home page"),
        _("Links and figures of the home page set"),
    )
    actions.register_action(
        "editorial.arrange_home", _("Arrange the home page"), _("Home page arranged")
    )
    actions.register_action("editorial.move_story", _("Move a story"), _("Story moved"))
    actions.register_action("editorial.rename_section", _("Rename a section"), _("Section renamed"))
    actions.register_action("editorial.approve", _("Approve"), _("Approved"))
    actions.register_action("editorial.later_check", _("Check afterwards"), _("Checked afterwards"))
    actions.register_action(
        "editorial.draw_sample", _("Draw for a check"), _("Drawn for a check by the overseer")
    )
    actions.register_action(
        "editorial.set_subject", _("Set the subject"), _("Sensitive subject set")
    )
    actions.register_action(
        "editorial.write_correction", _("Write a correction"), _("Correction written")
    )
    actions.register_action(
        "editorial.drop_correction", _("Drop a correction"), _("Correction dropped")
    )
    for action, label, message in (
        *relation_words.LOG_ACTIONS,
        *procedures.LOG_ACTIONS,
        *reception.LOG_ACTIONS,
        *recordings.LOG_ACTIONS,
        *remarks.LOG_ACTIONS,
        *press.LOG_ACTIONS,
        *disclosures.LOG_ACTIONS,
        *registers.LOG_ACTIONS,
        *moving.LOG_ACTIONS,
        *schedules.LOG_ACTIONS,
        *spoken.LOG_ACTIONS,
        *search.LOG_ACTIONS,
        *stations.LOG_ACTIONS,
        *plans.LOG_ACTIONS,
        *royalties.LOG_ACTIONS,
        *social_posts.LOG_ACTIONS,
        *consultations.LOG_ACTIONS,
    ):
        actions.register_action(action, label, message)
    actions.register_action(
        "editorial.import_document",
        _("Draft from a document"),
        _("Draft made of a Word document"),
    )
    actions.register_action(
        "editorial.begin_bulletin",
        _("Begin a bulletin from a script"),
        _("Bulletin begun from a script"),
    )
    actions.register_action(
        "editorial.draft_about_document",
        _("Draft about a document"),
        _("Draft written about a document"),
    )
    actions.register_action(
        "editorial.answer_gap",
        _("Answer for a missing number"),
        _("Answered for a missing number"),
    )
    actions.register_action(
        "editorial.declare_numbers",
        _("Declare a list of public numbers"),
        _("List of public numbers declared"),
    )
    actions.register_action(
        "editorial.end_number_list",
        _("Take a list of public numbers back"),
        _("List of public numbers taken back"),
    )
    actions.register_action(
        "editorial.send_document",
        _("Send a document to be read"),
        _("Word document sent to be read"),
    )
    actions.register_action(
        "editorial.draft_document", _("Draft from a PDF"), _("Draft made of a PDF")
    )
    actions.register_action(
        "editorial.preview", _("Preview a story of another portal"), _("Story of another previewed")
    )
    actions.register_action("editorial.check", _("Check a text"), _("Text checked"))
    actions.register_action(
        "editorial.confirm_finding", _("Confirm a finding"), _("Finding confirmed with a reason")
    )


@hooks.register("register_admin_urls")
def desk_addresses() -> list[URLPattern]:
    return urlpatterns


@hooks.register("register_admin_viewset", order=10)
def scoped_explorer() -> PageViewSet:
    return explorer.desk_page_viewset


@hooks.register("insert_global_admin_css")
def desk_style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("editorial/desk/desk.css"))


@hooks.register("insert_global_admin_css")
def readership_style() -> SafeString:
    address = static("editorial/readership/readership.css")
    return format_html('<link rel="stylesheet" href="{}">', address)


hooks.register("construct_page_chooser_queryset", explorer.scope_page_chooser)
hooks.register("construct_page_action_menu", action_menu.keep_board_actions)
hooks.register("construct_homepage_panels", homepage.show_own_panels)
hooks.register("construct_homepage_summary_items", closed.drop_all, order=100)
entries.register_menu_of_editorial()
# Last of all: what is there then is all there is.
hooks.register("construct_main_menu", main_menu.group_main_menu, order=100)
hooks.register("construct_settings_menu", closed.drop_all)
hooks.register("construct_reports_menu", closed.drop_all)
hooks.register("before_create_page", sheets.begin_with_the_sheet)
hooks.register("register_page_header_buttons", page_buttons.header_buttons)
hooks.register("register_page_listing_more_buttons", page_buttons.listing_buttons)
hooks.register("before_edit_page", page_buttons.tell_state_of_review)
hooks.register("insert_editor_js", editor.editor_script)
for saved in ("after_create_page", "after_edit_page"):
    hooks.register(saved, kept_typed.note_arrival)
    hooks.register(saved, editor.sign_what_was_saved)
    # Last: what answers ends the row.
    hooks.register(saved, editor.lead_on_after_submitting, order=100)
hooks.register("before_delete_page", deletion.refuse_page_deletion)
hooks.register("before_bulk_action", deletion.refuse_bulk_deletion)
hooks.register("before_copy_page", deletion.refuse_frame_copies)


# After Wagtail's own handler of links between pages, which this one replaces.
@hooks.register("register_rich_text_features", order=10)
def write_links_for_good(features: FeatureRegistry) -> None:
    features.register_link_type(LastingLinkHandler)
