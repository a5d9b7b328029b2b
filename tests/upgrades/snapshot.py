"""What a database of an earlier release looked like: `uv run python -m tests.upgrades.snapshot` writes one of today.

Run it on the commit that is released, and name that in `COMMIT`; the file then stands for the release that a province
comes from. It holds a province whose story was sent and placed by the verbs of that time, and one row of every table.
"""

import lzma
import os
import subprocess
from pathlib import Path

FILE = Path(__file__).with_name("snapshot.sql.xz")
# The release that wrote it, as git knows it.
COMMIT = "03a7852be285a0a31b8aac85567f883f09c153ad"
# Whose rows go when a transaction ends, or that the doctor wants to be without any.
EMPTY = frozenset({"portals_editionchange", "boards_user_user_permissions"})


def write() -> None:
    """Make the databases of a share, fill them and dump them over the file."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "portals.settings.test"
    import django

    django.setup()
    from django.conf import settings

    from portals.database.owner import as_owner
    from portals.services import ensure_started
    from portals.services.addresses import SERVICES
    from tests.support import databases

    ensure_started(SERVICES)
    databases.ensure_template()
    own = settings.TEST_SHARE.own
    databases.fresh(own)
    try:
        with as_owner():
            _fill()
        FILE.write_bytes(lzma.compress(dumped(own.owner_url)))
    finally:
        databases.drop(own)


def _fill() -> None:
    from django.db import connection, transaction

    from portals.boards.models import User
    from syndication.adaptations.models import Adaptation
    from syndication.jobs import place_dispatch
    from tests.constraints import catalogue, on_editorial, on_portals, on_scoring, on_syndication
    from tests.constraints.rows import Rows
    from tests.syndication.casts import make_cast, send

    with transaction.atomic():
        cast = make_cast(2)
    with transaction.atomic():
        sent = send(cast.story, cast.head)
    place_dispatch(sent.pk)
    floors = (on_portals, on_editorial, on_syndication, on_scoring)
    with transaction.atomic():
        rows = Rows({model: each for floor in floors for model, each in floor.RECIPES.items()})
        for model in catalogue.our_models():
            rows.one(model)
        # What the doctor asks of them besides what the database does.
        User.user_permissions.through.objects.all().delete()
        own = rows.one(Adaptation)
        type(own.copy)._base_manager.filter(pk=own.copy_id).update(adapted_from=own.source)
    connection.close()


def dumped(url: str) -> bytes:
    """Return schema and content as SQL, owned by whoever loads it."""
    from portals.services.postgres import program

    options = ("--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=500")
    command = [str(program("pg_dump")), *options, f"--dbname={url}"]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


if __name__ == "__main__":
    write()
