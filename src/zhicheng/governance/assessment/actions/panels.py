"""Panels drawn, sheets written and submitted, seats given up and filled again, ties declared."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.parties.models import Party
from zhicheng.base.regions.models import Region
from zhicheng.base.verdicts import Refused
from zhicheng.governance.assessment import drawing, queries
from zhicheng.governance.assessment.actions.holding import held, moment, tell
from zhicheng.governance.assessment.models import Connection, Entry, Panelist, Round, Score, SeatState, State
from zhicheng.governance.assessment.rules import panels as rules
from zhicheng.governance.assessment.rules.entries import is_fair_points
from zhicheng.governance.assessment.rules.panels import Mark
from zhicheng.governance.assessment.rules.rounds import can_draw, is_in, is_national

SEED_MOST = 64
NAMES = verbs.register(
    {
        "assessment.drawn": gettext_lazy("抽取考核专家"),
        "assessment.seats_filled": gettext_lazy("补抽考核专家"),
        "score_sheet.saved": gettext_lazy("暂存考核评分表"),
        "score_sheet.submitted": gettext_lazy("提交考核评分表"),
        "score_sheet.declined": gettext_lazy("回避考核评分"),
        "connection.declared": gettext_lazy("申报与城市的利益关系"),
    }
)


@transaction.atomic
def draw_panels(*, round_: Round, seed: str, by: User, at: datetime | None = None) -> list[Panelist]:
    """Draw every city's panel by lot (`drawing`); the seed is kept, so that anyone can draw again."""
    round_ = held(round_)
    can_draw(by, round_).or_refuse()
    seed = fair_seed(seed)
    numbers, pool = numbered(queries.suitable(round_), seed)
    each = queries.scheme_of(round_).cities_per_expert
    drawn = drawing.draw(pool, panel=round_.experts, each=each, seed=seed)
    refuse_if_too_few(drawn, round_.experts)
    round_.state, round_.seed, round_.drawn_at, round_.drawn_by = State.SCORING, seed, moment(at), by
    round_.pool = pool
    round_.save()
    entries = {one.region_id: one for one in Entry.objects.filter(round=round_)}
    people = {number: expert for expert, number in numbers.items()}
    made = [seat(round_, entries[one.region], people[one.expert], one.expert, one.number, at=at) for one in drawn.seats]
    tell_experts({one.expert_id for one in made}, round_)
    record("assessment.drawn", on=round_, by=by, seed=seed, seats=len(made),
        experts={str(number): expert for expert, number in numbers.items()},
    )  # fmt: skip
    return made


def numbered(suitable: Mapping[str, Collection[int]], seed: str) -> tuple[dict[int, int], dict[str, list[int]]]:
    """Expert → number, by a lot of its own, and city → the numbers of those who may judge it. The draw knows only numbers."""
    numbers = drawing.numbers((expert for experts in suitable.values() for expert in experts), seed)
    return numbers, {region: sorted(numbers[one] for one in experts) for region, experts in suitable.items()}


def fair_seed(seed: str) -> str:
    """The seed without blanks around it; refused when there is nothing or too much."""
    seed = seed.strip()
    if not 0 < len(seed) <= SEED_MOST:
        raise Refused("seed_needed", _("请填写抽取种子，最多 %(most)d 个字") % {"most": SEED_MOST})
    return seed


def refuse_if_too_few(drawn: drawing.Draw, needed: int) -> None:
    """Refuse a draw that leaves a city without a panel, naming every such city."""
    if drawn.too_few:
        names = dict(Region.objects.filter(code__in=[one.region for one in drawn.too_few]).values_list("code", "name"))
        cities = "、".join(f"{names[one.region]}（{one.suitable}）" for one in drawn.too_few)
        facts = {"cities": cities, "needed": needed}
        raise Refused("too_few_experts", _("无利益冲突的专家不足 %(needed)d 位，不能抽取：%(cities)s") % facts)


def seat(round_: Round, entry: Entry, expert: int, rater: int, number: int, *, at: datetime | None) -> Panelist:
    """Give an expert a seat."""
    return Panelist.objects.create(
        round=round_, entry=entry, expert_id=expert, rater=rater, seat=number, assigned_at=moment(at)
    )


def tell_experts(experts: Collection[int], round_: Round) -> None:
    """Ask those drawn for their points."""
    subject = _("请为 %(year)d 年度考核评分") % {"year": round_.year}
    text = _("您已被抽取为评审专家。与城市有利益关系的，请先申报或者回避。")
    tell(User.objects.filter(pk__in=experts).order_by("pk"), subject, text, reverse("assessment:sheets"))


@transaction.atomic
def fill_seats(*, round_: Round, by: User, at: datetime | None = None) -> list[Panelist]:
    """Draw experts for the seats that nobody has, after further experts were registered."""
    round_ = held(round_)
    (is_national(by) & is_in(round_, State.SCORING)).or_refuse()
    made = [
        filled
        for entry in Entry.objects.filter(round=round_).order_by("region")
        for number in empty_seats(entry, round_.experts)
        if (filled := draw_for(round_, entry, number, at=at)) is not None
    ]
    if not made:
        raise Refused("nothing_filled", _("没有空缺的席位，或者没有无利益冲突的专家可以补抽"))
    record("assessment.seats_filled", on=round_, by=by, seats=len(made))
    return made


def empty_seats(entry: Entry, panel: int) -> list[int]:
    """The numbers of a city's seats that nobody has."""
    taken = {one.seat for one in queries.panel_of(entry)}
    return [number for number in range(1, panel + 1) if number not in taken]


def draw_for(round_: Round, entry: Entry, number: int, *, at: datetime | None) -> Panelist | None:
    """Draw one seat of a city among those who were never on its panel; None when nobody suitable is left."""
    before = list(Panelist.objects.filter(entry=entry).values_list("expert_id", flat=True))
    left = [one for one in queries.suitable(round_)[entry.region_id] if one not in before]
    # The lot differs from the first draw's by how often this panel was drawn before.
    lot = f"{round_.seed}/{len(before)}"
    found = drawing.replacement(entry.region_id, left, queries.load_of(round_), seed=lot)
    if found is None:
        return None
    made = seat(round_, entry, found, number_of(round_, found), number, at=at)
    tell_experts({found}, round_)
    return made


def number_of(round_: Round, expert: int) -> int:
    """The expert's number in the round; somebody drawn later has one that nobody had in the draw."""
    known = queries.numbers_of(round_)
    in_draw = (number for city in round_.pool.values() for number in city)
    return known.get(expert) or max((*known.values(), *in_draw), default=0) + 1


@transaction.atomic
def decline(*, panelist: Panelist, reason: str, by: User, at: datetime | None = None) -> Panelist | None:
    """Give up a seat; another expert is drawn for it. None when nobody suitable is left: the national office is told."""
    panelist = held_sheet(panelist)
    rules.can_score(by, panelist).or_refuse()
    if not reason.strip():
        raise Refused("no_reason", _("请写明回避原因"))
    record("score_sheet.declined", on=panelist, by=by, why=reason)
    return give_up(panelist, reason.strip(), at=at)


def give_up(panelist: Panelist, reason: str, *, at: datetime | None) -> Panelist | None:
    """Free a seat and draw it anew."""
    panelist.state, panelist.reason, panelist.ended_at = SeatState.DECLINED, reason, moment(at)
    panelist.save()
    found = draw_for(panelist.round, panelist.entry, panelist.seat, at=at)
    if found is None:
        subject = _("%(city)s有专家回避，没有可以补抽的专家") % {"city": panelist.entry.region.name}
        tell(queries.national_officers(), subject, "", panelist.round.get_absolute_url())
    return found


def held_sheet(panelist: Panelist) -> Panelist:
    """The sheet and its round, locked until our commit."""
    round_ = held(panelist.round)
    rows = Panelist.objects.select_for_update(of=("self",)).select_related("entry__region", "expert")
    locked = rows.get(pk=panelist.pk)
    locked.round = locked.entry.round = round_
    return locked


@transaction.atomic
def save_sheet(*, panelist: Panelist, marks: Mapping[str, Mark], by: User) -> Panelist:
    """Keep points for later; notes may still be missing."""
    panelist = held_sheet(panelist)
    rules.can_score(by, panelist).or_refuse()
    write_marks(panelist, marks)
    record("score_sheet.saved", on=panelist, by=by)
    return panelist


def write_marks(panelist: Panelist, marks: Mapping[str, Mark]) -> None:
    """Keep just these points; refused when one is out of bounds or not asked."""
    scheme, asked = queries.scheme_of(panelist.round), queries.asked_of(panelist.entry)
    for code, mark in marks.items():
        criterion = scheme.criterion(code)
        if criterion is None or code not in asked:
            raise Refused("no_such_criterion", _("这个城市没有这一评分项"))
        is_fair_points(criterion, mark.points).or_refuse()
    Score.objects.filter(panelist=panelist).exclude(criterion__in=marks).delete()
    for code, mark in marks.items():
        values = {"points": mark.points, "note": mark.note.strip()}
        Score.objects.update_or_create(panelist=panelist, criterion=code, defaults=values)


@transaction.atomic
def submit_sheet(*, panelist: Panelist, marks: Mapping[str, Mark], by: User, at: datetime | None = None) -> Panelist:
    """Submit a sheet: complete, with notes where points are extreme. It cannot be changed afterwards."""
    panelist = held_sheet(panelist)
    rules.can_submit(by, panelist, queries.judge_of(by)).or_refuse()
    scheme, asked = queries.scheme_of(panelist.round), queries.asked_of(panelist.entry)
    rules.is_complete_sheet(scheme, asked, marks).or_refuse()
    write_marks(panelist, marks)
    panelist.state, panelist.ended_at = SeatState.SUBMITTED, moment(at)
    panelist.save()
    tell_when_all_in(panelist.round)
    record("score_sheet.submitted", on=panelist, by=by)
    return panelist


def tell_when_all_in(round_: Round) -> None:
    """With the last sheet the national office can go on."""
    cities = Entry.objects.filter(round=round_).count()
    if queries.count_sheets(round_)["submitted"] == cities * round_.experts:
        subject = _("%(year)d 年度考核的评分表已全部提交") % {"year": round_.year}
        tell(queries.national_officers(), subject, "", round_.get_absolute_url())


@transaction.atomic
def declare_connection(
    *, person: User, region: Region, why: str, by: User, party: Party | None = None, at: datetime | None = None
) -> Connection:
    """Say that a person is tied to a city; again changes nothing. Seats that he has there while scoring goes on become free."""
    rules.can_declare(by, person).or_refuse()
    if not why.strip():
        raise Refused("no_reason", _("请写明是什么关系"))
    made, is_new = Connection.objects.get_or_create(
        person=person, region=region, defaults={"why": why.strip(), "party": party, "declared_by": by}
    )
    if is_new:
        record("connection.declared", on=made, by=by, why=why)
        free_seats(person, region, at=at)
    return made


def free_seats(person: User, region: Region, *, at: datetime | None) -> None:
    """Give up the person's seats on the panels of a city, its parts and what contains it; a sheet submitted there no longer counts."""
    rows = Panelist.objects.filter(expert=person, round__state=State.SCORING).exclude(state=SeatState.DECLINED)
    for one in rows.select_related("round", "entry__region").order_by("pk"):
        if rules.is_tied(region.code, one.entry.region_id):
            give_up(held_sheet(one), _("申报了利益关系"), at=at)
