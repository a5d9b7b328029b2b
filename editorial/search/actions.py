"""What the province teaches the search: words that mean the same, and what stands first for some."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.models import BestBet, Synonym
from editorial.models.search import LONGEST_TERM
from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import holds_post_in_tier
from portals.refusals import NotYourOffice, Refusal
from portals.text import nfc
from portals.tiers import INSTALL_TIER

from .syllables import folded_key
from .word_query import LONGEST_SPAN

if TYPE_CHECKING:
    from portals.boards.models import User


def may_teach_search(user: User, now: datetime) -> bool:
    """Whether `user` is head, deputy or secretary of the board that runs the install. One query."""
    return holds_post_in_tier(user, INSTALL_TIER, now, STANDING_EDITORS)


@transaction.atomic
def add_synonym(
    *, term: str, meaning: str, is_one_way: bool, actor: User, now: datetime
) -> Synonym:
    """Have whoever looks for `term` find `meaning` too, and the other way round unless `is_one_way`."""
    _check_office(actor, now)
    term, meaning = _words(term), _words(meaning)
    if term.lower() == meaning.lower():
        raise Refusal(_("Write two ways of saying it."))
    known = Synonym.objects.filter(term=term, meaning=meaning) | Synonym.objects.filter(
        term=meaning, meaning=term
    )
    if known.exists():
        raise Refusal(_("These two are in the table already."))
    made = _created(
        lambda: Synonym.objects.create(
            term=term,
            meaning=meaning,
            term_key=folded_key(term),
            meaning_key=folded_key(meaning),
            is_one_way=is_one_way,
            changed_at=now,
        )
    )
    _log(actor, "search.add_synonym", {"term": term, "meaning": meaning, "one_way": is_one_way})
    return made


@transaction.atomic
def remove_synonym(*, synonym: Synonym, actor: User, now: datetime) -> None:
    """Take two ways of saying a thing apart again."""
    _check_office(actor, now)
    if not Synonym.objects.filter(pk=synonym.pk).delete()[0]:
        raise Refusal(_("Somebody took these two out of the table meanwhile."))
    _log(actor, "search.remove_synonym", {"term": synonym.term, "meaning": synonym.meaning})


@transaction.atomic
def add_best_bet(
    *,
    asked: str,
    title: str,
    text: str,
    address: str,
    actor: User,
    now: datetime,
    position: int = 10,
) -> BestBet:
    """Have a page stand first for whoever types `asked`, among several by `position`.

    `address` is a path of each portal, or a whole address.
    """
    _check_office(actor, now)
    asked, title, text = _words(asked), " ".join(nfc(title).split()), " ".join(nfc(text).split())
    address = address.strip()
    if not title:
        raise Refusal(_("Write the title that readers see."))
    is_path = address.startswith("/") and not address.startswith("//")
    if not (is_path or address.startswith("https://")) or any(map(str.isspace, address)):
        raise Refusal(_("Write an address that begins with https:// or, on each portal, with /."))
    key = folded_key(asked)
    if BestBet.objects.filter(asked_key=key, address=address).exists():
        raise Refusal(_("This address stands first for these words already."))
    made = _created(
        lambda: BestBet.objects.create(
            asked=asked,
            asked_key=key,
            title=title,
            text=text,
            address=address,
            position=position,
            changed_at=now,
        )
    )
    _log(actor, "search.add_best_bet", {"asked": asked, "address": address})
    return made


@transaction.atomic
def remove_best_bet(*, bet: BestBet, actor: User, now: datetime) -> None:
    """Have nothing of this stand first any more."""
    _check_office(actor, now)
    if not BestBet.objects.filter(pk=bet.pk).delete()[0]:
        raise Refusal(_("Somebody took this out meanwhile."))
    _log(actor, "search.remove_best_bet", {"asked": bet.asked, "address": bet.address})


def _check_office(actor: User, now: datetime) -> None:
    if not may_teach_search(actor, now):
        raise NotYourOffice(_("Only the province's board says what the search takes for the same."))


def _created[M](create: Callable[[], M]) -> M:
    """Return what `create` makes; refuse what somebody else entered at the same moment."""
    try:
        with transaction.atomic():
            return create()
    except IntegrityError as error:
        raise Refusal(_("Somebody entered the same meanwhile.")) from error


def _words(text: str) -> str:
    words = " ".join(nfc(text).replace("\x00", "").split())
    size = len(folded_key(words).split())
    if not size or size > LONGEST_SPAN or len(words) > LONGEST_TERM:
        raise Refusal(_("Write one to nine words."))
    return words


def _log(actor: User, action: str, data: dict[str, object]) -> None:
    log(instance=actor, action=action, user=actor, data=data)
