"""What `stubs/` says of Wagtail's page is so: mypy believes it, and an upgrade may take a name away."""

import ast
import inspect

from django.conf import settings
from wagtail.models import Page

from editorial.models import ArticlePage

# The row of the page's table; and what Wagtail looks for in the class of a page without having it in its own.
OF_A_SUBCLASS = {"page_ptr", "page_ptr_id", "copy_form_class"}
STUB = settings.ROOT / "stubs" / "wagtail" / "models" / "__init__.pyi"


def said_of_page() -> list[ast.stmt]:
    tree = ast.parse(STUB.read_text())
    (page,) = [part for part in tree.body if isinstance(part, ast.ClassDef) and part.name == "Page"]
    return page.body


def test_the_page_has_every_name():
    names = [
        part.target.id if isinstance(part, ast.AnnAssign) else part.name
        for part in said_of_page()
        if isinstance(part, ast.AnnAssign | ast.FunctionDef)
    ]
    assert len(names) > 80
    missing = [name for name in names if not hasattr(Page, name) and name not in OF_A_SUBCLASS]
    assert not missing, (
        "Wagtail's page has these no more: take them out of the stub, and see who asks for them."
    )
    assert all(hasattr(ArticlePage, name) for name in OF_A_SUBCLASS)


def test_its_methods_take_what_the_stub_says():
    for part in said_of_page():
        if not isinstance(part, ast.FunctionDef) or isinstance(getattr(Page, part.name), property):
            continue
        real = inspect.signature(getattr(Page, part.name)).parameters
        takes_any = any(one.kind is one.VAR_KEYWORD for one in real.values())
        said = [one.arg for one in [*part.args.args, *part.args.kwonlyargs]]
        unknown = {name for name in said if name not in {"self", "cls"}} - set(real)
        assert takes_any or not unknown, f"Page.{part.name} does not take {unknown}."


def test_each_name_that_the_stub_passes_on_is_wagtails():
    import wagtail.models

    tree = ast.parse(STUB.read_text())
    passed_on = [
        name.name
        for part in tree.body
        if isinstance(part, ast.ImportFrom) and part.module == "wagtail.models.without_types"
        for name in part.names
    ]
    assert passed_on
    assert [name for name in passed_on if not hasattr(wagtail.models, name)] == []
