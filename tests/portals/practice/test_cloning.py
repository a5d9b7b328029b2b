"""A clone of a real database: scrubbed, put in place at once, refused twice, and whole after any end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Any

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from wagtail.log_actions import log

from portals.accountability.actions.receiving import Sent, receive_case
from portals.accountability.enums import CaseKind, CaseSource
from portals.accountability.models import CitizenCase
from portals.boards.models import User
from portals.ledger.models import LedgerKey
from portals.mail.actions import post
from portals.mail.enums import MailKind
from portals.models import Portal, PortalAddress
from portals.practice import cloning, copying
from portals.practice.cloning import CloneFailed, CloneRefused
from portals.practice.enums import CloneState
from portals.practice.models import PracticeClone
from portals.practice.places import (
    ClonePlaces,
    connected_to,
    mark_as_practices,
)
from portals.practice.valkeys import MARK
from portals.services.shares import Databases
from tests.factories import make_portal, make_user
from tests.scoring.course.cast import begin_course
from tests.support import processes

from .scored_there import a_month_is_scored_there
from .support import REAL_DESK, asked, cloned, kept_by_the_demo_for_a_day, queues_named, stand

PHONE = "0912 345 678"


@pytest.mark.django_db(transaction=True)
class TestAClone:
    def test_is_the_province_without_what_is_real(self, places: ClonePlaces) -> None:
        """One clone for all of it: each takes some seconds."""
        portal = make_portal(name="Phường Vũ Ninh")
        hosts = list(portal.addresses.values_list("hostname", flat=True))
        elsewhere = PortalAddress.objects.create(
            portal=portal, hostname="vuninh.example.vn", is_main=False, period=(None, None)
        )
        person, passkey = make_user("truongban.thu"), make_user("khoa.thu")
        for user, kind in ((person, "totp"), (person, "webauthn"), (passkey, "webauthn")):
            Authenticator.objects.create(user=user, type=kind, data={"secret": "mot-bi-mat"})
        case = _leave_what_stays_away(portal)
        log(instance=case, action="wagtail.edit", user=person)
        data = {"address": "192.0.2.7", "device": "máy"}
        log(instance=person, action="door.sign_in", user=person, data=data)
        log(instance=portal, action="wagtail.create", user=person, data={"address": "Phố Mới"})
        before = list(User.objects.order_by("pk").values_list("email", "password"))

        cloned(places)

        assert (portal.pk, portal.name) in asked(places, "SELECT id, name FROM portals_portal")
        assert _counted(places.owner) == _counted(places.source)
        _nothing_of_these(
            places,
            *("accountability_citizencase", "accountability_caseevent"),
            *("django_session", "mail_outgoingmail", "ledger_ledgerkey"),
        )
        # The log says nothing of what stays away, nor from where people came.
        assert _told(places, "wagtail.edit") == []
        assert _told(places, "door.sign_in") == [(str(person.pk), {"device": "máy"})]
        assert _told(places, "wagtail.create") == [(str(portal.pk), {"address": "Phố Mới"})]
        # Who has an app signs in as at the desk; by less than they need nobody does.
        users = "SELECT username, password FROM boards_user"
        assert {("truongban.thu", person.password), ("khoa.thu", "!")} <= set(asked(places, users))
        assert asked(places, "SELECT type, data->>'secret' FROM mfa_authenticator") == [
            ("totp", "mot-bi-mat")
        ]
        mails = asked(places, "SELECT email FROM boards_user")
        assert all(str(mail).endswith("@tap.invalid") for (mail,) in mails)
        found = {
            str(name) for (name,) in asked(places, "SELECT hostname FROM portals_portaladdress")
        }
        assert {_practice_name(host) for host in hosts} <= found
        assert "vuninh-example-vn.tap.bacninh.localhost" in found
        assert not [name for name in found if not f".{name}".endswith(".tap.bacninh.localhost")]

        # And the real one stands as it stood.
        assert list(User.objects.order_by("pk").values_list("email", "password")) == before
        assert CitizenCase.objects.get().phone == PHONE
        assert PortalAddress.objects.get(pk=elsewhere.pk).hostname == "vuninh.example.vn"
        run = PracticeClone.objects.get()
        ((marked,),) = asked(places, "SELECT max(ended_at) FROM practice_practiceclone")
        assert (run.state, run.fault) == (CloneState.READY, "")
        assert run.ended_at is not None
        assert run.began_at < marked <= run.ended_at


def _told(places: ClonePlaces, action: str) -> list[Any]:
    with connected_to(places.owner) as clone:
        return clone.execute(
            "SELECT object_id, data FROM wagtailcore_modellogentry WHERE action = %s", [action]
        ).fetchall()


def _leave_what_stays_away(portal: Portal) -> CitizenCase:
    now = timezone.now()
    received = receive_case(
        portal=portal,
        sent=Sent(
            kind=CaseKind.QUESTION, subject="Hỏi", text="Hỏi về đường", person_name="Nguyễn Thị Hỏi",
            email="nguoi-hoi@example.vn", phone=PHONE,
        ),
        source=CaseSource.FORM,
        actor=None,
        now=now,
    )  # fmt: skip
    Session.objects.create(session_key="k", session_data="d", expire_date=now)
    LedgerKey.objects.create(text="so-cai.bacninh.localhost+x+y", added_at=now)
    post(kind=MailKind.ALARM, address="ai@example.vn", subject="s", text="t", now=now)
    return received


def _practice_name(host: str) -> str:
    base = "bacninh.localhost"
    return (
        f"{host.removesuffix(base)}tap.{base}"
        if host.endswith(base)
        else f"{host.replace('.', '-')}.tap.{base}"
    )


def _counted(url: str) -> list[Any]:
    """How many keys, triggers, indexes and functions a database has."""
    with connected_to(url) as server:
        return server.execute(
            "SELECT (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM pg_trigger),"
            " (SELECT count(*) FROM pg_index), (SELECT count(*) FROM pg_proc)"
        ).fetchall()


def _nothing_of_these(places: ClonePlaces, *tables: str) -> None:
    with connected_to(places.source) as source:
        for table in tables:
            counted: Any = f"SELECT count(*) FROM {table}"
            assert source.execute(counted).fetchall() != [(0,)], f"{table}: nothing to leave out"
            assert asked(places, counted) == [(0,)], table


@pytest.mark.django_db(transaction=True)
class TestTheSwap:
    def test_takes_the_place_of_one_that_is_in_use(
        self, places: ClonePlaces, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cloned(places)
        with psycopg.connect(places.application) as reader:
            reader.execute("SELECT 1")
            make_user("moi.thu")
            cloned(places)
            with pytest.raises(psycopg.OperationalError):
                reader.execute("SELECT 1")
        assert ("moi.thu",) in asked(places, "SELECT username FROM boards_user")
        with connected_to(places.owner, name="postgres") as server:
            names = server.execute("SELECT datname FROM pg_database").fetchall()
        assert (places.next,) not in names
        assert (places.former,) not in names
        kept_by_the_demo_for_a_day(places, monkeypatch)

    def test_is_not_reached_where_a_step_fails_or_another_clones(
        self, places: ClonePlaces, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with cloning.alone(places), pytest.raises(CloneRefused):
            cloned(places)
        assert not PracticeClone.objects.exists()
        cloned(places)
        make_user("moi.thu")

        def fail(*_args: object, **_options: object) -> None:
            raise copying.CopyFailed("pg_restore: đĩa đầy")

        monkeypatch.setattr(cloning, "restore_rules", fail)
        with pytest.raises(CloneFailed, match="đĩa đầy"):
            cloned(places)
        assert ("moi.thu",) not in asked(places, "SELECT username FROM boards_user")
        newest = PracticeClone.objects.latest("began_at")
        assert newest.state == CloneState.FAILED
        assert "đĩa đầy" in newest.fault

    def test_empties_no_queue_that_may_be_anothers(self, places: ClonePlaces) -> None:
        for queue in queues_named():
            queue.delete(MARK)
            queue.set("rq:job:real", 1)

        with pytest.raises(CloneFailed, match="QUEUE_URL of its own"):
            cloned(places)

        assert all(queue.exists("rq:job:real") for queue in queues_named())
        for queue in queues_named():
            queue.delete("rq:job:real")
        with connected_to(places.owner, name="postgres") as server:
            names = server.execute("SELECT datname FROM pg_database").fetchall()
        assert (places.standing,) not in names


def command(places: ClonePlaces, **more: str) -> dict[str, str]:
    """The environment of `clone_practice` on these databases."""
    share = Databases(places.standing, places.application, places.owner, *_valkeys())
    return processes.environment(share, **share.owner_variables()) | {
        "PRACTICE_OF": REAL_DESK,
        "PRACTICE_SOURCE_URL": places.source,
        "PORTALS_BASE_DOMAIN": "tap.bacninh.localhost",
        "MEDIA_ROOT": str(processes.ROOT / "var" / "media-of-practice"),
        "PYTHONUNBUFFERED": "1",
    } | more  # fmt: skip


def _valkeys() -> tuple[str, str]:
    own = django_settings.TEST_SHARE.own
    return own.queue_url, own.cache_url


@pytest.mark.django_db(transaction=True)
class TestTheCommand:
    def test_leaves_yesterdays_whole_wherever_it_is_killed(self, places: ClonePlaces) -> None:
        course = begin_course()
        cloned(places)
        make_user("moi.thu")
        for step in ("rows", "rules", "prepare"):
            process = subprocess.Popen(
                [sys.executable, "manage.py", "clone_practice"],
                cwd=processes.ROOT,
                env=command(places),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
            assert process.stdout is not None
            said = ""
            for line in process.stdout:
                said += line
                if line.strip().endswith(step):
                    break
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            assert said.strip().endswith(step), said
            assert ("moi.thu",) not in asked(places, "SELECT username FROM boards_user")
        done = processes.manage("clone_practice", env=command(places))
        assert done.returncode == 0, done.stderr
        assert ("moi.thu",) in asked(places, "SELECT username FROM boards_user")
        # And there is something to practise on, of nobody, that the application may work with.
        with psycopg.connect(places.application) as practice:
            asked_for = practice.execute("SELECT count(*) FROM accountability_citizencase")
            assert asked_for.fetchall() == [(2 * Portal.objects.count(),)]
            practice.execute("UPDATE accountability_citizencase SET wants_public = false")
        states = list(PracticeClone.objects.order_by("began_at").values_list("state", flat=True))
        assert states == ["ready", "failed", "failed", "failed", "ready"]
        # One that took so long to make serves for a month's scores, too.
        a_month_is_scored_there(course, places)

    def test_says_what_it_was_not_told(self, places: ClonePlaces) -> None:
        env = command(places)
        del env["PRACTICE_SOURCE_URL"]
        done = processes.manage("clone_practice", env=env)
        assert done.returncode == 1
        assert "PRACTICE_SOURCE_URL" in done.stderr

    def test_never_clones_a_database_onto_itself(self, places: ClonePlaces) -> None:
        """Whatever it is spelt like, and though it bears the mark of a clone."""
        stand(places)
        with connected_to(places.owner) as standing:
            mark_as_practices(standing, places.standing)
        itself = f"{places.owner}{'&' if '?' in places.owner else '?'}application_name=x"
        done = processes.manage("clone_practice", env=command(places, PRACTICE_SOURCE_URL=itself))
        assert done.returncode == 1
        assert "names a database of practice" in done.stderr
        assert asked(places, "SELECT words FROM wanted") == [("không được mất",)]
