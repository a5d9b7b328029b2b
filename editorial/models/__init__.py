"""What is published: pages, the sections they stand in, and the placements that make them appear on portals."""

from .added_form import AddedForm
from .approval import Approval, LaterCheck
from .confirmation import FindingConfirmation
from .correction import Correction
from .disclosure import DisclosureFigure, DisclosurePage, PortalPopulation, SheetUpload
from .document import OfficialDocumentPage
from .document_relation import (
    DocumentForce,
    DocumentProvision,
    DocumentRelation,
    DocumentStub,
)
from .file_signature import FileSignature
from .file_text import FileText, ReadFile
from .followed_search import FollowedSearch
from .home import HomePage
from .home_block import HomeBlockChoice
from .information import InformationPage
from .media import PortalDocument, PortalImage, PortalRendition
from .mention import DocumentMention, MentionsRead
from .moved import CarriedRecord, MovedThing
from .notice import NoticePage
from .number_gap import GapAnswer, NumberGap
from .number_list import ListedNumber, NumberList
from .old_address import OldAddress
from .paper import StoryPaper
from .placement import Placement
from .published import PublishedFile, PublishedImage
from .quick import QuickWriting
from .register_import import RegisterImport
from .removal import InformationRemoval, StoryWithdrawal
from .search import BestBet, SearchedWords, SearchThing, SearchWord, Synonym
from .section import SectionPage
from .signature import TextSignature
from .story import ArticlePage, RelatedStory, StoryPage
from .taxonomy import SectionRequirement, SectionType
from .to_record import ActToRecord
from .usefulness import UsefulnessCount
from .word_import import ReadingState, WordImport
from .workflow import BoardReviewState, BoardReviewTask

__all__ = [
    "ActToRecord",
    "AddedForm",
    "Approval",
    "ArticlePage",
    "BestBet",
    "BoardReviewState",
    "BoardReviewTask",
    "CarriedRecord",
    "Correction",
    "DisclosureFigure",
    "DisclosurePage",
    "DocumentForce",
    "DocumentMention",
    "DocumentProvision",
    "DocumentRelation",
    "DocumentStub",
    "FileSignature",
    "FileText",
    "FindingConfirmation",
    "FollowedSearch",
    "GapAnswer",
    "HomeBlockChoice",
    "HomePage",
    "InformationPage",
    "InformationRemoval",
    "LaterCheck",
    "ListedNumber",
    "MentionsRead",
    "MovedThing",
    "NoticePage",
    "NumberGap",
    "NumberList",
    "OfficialDocumentPage",
    "OldAddress",
    "Placement",
    "PortalDocument",
    "PortalImage",
    "PortalPopulation",
    "PortalRendition",
    "PublishedFile",
    "PublishedImage",
    "QuickWriting",
    "ReadFile",
    "ReadingState",
    "RegisterImport",
    "RelatedStory",
    "SearchThing",
    "SearchWord",
    "SearchedWords",
    "SectionPage",
    "SectionRequirement",
    "SectionType",
    "SheetUpload",
    "StoryPage",
    "StoryPaper",
    "StoryWithdrawal",
    "Synonym",
    "TextSignature",
    "UsefulnessCount",
    "WordImport",
]
