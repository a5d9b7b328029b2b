"""No form and no view takes a file past the examination."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from portals.uploads import DOCUMENTS, PICTURES

ROOT = Path(__file__).resolve().parents[3]
FLOORS = ["portals", "editorial", "syndication", "scoring"]
# Each hands its file to the examination in the verb that keeps it.
PLAIN_FIELDS = {
    "editorial/review/forms.py": "record_paper_approval examines the sheet",
    "editorial/docx_import/forms.py": "bring_document examines the document",
    "editorial/disclosures/desk/forms.py": "examines the sheet itself, since it is read before it is kept",
    "editorial/schedules/desk/forms.py": "examines the sheet itself, and keeps nothing of it",
    "editorial/documents/importing/views.py": "opens an archive within limits; its files wait for the examination",
    "editorial/documents/intake/forms.py": "begins the examination itself, since a row can wait",
    "editorial/broadcasts/desk/forms.py": "begins the examination itself, since a row can wait",
    "scoring/views/neighbours.py": "import_neighbour verifies the dossier, and keeps figures of it only",
    "portals/witnesses/forms.py": "take keeps nothing of it but signatures that verify",
    "portals/uploads/fields.py": "is the field that examines",
    "portals/signatures/fields.py": "is the field that examines, and reads signatures after it",
}
EXAMINERS = {
    "editorial/review/forms.py": "editorial/review/paper.py",
    "editorial/docx_import/forms.py": "editorial/docx_import/reading.py",
}


def sources(*words: str) -> Iterator[tuple[str, ast.Module]]:
    """The modules in whose text one of these words stands: no other can have it as a name."""
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            text = path.read_text()
            if any(word in text for word in words):
                yield str(path.relative_to(ROOT)), ast.parse(text)


def names_in(tree: ast.Module) -> set[str]:
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return attributes | {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def plain_file_fields(tree: ast.Module) -> bool:
    """Whether `forms.FileField` or `forms.ImageField` is called for in it."""
    return any(
        isinstance(node, ast.Attribute)
        and node.attr in {"FileField", "ImageField"}
        and isinstance(node.value, ast.Name)
        and node.value.id == "forms"
        for node in ast.walk(tree)
    )


@pytest.mark.asvs("5.2.2")
def test_forms_take_files_by_the_field_that_examines():
    found = sources("FileField", "ImageField")

    assert {name for name, tree in found if plain_file_fields(tree)} == set(PLAIN_FIELDS)


def test_the_others_examine_where_they_keep():
    verbs = {"examined", "refuse_unfit"}
    trees = dict(sources(*verbs))
    for examiner in EXAMINERS.values():
        assert names_in(trees[examiner]) & verbs, examiner


def test_what_files_of_a_request_are_read_for():
    readers = {
        name
        for name, tree in sources("FILES")
        if any(isinstance(node, ast.Attribute) and node.attr == "FILES" for node in ast.walk(tree))
    }

    assert readers == {
        # Each gives them to its form.
        "portals/boards/desk/views/lists.py",
        "portals/learning/skills/desk/courses.py",
        "portals/social/desk/counting.py",
        "editorial/asking/following.py",
        "editorial/broadcasts/desk/views.py",
        "editorial/quick_write/views.py",
        "editorial/docx_import/views.py",
        "editorial/disclosures/desk/views.py",
        "editorial/schedules/desk/views.py",
        "editorial/documents/gaps/list_views.py",
        "editorial/documents/importing/views.py",
        "editorial/documents/intake/views.py",
        "editorial/procedures/desk/catalogue.py",
        "editorial/review/exception_views.py",
        "editorial/wagtail_patches/whole_uploads.py",
        "scoring/views/rubrics.py",
        "scoring/views/self_assessing.py",
        "portals/witnesses/views.py",
    }


def test_wagtails_own_forms_say_the_same():
    assert set(settings.WAGTAILDOCS_EXTENSIONS) == set(DOCUMENTS.endings)
    assert DOCUMENTS.largest == settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
    assert PICTURES.largest == settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
