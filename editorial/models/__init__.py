"""What is published: pages, the sections they stand in, and the placements that make them appear on portals."""

from .home import HomePage
from .information import InformationPage
from .media import PortalDocument, PortalImage, PortalRendition
from .old_address import OldAddress
from .placement import Placement
from .published import InformationText, PublishedFile, StoryText
from .removal import InformationRemoval
from .section import SectionPage
from .signature import TextSignature
from .story import ArticlePage, NoticePage, RelatedStory, StoryPage
from .taxonomy import SectionRequirement, SectionType
from .usefulness import UsefulnessCount
from .workflow import BoardReviewState, BoardReviewTask

__all__ = [
    "ArticlePage",
    "BoardReviewState",
    "BoardReviewTask",
    "HomePage",
    "InformationPage",
    "InformationRemoval",
    "InformationText",
    "NoticePage",
    "OldAddress",
    "Placement",
    "PortalDocument",
    "PortalImage",
    "PortalRendition",
    "PublishedFile",
    "RelatedStory",
    "SectionPage",
    "SectionRequirement",
    "SectionType",
    "StoryPage",
    "StoryText",
    "TextSignature",
    "UsefulnessCount",
]
