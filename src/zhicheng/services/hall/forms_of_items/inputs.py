"""The inputs of an item's form, one for each kind of field; each refuses in words that say what to write instead."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from zhicheng.base.parties.models import Party
from zhicheng.base.parties.queries import by_uscc
from zhicheng.engine.numbers import InvalidNumber, uscc
from zhicheng.services.hall import clock
from zhicheng.services.hall.definition_kinds import Column, Field
from zhicheng.services.hall.forms_of_items.shown import kept, plain, typed
from zhicheng.services.hall.looking_up import look_up

MOST_MONEY_YUAN = Decimal(10) ** 12
MOST_PATENTS = 200
LONGEST_CELL = 200
DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")


def half_width(value: Any) -> str:
    """Digits and signs as they are kept, however they were typed."""
    return unicodedata.normalize("NFKC", str(value)).strip()


class NumberInput(forms.DecimalField):
    """A number; thousands marks and full-width digits are read. `digits` after the point, bounds with their unit in the refusal."""

    def __init__(self, *, digits: int, least: Decimal | None, most: Decimal | None, unit: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.digits, self.least, self.most, self.unit = digits, least, most, unit
        self.widget = forms.TextInput(attrs={"inputmode": "decimal" if digits else "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        return super().to_python(half_width(value).replace(",", "") if value else value)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if value != round(value, self.digits):
            words = _("最多写 %(digits)d 位小数") if self.digits else _("请填写整数")
            raise ValidationError(words % {"digits": self.digits})
        bounds = {"least": plain(self.least or Decimal()), "most": plain(self.most or Decimal()), "unit": self.unit}
        if self.least is not None and value < self.least:
            raise ValidationError(_("不能小于 %(least)s%(unit)s") % bounds)
        if self.most is not None and value > self.most:
            raise ValidationError(_("不能大于 %(most)s%(unit)s") % bounds)


class DayInput(forms.DateField):
    """A day, in any of the usual ways of writing it, within bounds; `today` moves on."""

    def __init__(self, *, earliest: date | str | None = None, latest: date | str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest
        self.widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> date | None:
        written = DAY.fullmatch(half_width(value)) if value else None
        return super().to_python("-".join(part.zfill(2) for part in written.groups()) if written else value)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        first, last = bound(self.earliest), bound(self.latest)
        if first and value < first:
            raise ValidationError(_("不能早于%(day)s") % {"day": bound_in_words(self.earliest, first)})
        if last and value > last:
            raise ValidationError(_("不能晚于%(day)s") % {"day": bound_in_words(self.latest, last)})


def bound(day: date | str | None) -> date | None:
    return clock.today() if day == "today" else day if isinstance(day, date) else None


def bound_in_words(written: date | str | None, day: date) -> str:
    return _("今天（%(day)s）") % {"day": day} if written == "today" else f" {day}"


class PartyInput(forms.CharField):
    """An organisation by its code or its full name; kept as its code where it has one, else as its name."""

    def clean(self, value: Any) -> str:
        text = half_width(super().clean(value))
        if not text:
            return ""
        if uscc.is_valid(text):
            return self.of_code(uscc.compact(text))
        if text.isascii() and len(uscc.compact(text)) >= uscc.LENGTH - 2:
            return self.refused_code(text)
        return self.of_name(text)

    def of_code(self, code: str) -> str:
        if code not in by_uscc([code]):
            raise ValidationError(
                _("平台没有登记统一社会信用代码为 %(code)s 的单位，请核对，或写单位全称") % {"code": code}
            )
        return code

    def refused_code(self, text: str) -> str:
        try:
            return uscc.validate(text)
        except InvalidNumber as fault:
            raise ValidationError(str(fault)) from None

    def of_name(self, name: str) -> str:
        with scopes_disabled():
            found = list(Party.objects.filter(name=name)[:2])
        if not found:
            raise ValidationError(
                _("平台没有登记名为“%(name)s”的单位，请写营业执照上的全称，或统一社会信用代码") % {"name": name}
            )
        if len(found) > 1:
            raise ValidationError(_("名为“%(name)s”的单位不止一家，请写统一社会信用代码") % {"name": name})
        return found[0].uscc or name


class PatentsInput(forms.CharField):
    """Numbers pasted one a line or with commas; every malformed one is refused by name. Kept as a list of proper numbers."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})

    def clean(self, value: Any) -> Any:
        numbers = split_numbers(super().clean(value))
        if len(numbers) > MOST_PATENTS:
            raise ValidationError(
                _("一次最多填写 %(most)d 个号码，这里有 %(count)d 个") % {"most": MOST_PATENTS, "count": len(numbers)}
            )
        found = look_up("patents", numbers)
        wrong = [f"{one.written}：{one.why}" for one in found if one.outcome == "malformed"]
        if wrong:
            raise ValidationError(wrong)
        return list(dict.fromkeys(one.code or one.written for one in found))


def split_numbers(text: str) -> list[str]:
    """Numbers between line ends, commas and semicolons, each once."""
    parts = re.split(r"[\n,，;；、]+", text)
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


class TableWidget(forms.Widget):
    """Rows of inputs, some of them empty; a button brings more without script. Cells are named `<field>_<row>_<column>`."""

    template_name = "hall/widgets/table.html"

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field, self.more = field, 0

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0_{self.field.columns[0].code}"

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[dict[str, str]]:
        del files
        self.more = 3 if data.get("stay") == name else 0
        rows = [
            {column.code: str(data.get(f"{name}_{at}_{column.code}", "")).strip() for column in self.field.columns}
            for at in range(self.field.most_rows)
        ]
        return [row for row in rows if any(row.values())]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        del files
        return not any(key.startswith(f"{name}_0_") for key in data)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = list(value or [])
        shown = min(self.field.most_rows, max(len(rows) + max(1, self.more), 3))
        rows += [{}] * (shown - len(rows))
        facts = {"columns": self.field.columns, "rows": [self.cells(name, at, row) for at, row in enumerate(rows)]}
        return context | facts | {"label": self.field.label, "may_add": shown < self.field.most_rows}

    def cells(self, name: str, at: int, row: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [
            {
                "name": f"{name}_{at}_{column.code}",
                "value": typed(column.kind, row.get(column.code)),
                "label": _("第 %(row)d 行 %(column)s") % {"row": at + 1, "column": column.label},
                "numeric": column.kind in {"number", "money"},
            }
            for column in self.field.columns
        ]


class TableInput(forms.Field):
    """Rows of a table; the refusal names row and column. Kept as a list of rows, column → value."""

    def __init__(self, field: Field, **kwargs: Any) -> None:
        super().__init__(widget=TableWidget(field), **kwargs)
        self.columns = field.columns
        self.cells = {column.code: cell(column) for column in field.columns}

    def clean(self, value: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
        super().clean(value)
        faults: list[str] = []
        rows = [self.row(at, each, faults) for at, each in enumerate(value or [], 1)]
        if faults:
            raise ValidationError(faults)
        return rows

    def row(self, at: int, given: Mapping[str, str], faults: list[str]) -> dict[str, Any]:
        """The cleaned row; what is wrong is added to `faults`."""
        found = {}
        for column in self.columns:
            try:
                found[column.code] = kept(column.kind, self.cells[column.code].clean(given.get(column.code, "")))
            except ValidationError as error:
                where = {"row": at, "column": column.label, "fault": "；".join(error.messages)}
                faults.append(_("第 %(row)d 行“%(column)s”：%(fault)s") % where)
        return found


def cell(column: Column) -> forms.Field:
    """The check of one cell."""
    words = {"required": _("没有填写")}
    common: dict[str, Any] = {"required": column.required, "error_messages": words}
    if column.kind == "date":
        return DayInput(**common | {"error_messages": words | {"invalid": _("请写成 2018-10-16 这样的日期")}})
    if column.kind == "money":
        return NumberInput(
            digits=2, least=Decimal(), most=MOST_MONEY_YUAN, unit=_(" 元"), **common | number_words(words)
        )
    if column.kind == "number":
        return NumberInput(digits=4, least=None, most=None, unit="", **common | number_words(words))
    return forms.CharField(max_length=LONGEST_CELL, **common)


def number_words(words: dict[str, str]) -> dict[str, Any]:
    return {"error_messages": words | {"invalid": _("请填写数字，例如 1280.50")}}


def input_for(field: Field) -> forms.Field:
    """The input of a question, with label and hint, without what is known of the applicant."""
    unit = _("元") if field.kind == "money" else field.unit
    common: dict[str, Any] = {
        "label": f"{field.label}（{unit}）" if unit else field.label,
        "help_text": field.hint or EXAMPLES.get(field.kind, lambda: "")(),
        "required": field.required,
    }
    return MAKERS[field.kind](field, common)


EXAMPLES = {
    "date": lambda: _("例如 2018-10-16"),
    "party": lambda: _("写单位全称，或统一社会信用代码"),
    "patents": lambda: _("每行一个号码，系统核对校验位并查出名称"),
}


def text_input(field: Field, common: dict[str, Any]) -> forms.Field:
    return forms.CharField(max_length=field.longest, **common)


def long_text_input(field: Field, common: dict[str, Any]) -> forms.Field:
    longest = max(field.longest, 2000) if field.longest == Field.model_fields["longest"].default else field.longest
    return forms.CharField(max_length=longest, widget=forms.Textarea(attrs={"rows": 6}), **common)


def number_input(field: Field, common: dict[str, Any]) -> forms.Field:
    money = field.kind == "money"
    least = Decimal(str(field.minimum)) if field.minimum is not None else Decimal() if money else None
    most = Decimal(str(field.maximum)) if field.maximum is not None else MOST_MONEY_YUAN if money else None
    unit = _("元") if money else field.unit
    return NumberInput(
        digits=2 if money else field.digits, least=least, most=most, unit=f" {unit}" if unit else "", **common
    )


def choice_input(field: Field, common: dict[str, Any]) -> forms.Field:
    choices = [(each.code, each.label) for each in field.choices]
    if field.kind == "choices":
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    if len(choices) > FEW_CHOICES:
        return forms.ChoiceField(choices=[("", _("请选择")), *choices], **common)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)


FEW_CHOICES = 7
MAKERS: Mapping[str, Callable[[Field, dict[str, Any]], forms.Field]] = {
    "text": text_input,
    "long_text": long_text_input,
    "number": number_input,
    "money": number_input,
    "date": lambda field, common: DayInput(earliest=field.earliest, latest=field.latest, **common),
    "choice": choice_input,
    "choices": choice_input,
    "flag": lambda _field, common: forms.BooleanField(**common | {"required": False}),
    "party": lambda _field, common: PartyInput(max_length=120, **common),
    "patents": lambda _field, common: PatentsInput(max_length=20_000, **common),
    "table": lambda field, common: TableInput(field, **common),
    "file": lambda _field, common: forms.FileField(**common),
}
