"""What one item's text alone cannot tell: facts and fields that exist, and items that presuppose each other.

The last answers a complaint about platforms of this kind: where two services each ask for the other first, every applicant is stuck.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.translation import gettext as _

from zhicheng.services.hall import asking
from zhicheng.services.hall.asking import Fact, FactKind

if TYPE_CHECKING:
    from zhicheng.services.hall.definition_kinds import Condition, Field, ItemDefinition, ShownIf

    Items = Mapping[str, ItemDefinition]

Fault = tuple[str, str]
"""(field, fault) of one item."""
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
LETTER_FACTS = frozenset({"applicant", "item", "number", "case", "day", "office", "reason"})
TESTS_OF_FACTS: Mapping[FactKind, frozenset[str]] = {
    FactKind.TEXT: frozenset({"equals", "one_of", "not_one_of"}),
    FactKind.CHOICE: frozenset({"equals", "one_of", "not_one_of"}),
    FactKind.NUMBER: frozenset({"equals", "at_least", "at_most"}),
    FactKind.FLAG: frozenset({"is_true", "is_false"}),
    FactKind.DATE: frozenset({"within_months", "older_than_months"}),
    FactKind.REGION: frozenset({"within", "equals", "one_of", "not_one_of"}),
}
KIND_OF_FIELD: Mapping[str, FactKind] = {
    "text": FactKind.TEXT, "long_text": FactKind.TEXT, "party": FactKind.TEXT, "number": FactKind.NUMBER, "money": FactKind.NUMBER,
    "date": FactKind.DATE, "choice": FactKind.CHOICE, "choices": FactKind.CHOICE, "flag": FactKind.FLAG,
}  # fmt: skip
ABOUT_ITEMS = frozenset({"grants.received", "grants.this_year"})
DESIGNATES = "cultivation.designate"


def faults_of(items: "Items") -> Iterable[tuple[str, str, str]]:
    """(code, field, fault) of every item."""
    for code, item in items.items():
        for field, fault in (
            *form_faults(item),
            *condition_faults(item, items),
            *letter_faults(item),
            *ranking_faults(item),
        ):
            yield code, field, fault
    for circle in circles(items):
        yield circle[0], "conditions", circle_words(circle, items)


def form_faults(item: "ItemDefinition") -> Iterator[Fault]:
    """Fields that depend on one that is not asked before; materials that depend on nothing known; facts that nobody offers."""
    earlier: dict[str, Field] = {}
    for at, field in enumerate(item.fields):
        yield from shown_if_faults(f"fields.{at}", field.shown_if, earlier)
        if field.prefill not in {"", "last"} and asking.find(field.prefill) is None:
            yield f"fields.{at}.prefill", _("没有记录“%(fact)s”可以带入") % {"fact": field.prefill}
        earlier[field.code] = field
    conditions = {condition.code for condition in item.conditions}
    for at, material in enumerate(item.materials):
        yield from shown_if_faults(f"materials.{at}", material.shown_if, earlier)
        if material.waived_by is not None and material.waived_by not in conditions:
            yield f"materials.{at}.waived_by", _("没有条件“%(code)s”") % {"code": material.waived_by}


def ranking_faults(item: "ItemDefinition") -> Iterator[Fault]:
    """A batch ranked by score needs a step that gives one, or it could never be ranked and nothing in it decided."""
    if item.call and item.call.ranking == "score" and not any(step.reviewers for step in item.steps):
        yield "call.ranking", _("按得分排名的事项须有一步由专家评分：请在审查的一步写 reviewers 和 score_sheet")


def shown_if_faults(where: str, shown_if: "ShownIf | None", earlier: "Mapping[str, Field]") -> Iterator[Fault]:
    """Whether what decides is a field stated before, and the values are ones it can have."""
    if shown_if is None:
        return
    decides = earlier.get(shown_if.field)
    if decides is None:
        yield f"{where}.shown_if.field", _("字段“%(code)s”不存在，或没有写在前面") % {"code": shown_if.field}
        return
    values = {"true", "false"} if decides.kind == "flag" else {choice.code for choice in decides.choices}
    for value in shown_if.is_one_of:
        if values and value not in values:
            words = _("“%(label)s”没有取值“%(value)s”") % {"label": decides.label, "value": value}
            yield f"{where}.shown_if.is_one_of", words


def condition_faults(item: "ItemDefinition", items: "Items") -> Iterator[Fault]:
    """Conditions over facts and fields that exist, with tests that fit, and mends that lead somewhere."""
    fields = {field.code: field for field in item.fields}
    codes = {condition.code for condition in item.conditions}
    for at, condition in enumerate(item.conditions):
        where = f"conditions.{at}"
        if condition.fact is not None:
            yield from fact_faults(where, condition, items)
        elif condition.answer not in fields:
            yield f"{where}.answer", _("表单中没有字段“%(code)s”") % {"code": condition.answer}
        else:
            yield from test_faults(where, condition, KIND_OF_FIELD.get(fields[condition.answer].kind))
        if condition.unless is not None and condition.unless not in codes - {condition.code}:
            yield f"{where}.unless", _("没有另一项条件“%(code)s”") % {"code": condition.unless}
        if condition.mend and condition.mend.item is not None and condition.mend.item not in items:
            yield f"{where}.mend.item", _("没有事项“%(code)s”") % {"code": condition.mend.item}


def fact_faults(where: str, condition: "Condition", items: "Items") -> Iterator[Fault]:
    fact = asking.find(condition.fact or "")
    if fact is None:
        # Like an outcome: a service that offers no fact yet may be named, and what it would tell stays unknown.
        if is_offering((condition.fact or "").partition(".")[0]):
            yield f"{where}.fact", _("没有记录“%(fact)s”可以核对") % {"fact": condition.fact}
        return
    yield from of_faults(where, condition, fact, items)
    yield from test_faults(where, condition, fact.kind)


def is_offering(service: str) -> bool:
    """Whether a service offers facts, or is none of the platform's at all."""
    return not apps.is_installed(f"zhicheng.services.{service}") or any(
        fact.code.startswith(f"{service}.") for fact in asking.offered()
    )


def of_faults(where: str, condition: "Condition", fact: Fact, items: "Items") -> Iterator[Fault]:
    """Whether `of` says what the fact is asked about: a standard, a programme, an item (one of those checked together)."""
    words = {"label": fact.label, "of": condition.of}
    if fact.takes is None:
        if condition.of:
            yield f"{where}.of", _("“%(label)s”不用写 of") % words
    elif condition.of and condition.of not in (items if fact.code in ABOUT_ITEMS else fact.takes()):
        yield f"{where}.of", _("“%(label)s”没有“%(of)s”") % words
    elif not condition.of:
        yield f"{where}.of", _("“%(label)s”要写 of") % words


def test_faults(where: str, condition: "Condition", kind: FactKind | None) -> Iterator[Fault]:
    if kind is None or condition.test not in TESTS_OF_FACTS[kind]:
        yield f"{where}.test", _("判断“%(test)s”不适用于这种内容") % {"test": condition.test}


def letter_faults(item: "ItemDefinition") -> Iterator[Fault]:
    """Places in the decision letter that nothing fills."""
    if item.letter is None:
        return
    known = LETTER_FACTS | {f"field.{field.code}" for field in item.fields}
    for name, text in (("approved", item.letter.approved), ("refused", item.letter.refused)):
        for place in PLACEHOLDER.findall(text):
            if place not in known:
                yield f"letter.{name}", _("没有可以填入“{%(place)s}”的内容") % {"place": place}


# Items that presuppose each other.


def circles(items: "Items") -> Iterator[Sequence[str]]:
    """Each ring of items of which every one must be had before the next, once, beginning with the first by code."""
    needs = {code: sorted(needed_by(item, items)) for code, item in items.items()}
    for start in sorted(needs):
        ring = ring_from(start, needs)
        if ring and start == min(ring):
            yield ring


def ring_from(start: str, needs: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """The shortest way from an item back to itself; empty when there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for following in needs[way[-1]]:
            if following == start:
                return way
            if following not in seen:
                seen.add(following)
                ways.append((*way, following))
    return ()


def needed_by(item: "ItemDefinition", items: "Items") -> set[str]:
    """The items without which this one cannot be had. A condition with a way round it (`unless`) does not bind.

    A title that several items give is needed from none of them alone.
    """
    found = [givers_of(condition, items) for condition in item.conditions if condition.unless is None]
    return {giver for givers in found if len(givers) == 1 for giver in givers}


def givers_of(condition: "Condition", items: "Items") -> set[str]:
    """The items whose approval makes a condition true."""
    if condition.fact == "grants.received" and condition.test == "at_least" and float_of(condition.value) > 0:
        return {condition.of} & items.keys()
    if condition.fact == "designations.holds" and condition.test == "is_true":
        programme, _colon, level = condition.of.partition(":")
        return {code for code, item in items.items() if designates(item, programme, level)}
    return set()


def designates(item: "ItemDefinition", programme: str, level: str) -> bool:
    given = item.outcome_with
    return (
        item.outcome == DESIGNATES
        and given.get("programme") == programme
        and (not level or given.get("level") == level)
    )


def float_of(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def circle_words(circle: Sequence[str], items: "Items") -> str:
    """甲 → 乙 → 甲, and how to open it."""
    names = " → ".join(items[code].title for code in (*circle, circle[0]))
    return _("事项互为前提，谁也办不成：%(names)s。请去掉其中一项条件，或用 unless 写明可以替代的条件") % {
        "names": names
    }
