"""The addresses of the embedded servers; knowing them starts nothing, so settings may ask."""

from typing import Literal
from urllib.parse import quote

from portals.database.roles import EMBEDDED

from .places import services_folder

type Service = Literal["postgres", "queue", "cache"]

SERVICES: tuple[Service, ...] = ("postgres", "queue", "cache")
# The variable that, when set, takes the place of an embedded server.
VARIABLES: dict[Service, str] = {
    "postgres": "DATABASE_URL",
    "queue": "QUEUE_URL",
    "cache": "CACHE_URL",
}
DATABASE_NAME = "portals"
# Who makes databases and roles; nothing of ours works under it.
SUPERUSER = "postgres"


def address(
    service: Service, *, database: str | int | None = None, role: str = EMBEDDED.application
) -> str:
    """Return the URL of an embedded server's database: by name, as `role`, or by number for the Valkeys."""
    if service == "postgres":
        folder = quote(str(services_folder() / "postgres-socket"), safe="")
        return f"postgresql://{role}@/{database or DATABASE_NAME}?host={folder}"
    return f"unix://{quote(str(services_folder() / service / 'valkey.sock'))}?db={database or 0}"
