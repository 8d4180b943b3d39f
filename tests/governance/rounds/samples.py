"""The small country of the strength tests, this time with a table behind its figures, and a round taken as far as a test needs."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.governance.strength.samples import CODE, FIGURES, TITLES, Figures, in_force, publish_scheme
from tests.people import division, person
from zhicheng.base.accounts.models import Role, User
from zhicheng.base.definitions.models import Definition
from zhicheng.governance.indicators.actions import IncomingFile, import_file, recompute
from zhicheng.governance.rounds import actions, queries
from zhicheng.governance.rounds.models import Objection, Round

YEARS = (2009, 2010)
LAYOUT = """
title = "城市专利表"
source = "测试用"
levels = ["city"]
shape = "wide"

[region]
column = "adcode"
by = "code"

[period]
column = "year"
""" + "".join(f'\n[[columns]]\ncolumn = "{code}"\nindicator = "{code}"\nminimum = 0\n' for code in TITLES)


def publish_country(figures: Figures = FIGURES) -> Definition:
    """The scheme, its indicators, the layout and two years of the same figures, computed."""
    scheme = publish_scheme()
    in_force("layout", "city_patents", LAYOUT)
    for code in figures:
        division(code)
    head = ",".join(["adcode", "year", *TITLES])
    rows = [
        ",".join([code, str(year), *("" if value is None else str(value) for value in values)])
        for code, values in figures.items()
        for year in YEARS
    ]
    file = IncomingFile("城市专利.csv", "\n".join([head, *rows]).encode())
    import_file(layout="city_patents", file=file, source="", by=None)
    recompute(by=None)
    return scheme


def national(name: str = "国家局") -> User:
    return person(name, Role.NATIONAL)


def opened(by: User, year: int = 2010) -> Round:
    scheme = Definition.objects.get(kind="strength", code=CODE, state="current")
    return actions.open_round(scheme=scheme, year=year, by=by)


def computed(by: User, year: int = 2010) -> Round:
    round_ = opened(by, year)
    actions.compute(round_=round_, by=by)
    return fresh(round_)


def checked(by: User, year: int = 2010) -> Round:
    round_ = computed(by, year)
    for group in queries.groups_of(queries.newest_run(round_)):
        actions.confirm(group=group, remark="已看", by=by)
    return actions.mark_checked(round_=round_, by=by)


def sent(by: User, year: int = 2010) -> Round:
    return actions.send(round_=checked(by, year), by=by)


def final(by: User, year: int = 2010) -> Round:
    round_ = sent(by, year)
    time_is_over(round_)
    return actions.finalise(round_=round_, by=by)


def published(by: User, year: int = 2010) -> Round:
    """Checked by one, published by another where the office has one."""
    round_ = final(by, year)
    other = User.objects.filter(role=Role.NATIONAL, is_active=True).exclude(pk=by.pk).first()
    actions.publish(round_=round_, by=other or by)
    return fresh(round_)


def time_is_over(round_: Round) -> None:
    """The last day for objections was yesterday."""
    Round.objects.filter(pk=round_.pk).update(closes_on=timezone.localdate() - timedelta(days=1))


def fresh(round_: Round) -> Round:
    return Round.objects.select_related("definition").get(pk=round_.pk)


def evidence(name: str = "证明.txt") -> "SimpleUploadedFile":
    return SimpleUploadedFile(name, "统计年鉴第 3 页".encode())


def objection(round_: Round, by: User, key: str = "patents:2010", value: float = 8.0) -> Objection:
    return actions.object_to(
        round_=round_, key=key, proposed_value=value, reason="年鉴写的是另一个数", evidence=evidence(), by=by
    )
