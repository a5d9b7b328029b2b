"""What stands on this machine and in the database before anybody comes: settings, files, tables, people."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from portals.boards.enums import Position
from portals.boards.models import BoardMember
from portals.clock import local_date
from portals.database.role_checks import role_checks
from portals.models import Portal
from portals.operations.checking import ask_checks
from portals.serving.release import release
from portals.tiers import INSTALL_TIER
from portals.uploads.storage import StorageAway

from .lines import InstallLine

PRODUCTION = "portals.settings.production"


def of_settings() -> Iterator[InstallLine]:
    module = os.environ.get("DJANGO_SETTINGS_MODULE", "")
    is_production = module == PRODUCTION
    yield InstallLine(
        "settings.module",
        module,
        "" if is_production else f"Set DJANGO_SETTINGS_MODULE={PRODUCTION}.",
    )
    told = [
        one
        for one in checks.run_checks(include_deployment_checks=is_production)
        if one.level >= checks.WARNING and not one.is_silenced()
    ]
    yield InstallLine(
        "settings.checks",
        "; ".join(f"{one.id} {one.msg}" for one in told) or "nothing to say",
        "See docs/operations.md, the table of variables." if told else "",
    )
    proxies = ", ".join(str(one) for one in settings.PORTALS_TRUSTED_PROXIES)
    yield InstallLine(
        "settings.proxies",
        proxies or "no proxy is trusted: all visitors seem to come from one address",
        "" if proxies else "Set PORTALS_TRUSTED_PROXIES to the proxy's address, such as 127.0.0.1.",
    )
    operator = settings.PORTALS_OPERATOR_MAIL
    yield InstallLine(
        "settings.operator",
        operator or "nobody is told what is amiss",
        "" if operator else "Set OPERATOR_MAIL.",
    )
    seconds = getattr(settings, "SECURE_HSTS_SECONDS", 0)
    yield InstallLine("settings.hsts", f"{seconds} seconds; docs/install.md says when to raise it")


def of_files() -> Iterator[InstallLine]:
    if settings.STORAGES["staticfiles"]["BACKEND"].endswith("StaticFilesOfRelease"):
        root = Path(settings.STATIC_ROOT or "")
        is_there = (root / f"staticfiles-{release()}.json").is_file()
        yield InstallLine(
            "files.static",
            f"{root}, release {release()}" if is_there else f"{root} lacks release {release()}",
            "" if is_there else "Run manage.py collectstatic --no-input with this release.",
        )
    if settings.STORAGES["default"]["BACKEND"].endswith("BucketStorage"):
        yield _of_bucket()
        return
    folder = Path(settings.MEDIA_ROOT)
    may_write = folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
    yield InstallLine(
        "files.uploads",
        f"{folder} {'may be written' if may_write else 'is missing, or may not be written'}",
        "" if may_write else "Make it, owned by the user of the services (MEDIA_ROOT).",
    )


def _of_bucket() -> InstallLine:
    """Whether a small file may be written, read and deleted: keys are often given less than all of it."""
    step, content = "written", secrets.token_bytes(16)
    try:
        name = default_storage.save(f"install-check-{content.hex()}", ContentFile(content))
        step = "read"
        with default_storage.open(name, "rb") as file:
            is_right = file.read() == content
        step = "deleted"
        default_storage.delete(name)
        if not is_right or default_storage.exists(name):
            raise StorageAway("It gives something else than was written, or what was deleted.")
    except OSError as error:
        words = " ".join(str(error).split())[:200]
        return InstallLine(
            "files.uploads",
            f"a file in the bucket could not be {step}: {words}",
            "See that STORAGE_URL is right, and its key may list, read, write and delete there.",
        )
    return InstallLine("files.uploads", "the bucket takes, gives and deletes files")


def of_tables() -> Iterator[InstallLine]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield InstallLine(
        "database.tables",
        f"{len(plan)} migrations are missing" if plan else "all migrations are done",
        "Start lien-cong-migrate@<release>.service, or run manage.py migrate as the owner."
        if plan
        else "",
    )
    if plan:
        return
    for result in ask_checks(now=timezone.now(), checks=role_checks()):
        yield InstallLine(
            f"database.{result.check.name}",
            "; ".join(result.named) or result.check.rule,
            "" if result.is_good else "See docs/operations.md, database roles.",
        )
    yield from _of_people()


def _of_people() -> Iterator[InstallLine]:
    today = local_date(timezone.now())
    count = Portal.objects.open_on(today).count()
    yield InstallLine(
        "province.portals", f"{count} open", "" if count else "Run manage.py open_portals FILE."
    )
    heads = BoardMember.objects.holding(frozenset({Position.HEAD}), today).filter(
        board__portal__tier=INSTALL_TIER
    )
    come_in = [
        post.user for post in heads.select_related("user") if post.user.has_usable_password()
    ]
    yield InstallLine(
        "province.head",
        ", ".join(user.username for user in come_in) or "no head of the province has a password",
        "" if come_in else "Run manage.py first_head, and hand over the sheet.",
    )
