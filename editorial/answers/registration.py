"""What this room registers."""

from __future__ import annotations

from editorial.integrity_watch import wanted
from editorial.open_data import registry as open_data
from editorial.public import known_pages, more_pages, section_contents, section_parts, under_text
from editorial.public.home_blocks import register_home_block
from editorial.search import sources as search_sources
from portals.accountability.beside import register_answered_before
from portals.accountability.releases import on_release, on_retraction, register_shown_copies
from portals.accountability.stated import on_statement
from portals.backups.newer_ledger import register_taken
from portals.ledger import registry as ledger
from portals.read_api import registry as read_api

from .kinds import KINDS
from .public import shown
from .public.open_data import AnswerSets
from .public.views import SECTION_TYPE
from .read_api import ANSWERS as READ_ANSWERS
from .releasing import copies_beside_answers, keep_release, take_away
from .search_things import ANSWERS
from .similar import answers_like
from .stating import keep_statement, note_withdrawn, show_emptied
from .taken_again import ANSWERS_TAKEN, STATEMENTS_TAKEN

# The pages of answers that integrity watch asks for, of which these views have every one.
WATCHED = ("answer", "answers_of_topic")
ADDRESSES = """
    SELECT answer.portal_id, '/hoi-dap/' || answer.id || '/', answer.released_at
        FROM answers_releasedanswer answer WHERE answer.retracted_at IS NULL
    UNION ALL
    SELECT answer.portal_id, '/hoi-dap/chu-de/' || answer.topic || '/', max(answer.released_at)
        FROM answers_releasedanswer answer
        WHERE answer.retracted_at IS NULL AND answer.topic <> ''
        GROUP BY answer.portal_id, answer.topic
"""


def install() -> None:
    read_api.register(READ_ANSWERS)
    on_release(keep_release)
    on_retraction(take_away)
    on_statement(keep_statement, note_withdrawn, show_emptied)
    register_shown_copies(copies_beside_answers)
    register_answered_before(answers_like)
    for kind in KINDS:
        ledger.register(kind)
    section_parts.register(SECTION_TYPE, shown.IN_SECTION)
    section_contents.register(SECTION_TYPE, shown.has_answers)
    more_pages.register(shown.list_pages)
    more_pages.register(shown.answer_pages, of_many=True)
    known_pages.only_where("answers", shown.portals_with_answers)
    search_sources.register(ANSWERS)
    under_text.register(shown.UNDER_TEXT)
    open_data.register(AnswerSets())
    register_taken(ANSWERS_TAKEN)
    register_taken(STATEMENTS_TAKEN)
    wanted.register(ADDRESSES, WATCHED)


def install_blocks() -> None:
    """Offer this room's block of home pages, after those of stories."""
    register_home_block(shown.AT_HOME)
