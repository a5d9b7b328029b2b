"""The floor of who publishes: portals, addresses, oversight and boards."""

from collections.abc import Callable

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class PortalsConfig(AppConfig):
    name = "portals"
    verbose_name = _("Portals")

    def ready(self) -> None:
        # Need models, which load after this module.
        from .database import rights, role_checks
        from .demo import registration as demo
        from .framework_patches.expression_copies import copy_expressions_plainly
        from .framework_patches.link_fields import name_link_fields
        from .framework_patches.packed_media import know_packed_media
        from .framework_patches.plain_columns import keep_plain_columns
        from .framework_patches.tried_addresses import forget_tried_addresses
        from .jobs import schedules
        from .ledger.checks import is_left_unsigned
        from .operations import alarms, gauges, outbox, ticking
        from .operations.doctor import addresses, indexes, tree
        from .operations.doctor import registry as doctor
        from .operations.sources import INSTALL
        from .overview import parts, sources
        from .pagecache import checks, jobs
        from .read_api import registry as read_api
        from .read_api.of_portals import PORTALS
        from .reforms import fates
        from .sealing.checks import sealing_checks
        from .signatures.checks import root_checks

        rights.written_by_owner("django_migrations")
        _keep_secrets(rights.keep_secret)
        _say_what_is_cloned()
        fates.declare_all()
        copy_expressions_plainly()
        keep_plain_columns()
        forget_tried_addresses()
        know_packed_media()
        name_link_fields()
        gauges.register(
            "portals_outbox_rows",
            "Changes the page cache has not heard of.",
            outbox.waiting_changes,
        )
        gauges.register(
            "portals_outbox_oldest_seconds",
            "Age of the oldest of them.",
            outbox.oldest_change_seconds,
        )
        alarms.register(
            "ledger.signed",
            _("The ledger grows and is not signed: see manage.py ledger status."),
            is_left_unsigned,
        )
        read_api.register(PORTALS)
        demo.install()
        doctor.register("tree", lambda: tree.CHECKS, rank=10)
        doctor.register("roles", role_checks.role_checks, rank=60)
        doctor.register("addresses", lambda: addresses.CHECKS, rank=70)
        doctor.register("indexes", lambda: indexes.CHECKS, rank=75)
        doctor.register("signatures", root_checks, rank=85)
        doctor.register("sealing", sealing_checks, rank=113)
        doctor.register("outbox", lambda: checks.CHECKS, rank=80)
        parts.register(sources.SOURCES)
        sources.register(INSTALL)
        for queue in settings.RQ_QUEUES:
            schedules.register(
                ticking.tick, every_seconds=ticking.EVERY_SECONDS, queue=queue, of=queue
            )
        schedules.register(jobs.tell_what_was_missed, every_seconds=60, queue=schedules.HASTY)


def _keep_secrets(secret: Callable[..., None]) -> None:
    """Name what the tables of the frameworks hold that opens a door, or tells who stands before it."""
    secret("django_session")
    secret("account_emailconfirmation", "key")
    secret("mfa_authenticator", "data")
    secret("socialaccount_socialapp", "secret", "key", "settings")
    secret("socialaccount_socialaccount", "extra_data")
    secret("socialaccount_socialtoken")
    secret("usersessions_usersession", "session_key", "ip", "user_agent", "data")
    secret("wagtailcore_apitoken", "key_hash", "prefix")
    secret("wagtailcore_pageviewrestriction", "password")
    secret("wagtailcore_collectionviewrestriction", "password")
    secret("wagtailadmin_formstate")
    for table in ("accessattempt", "accessattemptexpiration", "accessfailurelog", "accesslog"):
        secret(f"axes_{table}")


def _say_what_is_cloned() -> None:
    """Leave sessions, tokens and attempts of the frameworks out of the clone for practice; second factors stay."""
    from portals.database.cloned import clone_as_it_is, keep_from_clone

    keep_from_clone(
        *("django_session", "usersessions_usersession", "account_emailaddress"),
        *("socialaccount_socialapp", "socialaccount_socialaccount", "wagtailcore_apitoken"),
        *("wagtailadmin_formstate", "wagtailadmin_editingsession", "wagtailcore_pagesubscription"),
        *("axes_accessattempt", "axes_accessfailurelog", "axes_accesslog"),
    )
    clone_as_it_is(
        "mfa_authenticator", "data", why="who signs in at practice proves themselves as at the desk"
    )
    for table in ("wagtailcore_pageviewrestriction", "wagtailcore_collectionviewrestriction"):
        clone_as_it_is(table, "password", why="nothing here is shown behind such a password")
    public = "stands on the portal's public page"
    clone_as_it_is(
        "portals_portal",
        *("phone", "email", "spokesperson_phone", "spokesperson_email"),
        why=public,
    )
