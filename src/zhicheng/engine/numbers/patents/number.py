"""What a patent number is, whatever office gave it."""

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """What the number was given to. The first two are numbers of filing, the last two of publication."""

    APPLICATION = "application"
    PATENT = "patent"  # 专利号: the application number of a granted patent, written with ZL
    PUBLICATION = "publication"
    GRANT = "grant"


class Right(StrEnum):
    """What is protected: 发明, 实用新型, 外观设计, and what only the United States have."""

    INVENTION = "invention"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"
    PLANT = "plant"
    REISSUE = "reissue"
    STATUTORY_REGISTRATION = "statutory_registration"


FILING_STAGES = frozenset({Stage.APPLICATION, Stage.PATENT})
DOCUMENT_STAGES = frozenset({Stage.PUBLICATION, Stage.GRANT})


@dataclass(frozen=True, slots=True, eq=False)
class PatentNumber:
    """One number, taken apart. Two are equal when they mean the same document or application, however they are spelled.

    ``office``      the two letters of WIPO ST.3: CN, EP, US, WO, JP, KR …
    ``stage``       application, patent (ZL…), publication or grant
    ``body``        the number in its one normal form, without office and kind code; what it holds differs by office
    ``kind_code``   WIPO ST.16: A, A1, B2, U …; of applications A, U, F (design), P (provisional), W (PCT); empty if not said
    ``year``        of filing or of publication, four digits, Western; None where the number does not tell
    ``right``       None where the number does not tell
    ``serial``      the running number inside year and right, as digits
    ``check_digit`` of Chinese and European applications, computed if it was not written; else empty
    ``original``    the text that was read
    """

    office: str
    stage: Stage
    body: str
    kind_code: str = ""
    year: int | None = None
    right: Right | None = None
    serial: str = ""
    check_digit: str = ""
    original: str = ""

    @property
    def is_of_filing(self) -> bool:
        """Whether it numbers an application (or the patent that it became), not a published document."""
        return self.stage in FILING_STAGES

    @property
    def document(self) -> str:
        """The key without the kind code: the same for A and B of one number, ``PN:EP1000000``."""
        return f"{'AN' if self.is_of_filing else 'PN'}:{self.office}{self.body}"

    @property
    def key(self) -> str:
        """The text that is the same for all spellings: ``AN:CN201010255577A``, ``PN:CN101933423A``."""
        return self.document + self.kind_code

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PatentNumber) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __str__(self) -> str:
        return f"{self.office}{self.body}{self.kind_code}"
