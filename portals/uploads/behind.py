"""A folder of uploads before another one, whose files are read and stay as they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .storage import UploadFolder

# What citizens attached, decisions on audits, sheets of royalties, evidence on social accounts: named by no row of a
# clone, and read through none.
# The units of practice do not reach these folders either (docs/deploy/systemd).
PRIVATE = ("cases/", "audits/", "royalty-sheets/", "social-evidence/")


class FolderBeforeAnother(UploadFolder):
    """Reads what this folder has, else what the one behind has; writes and deletes in this one alone.

    A name that the one behind has is taken: what is saved under it gets another.
    """

    def __init__(self, *, behind: str, **options: Any) -> None:
        super().__init__(**options)
        self.behind = behind

    def path(self, name: str) -> str:
        own = str(super().path(name))
        if Path(own).exists() or name.startswith(PRIVATE):
            return own
        # That it leads out of no folder was asked with the first path.
        other = Path(self.behind, name)
        return str(other) if other.is_file() else own

    def save_again(self, name: str, *, of: str) -> str:
        if self._is_own(of):
            return super().save_again(name, of=of)
        # Not the same file under a second name: what becomes of that one would become of the other.
        with self.open(of) as file:
            return str(self.save(name, file))

    def delete(self, name: str) -> None:
        if self._is_own(name):
            super().delete(name)

    def _open(self, name: str, mode: str = "rb") -> Any:
        if set(mode) & set("wax+") and not self._is_own(name):
            raise PermissionError(f"{name} is of another install.")
        return super()._open(name, mode)  # type: ignore[misc]  # Django documents it, its stubs leave it out

    def _is_own(self, name: str) -> bool:
        return Path(self.path(name)).is_relative_to(self.location)
