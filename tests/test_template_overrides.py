"""Our templates that stand in place of a framework's of the same name. An upgrade that renames one shows its own again.

Those of Wagtail's admin extend what they replace, or are so short that they need nothing of it; those of allauth are
written anew, in our words and in the frame of the desk.
"""

import re
from pathlib import Path

import allauth
import wagtail
from django.conf import settings

OURS = settings.ROOT / "templates"
THEIRS = [
    *(Path(wagtail.__path__[0]).rglob("templates")),
    *(Path(allauth.__path__[0]).rglob("templates")),
]
OF_WAGTAIL = {
    "wagtailadmin/404.html",
    "wagtailadmin/base.html",
    "wagtailadmin/generic/preview_error.html",
    "wagtailadmin/home.html",
    "wagtailadmin/home/account_summary.html",
    "wagtailadmin/pages/listing/_page_title_column_header.html",
    "wagtailadmin/pages/search_results.html",
    "wagtailadmin/shared/headers/_actions.html",
    "wagtailadmin/shared/search_other.html",
    "wagtailadmin/skeleton.html",
    "wagtailadmin/tables/title_cell.html",
    "wagtaildocs/multiple/add.html",
    "wagtailimages/chooser/results.html",
    "wagtailimages/chooser/title_column_cell.html",
    "wagtailimages/images/results_image.html",
    "wagtailimages/multiple/add.html",
}
OF_ALLAUTH = {
    "account/account_inactive.html",
    "account/login.html",
    "account/logout.html",
    "account/reauthenticate.html",
    "mfa/authenticate.html",
    "mfa/index.html",
    "mfa/reauthenticate.html",
    "mfa/recovery_codes/generate.html",
    "mfa/recovery_codes/index.html",
    "mfa/totp/activate_form.html",
    "mfa/totp/deactivate_form.html",
    "mfa/webauthn/add_form.html",
    "mfa/webauthn/authenticator_confirm_delete.html",
    "mfa/webauthn/authenticator_list.html",
    "mfa/webauthn/edit_form.html",
    "mfa/webauthn/reauthenticate.html",
    "socialaccount/authentication_error.html",
    "socialaccount/login.html",
    "socialaccount/login_cancelled.html",
    "usersessions/usersession_list.html",
}
BLOCK = re.compile(r"{%-?\s*block\s+(\w+)")


def in_place_of(name: str) -> list[Path]:
    return [folder / name for folder in THEIRS if (folder / name).is_file()]


def test_each_is_named_here_and_the_framework_still_has_its_own():
    folders = {name.partition("/")[0] for name in OF_WAGTAIL | OF_ALLAUTH}
    found = {
        str(file.relative_to(OURS))
        for folder in folders
        for file in (OURS / folder).rglob("*.html")
    }
    assert found == OF_WAGTAIL | OF_ALLAUTH
    gone = [name for name in sorted(found) if not in_place_of(name)]
    assert not gone, "The framework has no template of this name: what does it show in its place?"


def test_what_extends_a_template_fills_blocks_that_it_has():
    for name in sorted(OF_WAGTAIL):
        source = (OURS / name).read_text()
        if f'extends "{name}"' in source:
            blocks = blocks_of(name)
            missing = set(BLOCK.findall(source)) - blocks
            assert not missing, f"{name} of Wagtail has no block {missing} any more."


def blocks_of(name: str) -> set[str]:
    """The blocks of Wagtail's template and of those that it extends."""
    found: set[str] = set()
    for file in in_place_of(name):
        source = file.read_text()
        found |= set(BLOCK.findall(source))
        for parent in re.findall(r'{%-?\s*extends\s+"([^"]+)"', source):
            found |= blocks_of(parent)
    return found


def test_no_other_template_stands_in_place_of_one():
    others = [
        str(file.relative_to(OURS))
        for file in OURS.rglob("*.html")
        if str(file.relative_to(OURS)) not in OF_WAGTAIL | OF_ALLAUTH
    ]
    assert [name for name in others if in_place_of(name)] == []
