"""That contrast is judged once for each look loses nothing: a text that only in one thing differs from texts that passed is found."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Visitor, visitor

PAGE = """
<!DOCTYPE html><html lang="zh-CN"><head><title>看</title><style>
p, button {{ background: none; border: 0; color: #666; font-size: 16px; position: relative }}
.pale {{ color: #999 }}
.large {{ color: #888; font-size: 24px }}
.small {{ font-size: 16px }}
.grey {{ background: #999 }}
.faded {{ opacity: .5 }}
.under {{ background: #999; inset: 0; position: absolute }}
.holder {{ position: relative }}
.clipped {{ height: 1px; overflow: hidden; position: absolute; width: 1px }}
.unseen {{ visibility: hidden }}
</style></head><body><main><h1>看</h1><p>平常的字</p>{}</main></body></html>
"""
# The first of each pair passes, or cannot be judged; the second, marked `at`, cannot be read.
WORSE = {
    "its own colour": '<p class="pale" at>平常的字</p>',
    "smaller letters": '<p class="large">大字照样清楚</p><p class="large small" at>小字就看不清楚</p>',
    "a box around it": '<div class="grey"><p at>平常的字</p></div>',
    "a box beside it, below it": '<div class="holder"><div class="under"></div><p at>平常的字</p></div>',
    "a box around it that lets through": '<div class="faded"><p at>平常的字</p></div>',
    "not switched off": '<button class="pale" disabled>不能按的按钮</button> <button class="pale" at>能按的按钮</button>',
    "seen": '<p class="pale unseen">看不见的字</p><p class="pale" at>看得见的字</p>',
    "of full size": '<div class="clipped"><p class="pale">读出来的字</p></div><p class="pale" at>看得见的字</p>',
}


@pytest.fixture
def reader(chromium: Browser) -> Iterator[Visitor]:
    one = visitor(chromium, "")
    one.page.set_content(PAGE.format(""))
    yield one
    one.context.close()


@pytest.mark.parametrize("worse", WORSE.values(), ids=WORSE)
def test_a_text_that_is_worse_than_one_that_passed_is_found(reader: Visitor, worse: str) -> None:
    assert reader.faults_of_access() == []
    reader.page.set_content(PAGE.format(worse))
    (fault,) = reader.faults_of_access()
    rule, place = fault.split(": ", maxsplit=1)
    assert (rule, " at=" in place) == ("color-contrast", True)


def test_a_look_that_failed_fails_again(reader: Visitor) -> None:
    reader.page.set_content(PAGE.format(WORSE["its own colour"]))
    first = reader.faults_of_access()
    assert reader.faults_of_access() == first != []


def test_what_is_not_about_contrast_is_found_in_every_copy(reader: Visitor) -> None:
    assert reader.faults_of_access() == []
    reader.page.set_content(PAGE.format('<p>平常的字</p><img src="data:,">'))
    assert reader.faults_of_access() == ['image-alt: <img src="data:,">']
