"""Whether one organisation may have one item, and why: every condition with a plain sentence, its evidence, and how to mend it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.translation import gettext as _

from zhicheng.base.regions.queries import names
from zhicheng.base.ui import formats
from zhicheng.base.ui.addresses import address
from zhicheng.services.hall import asking
from zhicheng.services.hall.asking import Answer, Evidence, Fact, FactKind
from zhicheng.services.hall.definition_kinds import Condition, Field, ItemDefinition, Mend
from zhicheng.services.hall.judging import Standing, answer_of, conditions_of, holds, needless, standing_of

STATES = {Standing.MET: "eligible", Standing.UNKNOWN: "unknown", Standing.MENDABLE: "near", Standing.UNMET: "no"}
RESULTS = {Standing.MET: "met", Standing.UNKNOWN: "unknown", Standing.MENDABLE: "mendable", Standing.UNMET: "unmet"}
Look = Callable[[Fact, str], Answer | None]
"""What is known of somebody: the answer to a fact with its `of`, None when nothing is."""


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to a page; without address there is nowhere to go."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Result:
    """One condition: `state` is met, mendable, unmet or unknown; `open` marks one that the form will ask."""

    condition: Condition
    state: str
    sentence: str
    evidence: Evidence | None = None
    mend: Link | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class Verdicts:
    """All conditions of an item for one applicant; `state` is eligible, near, no or unknown, without what the form will ask."""

    state: str
    results: tuple[Result, ...]
    as_of: date

    @property
    def met(self) -> tuple[Result, ...]:
        return tuple(result for result in self.results if result.state == "met")

    @property
    def missing(self) -> tuple[Result, ...]:
        """What stands in the way, the hopeless first, without what the form will ask."""
        order = ("unmet", "mendable", "unknown")
        missing = [result for result in self.results if result.state != "met" and not result.open]
        return tuple(sorted(missing, key=lambda result: order.index(result.state)))

    @property
    def open(self) -> tuple[Result, ...]:
        """What the form will ask."""
        return tuple(result for result in self.results if result.open)

    @property
    def title(self) -> str:
        """The finding: 只差一步：6 项条件已符合 5 项."""
        counts = {"all": len(self.results) - len(self.open), "met": len(self.met), "missing": len(self.missing)}
        if not counts["all"]:
            return _("这个事项没有须先核对的条件")
        return str(titles()[self.state]) % counts

    @property
    def reason(self) -> str:
        """One line for a list: the first thing in the way, or that nothing is."""
        if self.missing:
            return self.missing[0].sentence
        if self.open:
            return _("可以核对的条件都符合，另有 %(count)d 项以后核对") % {"count": len(self.open)}
        return _("%(count)d 项条件全部符合") % {"count": len(self.results)}


def titles() -> dict[str, str]:
    return {
        "eligible": _("符合：%(all)d 项条件都符合"),
        "near": _("还差 %(missing)d 项：%(all)d 项条件已符合 %(met)d 项"),
        "no": _("不符合：%(all)d 项条件中符合 %(met)d 项"),
        "unknown": _("有 %(missing)d 项待核实：%(all)d 项条件已符合 %(met)d 项"),
    }


def verdict(
    model: ItemDefinition,
    *,
    party_id: int | None,
    answers: Mapping[str, Any] | None = None,
    today: date | None = None,
    code: str = "",
) -> Verdicts:
    """What the platform's records and the answers of a form say of every condition.

    Without `answers` conditions over them are open; with them (a form that was filled in) a missing one is unknown. Without an organisation
    (a citizen, an office) nothing is asked of its records, and whether the item is made for them was asked before they began. `code` is the
    item's own: with it an item granted once a year is asked too.
    """
    asked = conditions_of(model, code) if party_id is not None else model.conditions
    with asking.reading_together():
        look, say = records_of(party_id), says_of(party_id)
        return judged(model, look, answers=answers, today=today, conditions=asked, say=say)


def judged(
    model: ItemDefinition,
    look: Look,
    *,
    answers: Mapping[str, Any] | None = None,
    today: date | None = None,
    code: str = "",
    conditions: Sequence[Condition] | None = None,
    say: Callable[[Fact, str], Evidence | None] = lambda _fact, _of: None,
    asks_person: bool = False,
) -> Verdicts:
    """The same over whatever `look` knows of somebody: records, or what a person said of himself (`asks_person`).

    Of a person facts that cannot be asked are open, and what he left out is unknown, not missing. `conditions` are all of the item's, with
    those that go without saying, unless some are named.
    """
    day = today or timezone.localdate()
    fields = {field.code: field for field in model.fields}
    conditions = conditions_of(model, code) if conditions is None else conditions
    found = {one.code: found_by(one, look, answers, fields) for one in conditions}
    truths = {one.code: holds(one, found[one.code], day, model.region) for one in conditions}
    spared = needless(conditions, truths)
    results = []
    worst = Standing.MET
    for one in conditions:
        standing = standing_of(one, truths[one.code], spared=one.code in spared, is_record=not asks_person)
        is_open = standing is not Standing.MET and is_asked_later(one, answers, asks_person=asks_person)
        worst = worst if is_open else max(worst, standing)
        words = Wording(one, found[one.code], truths[one.code], fields.get(one.answer or ""), asks_person)
        results.append(words.result(standing, is_open=is_open, is_spared=one.code in spared, say=say))
    return Verdicts(STATES[worst], tuple(results), day)


def is_asked_later(condition: Condition, answers: Mapping[str, Any] | None, *, asks_person: bool) -> bool:
    """Whether the form will ask, or the records once the person has signed in."""
    if condition.answer is not None:
        return answers is None
    fact = asking.find(condition.fact or "")
    return asks_person and not (fact and fact.question)


def records_of(party_id: int | None) -> Look:
    """What the records say of one organisation."""

    def look(fact: Fact, of: str) -> Answer | None:
        if party_id is None:
            return None
        return asking.once(("fact", fact.code, of, party_id), lambda: fact.read([party_id], of)).get(
            party_id, fact.absent
        )

    return look


def says_of(party_id: int | None) -> Callable[[Fact, str], Evidence | None]:
    def say(fact: Fact, of: str) -> Evidence | None:
        return fact.say(party_id, of) if fact.say and party_id is not None else None

    return say


def found_by(
    condition: Condition, look: Look, answers: Mapping[str, Any] | None, fields: Mapping[str, Field]
) -> Answer | None:
    """The answer that a condition is judged on."""
    if condition.fact is None:
        code = condition.answer or ""
        return None if answers is None else answer_of(fields.get(code), answers, code)
    fact = asking.find(condition.fact)
    return look(fact, condition.of) if fact else None


@dataclass(frozen=True, slots=True)
class Wording:
    """One judged condition on its way into words; `field` is the form's where it is judged on an answer."""

    condition: Condition
    found: Any
    truth: bool | None
    field: Field | None
    asks_person: bool = False

    @property
    def fact(self) -> Fact | None:
        return asking.find(self.condition.fact) if self.condition.fact else None

    def result(
        self,
        standing: Standing,
        *,
        is_open: bool,
        is_spared: bool,
        say: Callable[[Fact, str], Evidence | None],
    ) -> Result:
        evidence = say(self.fact, self.condition.of) if self.fact else None
        mend = None if is_open or standing is Standing.MET else self.mend()
        sentence = self.sentence(is_open=is_open, is_spared=is_spared and not self.truth)
        return Result(
            self.condition, RESULTS[standing] if not is_open else "unknown", sentence, evidence, mend, is_open
        )

    def sentence(self, *, is_open: bool, is_spared: bool) -> str:
        if is_open:
            return _("填报时核对") if self.condition.answer else _("登录后按记录核对")
        if is_spared:
            return _("已符合可以替代的另一项条件，不再要求")
        if self.truth is None:
            return self.silence()
        text = self.condition.pass_text if self.truth else self.condition.fail_text
        return text.replace("{value}", self.value) if "{value}" in text else text

    def silence(self) -> str:
        """Why nothing is known."""
        if self.field:
            return _("没有填写")
        words = _("没有回答：%s") if self.asks_person else _("平台没有这项记录：%s")
        return words % self.condition.text

    @property
    def value(self) -> str:
        """What was found, in words."""
        if self.fact:
            return shown(self.fact, self.found)
        labels = {choice.code: choice.label for choice in self.field.choices} if self.field else {}
        given = self.found if isinstance(self.found, list) else [self.found]
        return "、".join(labels.get(one, "") or formats.shown(one) for one in given)

    def mend(self) -> Link | None:
        if self.condition.mend:
            return leading(self.condition.mend)
        if self.fact and self.fact.mend and self.truth is None:
            route, words = self.fact.mend
            return Link(str(words), address_of(route))
        return None


def shown(fact: Fact, answer: Any) -> str:
    """An answer to a fact in words."""
    if fact.kind is FactKind.REGION:
        return asking.once(("region", answer), lambda: names([answer])).get(answer, str(answer))
    if fact.kind is FactKind.CHOICE:
        return str(fact.choices.get(answer, answer))
    return formats.shown(answer)


def leading(mend: Mend) -> Link:
    """Where a mend leads."""
    return Link(mend.text, address("hall:item", mend.item) if mend.item else address_of(mend.page))


def address_of(page: str) -> str:
    """A path of this site, or a route without arguments; empty when there is none such."""
    if not page or page.startswith("/"):
        return page
    try:
        return address(page)
    except NoReverseMatch:
        return ""
