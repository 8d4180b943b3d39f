"""What a normalised applicant's name consists of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ApplicantName:
    """One name, taken apart. Two names with the same key differ in spelling only.

    ``key``        the whole name in its normal spelling; empty when the text holds no name
    ``core``       the name without its legal form, its place in short: what is proposed as the same although a form differs
    ``stem``       the core without its place: what names it among others
    ``place``      short names of the places before the stem and in its brackets, in order; empty where there are none
    ``legal_form`` in its normal spelling: 有限公司, 股份有限公司, INC, GMBH …; empty where there is none
    ``parent``     key of the company or university of which this is a branch or a college, else empty
    ``former``     keys of former names that stand in the text itself (原…, 曾用名…)
    ``original``   the text that was read
    """

    key: str
    core: str
    stem: str
    place: str = ""
    legal_form: str = ""
    parent: str = ""
    former: tuple[str, ...] = ()
    original: str = ""
