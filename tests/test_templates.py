"""What holds for all templates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parent.parent / "templates"


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_every_input_names_its_type(template: Path) -> None:
    """The admin takes the edges of all inputs away and gives them back by type: others cannot be seen."""
    inputs = re.findall(r"<input\b[^>]*>", template.read_text())
    assert [one for one in inputs if "type=" not in one] == []
