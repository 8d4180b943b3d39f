"""Forms: what is wrong and what to do, beside the field and on top, in the same words."""

import re
from typing import Any

from django import forms

from tests.base.ui.rendering import component
from zhicheng.base.ui.forms import Form


class Sample(Form):
    name = forms.CharField(label="名称", help_text="见证书", max_length=5)
    day = forms.DateField(label="日期")
    fee = forms.DecimalField(label="费用", required=False)
    kind = forms.ChoiceField(label="类型", choices=[("a", "甲")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="承诺")
    own = forms.CharField(label="代码", error_messages={"required": "请填写 18 位代码"})

    def clean(self) -> dict[str, Any]:
        raise forms.ValidationError("两项不能同时为空")


def sent(**values: str) -> Sample:
    form = Sample(values)
    form.is_valid()
    return form


def test_every_fault_names_field_and_mend_in_the_order_of_the_form() -> None:
    assert sent(day="2018-13-01", fee="三元", kind="z").faults == [
        ("", "", "两项不能同时为空"),
        ("id_name", "名称", "请填写“名称”"),
        ("id_day", "日期", "请写成 2018-10-16 这样的日期"),
        ("id_fee", "费用", "请填写数字，例如 1280.50"),
        ("id_kind_0", "类型", "请从列出的选项中选择"),
        ("id_agreed", "承诺", "请勾选“承诺”"),
        ("id_own", "代码", "请填写 18 位代码"),
    ]


def test_the_summary_links_to_inputs_that_exist() -> None:
    form = sent(day="2018-13-01")
    summary = component("error_summary", form=form)
    fields = "".join(component("field", field=bound) for bound in form)
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == ["id_name", "id_day", "id_kind_0", "id_agreed", "id_own"]
    assert [target for target in targets if f'id="{target}"' not in fields] == []


def test_a_field_in_error_points_at_its_hint_and_its_error_and_keeps_what_was_typed() -> None:
    html = component("field", field=sent(name="太长的一个名称")["name"])
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'value="太长的一个名称"' in html


def test_a_form_without_faults_has_no_summary() -> None:
    assert component("error_summary", form=Sample()).strip() == ""


def test_optional_fields_say_so() -> None:
    assert "（选填）" in component("field", field=Sample()["fee"])
    assert "（选填）" not in component("field", field=Sample()["name"])
