"""The parts of a portal that no ledger tells of, as SQL: what each is made of, and which acts on record change it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portals.tree import PORTAL_PATH_LENGTH

# A digest names the form that it was made by: after a release that makes another nobody is alarmed.
FORM = "2:"


@dataclass(frozen=True, slots=True)
class StatePart:
    """`rows` selects portal, subject, what identifies the state, and the words that show it."""

    name: str
    label: Promise
    rows: str
    acts: tuple[str, ...]
    # A new one of many, where the portal is known: an act must say where it comes from.
    new_needs_act: bool = False
    # Acts are on record with the page of this number, beside the portal and its home page.
    is_page: bool = False
    is_uploaded: bool = False


def _columns(alias: str, *names: str) -> str:
    return ", ".join(f"{alias}.{name}" for name in names)


def _all_of(table: str, *names: str, order: str = "id", where: str = "true") -> str:
    """One row a portal, made of all its rows of a table."""
    return f"""
        SELECT portal.id, 0::bigint, coalesce(string_agg(row({_columns("one", *names)})::text, '|'
                   ORDER BY one.{order}), ''),
               coalesce(string_agg(concat_ws(' ', {_columns("one", *names)}), '; '
                   ORDER BY one.{order} DESC), '')
        FROM portals_portal portal LEFT JOIN {table} one ON one.portal_id = portal.id AND ({where})
        GROUP BY portal.id
    """


_CONTACT = (
    *("name", "address", "phone", "email", "opening_hours", "map_link", "governing_body"),
    *("responsible_name", "responsible_post"),
    *("spokesperson_name", "spokesperson_phone", "spokesperson_email"),
)
PARTS = (
    StatePart(
        "contact",
        _("name and contact details"),
        f"""SELECT portal.id, 0::bigint, row({_columns("portal", *_CONTACT)})::text,
                   concat_ws(' · ', {_columns("portal", *_CONTACT)}) FROM portals_portal portal""",
        ("portals.change_contact", "portals.open"),
    ),
    StatePart(
        "look",
        _("colours and licence"),
        """SELECT portal.id, 0::bigint,
                  row(portal.palette, portal.motif, portal.licence)::text,
                  concat_ws(' · ', portal.palette, portal.motif, portal.licence)
           FROM portals_portal portal""",
        ("editorial.dress", "portals.open"),
    ),
    StatePart(
        "accounts",
        _("accounts with social networks"),
        _all_of(
            "portals_socialaccount",
            "service",
            "address",
            "name",
            "state",
            where="one.closed_on IS NULL",
        ),
        (
            *("social.register", "social.change_holder", "social.close"),
            *("social.verify", "social.alarm", "portals.open"),
        ),
    ),
    StatePart(
        "links",
        _("links of the home page"),
        _all_of("front_homelink", "label", "address", "position"),
        ("editorial.fill_front",),
    ),
    StatePart(
        "figures",
        _("figures of the home page"),
        _all_of("front_homefigure", "label", "value", "unit", "source", "position"),
        ("editorial.fill_front",),
    ),
    StatePart(
        "blocks",
        _("order of the home page"),
        _all_of("editorial_homeblockchoice", "code", "position", "is_shown", order="code"),
        ("editorial.arrange_home",),
    ),
    StatePart(
        "organisation",
        _("units of the body"),
        _all_of("organisation_unit", "name", "duties", "phone", "email", "parent_id", "position"),
        ("portals.change_organisation",),
    ),
    StatePart(
        "officials",
        _("leaders and contact officers"),
        _all_of("organisation_official", "name", "post", "field", "phone", "email", "role"),
        ("portals.change_organisation",),
    ),
    StatePart(
        "hosts",
        _("host names"),
        _all_of("portals_portaladdress", "hostname", "is_main", "period"),
        ("portals.open",),
    ),
    StatePart(
        "redirects",
        _("addresses that lead elsewhere"),
        _all_of("editorial_oldaddress", "path", "page_id"),
        ("editorial.rename_section", "editorial.move_story", "wagtail.move", "wagtail.rename"),
    ),
    StatePart(
        "sections",
        _("sections"),
        """SELECT section.portal_id, 0::bigint,
                  string_agg(row(page.id, page.title, page.slug, page.live, page.show_in_menus)::text,
                             '|' ORDER BY page.id),
                  string_agg(page.title, '; ' ORDER BY page.id DESC)
           FROM editorial_sectionpage section JOIN wagtailcore_page page ON page.id = section.page_ptr_id
           GROUP BY section.portal_id""",
        ("editorial.rename_section", "portals.open", "wagtail.publish", "wagtail.unpublish"),
    ),
    StatePart(
        "page",
        _("information page"),
        f"""SELECT portal.id, page.id,
                   row(page.title, page.slug, page.seo_title, information.intro,
                       information.body::text)::text, page.title
            FROM editorial_informationpage information
            JOIN wagtailcore_page page ON page.id = information.page_ptr_id AND page.live
            JOIN wagtailcore_page home ON home.path = left(page.path, {PORTAL_PATH_LENGTH})
            JOIN portals_portal portal ON portal.root_id = home.id""",
        (
            *("wagtail.publish", "wagtail.publish.schedule", "wagtail.move"),
            *("wagtail.copy", "editorial.move_story", "editorial.approve"),
        ),
        new_needs_act=True,
        is_page=True,
    ),
    StatePart(
        "file",
        _("file of a text"),
        """SELECT portal.id, document.id, row(document.file, document.file_hash)::text,
                  document.title || ' (' || document.file || ')'
           FROM editorial_portaldocument document
           JOIN portals_portal portal ON portal.collection_id = document.collection_id
           WHERE document.examination = 'fine' AND EXISTS (
               SELECT FROM editorial_publishedfile used WHERE used.document_id = document.id)""",
        ("wagtail.edit", "wagtail.create"),
        is_uploaded=True,
    ),
    StatePart(
        "picture",
        _("picture of a text"),
        """SELECT portal.id, image.id, row(image.file, image.file_hash)::text,
                  image.title || ' (' || image.file || ')'
           FROM editorial_portalimage image
           JOIN portals_portal portal ON portal.collection_id = image.collection_id
           WHERE image.examination = 'fine' AND EXISTS (
               SELECT FROM editorial_publishedimage used WHERE used.image_id = image.id)""",
        ("wagtail.edit", "wagtail.create"),
        is_uploaded=True,
    ),
)
BY_NAME = {part.name: part for part in PARTS}


def all_parts() -> Iterator[tuple[StatePart, str]]:
    for part in PARTS:
        yield part, f"SELECT '{part.name}', found.* FROM ({part.rows}) AS found"
