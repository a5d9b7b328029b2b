"""Django's makemessages, a catalogue a floor: also for templates and scripts, which stand beside the floors."""

from pathlib import Path

from django.conf import settings
from django.core.management.commands import makemessages

# English that is no text of the interface.
ELSEWHERE = ("docs", "stubs", "tests")
BESIDE_THE_FLOORS = ("static", "templates")
# Nobody is written to; and two branches would differ in the hour at which texts were collected, and in nothing else.
HEADERS_LEFT_OUT = ('"POT-Creation-Date:', '"Report-Msgid-Bugs-To:')


class Command(makemessages.Command):
    def find_files(self, root: str) -> list[makemessages.TranslatableFile]:
        """Give each file of `templates/<floor>` and `static/<floor>` to that floor's catalogue.

        Django leaves files outside every application's folder to the first of LOCALE_PATHS, which is the ground's:
        right for the templates of packages, which stand there too.
        """
        files = [
            file for file in super().find_files(root) if Path(file.path).parts[0] not in ELSEWHERE
        ]
        for file in files:
            folder, *inside = Path(file.path).parts
            if (
                folder in BESIDE_THE_FLOORS
                and (catalogue := Path(settings.ROOT, inside[0], "locale")).is_dir()
            ):
                file.locale_dir = str(catalogue)
        return files

    def write_po_file(self, potfile: str, locale: str) -> None:
        super().write_po_file(potfile, locale)
        catalogue = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        lines = catalogue.read_text(encoding="utf-8").splitlines(keepends=True)
        catalogue.write_text(
            "".join(line for line in lines if not line.startswith(HEADERS_LEFT_OUT)),
            encoding="utf-8",
        )
