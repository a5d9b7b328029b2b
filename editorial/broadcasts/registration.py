"""What this room registers."""

from __future__ import annotations

from editorial.documents import secrecy
from editorial.kinds import registry
from editorial.placements import publications
from editorial.public import section_lists
from editorial.public.home_blocks import register_home_block
from editorial.recordings.importing import makers
from editorial.stations import bulletins
from editorial.stations.bulletins import BulletinKind
from portals.jobs import schedules
from portals.read_api import registry as read_api

from .archive import ARCHIVE
from .captions import follow_other_texts, follow_the_text
from .enums import BulletinClass
from .from_folder import bulletin_of_recording
from .from_script import bulletin_of_script
from .home_block import TODAY, URGENT
from .kind import BROADCASTS, SECTION_TYPE
from .models import BroadcastPage
from .read_api import BULLETINS

AS_AIRED = BulletinKind(
    code=BroadcastPage.story_kind,
    aired_at="broadcastpage__aired_at",
    recording="broadcastpage__recording",
    lacks_text="broadcastpage__lacks_text",
    bulletin_class="broadcastpage__bulletin_class",
    classes=(BulletinClass.ORDINARY, BulletinClass.PRIORITY, BulletinClass.URGENT),
    begin=bulletin_of_script,
)


def install() -> None:
    registry.register(BROADCASTS)
    read_api.register(BULLETINS)
    secrecy.watch(BroadcastPage)
    makers.register(bulletin_of_recording)
    bulletins.register(AS_AIRED)
    publications.register(follow_the_text)
    schedules.register(follow_other_texts, every_seconds=1800, queue=schedules.SOUND)
    section_lists.register(SECTION_TYPE, ARCHIVE)
    # Before those of all portals: what is urgent stands above them.
    register_home_block(URGENT)


def install_blocks() -> None:
    register_home_block(TODAY)
