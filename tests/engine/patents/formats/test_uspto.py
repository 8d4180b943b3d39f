"""The four formats of the United States, on small documents written for these tests."""

from datetime import date

import pytest

from tests.engine.patents.formats.reading import patents_in, read_as
from zhicheng.engine.patents.formats import uspto_greenbook, uspto_sgml, uspto_xml
from zhicheng.engine.patents.record import (
    Citation,
    Classification,
    ClassScheme,
    Kind,
    Party,
    PartyRole,
    Patent,
    Priority,
    Reject,
    Stage,
    Text,
)

GRANT = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE us-patent-grant SYSTEM "us-patent-grant-v45-2014-04-03.dtd" [ ]>
<us-patent-grant lang="EN" country="US">
<us-bibliographic-data-grant>
<publication-reference><document-id><country>US</country><doc-number>08930553</doc-number><kind>B2</kind>
<date>20150106</date></document-id></publication-reference>
<application-reference appl-type="utility"><document-id><country>US</country><doc-number>13648029</doc-number>
<date>20121009</date></document-id></application-reference>
<priority-claims><priority-claim sequence="01" kind="national"><country>CN</country>
<doc-number>201010255577.9</doc-number><date>20111010</date></priority-claim></priority-claims>
<classifications-ipcr><classification-ipcr><section>H</section><class>01</class><subclass>M</subclass>
<main-group>10</main-group><subgroup>0525</subgroup></classification-ipcr></classifications-ipcr>
<classifications-cpc><main-cpc><classification-cpc><section>H</section><class>01</class><subclass>M</subclass>
<main-group>4</main-group><subgroup>13</subgroup></classification-cpc></main-cpc></classifications-cpc>
<invention-title id="t">Lithium <i>cell</i></invention-title>
<us-references-cited>
<us-citation><patcit num="00001"><document-id><country>US</country><doc-number>2007/0140112</doc-number><kind>A1</kind>
</document-id></patcit><category>cited by examiner</category></us-citation>
<us-citation><nplcit num="00002"><othercit>A paper &#x201c;on cells&#x201d;</othercit></nplcit>
<category>cited by applicant</category></us-citation>
</us-references-cited>
<number-of-claims>2</number-of-claims>
<us-parties><us-applicants><us-applicant app-type="applicant"><addressbook><orgname>Filer Inc</orgname></addressbook>
</us-applicant></us-applicants>
<inventors><inventor><addressbook><last-name>Wang</last-name><first-name>Li</first-name><address><city>Suzhou</city>
<country>CN</country></address></addressbook></inventor></inventors>
<agents><agent><addressbook><orgname>Law &amp; Co</orgname><address><country>unknown</country></address></addressbook>
</agent></agents></us-parties>
<assignees><assignee><addressbook><orgname>Cells Ltd</orgname><role>02</role><address><city>Suzhou</city>
<country>CN</country></address></addressbook></assignee></assignees>
</us-bibliographic-data-grant>
<abstract id="abstract"><p>A cell.</p></abstract>
<description><?BRFSUM end="lead"?><p>It  works.</p></description>
<claims><claim num="00001"><claim-text>1. A cell comprising: <claim-text>a part.</claim-text></claim-text></claim>
<claim num="00002"><claim-text><b>2</b>. The cell of claim 1.</claim-text></claim></claims>
</us-patent-grant>
"""

EXPECTED_GRANT = Patent(
    publication="US8930553B2",
    country="US",
    kind=Kind.INVENTION,
    stage=Stage.GRANT,
    kind_code="B2",
    application="US13648029A",
    filed_on=date(2012, 10, 9),
    published_on=date(2015, 1, 6),
    granted_on=date(2015, 1, 6),
    titles=(Text("en", "Lithium cell"),),
    abstracts=(Text("en", "A cell."),),
    claims=("A cell comprising: a part.", "The cell of claim 1."),
    claim_count=2,
    description_chars=9,
    parties=(
        Party(PartyRole.APPLICANT, "Cells Ltd", "CN", "Suzhou"),
        Party(PartyRole.INVENTOR, "Li Wang", "CN", "Suzhou"),
        Party(PartyRole.AGENCY, "Law & Co"),
    ),
    classes=(Classification(ClassScheme.IPC, "H01M10/0525"), Classification(ClassScheme.CPC, "H01M4/13")),
    priorities=(Priority("CN201010255577A", "CN", date(2011, 10, 10)),),
    citations=(
        Citation("US20070140112A1", origin="examiner"),
        Citation("A paper “on cells”", origin="applicant", is_patent=False),
    ),
    source="file",
)

SEQUENCES = b'<?xml version="1.0"?>\n<sequence-cwu id="S"><doc-number>1</doc-number></sequence-cwu>\n'


def test_a_grant_of_today_is_read_whole() -> None:
    assert patents_in(uspto_xml.FORMAT, GRANT) == [EXPECTED_GRANT]


def test_an_application_without_owner_is_its_inventors() -> None:
    data = b"""<?xml version="1.0"?><us-patent-application lang="EN"><us-bibliographic-data-application>
<publication-reference><document-id><country>US</country><doc-number>20050004437</doc-number><kind>A1</kind>
<date>20050106</date></document-id></publication-reference>
<classification-ipc><edition>07</edition><main-classification>A61B005/00</main-classification></classification-ipc>
<parties><applicants><applicant app-type="applicant-inventor"><addressbook><last-name>Kaufmann</last-name>
<first-name>Heiner</first-name><address><city>Bern</city><country>CH</country></address></addressbook></applicant>
</applicants></parties></us-bibliographic-data-application></us-patent-application>"""
    [patent] = patents_in(uspto_xml.FORMAT, data)
    assert (patent.publication, patent.stage, patent.granted_on) == ("US20050004437A1", Stage.APPLICATION, None)
    assert patent.parties == (
        Party(PartyRole.APPLICANT, "Heiner Kaufmann", "CH", "Bern"),
        Party(PartyRole.INVENTOR, "Heiner Kaufmann", "CH", "Bern"),
    )
    assert patent.symbols(ClassScheme.IPC) == ("A61B5/00",)


def test_a_broken_document_of_a_weekly_file_spoils_no_other() -> None:
    cut_off = GRANT[: GRANT.index(b"<claims>")]
    numberless = GRANT.replace(b"08930553", b"no number")
    dateless = GRANT.replace(b"20121009", b"20121399")
    weekly = GRANT + cut_off + SEQUENCES + GRANT.rstrip() + numberless + dateless + GRANT
    found = read_as(uspto_xml.FORMAT, weekly, "ipg150106.xml")
    assert [type(one) for one in found] == [Patent, Reject, Patent, Reject, Reject, Patent]
    rejects = [one for one in found if isinstance(one, Reject)]
    assert [(one.file, one.position) for one in rejects] == [
        ("ipg150106.xml", 2),
        ("ipg150106.xml", 5),
        ("ipg150106.xml", 6),
    ]
    assert rejects[0].reason.startswith("XML 在这条记录的第 ")
    assert "公开号“US no number B2”有误" in rejects[1].reason
    assert rejects[2].reason == "日期“20121399”不存在。请对照原文献改正"
    assert all(0 < len(one.excerpt) <= 200 for one in rejects)


def test_documents_without_declarations_are_told_apart_too() -> None:
    bare = GRANT[GRANT.index(b"<us-patent-grant") :]
    doctyped = GRANT[GRANT.index(b"<!DOCTYPE") :]
    assert patents_in(uspto_xml.FORMAT, bare + bare) == [EXPECTED_GRANT] * 2
    assert patents_in(uspto_xml.FORMAT, doctyped + doctyped) == [EXPECTED_GRANT] * 2


@pytest.mark.parametrize(
    "declarations",
    [
        b'<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">',
        b'<!ENTITY c SYSTEM "file:///etc/passwd">',
        b'<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;',
    ],
)
def test_declared_entities_are_refused_and_the_next_document_goes_on(declarations: bytes) -> None:
    hostile = GRANT.replace(b"[ ]", b"[" + declarations + b"]").replace(b"A cell.", b"&c;")
    reject, patent = read_as(uspto_xml.FORMAT, hostile + GRANT)
    assert isinstance(reject, Reject)
    assert reject.reason == "文件声明了 XML 实体，为安全起见不予读取。请删去 <!ENTITY …> 声明后再上传"
    assert patent == EXPECTED_GRANT


def test_deep_and_huge_documents_are_refused() -> None:
    deep = GRANT.replace(b"A cell.", b"<p>" * 3000 + b"</p>" * 3000)
    huge = GRANT.replace(b"A cell.", b"x" * (11 << 20))
    found = read_as(uspto_xml.FORMAT, deep + huge + GRANT)
    assert [type(one) for one in found] == [Reject, Reject, Patent]


ST32 = b"""<!DOCTYPE PATDOC SYSTEM "ST32-US-Grant-025xml.dtd" [
<!ENTITY US06336130-D00000.TIF SYSTEM "US06336130-D00000.TIF" NDATA TIF>
]>
<PATDOC DTD="2.5"><SDOBI><B100><B110><DNUM><PDAT>06336130</PDAT></DNUM></B110><B130><PDAT>B1</PDAT></B130>
<B140><DATE><PDAT>20020101</PDAT></DATE></B140><B190><PDAT>US</PDAT></B190></B100>
<B200><B210><DNUM><PDAT>09413215</PDAT></DNUM></B210><B220><DATE><PDAT>19991005</PDAT></DATE></B220></B200>
<B300><B310><DNUM><PDAT>971605</PDAT></DNUM></B310><B320><DATE><PDAT>19970408</PDAT></DATE></B320>
<B330><CTRY><PDAT>NO</PDAT></CTRY></B330></B300>
<B500><B510><B511><PDAT>G06F 1516</PDAT></B511><B512><PDAT>G06F  728</PDAT></B512><B516><PDAT>7</PDAT></B516></B510>
<B540><STEXT><PDAT>An &agr;-emitter &amp; &foo;</PDAT></STEXT></B540>
<B560><B561><PCIT><DOC><DNUM><PDAT>5825759</PDAT></DNUM><KIND><PDAT>A</PDAT></KIND></DOC></PCIT><CITED-BY-EXAMINER/></B561>
<B562><NCIT><STEXT><PDAT>A &ldquo;paper&rdquo;</PDAT></STEXT></NCIT><CITED-BY-OTHER/></B562></B560>
<B570><B577><PDAT>2</PDAT></B577></B570></B500>
<B700><B720><B721><PARTY-US><NAM><FNM><PDAT>Thanh</PDAT></FNM><SNM><STEXT><PDAT>Do</PDAT></STEXT></SNM></NAM>
<ADR><CITY><PDAT>Reno</PDAT></CITY><STATE><PDAT>NV</PDAT></STATE></ADR></PARTY-US></B721></B720></B700></SDOBI>
<SDOAB><BTEXT><PARA><PTEXT><PDAT>An emitter.</PDAT></PTEXT></PARA></BTEXT></SDOAB>
<SDOCL><CL><CLM ID="CLM-00001"><PARA><PTEXT><PDAT>1. An emitter.</PDAT></PTEXT></PARA></CLM>
<CLM ID="CLM-00002"><PARA><PTEXT><PDAT>2. As in </PDAT><CLREF><PDAT>claim 1</PDAT></CLREF><PDAT>, red.</PDAT></PTEXT></PARA></CLM>
</CL></SDOCL></PATDOC>
"""

EXPECTED_ST32 = Patent(
    publication="US6336130B1",
    country="US",
    kind=Kind.INVENTION,
    stage=Stage.GRANT,
    kind_code="B1",
    application="US09413215A",
    filed_on=date(1999, 10, 5),
    published_on=date(2002, 1, 1),
    granted_on=date(2002, 1, 1),
    titles=(Text("en", "An α-emitter & &foo;"),),
    abstracts=(Text("en", "An emitter."),),
    claims=("An emitter.", "As in claim 1, red."),
    claim_count=2,
    parties=(
        Party(PartyRole.APPLICANT, "Thanh Do", "US", "Reno, NV"),
        Party(PartyRole.INVENTOR, "Thanh Do", "US", "Reno, NV"),
    ),
    classes=(Classification(ClassScheme.IPC, "G06F15/16"), Classification(ClassScheme.IPC, "G06F7/28")),
    priorities=(Priority("NO971605A", "NO", date(1997, 4, 8)),),
    citations=(Citation("US5825759A", origin="examiner"), Citation("A “paper”", origin="other", is_patent=False)),
    source="file",
)


def test_a_grant_of_2002_is_read_with_named_characters_and_no_dtd() -> None:
    declared = b'<?xml version="1.0" encoding="UTF-8"?>\n' + ST32
    assert patents_in(uspto_sgml.FORMAT, declared) == [EXPECTED_ST32]
    assert patents_in(uspto_sgml.FORMAT, declared + declared) == [EXPECTED_ST32] * 2


def test_sgml_with_its_empty_elements_left_open_is_read_alike() -> None:
    sgml = ST32.replace(b"<CITED-BY-EXAMINER/>", b"<CITED-BY-EXAMINER>").replace(
        b"<CITED-BY-OTHER/>", b"<CITED-BY-OTHER>"
    )
    assert patents_in(uspto_sgml.FORMAT, sgml + sgml) == [EXPECTED_ST32] * 2


def test_a_design_of_2001_has_its_locarno_class() -> None:
    design = ST32.replace(b"06336130<", b"D0435854<").replace(b">B1<", b">S<").replace(b"G06F 1516", b"1402")
    [patent] = patents_in(uspto_sgml.FORMAT, design)
    assert (patent.publication, patent.kind, patent.symbols(ClassScheme.LOCARNO)) == (
        "USD435854S",
        Kind.DESIGN,
        ("14-02",),
    )


def test_an_application_of_2001_is_read() -> None:
    data = b"""<?xml version="1.0"?>
<patent-application-publication><subdoc-bibliographic-information>
<document-id><doc-number>20010000943</doc-number><kind-code>A1</kind-code><document-date>20010510</document-date></document-id>
<domestic-filing-data><application-number><doc-number>09727454</doc-number></application-number>
<filing-date>20001204</filing-date></domestic-filing-data>
<foreign-priority-data><priority-application-number><doc-number>11-097727</doc-number></priority-application-number>
<filing-date>19990405</filing-date><country-code>JP</country-code></foreign-priority-data>
<technical-information><classification-ipc><classification-ipc-primary><ipc>H01J001/62</ipc></classification-ipc-primary>
</classification-ipc><title-of-invention>Device</title-of-invention></technical-information>
<inventors><first-named-inventor><name><given-name>Kenichi</given-name><family-name>Fukuoka</family-name></name>
<residence><residence-non-us><city>Sodegaura</city><country-code>JP</country-code></residence-non-us></residence>
</first-named-inventor></inventors>
<assignee><organization-name>IDEMITSU CO</organization-name></assignee></subdoc-bibliographic-information>
<subdoc-abstract><paragraph>Light.</paragraph></subdoc-abstract>
<subdoc-claims><claim id="CLM-00001"><claim-text><highlight><bold>1.</bold></highlight>A device.</claim-text></claim></subdoc-claims>
</patent-application-publication>"""
    assert patents_in(uspto_sgml.FORMAT, data) == [
        Patent(
            publication="US20010000943A1",
            country="US",
            kind=Kind.INVENTION,
            stage=Stage.APPLICATION,
            kind_code="A1",
            application="US09727454A",
            filed_on=date(2000, 12, 4),
            published_on=date(2001, 5, 10),
            titles=(Text("en", "Device"),),
            abstracts=(Text("en", "Light."),),
            claims=("A device.",),
            claim_count=1,
            parties=(
                Party(PartyRole.APPLICANT, "IDEMITSU CO"),
                Party(PartyRole.INVENTOR, "Kenichi Fukuoka", "JP", "Sodegaura"),
            ),
            classes=(Classification(ClassScheme.IPC, "H01J1/62"),),
            priorities=(Priority("JP11097727", "JP", date(1999, 4, 5)),),
            source="file",
        )
    ]


def test_documents_without_facts_are_set_aside() -> None:
    for data in (b"<PATDOC ></PATDOC>", b"<patent-application-publication></patent-application-publication>"):
        [reject] = read_as(uspto_sgml.FORMAT, data)
        assert isinstance(reject, Reject)
        assert reject.reason.startswith("缺少著录项目")


GREENBOOK = b"""HHHHHT    APS1       ISSUE - 760106
PATN
WKU  039327094
SRC  5
APN  4491556
APD  19740307
TTL  Electronic business
      telephone
ISD  19760113
NCL  2
INVT
NAM  Hoff; Don G.
CTY  Tiburon
STA  CA
ASSG
NAM  Shimadzu Corporation
CTY  Kyoto
CNT  JPX
PRIR
CNT  DEX
APD  19730307
APN  2311465
CLAS
OCL  179 90K
ICL  H04M 1100
UREF
PNO  3518629
ISD  19700600
FREF
PNO  2,345,678
CNT  DEX
OREF
PAL  A paper on phones.
LREP
FR2  Flehr; Paul
ABST
PAL  A phone.
BSUM
PAR  It rings.
CLMS
STM  What is claimed is:
NUM  1.
PAR  1. A phone comprising:
PA1  a. a bell.
NUM  2.
PAR  2. The phone of claim 1.
"""


def test_a_green_book_grant_is_read_whole() -> None:
    assert patents_in(uspto_greenbook.FORMAT, GREENBOOK) == [
        Patent(
            publication="US3932709A",
            country="US",
            kind=Kind.INVENTION,
            stage=Stage.GRANT,
            kind_code="A",
            application="US05449155A",
            filed_on=date(1974, 3, 7),
            published_on=date(1976, 1, 13),
            granted_on=date(1976, 1, 13),
            titles=(Text("en", "Electronic business telephone"),),
            abstracts=(Text("en", "A phone."),),
            claims=("A phone comprising: a. a bell.", "The phone of claim 1."),
            claim_count=2,
            description_chars=9,
            parties=(
                Party(PartyRole.APPLICANT, "Shimadzu Corporation", "JP", "Kyoto"),
                Party(PartyRole.INVENTOR, "Don G. Hoff", "US", "Tiburon, CA"),
                Party(PartyRole.AGENCY, "Paul Flehr"),
            ),
            classes=(Classification(ClassScheme.IPC, "H04M11/00"),),
            priorities=(Priority("DE2311465A", "DE", date(1973, 3, 7)),),
            citations=(
                Citation("US3518629A"),
                Citation("DE2345678"),
                Citation("A paper on phones.", is_patent=False),
            ),
            source="file",
        )
    ]


def test_a_broken_green_book_grant_spoils_no_other() -> None:
    whole = GREENBOOK[GREENBOOK.index(b"PATN") :]
    faulty = whole.replace(b"19760113", b"19761313")
    numberless = whole.replace(b"WKU  039327094\n", b"")
    found = read_as(uspto_greenbook.FORMAT, GREENBOOK + faulty + numberless + whole.replace(b"\n", b"\r\n"))
    assert [type(one) for one in found] == [Patent, Reject, Reject, Patent]
    assert [one.position for one in found if isinstance(one, Reject)] == [2, 3]
    assert found[0] == found[3]


@pytest.mark.parametrize(
    ("wku", "expected"), [(b"D02420563", "USD242056S"), (b"RE0285112", "USRE28511E"), (b"PP0040001", "USPP4000P")]
)
def test_green_book_numbers_carry_their_kind(wku: bytes, expected: str) -> None:
    [patent] = patents_in(uspto_greenbook.FORMAT, GREENBOOK.replace(b"039327094", wku))
    assert patent.publication == expected
