"""Opening a portal in few statements, for the thousands that tests open.

`open_portal` asks before each of its steps whether that was done already, some 57 statements in all. Here one script
writes the rows of a portal that nobody opened before; `tests/test_factories.py` holds them to those of the verb.
"""

from __future__ import annotations

from functools import cache

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    ModelLogEntry,
    Page,
    Site,
)

from editorial.models import HomePage, SectionPage
from editorial.opening.actions import PortalSpec
from portals.boards.actions.rights import (
    ADMIN,
    _file_rights,
    _page_rights,
)
from portals.boards.models import EditorialBoard, RightsGroup
from portals.models import Oversight, Portal, PortalAddress
from portals.pagecache.cache_invalidation import change_province_edition
from portals.text import slug_of

from .insertions import PreparedScript, insertion, newest, text

# What stands already, and where the new rows go among it.
ASK = """
    SELECT
        EXISTS (SELECT FROM portals_portal WHERE code = %(code)s)
            OR EXISTS (SELECT FROM wagtailcore_page WHERE depth = 2 AND slug = %(slug)s),
        (
            SELECT id FROM portals_portal WHERE code = %(overseer)s AND opened_on <= %(opened_on)s
                AND (closed_on IS NULL OR closed_on > %(opened_on)s)
        ),
        (SELECT max(path) FROM wagtailcore_page WHERE depth = 2),
        (SELECT max(path) FROM wagtailcore_collection WHERE depth = 2),
        ARRAY(
            SELECT path FROM wagtailcore_collection WHERE depth > 1 AND path >= (
                SELECT min(path) FROM wagtailcore_collection WHERE depth = 2 AND name > %(collection)s
            ) ORDER BY path
        )
"""
# Paths are unique at every moment, so what moves goes out of the way first.
MAKE_ROOM = """
    UPDATE wagtailcore_collection SET path = '~' || path WHERE path = ANY(%(before)s);
    UPDATE wagtailcore_collection AS moved SET path = new.path
    FROM unnest(%(before)s::text[], %(after)s::text[]) AS new(before, path) WHERE moved.path = '~' || before
"""
REQUIRED = """
    (
        SELECT type.code, type.name, row_number() OVER (ORDER BY type.position) AS number
        FROM editorial_sectionrequirement AS requirement
        JOIN editorial_sectiontype AS type ON type.code = requirement.section_type_id
        WHERE requirement.tier_id = %(tier)s AND required AND period @> %(opened_on)s::date
        ORDER BY type.position
    ) AS wanted
"""


def open_portal_quickly(spec: PortalSpec) -> bool:
    """Write what `open_portal` writes for a new portal; where that is not all there is to do, do nothing: False."""
    if spec.cluster_code:
        return False
    values: dict[str, object] = {
        "code": spec.code,
        "name": spec.name,
        "tier": spec.tier,
        "opened_on": spec.opened_on,
        "hostname": spec.hostname,
        "overseer": spec.overseer_code,
        "title": Portal(name=spec.name).title,
        "slug": slug_of(f"{spec.code}-{spec.opened_on:%Y%m%d}", fallback="portal"),
        "collection": f"{spec.name} ({spec.code})",
        "now": timezone.now(),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ASK, values)
        is_known, overseer_id, last_home, last_collection, behind = cursor.fetchone()
        if is_known:
            return False
        if spec.overseer_code and overseer_id is None:
            raise Portal.DoesNotExist(spec.overseer_code)
        if behind:
            moves = _moves(behind)
            cursor.execute(MAKE_ROOM, {"before": list(moves), "after": list(moves.values())})
        values["overseer_id"] = overseer_id
        values["home_path"] = _next(last_home)
        values["collection_path"] = behind[0] if behind else _next(last_collection)
        _script(has_overseer=overseer_id is not None).run(values)
        change_province_edition()
    Site.clear_site_root_paths_cache()
    return True


def _next(path: str | None) -> str:
    """Return the path after `path`, or that of the first child of the root."""
    step = Page._str2int(path[-Page.steplen :]) if path else 0
    return str(Page._get_path(Page._get_path("", 1, 1), 2, step + 1))


def _moves(behind: list[str]) -> dict[str, str]:
    """Return the new paths of the collections that must make room for one in alphabetic order, as treebeard does."""
    free = behind[0]
    moves: dict[str, str] = {}
    for sibling in [path for path in behind if len(path) == len(free)]:
        if sibling > free:
            break
        free = _next(sibling)
        moves |= {path: free + path[len(free) :] for path in behind if path.startswith(sibling)}
    return moves


# Of which type of the database each value is.
TYPES = {
    **dict.fromkeys(("code", "name", "tier", "hostname", "title", "slug", "collection"), "text"),
    **dict.fromkeys(("home_path", "collection_path"), "text"),
    "opened_on": "date",
    "overseer_id": "bigint",
    "now": "timestamptz",
}


@cache
def _script(*, has_overseer: bool) -> PreparedScript:
    period = "daterange(%(opened_on)s, NULL)"
    portal = newest(Portal)
    parts = [
        "UPDATE wagtailcore_collection SET numchild = numchild + 1 WHERE depth = 1",
        insertion(
            Collection, path="%(collection_path)s", depth="2", numchild="0", name="%(collection)s"
        ),
        *_home(),
        insertion(
            Site,
            hostname="%(hostname)s",
            root_page_id=newest(Page),
            site_name="%(title)s",
        ),
        insertion(
            Portal,
            code="%(code)s",
            name="%(name)s",
            tier_id="%(tier)s",
            opened_on="%(opened_on)s",
            root_id=newest(Page),
            site_id=newest(Site),
            collection_id=newest(Collection),
        ),
        insertion(PortalAddress, portal_id=portal, hostname="%(hostname)s", period=period),
        *_sections(),
        insertion(EditorialBoard, portal_id=portal),
        *_rights(),
        insertion(
            ModelLogEntry,
            content_type_id=text(ContentType.objects.get_for_model(Portal).pk),
            label="%(name)s",
            action="'portals.open'",
            data=f"jsonb_build_object('portal', {portal})",
            timestamp="%(now)s",
            object_id=portal,
        ),
    ]
    if has_overseer:
        parts.append(
            insertion(Oversight, portal_id=portal, overseer_id="%(overseer_id)s", period=period)
        )
    name = "open_portal_below" if has_overseer else "open_portal"
    return PreparedScript(name, TYPES, parts)


def _page(**given: str) -> str:
    return insertion(
        Page,
        locale_id="(SELECT locale_id FROM wagtailcore_page WHERE depth = 1)",
        translation_key="gen_random_uuid()",
        live="true",
        numchild=given.pop("numchild", "0"),
        **given,
    )


def _home() -> list[str]:
    return [
        "UPDATE wagtailcore_page SET numchild = numchild + 1 WHERE depth = 1",
        _page(
            path="%(home_path)s",
            depth="2",
            numchild=f"(SELECT count(*) FROM {REQUIRED})",
            title="%(title)s",
            draft_title="%(title)s",
            slug="%(slug)s",
            url_path="'/' || %(slug)s || '/'",
            content_type_id=text(ContentType.objects.get_for_model(HomePage).pk),
        ),
        insertion(HomePage, page_ptr_id=newest(Page)),
    ]


def _sections() -> list[str]:
    steps = text(Page.alphabet)
    return [
        _page(
            path=f"%(home_path)s || '000' || substr({steps}, number::int + 1, 1)",
            depth="3",
            title="name",
            draft_title="name",
            slug="code",
            url_path="'/' || %(slug)s || '/' || code || '/'",
            show_in_menus="true",
            content_type_id=text(ContentType.objects.get_for_model(SectionPage).pk),
            source=REQUIRED,
        ),
        insertion(
            SectionPage,
            page_ptr_id="page.id",
            portal_id=newest(Portal),
            section_type_id="page.slug",
            source="wagtailcore_page AS page WHERE depth = 3 AND page.path ^@ %(home_path)s ORDER BY path",
        ),
    ]


def _rights() -> list[str]:
    """The groups of a board and what they may; `portals.boards.actions.rights` says who may what."""
    kinds = RightsGroup.Kind
    name = "%(code)s || ' ' || to_char(%(opened_on)s::date, 'YYYY-MM-DD') || ': ' || kind"
    listed = ", ".join(f"({number}, {text(kind)})" for number, kind in enumerate(kinds))
    groups = f"(VALUES {listed}) AS kinds(number, kind)"

    # As migrations numbered them, for good.
    numbers = {
        (label, right): number
        for label, right, number in Permission.objects.values_list(
            "content_type__app_label", "codename", "pk"
        )
    }

    def permitted(rights_of: object) -> str:
        rows = [(kind, numbers[right]) for kind in kinds for right in rights_of(kind)]
        listed = ", ".join(
            f"({number}, {text(kind)}, {permission})"
            for number, (kind, permission) in enumerate(rows)
        )
        return f"""
            (VALUES {listed}) AS rights(number, kind, permission_id)
            JOIN boards_rightsgroup AS board USING (kind)
            WHERE board.portal_id = {newest(Portal)} ORDER BY number
        """

    return [
        insertion(Group, name=name, source=f"{groups} ORDER BY number"),
        insertion(
            RightsGroup,
            portal_id=newest(Portal),
            kind="kind",
            group_id="auth_group.id",
            source=f"{groups} JOIN auth_group ON name = {name} ORDER BY number",
        ),
        insertion(
            Group.permissions.through,
            group_id="group_id",
            permission_id="permission_id",
            source=permitted(lambda _kind: [ADMIN]),
        ),
        insertion(
            GroupPagePermission,
            group_id="group_id",
            page_id=f"(SELECT root_id FROM portals_portal WHERE id = {newest(Portal)})",
            permission_id="permission_id",
            source=permitted(_page_rights),
        ),
        insertion(
            GroupCollectionPermission,
            group_id="group_id",
            collection_id=newest(Collection),
            permission_id="permission_id",
            source=permitted(_file_rights),
        ),
    ]
