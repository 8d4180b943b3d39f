"""What an officer may change in the simulator: the weight of every node, the normalisation, the aggregation."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.forms import Form
from zhicheng.engine.composite import Aggregate
from zhicheng.engine.composite.tree import Layout
from zhicheng.governance.strength.naming import SCALES, Names
from zhicheng.governance.strength.simulation import Setting

PREFIX = "w-"
OWN = "own"
"""The scheme's own method."""
METHODS = {
    "arithmetic": gettext_lazy("加权平均（长短可以互补）"),
    "geometric": gettext_lazy("几何平均（短板拉低得多）"),
}
NOT_A_WEIGHT = gettext_lazy("请填写 0 至 1000 的数字，例如 30")


def simulation_form(data: Mapping[str, str], *, layout: Layout, names: Names) -> "SimulationForm":
    """The form of one scheme, with what was asked for; unbound when nothing was."""
    fields: dict[str, forms.Field] = {
        **{PREFIX + node.code: weight_field(names.label(node.code), node.weight) for node in layout.nodes[1:]},
        "scale": choice_field(_("换算方法"), SCALES),
        "method": choice_field(_("汇总方法"), METHODS),
    }
    of_scheme = type("SimulationFormOfScheme", (SimulationForm,), dict(fields))
    found: SimulationForm = of_scheme(filled(data, fields) if data.keys() & fields.keys() else None)
    found.layout, found.names = layout, names
    return found


class SimulationForm(Form):
    """One number a node, in any proportion to its siblings; what is not given is as in the scheme. See `simulation_form`."""

    layout: Layout
    names: Names

    def clean(self) -> dict[str, Any]:
        """Refuse a group in which every weight is 0."""
        given = self.cleaned_data
        for parent, children in self.layout.children.items():
            weights = [self.weight(self.layout.nodes[child].code) for child in children]
            if not self.errors and not sum(weights) > 0:
                group = self.names.label(self.layout.nodes[parent].code)
                self.add_error(None, _("“%(group)s”之下的权重不能都是 0，请至少给一项权重") % {"group": group})
        return given

    def weight(self, code: str) -> float:
        """The weight asked for; 0 where it was refused."""
        given = self.cleaned_data.get(PREFIX + code)
        return 0.0 if given is None else float(given)

    @property
    def setting(self) -> Setting:
        """What was asked for; the scheme's own where nothing was, or where it cannot be computed."""
        if not self.is_valid():
            return Setting()
        weights = {node.code: self.weight(node.code) for node in self.layout.nodes[1:]}
        return Setting(weights, self.cleaned_data["scale"], self.cleaned_data["method"])

    @property
    def groups(self) -> Sequence[tuple[Any, list[Any]]]:
        """The field of each aspect, and those of its indicators; one of them when there is only one has nothing to weigh."""
        found = []
        for column in self.layout.children[0]:
            node = self.layout.nodes[column]
            below = self.layout.children.get(column, ()) if isinstance(node, Aggregate) else ()
            leaves = [self[PREFIX + self.layout.nodes[each].code] for each in below] if len(below) > 1 else []
            found.append((self[PREFIX + node.code], leaves))
        return found


def filled(data: Mapping[str, str], fields: Mapping[str, forms.Field]) -> dict[str, str]:
    """What was given, and the scheme's own where nothing was."""
    return {name: data.get(name, "").strip() or str(field.initial) for name, field in fields.items()}


def weight_field(label: str, weight: float) -> forms.FloatField:
    widget = forms.NumberInput(attrs={"step": "any", "min": 0, "max": 1000, "data-zc-slide": "100"})
    words = {"invalid": NOT_A_WEIGHT, "min_value": NOT_A_WEIGHT, "max_value": NOT_A_WEIGHT}
    return forms.FloatField(
        label=label, min_value=0, max_value=1000, initial=f"{weight:g}", widget=widget, error_messages=words
    )


def choice_field(label: str, choices: Mapping[str, Any]) -> forms.ChoiceField:
    words = [(OWN, _("与方案相同")), *((code, str(label)) for code, label in choices.items())]
    return forms.ChoiceField(label=label, choices=words, initial=OWN)
