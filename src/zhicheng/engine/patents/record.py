"""The patent record: what any office's file is read into, and what the lake keeps.

One `Patent` is one publication (an application published as A and its grant published as B are two). Whatever a file does not
say stays empty or None; nothing is guessed. Dates are `datetime.date`, countries WIPO ST.3 codes, languages ISO 639-1.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pyarrow as pa


class Kind(StrEnum):
    """What is protected. `OTHER` holds plant patents, statutory registrations and the like."""

    INVENTION = "invention"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"
    OTHER = "other"


class Stage(StrEnum):
    """Whether the document publishes an application or a right granted."""

    APPLICATION = "application"
    GRANT = "grant"


class LegalState(StrEnum):
    """The state of the right as the newest source says it; `UNKNOWN` where no source does."""

    PENDING = "pending"
    IN_FORCE = "in_force"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    EXPIRED = "expired"
    INVALIDATED = "invalidated"
    UNKNOWN = "unknown"


class PartyRole(StrEnum):
    APPLICANT = "applicant"
    INVENTOR = "inventor"
    AGENCY = "agency"


class ClassScheme(StrEnum):
    """IPC and CPC symbols are written without inner spaces (`H01M10/0525`), Locarno as `14-02`."""

    IPC = "ipc"
    CPC = "cpc"
    LOCARNO = "locarno"


@dataclass(frozen=True, slots=True)
class Text:
    """A title or an abstract in one language."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody named on a document, in the order of the document within the role.

    `region` is the division code (GB/T 2260, six digits) that `engine.places` resolved from the address, empty when it could not;
    `name_key` the normalised name by `patents.applicants`, empty until the load fills it.
    """

    role: PartyRole
    name: str
    country: str = ""
    address: str = ""
    postcode: str = ""
    region: str = ""
    name_key: str = ""


@dataclass(frozen=True, slots=True)
class Priority:
    """An earlier application whose date is claimed."""

    number: str
    country: str = ""
    filed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Classification:
    """One symbol of one scheme; the first of a scheme is the main one."""

    scheme: ClassScheme
    code: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A document that this one cites. `cited` is a publication number where it is one, else the words of the reference.

    `category` is the examiner's (X, Y, A …), `origin` who cites (applicant, examiner, search …), both empty when not said.
    """

    cited: str
    category: str = ""
    origin: str = ""
    is_patent: bool = True


@dataclass(frozen=True, slots=True)
class LegalEvent:
    """Something that happened to the right. `state` is what it leads to, None when it changes nothing or is not known."""

    happened_on: date | None
    code: str
    words: str = ""
    state: LegalState | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee due or paid; amounts in fen, years counted from the filing date as the annual fees are."""

    name: str
    year: int | None = None
    due_on: date | None = None
    paid_on: date | None = None
    amount_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Patent:
    """One publication, with all that its source says.

    `publication` (key of the lake) and `application` are in the compact form of `engine.numbers.patents`: country, number, kind
    code, no separators. A source without publication numbers (PATSTAT extracts) gives its own identifier, prefixed with the
    source's code and a colon, `patstat:12345`. `region` is that of the first applicant (else of the address of the document)
    whose address could be resolved. `source` names the file, `load` the version of the lake in which this row came.
    `cited_by_count` is the source's count where it gives one; who cites is a question to the lake.
    """

    publication: str
    country: str
    kind: Kind
    stage: Stage
    kind_code: str = ""
    application: str = ""
    filed_on: date | None = None
    published_on: date | None = None
    granted_on: date | None = None
    titles: tuple[Text, ...] = ()
    abstracts: tuple[Text, ...] = ()
    claims: tuple[str, ...] = ()
    claim_count: int | None = None
    description_chars: int | None = None
    parties: tuple[Party, ...] = ()
    classes: tuple[Classification, ...] = ()
    priorities: tuple[Priority, ...] = ()
    citations: tuple[Citation, ...] = ()
    events: tuple[LegalEvent, ...] = ()
    fees: tuple[Fee, ...] = ()
    family: str = ""
    family_size: int | None = None
    cited_by_count: int | None = None
    state: LegalState = LegalState.UNKNOWN
    region: str = ""
    source: str = ""
    load: int = 0
    synthetic: bool = False

    def parties_as(self, role: PartyRole) -> tuple[Party, ...]:
        """Those named in a role, in the document's order."""
        return tuple(party for party in self.parties if party.role is role)

    def symbols(self, scheme: ClassScheme) -> tuple[str, ...]:
        """The symbols of a scheme, the main one first."""
        return tuple(one.code for one in self.classes if one.scheme is scheme)

    def title(self, language: str = "zh") -> str:
        """The title in a language, else the first there is, else nothing."""
        return text_in(self.titles, language)

    def abstract(self, language: str = "zh") -> str:
        """The abstract in a language, else the first there is, else nothing."""
        return text_in(self.abstracts, language)


def text_in(texts: tuple[Text, ...], language: str) -> str:
    """The text in a language, else the first there is, else nothing."""
    for one in texts:
        if one.language == language:
            return one.text
    return texts[0].text if texts else ""


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that could not be read and was set aside: where it stands, why, and how it begins."""

    file: str
    position: int
    reason: str
    excerpt: str = ""


TEXT = pa.struct([("language", pa.string()), ("text", pa.string())])
PRIORITY = pa.struct([("number", pa.string()), ("country", pa.string()), ("filed_on", pa.date32())])
FEE = pa.struct(
    [
        ("name", pa.string()),
        ("year", pa.int16()),
        ("due_on", pa.date32()),
        ("paid_on", pa.date32()),
        ("amount_fen", pa.int64()),
    ]
)

PATENTS = pa.schema(
    [
        ("publication", pa.string()),
        ("country", pa.string()),
        ("kind", pa.string()),
        ("stage", pa.string()),
        ("kind_code", pa.string()),
        ("application", pa.string()),
        ("filed_on", pa.date32()),
        ("published_on", pa.date32()),
        ("granted_on", pa.date32()),
        ("titles", pa.list_(TEXT)),
        ("abstracts", pa.list_(TEXT)),
        ("claims", pa.list_(pa.string())),
        ("claim_count", pa.int32()),
        ("description_chars", pa.int32()),
        ("priorities", pa.list_(PRIORITY)),
        ("fees", pa.list_(FEE)),
        ("family", pa.string()),
        ("family_size", pa.int32()),
        ("cited_by_count", pa.int32()),
        ("state", pa.string()),
        ("region", pa.string()),
        ("source", pa.string()),
        ("load", pa.int32()),
        ("synthetic", pa.bool_()),
    ]
)
PARTIES = pa.schema(
    [
        ("publication", pa.string()),
        ("role", pa.string()),
        ("position", pa.int16()),
        ("name", pa.string()),
        ("name_key", pa.string()),
        ("country", pa.string()),
        ("address", pa.string()),
        ("postcode", pa.string()),
        ("region", pa.string()),
    ]
)
CLASSES = pa.schema(
    [("publication", pa.string()), ("scheme", pa.string()), ("position", pa.int16()), ("code", pa.string())]
)
CITATIONS = pa.schema(
    [
        ("publication", pa.string()),
        ("position", pa.int16()),
        ("cited", pa.string()),
        ("category", pa.string()),
        ("origin", pa.string()),
        ("is_patent", pa.bool_()),
    ]
)
EVENTS = pa.schema(
    [
        ("publication", pa.string()),
        ("position", pa.int16()),
        ("happened_on", pa.date32()),
        ("code", pa.string()),
        ("words", pa.string()),
        ("state", pa.string()),
    ]
)
FAMILIES = pa.schema([("family", pa.string()), ("publication", pa.string())])

SCHEMAS = {
    "patents": PATENTS,
    "parties": PARTIES,
    "classes": CLASSES,
    "citations": CITATIONS,
    "events": EVENTS,
    "families": FAMILIES,
}
"""The lake's tables. A row of each belongs to one publication, in the order of the document (`position` from 0)."""
