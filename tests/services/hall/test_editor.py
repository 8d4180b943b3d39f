"""Writing an item without code: nothing typed is lost, the text stays what a file would hold, an office publishes its own only."""

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.people import HEFEI, SHENZHEN, person, signed_in
from tests.services.hall.samples import publish_item, toml
from zhicheng.base.accounts.models import Role
from zhicheng.base.definitions.queries import current, version_in_force
from zhicheng.services.hall.actions import drafting
from zhicheng.services.hall.item_editor import cells, texts
from zhicheng.services.hall.item_editor.sections import FIELDS, sections
from zhicheng.services.hall.models.drafts import ItemDraft

pytestmark = pytest.mark.django_db
SHIPPED = sorted((settings.DEFINITIONS_DIR / "items").glob("*.toml"))


@pytest.mark.parametrize(
    ("typed", "kept"), [("", None), ("12", 1200), ("0.5", 50), ("0.29", 29), ("12.345", "12.345"), ("免费", "免费")]
)
def test_a_fee_is_typed_in_yuan_and_kept_in_fen(typed: str, kept: object) -> None:
    assert cells.YUAN.read(typed, {}) == kept
    assert cells.YUAN.write(kept) in {typed, f"{typed}0"}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_section_that_is_saved_unchanged_keeps_every_byte(path: Path) -> None:
    text = path.read_text("utf-8")
    for section in sections():
        rows = [texts.typed_in(section, values) for values in texts.values_of(text, section)]
        if rows:
            assert texts.with_section(text, section, rows) == text


def test_changes_only_what_was_changed() -> None:
    text = 'title = "甲"  # 说明\nfee_fen = 0\n\n[[fields]]\ncode = "a"\nlabel = "一"\n'
    rows = [texts.typed_in(FIELDS, values) for values in texts.values_of(text, FIELDS)]
    rows[0] |= {"label": "二", "kind": "choice", "choices": "x 甲项\ny 乙项", "required": ""}
    changed = texts.with_section(text, FIELDS, rows)
    assert changed.startswith('title = "甲"  # 说明\nfee_fen = 0\n')
    assert texts.values_of(changed, FIELDS) == [
        {
            "code": "a", "label": "二", "kind": "choice", "required": False,
            "choices": [{"code": "x", "label": "甲项"}, {"code": "y", "label": "乙项"}],
        }
    ]  # fmt: skip


def test_moves_adds_and_removes_rows() -> None:
    text = toml(fields=None) + '[[fields]]\ncode = "a"\n\n[[fields]]\ncode = "b"\n'
    moved = texts.with_order(text, FIELDS, "up", 1)
    assert [row["code"] for row in texts.values_of(moved, FIELDS)] == ["b", "a"]
    longer = texts.with_section(moved, FIELDS, [{"code": code} for code in "bac"])
    assert [row["code"] for row in texts.values_of(longer, FIELDS)] == ["b", "a", "c"]
    more = texts.with_order(moved, FIELDS, "add", 0)
    assert [row["code"] for row in texts.values_of(more, FIELDS)] == ["b", "a", ""]
    assert [row["code"] for row in texts.values_of(texts.with_order(more, FIELDS, "remove", 0), FIELDS)] == ["a", ""]


def test_a_city_writes_checks_previews_and_publishes_its_own_item() -> None:
    officer = person(role=Role.CITY_HEAD, region=SHENZHEN)
    browser = signed_in(officer)
    begin(browser, "night_aid")
    empty = browser.get("/hall/editor/night_aid/?check=1").content.decode()
    assert "文字太短，至少 1 个字" in empty
    save(browser, "night_aid", "basic", title="夜间维权援助", short="夜间援助", glyph="援", summary="晚上也受理。",
         service_kind="rights_aid", audience=["enterprise"], level="city", basis="测试依据 | http://example.cn/", outcome_text="答复。")  # fmt: skip
    assert "适用地区写为本市的区划代码 440300" in publish(browser, "night_aid")
    basic = {"title": "夜间维权援助", "short": "夜间援助", "glyph": "援", "summary": "晚上也受理。", "service_kind": "rights_aid",
             "audience": ["enterprise"], "level": "city", "basis": "测试依据", "outcome_text": "答复。", "region": SHENZHEN}  # fmt: skip
    save(browser, "night_aid", "basic", **basic)
    preview = browser.get("/hall/editor/night_aid/preview/").content.decode()
    assert "晚上也受理。" in preview
    assert "申请事由" in preview
    text = browser.get("/hall/editor/night_aid.toml").content.decode()
    publish(browser, "night_aid")
    assert current("item", "night_aid").text == text
    assert "夜间维权援助" in Client().get("/hall/items/night_aid/").content.decode()
    assert list(ItemDraft.objects.all()) == []


def test_a_city_neither_sees_nor_takes_over_what_is_of_another() -> None:
    shenzhen, hefei = (signed_in(person(role=Role.CITY_HEAD, region=code)) for code in (SHENZHEN, HEFEI))
    begin(shenzhen, "night_aid")
    assert hefei.get("/hall/editor/night_aid/").status_code == 404
    assert "night_aid" not in hefei.get("/hall/editor/").content.decode()
    publish_item("national")
    begin(hefei, "national")
    assert "没有差别" in hefei.get("/hall/editor/national/publish/").content.decode()
    save(hefei, "national", "letter", title="决定书", approved="同意。", refused="不同意。")
    assert "市局只发布本市的事项" in publish(hefei, "national")
    assert version_in_force("item", "national") == 1


def test_a_file_comes_in_and_goes_out_the_same_and_what_is_no_toml_is_refused() -> None:
    browser = signed_in(person(role=Role.NATIONAL))
    path = settings.DEFINITIONS_DIR / "items" / "service_voucher.toml"
    upload = SimpleUploadedFile("a.toml", path.read_bytes())
    browser.post("/hall/editor/", {"code": "voucher_two", "copy_from": "", "file": upload})
    assert browser.get("/hall/editor/voucher_two.toml").content == path.read_bytes()
    wrong = browser.post("/hall/editor/", {"code": "other", "copy_from": "", "file": BytesIO("不是".encode())})
    assert "这不是合法的 TOML 文件" in wrong.content.decode()


def test_two_who_begin_the_same_share_one_draft() -> None:
    first, second = person(role=Role.CITY_HEAD), person(role=Role.CITY_HANDLER)
    draft = drafting.begin_draft(code="night_aid", text=texts.NEW_ITEM, based_on=0, by=first)
    assert (
        "已有一份草稿"
        in signed_in(second).post("/hall/editor/", {"code": "night_aid", "copy_from": ""}).content.decode()
    )
    assert [one.pk for one in ItemDraft.objects.all()] == [draft.pk]


def begin(browser: Client, code: str) -> None:
    answer = browser.post("/hall/editor/", {"code": code, "copy_from": ""})
    assert answer.status_code == 302, answer.content.decode()


def save(browser: Client, code: str, part: str, **values: object) -> None:
    data = {f"{part}-0-{key}": value for key, value in values.items()} | {"act": "save", "rows": "1"}
    assert browser.post(f"/hall/editor/{code}/?part={part}", data).status_code == 302


def publish(browser: Client, code: str) -> str:
    return browser.post(f"/hall/editor/{code}/publish/", {"why": "试行"}, follow=True).content.decode()


def test_what_a_colleague_saved_meanwhile_is_not_written_over_unseen() -> None:
    wang, zhao = signed_in(person("王")), signed_in(person("赵", Role.CITY_HEAD))
    address = "/hall/editor/ours/?part=basic"
    wang.post("/hall/editor/", {"code": "ours"})
    seen = {browser: browser.get(address).context["seal"] for browser in (wang, zhao)}
    ask = {"act": "save"}
    assert zhao.post(address, ask | {"basic-0-title": "赵问", "seal": seen[zhao]}).status_code == 302
    late = ask | {"basic-0-title": "王问"}
    page = wang.post(address, late | {"seal": seen[wang]})
    text = page.content.decode()
    assert (page.status_code, "赵 在" in text, "王问" in text) == (200, True, True)
    assert "赵问" in ItemDraft.objects.get().text
    # Another section is nobody's loss, and who has seen it may.
    assert wang.post("/hall/editor/ours/?part=letter", {"letter-0-title": "决定书"}).status_code == 302
    assert wang.post(address, late | {"seal": page.context["seal"]}).status_code == 302
    text = ItemDraft.objects.get().text
    assert ("王问" in text, "赵问" in text, "决定书" in text) == (True, False, True)


def test_a_list_of_tables_stays_one_wherever_it_stands() -> None:
    text = 'title = "甲"\n\n[[fields]]\ncode = "a"\n\n[[basis]]\ntext = "旧"\n\n[[steps]]\nkind = "accept"\n'
    basic = sections()[0]
    row = texts.typed_in(basic, texts.values_of(text, basic)[0]) | {
        "basis": "新 | http://a.cn/\n又一条",
        "contact": "窗口",
    }
    content = texts.read(texts.with_section(text, basic, [row])).unwrap()
    assert content == {
        "title": "甲", "contact": "窗口", "fields": [{"code": "a"}], "basis": [{"text": "新", "url": "http://a.cn/"}, {"text": "又一条"}],
        "steps": [{"kind": "accept"}],
    }  # fmt: skip
