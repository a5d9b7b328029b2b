"""A round: what was withdrawn is cancelled, what came is handed over, and what was aired is asked for."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin

import structlog

from editorial.recordings.queries import sounds_of
from editorial.stations.bulletins import told_of_bulletin
from editorial.stored_text import text_of_page, words_of_body
from portals.addresses import main_origin

from .interface import BulletinRefused, HandedBulletin, SourceInformationSystem, SystemFault
from .models import PushState, SourceSystemPush
from .receiving import take_receipts
from .rows import (
    claimed,
    note_bulletins,
    note_cancelled,
    note_changes,
    note_fault,
    note_pushed,
)

logger = structlog.get_logger(__name__)

# Rounds begin each minute, and others wait for the same worker.
SECONDS_A_ROUND = 50
# A system that is away is not asked for each bulletin by itself: each question may take ten seconds.
FAULTS_A_ROUND = 3


@dataclass
class _Round:
    """How far a round has come. It goes on for as long as there is time, and the system does not seem to be away."""

    now: datetime
    ends: float = field(default_factory=lambda: time.monotonic() + SECONDS_A_ROUND)
    faults: int = 0

    def goes_on(self) -> bool:
        return self.faults < FAULTS_A_ROUND and time.monotonic() < self.ends


def run_round(system: SourceInformationSystem, *, now: datetime) -> int:
    """Do one round, and return how many bulletins were handed over. Safe to run twice at once."""
    under_way = _Round(now)
    note_changes(now)
    note_bulletins(now)
    _all_of(PushState.CANCELLING, lambda push: _cancel(system, push, now), under_way)
    done = _all_of(PushState.WAITING, lambda push: _push(system, push, now), under_way)
    if under_way.goes_on():
        take_receipts(system, now=now)
    return done


def _all_of(state: PushState, act: Callable[[SourceSystemPush], None], under_way: _Round) -> int:
    done = 0
    while under_way.goes_on():
        push = claimed(state, under_way.now)
        if push is None:
            break
        try:
            act(push)
        except SystemFault as fault:
            is_final = isinstance(fault, BulletinRefused)
            under_way.faults += not is_final
            note_fault(push, str(fault), under_way.now, is_final=is_final)
            logger.warning("source_system.fault", push=push.pk, state=state, fault=str(fault)[:200])
        else:
            done += 1
    return done


def _push(system: SourceInformationSystem, push: SourceSystemPush, now: datetime) -> None:
    note_pushed(push, system.push(handed(push)), now)


def _cancel(system: SourceInformationSystem, push: SourceSystemPush, now: datetime) -> None:
    system.cancel(push.code)
    note_cancelled(push, now)


def handed(push: SourceSystemPush) -> HandedBulletin:
    """Return what the system is told of a bulletin. Two or three queries."""
    placement = push.placement
    portal, origin = placement.portal, main_origin(placement.portal)
    told = told_of_bulletin(placement)
    sound = sounds_of([told.recording]).get(told.recording) if told.recording else None
    # The last one, an MP3, is what every machine can play.
    file = sound.files[-1] if sound is not None and sound.files else None
    text = text_of_page(placement.story)
    return HandedBulletin(
        code=push.code,
        unit=portal.code,
        unit_name=portal.name,
        title=text.title,
        text="\n\n".join(part for part in words_of_body(text.body) if part),
        bulletin_class=told.bulletin_class,
        air_at=told.aired_at,
        air_by=told.air_by,
        address=f"{origin}{placement.path}",
        sound=urljoin(f"{origin}/", file.path) if file else "",
        sound_type=file.mime if file else "",
    )
