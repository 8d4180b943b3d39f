"""European exchange documents, single and in bulk."""

from datetime import date

import pytest

from tests.engine.patents.formats.reading import patents_in, read_as
from zhicheng.engine.patents.formats import epo, splitting
from zhicheng.engine.patents.formats.format import FormatRefused
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

HEAD = b"""<?xml version="1.0" encoding="UTF-8"?>
<ops:world-patent-data xmlns="http://www.epo.org/exchange" xmlns:ops="http://ops.epo.org"><exchange-documents>"""
TAIL = b"</exchange-documents></ops:world-patent-data>"
DOCUMENT = """
<exchange-document system="ops.epo.org" family-id="42" country="CN" doc-number="101933423" kind="A">
<bibliographic-data>
<publication-reference>
<document-id document-id-type="epodoc"><doc-number>CN101933423</doc-number></document-id>
<document-id document-id-type="docdb"><country>CN</country><doc-number>101933423</doc-number><kind>A</kind>
<date>20110105</date></document-id></publication-reference>
<classifications-ipcr><classification-ipcr><text>A01C  11/    02            A I       </text></classification-ipcr>
</classifications-ipcr>
<patent-classifications>
<patent-classification><classification-scheme office="EP" scheme="CPCI"/><section>A</section><class>01</class>
<subclass>C</subclass><main-group>11</main-group><subgroup>022</subgroup></patent-classification>
<patent-classification><classification-scheme office="US" scheme="UC"/><classification-symbol>600/585</classification-symbol>
</patent-classification></patent-classifications>
<application-reference><document-id document-id-type="docdb"><country>CN</country><doc-number>201010255577</doc-number>
<kind>A</kind><date>20100810</date></document-id></application-reference>
<priority-claims><priority-claim><document-id document-id-type="epodoc"><doc-number>CN201010255577</doc-number>
<date>20100810</date></document-id></priority-claim></priority-claims>
<parties><applicants>
<applicant sequence="1" data-format="epodoc"><applicant-name><name>UNIV JIANGSU [CN]</name></applicant-name></applicant>
<applicant sequence="1" data-format="original"><applicant-name><name>江苏大学, </name></applicant-name></applicant>
</applicants><inventors>
<inventor sequence="1" data-format="epodoc"><inventor-name><name>MIAO TONGCHUN [CN]</name></inventor-name></inventor>
<inventor sequence="1" data-format="original"><inventor-name><name>MIAO, TONGCHUN</name></inventor-name></inventor>
</inventors></parties>
<invention-title lang="en">Rice transplanter</invention-title><invention-title lang="zh">插秧机</invention-title>
<references-cited>
<citation cited-phase="search" cited-by="examiner"><patcit><document-id document-id-type="docdb"><country>CN</country>
<doc-number>1703333</doc-number><kind>A</kind></document-id></patcit><category>X</category></citation>
<citation cited-phase="search"><nplcit><text>A book.</text></nplcit><category>A</category></citation>
</references-cited></bibliographic-data>
<abstract lang="en"><p>It plants.</p></abstract>
</exchange-document>""".encode()

EXPECTED = Patent(
    publication="CN101933423A",
    country="CN",
    kind=Kind.INVENTION,
    stage=Stage.APPLICATION,
    kind_code="A",
    application="CN201010255577A",
    filed_on=date(2010, 8, 10),
    published_on=date(2011, 1, 5),
    titles=(Text("en", "Rice transplanter"), Text("zh", "插秧机")),
    abstracts=(Text("en", "It plants."),),
    parties=(
        Party(PartyRole.APPLICANT, "江苏大学", "CN"),
        Party(PartyRole.INVENTOR, "MIAO TONGCHUN", "CN"),
    ),
    classes=(Classification(ClassScheme.IPC, "A01C11/02"), Classification(ClassScheme.CPC, "A01C11/022")),
    priorities=(Priority("CN201010255577A", "CN", date(2010, 8, 10)),),
    citations=(Citation("CN1703333A", "X", "examiner"), Citation("A book.", "A", "search", is_patent=False)),
    family="42",
    source="file",
)


def test_a_document_is_read_whole() -> None:
    assert patents_in(epo.FORMAT, HEAD + DOCUMENT + TAIL) == [EXPECTED]


def test_a_prefix_and_another_encoding_change_nothing() -> None:
    prefixed = DOCUMENT.replace(b"<", b"<exch:").replace(b"<exch:/", b"</exch:")
    head = b'<?xml version="1.0"?><exch:exchange-documents xmlns:exch="http://www.epo.org/exchange">'
    assert patents_in(epo.FORMAT, head + prefixed + b"</exch:exchange-documents>") == [EXPECTED]
    text = (HEAD + DOCUMENT + TAIL).decode().replace("UTF-8", "GBK")
    assert patents_in(epo.FORMAT, text.encode("gb18030")) == [EXPECTED]


def test_a_broken_document_spoils_no_other() -> None:
    unclosed = DOCUMENT.replace(b"</parties>", b"")
    numberless = DOCUMENT.replace(b"101933423", b"-")
    found = read_as(epo.FORMAT, HEAD + DOCUMENT + unclosed + numberless + DOCUMENT + TAIL, "docdb.xml")
    assert [type(one) for one in found] == [Patent, Reject, Reject, Patent]
    rejects = [one for one in found if isinstance(one, Reject)]
    assert [(one.file, one.position) for one in rejects] == [("docdb.xml", 2), ("docdb.xml", 3)]
    assert "语法错误" in rejects[0].reason
    assert "公开号“CN - A”有误" in rejects[1].reason
    assert rejects[0].excerpt.startswith("<exchange-document system=")


def test_a_file_cut_off_gives_its_whole_documents() -> None:
    found = read_as(epo.FORMAT, HEAD + DOCUMENT + DOCUMENT[:500])
    assert [type(one) for one in found] == [Patent, Reject]


def test_declared_entities_are_refused() -> None:
    bomb = HEAD.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "ha">]>', 1)
    with pytest.raises(FormatRefused, match="ENTITY"):
        read_as(epo.FORMAT, bomb + DOCUMENT + TAIL)


def test_a_list_of_numbers_is_refused_with_what_to_send() -> None:
    with pytest.raises(FormatRefused, match="号码清单"):
        read_as(epo.FORMAT, HEAD + TAIL)


def test_full_texts_are_records_of_their_document() -> None:
    data = b"""<?xml version="1.0"?><ops:world-patent-data xmlns:ops="http://ops.epo.org">
<ftxt:fulltext-documents xmlns="http://www.epo.org/fulltext" xmlns:ftxt="http://www.epo.org/fulltext">
<ftxt:fulltext-document><bibliographic-data><publication-reference><document-id><country>EP</country>
<doc-number>1000000</doc-number><kind>B1</kind></document-id></publication-reference></bibliographic-data>
<claims lang="EN"><claim><claim-text>Claims
1. A brick of clay.
2. The brick of claim 1, made of 2. class clay.</claim-text></claim></claims>
<description lang="EN"><p>On  bricks.</p></description></ftxt:fulltext-document></ftxt:fulltext-documents>
</ops:world-patent-data>"""
    assert patents_in(epo.FORMAT, data) == [
        Patent(
            publication="EP1000000B1",
            country="EP",
            kind=Kind.INVENTION,
            stage=Stage.GRANT,
            kind_code="B1",
            claims=("A brick of clay.", "The brick of claim 1, made of 2. class clay."),
            claim_count=2,
            description_chars=10,
            source="file",
        )
    ]


def test_documents_with_and_without_a_prefix_are_told_apart_wherever_a_chunk_ends() -> None:
    prefixed = DOCUMENT.replace(b"<", b"<exch:").replace(b"<exch:/", b"</exch:")
    head = HEAD.replace(b" xmlns:ops", b' xmlns:exch="http://www.epo.org/exchange" xmlns:ops')
    with pytest.MonkeyPatch.context() as patch:
        for chunk in (257, 300, 997):
            patch.setattr(splitting, "_CHUNK_BYTES", chunk)
            assert patents_in(epo.FORMAT, head + DOCUMENT + prefixed + DOCUMENT + TAIL) == [EXPECTED] * 3
