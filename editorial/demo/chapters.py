"""The chapters of the demo that are of this floor: portals, pictures, stories, readers, and what lies on the desks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from editorial.land.prices.deriving import keep_imported_prices
from editorial.models.media import IMAGE_FOLDER, RENDITION_FOLDER
from editorial.royalties.models.sheets import PAPER_FOLDER
from editorial.search.jobs import bring_up_sources
from editorial.search.vocabulary import count_words
from portals.clock import local_date
from portals.demo.organisations import ORGANISATIONS
from portals.demo.people import Crews
from portals.operations.demo.chapters import DemoChapter, DemoScene
from portals.tiers import INSTALL_TIER

from .after_requests import follow_requests
from .begun_work import leave_begun_work
from .boards import DemoBoards, demo_boards
from .bulletin_sounds import sound_bulletins
from .bulletins import air_bulletins
from .consultations import lay_drafts_open
from .day_off import announce_day_off
from .desk_work import leave_work
from .disclosure_files import count_people, disclose
from .disclosures import sheets_of
from .document_files import FOLDER as DOCUMENT_FOLDER
from .document_files import import_documents, write_files
from .document_relations import relate_documents
from .documents import papers_of
from .earlier_requests import ask_everywhere
from .everyday import tell_everyday_things
from .inspections import leave_signed_conclusion, publish_inspections
from .land_plans import publish_plans
from .land_sheets import sheets_about_land
from .library import Libraries, hang_pictures, prepare_renditions
from .opening import open_demo_portals
from .petitions import bring_demo_petitions
from .plans import plan_and_promise
from .press import speak_to_the_press
from .procedures import bring_in_procedures, open_demo_centres
from .receptions import receive_citizens
from .redacted_files import CASES_FOLDER
from .requests import ask_and_answer
from .royalties import pay_authors
from .scans import scan_by_night
from .schedules import post_weeks
from .social_posts import post_stories
from .standing_pages import show_figures, write_standing_pages
from .stories import stories_of
from .told import TextsToImport, import_all
from .visits import let_readers_come


def _open_portals(scene: DemoScene) -> None:
    scene.portals, hosts = open_demo_portals(ORGANISATIONS[scene.organisation], now=scene.now)
    scene.put(hosts)


def _write_standing_pages(scene: DemoScene) -> None:
    write_standing_pages(scene.portals)
    show_figures(scene.portals)


def _hang_pictures(scene: DemoScene) -> None:
    libraries = hang_pictures(scene.portals)
    prepare_renditions(libraries)
    scene.put(libraries)


def _write_texts(scene: DemoScene) -> None:
    boards = DemoBoards(
        demo_boards(
            scene.portals, scene.take(Crews), scene.take(Libraries), today=local_date(scene.now)
        )
    )
    scene.put(boards)
    scene.put(
        TextsToImport(
            story
            for board in boards
            for story in stories_of(board, today=local_date(scene.now), now=scene.now)
        )
    )


def _import_stories(scene: DemoScene) -> None:
    scene.put(import_all(scene.take(TextsToImport), scene.portals, now=scene.now))


def _tell_everyday_things(scene: DemoScene) -> None:
    tell_everyday_things(scene.take(DemoBoards), now=scene.now)


def _air_bulletins(scene: DemoScene) -> None:
    boards, texts = scene.take(DemoBoards), scene.take(TextsToImport)
    air_bulletins(boards, texts, now=scene.now)
    sound_bulletins(boards, texts, now=scene.now)


def _issue_documents(scene: DemoScene) -> None:
    boards = scene.take(DemoBoards)
    papers = [(board, paper) for board in boards for paper in papers_of(board, now=scene.now)]
    issued = import_documents(write_files(papers, now=scene.now), now=scene.now)
    relate_documents(issued, scene.take(Crews), now=scene.now)
    scene.put(issued)


def _bring_in_procedures(scene: DemoScene) -> None:
    bring_in_procedures(ORGANISATIONS[scene.organisation], now=scene.now)
    open_demo_centres(scene.portals, now=scene.now)


def _disclose_figures(scene: DemoScene) -> None:
    sheets = [
        sheet for board in scene.take(DemoBoards) for sheet in sheets_of(board, now=scene.now)
    ]
    sheets += sheets_about_land(scene.take(DemoBoards), now=scene.now)
    pages = disclose(sheets, now=scene.now)
    by_id = {one.pk: one for one in scene.portals}
    # Whose a public sheet is stands in its series.
    keep_imported_prices(pages, {one.pk: by_id[int(one.series.split("|")[0])] for one in pages})
    communes = [portal for portal in scene.portals if portal.tier_id == "commune"]
    count_people(communes, today=local_date(scene.now))


def _receive_citizens(scene: DemoScene) -> None:
    receive_citizens(scene.portals, now=scene.now)


def _plan_and_promise(scene: DemoScene) -> None:
    plan_and_promise(scene.take(DemoBoards), now=scene.now)


def _post_weeks(scene: DemoScene) -> None:
    post_weeks(scene.portals, scene.take(Crews), now=scene.now)


def _inspect_and_tell(scene: DemoScene) -> None:
    boards = scene.take(DemoBoards)
    publish_inspections(boards, now=scene.now)
    leave_signed_conclusion(boards, now=scene.now)
    speak_to_the_press(boards, now=scene.now)


def _post_plans(scene: DemoScene) -> None:
    publish_plans(scene.take(DemoBoards), now=scene.now)


def _lay_drafts_open(scene: DemoScene) -> None:
    lay_drafts_open(scene.take(DemoBoards), now=scene.now)


def _pay_authors(scene: DemoScene) -> None:
    pay_authors(scene.portals, scene.take(Crews), now=scene.now)


def _let_readers_come(scene: DemoScene) -> None:
    let_readers_come(now=scene.now)
    scan_by_night(now=scene.now)


def _leave_work(scene: DemoScene) -> None:
    leave_work(scene.portals, scene.take(Crews), now=scene.now)
    leave_begun_work(scene.portals, scene.take(Crews), now=scene.now)


def _ask_and_answer(scene: DemoScene) -> None:
    crews = scene.take(Crews)
    for write in (ask_everywhere, ask_and_answer, follow_requests, bring_demo_petitions):
        write(scene.portals, crews, now=scene.now)
    province = next(one for one in scene.portals if one.tier_id == INSTALL_TIER)
    announce_day_off(actor=crews[province.pk].head, now=scene.now)


def _post_stories(scene: DemoScene) -> None:
    post_stories(scene.portals, scene.take(Crews), now=scene.now)


def _let_be_found(_scene: DemoScene) -> None:
    bring_up_sources()
    count_words()


CHAPTERS = (
    DemoChapter("portals", 10, _("Portals"), _open_portals),
    DemoChapter("standing_pages", 25, _("Information pages"), _write_standing_pages),
    DemoChapter(
        "pictures", 30, _("Images"), _hang_pictures, media_folders=(IMAGE_FOLDER, RENDITION_FOLDER)
    ),
    DemoChapter("texts", 40, _("Texts"), _write_texts),
    DemoChapter("stories", 50, _("Stories"), _import_stories),
    DemoChapter("everyday", 51, _("Everyday things"), _tell_everyday_things),
    DemoChapter("bulletins", 52, _("Loudspeaker bulletins"), _air_bulletins),
    DemoChapter(
        "documents", 55, _("Official documents"), _issue_documents, media_folders=(DOCUMENT_FOLDER,)
    ),
    DemoChapter("land", 54, _("Plans about land"), _post_plans),
    DemoChapter("procedures", 57, _("Administrative procedures"), _bring_in_procedures),
    DemoChapter("disclosures", 58, _("Disclosures"), _disclose_figures),
    DemoChapter("receptions", 59, _("Citizen reception"), _receive_citizens),
    DemoChapter("plans", 62, _("Plans and promises"), _plan_and_promise),
    DemoChapter("schedules", 61, _("Leaders' schedules"), _post_weeks),
    DemoChapter("inspections", 56, _("Inspections and press"), _inspect_and_tell),
    DemoChapter(
        "requests", 66, _("Requests of citizens"), _ask_and_answer, media_folders=(CASES_FOLDER,)
    ),
    DemoChapter("consultations", 67, _("Drafts for comment"), _lay_drafts_open),
    DemoChapter("royalties", 68, _("Royalties"), _pay_authors, media_folders=(PAPER_FOLDER,)),
    DemoChapter("readers", 70, _("Readers"), _let_readers_come),
    DemoChapter("drafts", 80, _("Drafts"), _leave_work),
    DemoChapter("social_posts", 89, _("Posts about stories"), _post_stories),
    DemoChapter("search", 99, _("What the search reads"), _let_be_found),
)
