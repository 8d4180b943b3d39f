"""What is counted and found in XML, whatever it is made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from zhicheng.engine.patents.formats.markup import codes_of, leaves_of, length_of, named

NORMALIZED = etree.XPath("string-length(normalize-space())")


@given(texts=st.lists(st.text(alphabet=" \t\n\ra锂é\u00a0\U00020000x", max_size=8), min_size=3, max_size=3))
def test_length_is_that_of_the_text_with_white_space_counted_once(texts: list[str]) -> None:
    root = etree.Element("description")
    root.text, inner, root[0].tail = texts[0], etree.SubElement(root, "p"), texts[1]
    inner.text = texts[2]
    assert length_of(root) == NORMALIZED(root)


def test_what_is_not_there_has_no_length() -> None:
    assert (length_of(None), length_of(etree.Element("p"))) == (None, 0)


@pytest.mark.parametrize("space", ["", ' xmlns="urn:x"'])
def test_the_first_child_of_a_name_counts_with_or_without_a_name_space(space: str) -> None:
    root = etree.fromstring(f"<a{space}><b> 1 </b><b>2</b><c>x\n <i>y</i> z</c><d/></a>")
    assert codes_of(root) == {"b": "1", "c": "x", "d": ""}
    assert leaves_of(root) == {"b": "1", "c": "x y z", "d": ""}
    assert [one.text for one in named((root,), "b")] == [" 1 ", "2"]
