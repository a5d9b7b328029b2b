"""What this room registers."""

from __future__ import annotations

from editorial.kinds import registry
from editorial.stations import bulletins
from editorial.stations.bulletins import BulletinKind

from .from_script import bulletin_of_script
from .kind import BROADCASTS

AS_AIRED = BulletinKind(
    code=BROADCASTS.model.story_kind,
    aired_at="broadcastpage__aired_at",
    recording="broadcastpage__recording",
    begin=bulletin_of_script,
)


def install() -> None:
    registry.register(BROADCASTS)
    bulletins.register(AS_AIRED)
