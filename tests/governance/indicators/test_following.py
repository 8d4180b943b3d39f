"""Whatever changes in the records, following them gives what computing everything gives, and touches no other province."""

import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from django_scopes import scopes_disabled

from tests.governance.indicators.samples import APPLES, define, formula
from tests.people import GUANGDONG, HEFEI, NANSHAN, SHENZHEN, SHUSHAN, division, firm
from tests.services.hall import samples as hall
from tests.services.standards import samples
from tests.services.training import samples as heads
from zhicheng.base.parties.models import Party
from zhicheng.base.records.months import month_ends
from zhicheng.base.records.registry import RecordSet, find
from zhicheng.base.records.touched import provinces_touched
from zhicheng.governance.indicators import actions
from zhicheng.governance.indicators.models import Figure, Moved, RecordMark
from zhicheng.governance.indicators.queries import figures_by_month, indicator_models
from zhicheng.services.hall.models import Application, State
from zhicheng.services.standards.models import Certificate
from zhicheng.services.training.models import Head, HeadTraining
from zhicheng.services.training.rules import counts_until

pytestmark = pytest.mark.django_db

HEAD = APPLES.split("[statistic]", maxsplit=1)[0]
INDICATORS = {
    "issued": '[from]\nrecords = "certificates"\n',
    "new": '[from]\nrecords = "certificates"\n[from.where]\nis_new = true\n',
    "valid": '[from]\nrecords = "certificates_in_force"\n',
    "holders": '[from]\nrecords = "certificates_in_force"\nmeasure = "distinct holder"\n',
    "heads": '[from]\nrecords = "heads"\n',
    "trained": '[from]\nrecords = "head_trainings"\nmeasure = "distinct head"\n',
}
PLACES = (NANSHAN, "440306", SHENZHEN, SHUSHAN, HEFEI, "510104")


@pytest.fixture(autouse=True)
def counted() -> None:
    samples.define()
    for code, origin in INDICATORS.items():
        define("indicator", code, HEAD + origin)
    define("indicator", "renewed", formula("issued - new"))
    define("indicator", "trained_share", formula("max(trained, 0 * heads) / heads"))
    for code in PLACES:
        division(code)


Everything = dict[tuple[str, str, int], tuple[float, int | None]]


def everything() -> Everything:
    rows = Figure.objects.values_list("indicator", "region_id", "period", "value", "records")
    return {(code, region, period): (value, records) for code, region, period, value, records in rows}


def change(chance: random.Random) -> None:
    """One thing that happens to one of two registers."""
    change_certificates(chance) if chance.random() < 0.6 else change_heads(chance)


def change_heads(chance: random.Random) -> None:
    """One thing that happens to the list of heads: one comes, is trained, leaves, moves or is struck off."""
    with scopes_disabled():
        some = chance.choice([*Head.objects.order_by("pk"), None])
        day = date(2014, 1, 1) + timedelta(days=chance.randint(0, 1800))
        what = chance.choice(["add", "train", "train", "leave", "move", "delete"])
        if some is None or what == "add":
            heads.entered(chance.choice(PLACES), since=day)
        elif what == "train":
            HeadTraining.objects.get_or_create(head=some, ended_on=day, course="轮训班", counts_until=counts_until(day))
        elif what == "leave":
            Head.objects.filter(pk=some.pk).update(until=max(day, some.since))
        elif what == "move":
            Head.objects.filter(pk=some.pk).update(region_id=chance.choice(PLACES))
        else:
            some.delete()


def change_certificates(chance: random.Random) -> None:
    """One thing that happens to a register: a certificate comes, goes, is corrected, or its holder moves."""
    with scopes_disabled():
        some = chance.choice([*Certificate.objects.order_by("pk"), None])
        day = date(2014, 1, 1) + timedelta(days=chance.randint(0, 1800))
        what = chance.choice(["add", "add", "date", "delete", "move", "holder"])
        if some is None or what == "add":
            samples.certified(holder=firm(region=chance.choice(PLACES)), issued_on=day)
        elif what == "date":
            some.issued_on = some.first_issued_on = day
            some.expires_on = day + timedelta(days=chance.randint(30, 1500))
            some.save()
        elif what == "delete":
            some.delete()
        elif what == "move":
            Party.objects.filter(pk=some.holder_id).update(region_id=chance.choice(PLACES))
        else:
            some.holder = firm(region=chance.choice(PLACES))
            some.save()


@pytest.mark.parametrize("seed", range(4))
def test_following_gives_what_computing_everything_gives(seed: int) -> None:
    chance = random.Random(seed)
    for _number in range(8):
        change(chance)
    actions.recompute(by=None)
    for _number in range(8):
        change(chance)
        actions.follow_records()
        followed = everything()
        again = actions.recompute(by=None)
        assert (again.written, again.removed) == (0, 0)
        assert everything() == followed


def certificates() -> RecordSet:
    found = find("certificates")
    assert found is not None
    return found


def touched() -> frozenset[str] | None:
    with scopes_disabled():
        return provinces_touched(certificates(), RecordMark.objects.get(record_set="certificates").mark)


def test_a_change_touches_the_provinces_where_a_record_is_and_was() -> None:
    far = samples.certified(holder=firm(region=SHUSHAN))
    near = samples.certified(holder=firm(region=NANSHAN))
    actions.recompute(by=None)
    assert touched() == frozenset()
    near.body = "别的认证机构"
    near.save()
    assert touched() == {"44"}
    with scopes_disabled():
        holder = Party.objects.get(pk=far.holder_id)
        holder.region_id = "510104"
        holder.save()
    assert touched() == {"44", "34", "51"}


def test_one_record_changes_the_right_figures_and_no_others() -> None:
    for region in (NANSHAN, SHUSHAN):
        for year in (2016, 2017, 2018):
            samples.certified(holder=firm(region=region), issued_on=date(year, 5, 1))
    actions.recompute(by=None)
    before = everything()
    samples.certified(holder=firm(region=NANSHAN), issued_on=date(2017, 6, 1))
    made = actions.follow_records()
    assert made is not None
    after = everything()
    moved = changed(before, after)
    assert {region for _code, region, _year in moved} == {NANSHAN, SHENZHEN, GUANGDONG}
    assert {(code, year) for code, _region, year in moved if code in {"issued", "new"}} == {
        ("issued", 2017),
        ("new", 2017),
    }
    kept = Moved.objects.filter(computation=made, indicator="issued")
    assert {(row.region_id, row.before, row.after) for row in kept} == {
        (NANSHAN, 1.0, 2.0), (SHENZHEN, 1.0, 2.0), (GUANGDONG, 1.0, 2.0),
    }  # fmt: skip


def test_one_delivered_case_changes_what_counts_it_and_nothing_else() -> None:
    for code in ("vouchers_granted", "startup_mentors"):
        text = (Path(settings.DEFINITIONS_DIR) / "indicators" / f"{code}.toml").read_text("utf-8")
        define("indicator", code, text)
    voucher = hall.publish_item("service_voucher", steps=hall.DIRECT)
    hall.case(State.DELIVERED, definition=voucher)
    mentored = hall.case(State.DELIVERED, definition=hall.publish_item("mentor_request", steps=hall.DIRECT))
    actions.recompute(by=None)
    before, year = everything(), timezone.localdate().year
    hall.case(State.DELIVERED, definition=voucher, by=hall.applicant(firm(region=NANSHAN)))
    assert actions.follow_records() is not None
    after = everything()
    around = {(region, year) for region in (NANSHAN, SHENZHEN, GUANGDONG)}
    assert changed(before, after) == {("vouchers_granted", *place) for place in around}
    with scopes_disabled():
        Application.objects.filter(pk=mentored.pk).update(decision="refused")
    assert actions.follow_records() is not None
    assert changed(after, everything()) == {("startup_mentors", *place) for place in around}


def changed(before: Everything, after: Everything) -> set[tuple[str, str, int]]:
    """The figures that came, went or moved."""
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def test_one_training_changes_the_trained_and_their_share_and_nothing_else() -> None:
    samples.certified(holder=firm(region=NANSHAN), issued_on=date(2017, 5, 1))
    first, _second = (heads.entered(NANSHAN, since=date(2016, 1, 1)) for _number in range(2))
    heads.entered(SHUSHAN, since=date(2016, 1, 1))
    actions.recompute(by=None)
    before = everything()
    heads.trained(first, date(2017, 5, 1))
    assert actions.follow_records() is not None
    after = everything()
    assert changed(before, after) == {
        (code, region, year)
        for code in ("trained", "trained_share")
        for region in (NANSHAN, SHENZHEN, GUANGDONG)
        for year in (2017, 2018, 2019)
    }
    assert [after["trained_share", SHENZHEN, year][0] for year in (2016, 2017, 2019)] == [0, 0.5, 0.5]


def test_a_year_month_by_month() -> None:
    holder = firm(region=NANSHAN)
    samples.certified(holder=holder, issued_on=date(2018, 2, 1), expires_on=date(2018, 3, 15))
    samples.certified(holder=firm(region=NANSHAN), issued_on=date(2018, 4, 30), expires_on=date(2021, 4, 29))
    samples.certified(holder=firm(region=SHUSHAN), issued_on=date(2018, 4, 30), expires_on=date(2021, 4, 29))
    days = [*month_ends(2017, date(2018, 5, 10)), *month_ends(2018, date(2018, 5, 10))]
    wanted = ("issued", "valid", "holders", "renewed", "heads")
    models = {code: one for code, one in indicator_models().items() if code in wanted}
    found = figures_by_month(models, SHENZHEN, days)
    assert {code: amounts[12:] for code, amounts in found.items()} == {
        "issued": [0, 1, 1, 2, 2], "valid": [0, 1, 0, 1, 1], "holders": [0, 1, 0, 1, 1], "heads": [0, 0, 0, 0, 0],
    }  # fmt: skip
    assert [amounts[:12] for amounts in found.values()] == [[0] * 12] * 4
    assert month_ends(2018, date(2017, 12, 31)) == []
    assert figures_by_month({"issued": models["issued"]}, SHENZHEN, []) == {"issued": []}
