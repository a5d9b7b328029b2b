"""The chapters of the demo that are of this floor: who works where, and boards that are not as usual."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portals.operations.demo.chapters import DemoChapter, DemoScene

from .audits import let_auditors_in
from .contacts import fill_contacts
from .initiatives import propose_initiatives
from .ledger import begin_to_sign
from .mails import remind_whom_the_screen_names
from .offices import arrange_offices
from .organisation import describe_offices
from .organisations import demo_state_of
from .owed import say_what_is_owed
from .people import Crews, Hosts, seat_boards
from .social import count_followers, enter_social_accounts
from .training import train_boards


def _seat_boards(scene: DemoScene) -> None:
    hosts = scene.take(Hosts)
    crews = seat_boards(scene.portals, hosts, since=scene.province.opened_on)
    fill_contacts(scene.portals, crews, hosts)
    describe_offices(scene.portals, crews, hosts, now=scene.now)
    scene.put(crews)


def _arrange_offices(scene: DemoScene) -> None:
    arrange_offices(scene.portals, scene.take(Crews), now=scene.now)
    remind_whom_the_screen_names(demo_state_of(scene.province), now=scene.now)


def _propose_initiatives(scene: DemoScene) -> None:
    propose_initiatives(scene.portals, scene.take(Crews), now=scene.now)


def _enter_social_accounts(scene: DemoScene) -> None:
    crews = scene.take(Crews)
    enter_social_accounts(scene.portals, crews, now=scene.now)
    count_followers(scene.province, crews, now=scene.now)


def _begin_to_sign(scene: DemoScene) -> None:
    begin_to_sign(now=scene.now)


def _let_auditors_in(scene: DemoScene) -> None:
    let_auditors_in(scene.take(Crews)[scene.province.pk], now=scene.now)


def _say_what_is_owed(scene: DemoScene) -> None:
    crew = scene.take(Crews)[scene.province.pk]
    say_what_is_owed(actor=crew.head, now=scene.now)


def _train_boards(scene: DemoScene) -> None:
    train_boards(scene.province, scene.take(Crews), now=scene.now)


CHAPTERS = (
    DemoChapter("boards", 20, _("Boards"), _seat_boards),
    DemoChapter("initiatives", 87, _("Initiatives"), _propose_initiatives),
    DemoChapter(
        "social",
        88,
        _("Social accounts"),
        _enter_social_accounts,
        media_folders=("social-evidence",),
    ),
    DemoChapter("offices", 90, _("Offices"), _arrange_offices),
    DemoChapter("audits", 95, _("Audits"), _let_auditors_in, media_folders=("audits", "dossiers")),
    DemoChapter("duties", 97, _("Duties"), _say_what_is_owed),
    # From what was done, and from the scores.
    DemoChapter("training", 105, _("Training"), _train_boards),
    # What was done so far is signed.
    DemoChapter("ledger", 110, _("Ledger"), _begin_to_sign),
)
