"""The catalogue of sets of data as linked data: DCAT-AP 3, built once and written as Turtle or JSON-LD.

Terms: https://semiceu.github.io/DCAT-AP/releases/3.0.0/. Pages of it are told by Hydra, as harvesters follow them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from portals.addresses import main_origin

from .registry import DataFile, Dataset

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

    from portals.models import Portal

EU = "http://publications.europa.eu/resource/authority/"
LANGUAGE = f"{EU}language/VIE"
# What a file is called in the EU's list of file types, and to the web.
FORMS = {
    "csv": ("CSV", "text/csv"),
    "json": ("JSON", "application/json"),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "zip": ("ZIP", "application/zip"),
}
# The prefixes by which the files name these terms.
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
VIETNAMESE = "vi"


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """A part of a catalogue. Addresses are whole; those before and after are empty at the ends.

    `own`: the catalogue is that of the portal itself; else it gathers those of all.
    """

    address: str
    first: str
    previous: str
    next: str
    own: bool


@dataclass(frozen=True, slots=True)
class Publisher:
    """A body as catalogues name it; `origin` is the address of its portal."""

    origin: str
    agency: str
    email: str

    @classmethod
    def of(cls, portal: Portal) -> Publisher:
        return cls(main_origin(portal), portal.agency, portal.email)

    @property
    def catalogue(self) -> str:
        return self.origin + reverse("open_data", urlconf="portals.urls.public")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that one file says: it follows from this alone, so that the same is written once (`written.py`)."""

    holder: Publisher
    shown: tuple[tuple[Publisher, tuple[Dataset, ...]], ...]
    page: CataloguePage
    title: str
    description: str


def catalogue_address(portal: Portal) -> str:
    return Publisher.of(portal).catalogue


def write_catalogue(catalogue: Catalogue, form: str) -> str:
    """Return it as "turtle" or "json-ld". Asks nothing."""
    told = _Telling()
    told.catalogue(catalogue)
    told.part(catalogue.page, catalogue.holder.catalogue)
    for one, datasets in catalogue.shown:
        if not catalogue.page.own:
            told.member(catalogue.holder, one)
        for dataset in datasets:
            told.dataset(catalogue.holder, one, dataset)
    return told.written(form)


class _Telling:
    """Sentences about one catalogue."""

    def __init__(self) -> None:
        # It takes a while to load, and is needed by nothing else that a web process does.
        from rdflib import Graph, Literal, Namespace, URIRef

        self.graph: Graph = Graph()
        self.literal, self.uri = Literal, URIRef
        self.terms: Mapping[str, Namespace] = {
            prefix: Namespace(space) for prefix, space in PREFIXES.items()
        }
        for prefix, space in self.terms.items():
            self.graph.bind(prefix, space, override=True, replace=True)

    def written(self, form: str) -> str:
        if form == "json-ld":
            return self.graph.serialize(format=form, context=dict(PREFIXES), auto_compact=True)
        return self.graph.serialize(format=form)

    def say(self, about: Node, term: str, *values: Node) -> None:
        prefix, _colon, name = term.partition(":")
        for value in values:
            self.graph.add((about, self.terms[prefix][name], value))

    def is_a(self, about: Node, term: str) -> None:
        from rdflib.namespace import RDF

        prefix, _colon, name = term.partition(":")
        self.graph.add((about, RDF.type, self.terms[prefix][name]))

    def words(self, text: str) -> Node:
        return self.literal(text, lang=VIETNAMESE)

    def moment(self, at: datetime) -> Node:
        text = at.isoformat(timespec="seconds")
        return self.literal(text, datatype=self.terms["xsd"]["dateTime"])

    def catalogue(self, told: Catalogue) -> None:
        about = self.uri(told.holder.catalogue)
        self.is_a(about, "dcat:Catalog")
        self.say(about, "dct:title", self.words(told.title))
        self.say(about, "dct:description", self.words(told.description))
        self.say(about, "dct:language", self.uri(LANGUAGE))
        self.say(about, "foaf:homepage", about)
        self._answers_for(about, told.holder)
        self._licence(about, told.holder)
        moments = [one.modified for _publisher, some in told.shown for one in some]
        if moments:
            self.say(about, "dct:modified", self.moment(max(moments)))

    def part(self, page: CataloguePage, catalogue: str) -> None:
        """Say where the catalogue goes on."""
        about = self.uri(page.address)
        self.is_a(about, "hydra:PartialCollectionView")
        self.say(self.uri(catalogue), "hydra:view", about)
        for term, address in (
            ("hydra:first", page.first),
            ("hydra:previous", page.previous),
            ("hydra:next", page.next),
        ):
            if address:
                self.say(about, term, self.uri(address))

    def member(self, holder: Publisher, one: Publisher) -> None:
        """Name the catalogue of a portal as a part of that of all."""
        if one != holder:
            self.say(self.uri(holder.catalogue), "dcat:catalog", self.uri(one.catalogue))

    def dataset(self, holder: Publisher, publisher: Publisher, dataset: Dataset) -> None:
        home = publisher.catalogue
        about = self.uri(f"{home}#{dataset.key}")
        self.say(self.uri(holder.catalogue), "dcat:dataset", about)
        self.is_a(about, "dcat:Dataset")
        self.say(about, "dct:title", self.words(dataset.title))
        self.say(about, "dct:description", self.words(dataset.description or dataset.title))
        self.say(about, "dct:identifier", self.literal(f"{home}#{dataset.key}"))
        self.say(about, "dct:language", self.uri(LANGUAGE))
        self.say(about, "dct:modified", self.moment(dataset.modified))
        if dataset.issued:
            self.say(about, "dct:issued", self.moment(dataset.issued))
        self._kind(about, dataset)
        self.say(about, "dcat:landingPage", self.uri(publisher.origin + dataset.page))
        self._answers_for(about, publisher)
        self._covers(about, dataset)
        if dataset.series:
            self._series(about, publisher, dataset)
        for file in dataset.files:
            self._distribution(about, publisher, dataset, file)

    def _kind(self, about: Node, dataset: Dataset) -> None:
        frequency = self.uri(f"{EU}frequency/{dataset.frequency.value}")
        self.say(about, "dct:accrualPeriodicity", frequency)
        self.say(about, "dcat:theme", self.uri(f"{EU}data-theme/{dataset.theme.value}"))

    def _covers(self, about: Node, dataset: Dataset) -> None:
        if dataset.covers is None:
            return
        period = self.uri(f"{about}-thoi-gian")
        self.is_a(period, "dct:PeriodOfTime")
        self.say(about, "dct:temporal", period)
        for term, day in zip(("dcat:startDate", "dcat:endDate"), dataset.covers, strict=True):
            value = self.literal(day.isoformat(), datatype=self.terms["xsd"]["date"])
            self.say(period, term, value)

    def _series(self, about: Node, publisher: Publisher, dataset: Dataset) -> None:
        series = self.uri(f"{publisher.catalogue}#{dataset.series}")
        self.is_a(series, "dcat:DatasetSeries")
        self.say(about, "dcat:inSeries", series)
        self.say(series, "dct:title", self.words(dataset.series_title))
        self.say(series, "dct:description", self.words(dataset.series_title))
        self._kind(series, dataset)
        self._answers_for(series, publisher)

    def _distribution(
        self, about: Node, publisher: Publisher, dataset: Dataset, file: DataFile
    ) -> None:
        origin = publisher.origin
        file_type, media = FORMS[file.form]
        one = self.uri(f"{about}-{file.form}")
        self.say(about, "dcat:distribution", one)
        self.is_a(one, "dcat:Distribution")
        self.say(one, "dct:title", self.words(f"{dataset.title} ({file_type})"))
        for term in ("dcat:accessURL", "dcat:downloadURL"):
            self.say(one, term, self.uri(origin + file.path))
        self.say(one, "dct:format", self.uri(f"{EU}file-type/{file_type}"))
        media_type = self.uri(f"https://www.iana.org/assignments/media-types/{media}")
        self.say(one, "dcat:mediaType", media_type)
        self.say(one, "dct:modified", self.moment(dataset.modified))
        self._licence(one, publisher)
        if file.described_by:
            described_by = self.uri(origin + file.described_by)
            self.is_a(described_by, "dct:Standard")
            self.say(one, "dct:conformsTo", described_by)

    def _licence(self, about: Node, publisher: Publisher) -> None:
        terms = self.uri(publisher.origin + reverse("terms_of_use", urlconf="portals.urls.public"))
        self.is_a(terms, "dct:LicenseDocument")
        self.say(terms, "dct:type", self.uri("http://purl.org/adms/licencetype/Attribution"))
        self.say(about, "dct:license", terms)

    def _answers_for(self, about: Node, publisher: Publisher) -> None:
        """Name the body that publishes it and where to ask."""
        origin = publisher.origin
        agent, contact = self.uri(f"{origin}/#co-quan"), self.uri(f"{origin}/#lien-he")
        self.is_a(agent, "foaf:Agent")
        self.say(agent, "foaf:name", self.words(publisher.agency))
        self.say(agent, "foaf:homepage", self.uri(f"{origin}/"))
        self.say(about, "dct:publisher", agent)
        self.is_a(contact, "vcard:Organization")
        self.say(contact, "vcard:fn", self.words(publisher.agency))
        page = self.uri(origin + reverse("contact", urlconf="portals.urls.public"))
        self.say(contact, "vcard:hasURL", page)
        if publisher.email:
            self.say(contact, "vcard:hasEmail", self.uri(f"mailto:{publisher.email}"))
        self.say(about, "dcat:contactPoint", contact)
