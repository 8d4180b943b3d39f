"""The published assessment of a year, as a release takes it: experts are numbers, and no text of a city or of an expert is in it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from zhicheng.base.definitions.queries import parsed
from zhicheng.engine.packages import rows_of, sha256, table
from zhicheng.governance.assessment import drawing, queries, release_walk
from zhicheng.governance.assessment.computing import DIGITS, CityResult, Decided, Facts, Given, Material, results_of
from zhicheng.governance.assessment.definition_kinds import ASSESSMENT, AssessmentDefinition
from zhicheng.governance.assessment.models import Panelist, Result, Round, SeatState, State
from zhicheng.governance.releases.parts import Files, Part, Standing, own_files, register, year_of

CODE, SCHEME, ROUND = release_walk.CODE, release_walk.SCHEME, "round.json"
POINTS, DECIDED, FACTS, RESULTS, CRITERIA = (
    release_walk.POINTS, release_walk.DECIDED, release_walk.FACTS, release_walk.RESULTS, release_walk.CRITERIA,
)  # fmt: skip
POOL, DRAWN, SEATS = "pool.csv", "drawn.csv", "seats.csv"
RESULT_HEAD = ["region", "raw", "adjusted", "bonus", "deduction", "total", "rank", "of", "grade", "must_failed"]
BETWEEN = " "
"""Stands between several codes in one cell."""


def frozen(year: int) -> dict[str, bytes]:
    """What the newest published round follows from and what came out; empty when none is published, or only an invented one."""
    round_ = queries.published_round(year)
    if round_ is None or (round_.synthetic and not settings.DEMONSTRATION):
        return {}
    material = queries.material_of(round_)
    results = list(queries.results_in(round_))
    said = {SCHEME: round_.definition.text.encode(), ROUND: facts_of(round_)}
    return said | panels(round_) | inputs(material) | outputs(results)


def panels(round_: Round) -> dict[str, bytes]:
    """Whom the panels were drawn from, the panels drawn, and those who judged in the end, somebody drawn later among them."""
    pool = sorted((region, number) for region, numbers in round_.pool.items() for number in numbers)
    seats = Panelist.objects.filter(round=round_, state=SeatState.SUBMITTED).order_by("entry__region_id", "seat")
    return {
        POOL: csv_of(["region", "rater"], pool),
        SEATS: csv_of(["region", "seat", "rater"], seats.values_list("entry__region_id", "seat", "rater")),
        **drawn(queries.scheme_of(round_), round_.pool, round_.seed),
    }


def drawn(scheme: AssessmentDefinition, pool: Mapping[str, Sequence[int]], seed: str) -> dict[str, bytes]:
    """The panels that the seed gives."""
    seats = drawing.draw(pool, panel=scheme.experts, each=scheme.cities_per_expert, seed=seed).seats
    return {DRAWN: csv_of(["region", "seat", "rater"], [(one.region, one.number, one.expert) for one in seats])}


def facts_of(round_: Round) -> bytes:
    """The round itself: which, when, and the seed by which panels were drawn. Who did a step is not told."""
    dates = ("opened_at", "completed_at", "drawn_at", "met_at", "sent_at", "finalised_at", "published_at")
    said: dict[str, Any] = {
        "year": round_.year,
        "number": round_.number,
        "scheme_version": round_.definition.version,
        "experts": round_.experts,
        "seed": round_.seed,
        "dates": {name: value.isoformat(timespec="seconds") for name in dates if (value := getattr(round_, name))},
    }
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


def inputs(material: Material) -> dict[str, bytes]:
    """Points, decisions, and what counts beside them."""
    rows: Mapping[str, tuple[list[str], list[tuple[Any, ...]]]] = {
        POINTS: (
            ["region", "rater", "criterion", "points"],
            sorted((one.region, one.rater, one.criterion, plain(one.points)) for one in material.given),
        ),
        DECIDED: (
            ["region", "criterion", "points"],
            sorted((region, criterion, plain(points)) for (region, criterion), points in material.set_points.items()),
        ),
        FACTS: (
            ["region", "not_asked", "must_failed", "deduction"],
            sorted(
                (one.region, BETWEEN.join(sorted(one.not_asked)), BETWEEN.join(one.must_failed), plain(one.deduction))
                for one in material.facts
            ),
        ),
    }
    return {name: csv_of(head, found) for name, (head, found) in rows.items()}


def outputs(results: Sequence[Result | CityResult]) -> dict[str, bytes]:
    """Results and the points that count for each criterion, stored or computed anew."""
    found: list[Result | CityResult] = sorted(results, key=lambda one: (one.rank, region_of(one)))
    rows = [
        (
            region_of(one),
            *(plain(float(getattr(one, name))) for name in ("raw", "adjusted", "bonus", "deduction", "total")),
            one.rank, one.of, one.grade, BETWEEN.join(one.must_failed),
        )
        for one in found
    ]  # fmt: skip
    criteria = sorted(
        (region_of(one), code, plain(float(points))) for one in found for code, points in one.criteria.items()
    )
    return {RESULTS: csv_of(RESULT_HEAD, rows), CRITERIA: csv_of(["region", "criterion", "points"], criteria)}


def region_of(result: Result | CityResult) -> str:
    return result.region if isinstance(result, CityResult) else result.entry.region_id


def plain(points: float) -> str:
    """Points with the digits that are kept."""
    return f"{points:.{DIGITS}f}"


def csv_of(head: list[str], rows: Iterable[tuple[Any, ...]]) -> bytes:
    return table(head, [[str(cell) for cell in row] for row in rows]).encode()


def again(release: Files) -> dict[str, bytes]:
    """The panels from the pool and the seed, the results from the scheme's text and the points."""
    own = own_files(release, CODE)
    text = own[SCHEME]
    scheme = cast("AssessmentDefinition", parsed(ASSESSMENT, str(year_of(release)), sha256(text), text.decode()))
    said = json.loads(own[ROUND])
    pool: dict[str, list[int]] = {}
    for row in rows_of(own[POOL]):
        pool.setdefault(row["region"], []).append(int(row["rater"]))
    made = drawn(scheme, pool, said["seed"]) | outputs(results_of(material_in(own, scheme)))
    return {f"{CODE}/{name}": content for name, content in made.items()}


def material_in(own: Files, scheme: AssessmentDefinition) -> Material:
    """What the results follow from, as it stands in the files."""
    return Material(
        scheme,
        [Given(row["region"], int(row["rater"]), row["criterion"], float(row["points"])) for row in rows_of(own[POINTS])],
        [Decided(row["region"], row["criterion"], float(row["points"])) for row in rows_of(own[DECIDED])],
        [
            Facts(row["region"], frozenset(row["not_asked"].split()), tuple(row["must_failed"].split()), float(row["deduction"]))
            for row in rows_of(own[FACTS])
        ],
    )  # fmt: skip


def publishers(year: int) -> list[int]:
    """Who published the year's assessment."""
    found = Round.objects.filter(year=year, state=State.PUBLISHED).values_list("published_by_id", flat=True)
    return [pk for pk in found if pk is not None]


def standings() -> dict[int, Standing]:
    """Each year's rounds that count: ready with one that is published. One query."""
    found = Round.objects.exclude(state=State.CANCELLED)
    counted = found if settings.DEMONSTRATION else found.filter(synthetic=False)
    by_year: dict[int, list[Round]] = defaultdict(list)
    for one in sorted(counted, key=lambda each: (each.state == State.PUBLISHED, each.number)):
        by_year[one.year].append(one)
    return {year: standing_of(rounds) for year, rounds in by_year.items()}


def standing_of(rounds: list[Round]) -> Standing:
    """The rounds of a year, the one that counts last."""
    last = rounds[-1]
    publishers = frozenset(one.published_by_id for one in rounds if one.published_by_id is not None)
    return Standing(last.state == State.PUBLISHED, last.get_state_display(), last.get_absolute_url(), publishers)


def seeds(own: Files) -> dict[str, int | str]:
    """The seed of the draw of panels."""
    return {"panels": str(json.loads(own[ROUND])["seed"])}


def names(release: Files) -> dict[str, str]:
    """Criteria, must-items and grades by what they are called."""
    scheme = release_walk.scheme_in(own_files(release, CODE), year_of(release))
    titles = {one.code: one.title for one in scheme.criteria}
    items = {one.code: one.label for one in scheme.must_items}
    return titles | items | {one.code: one.label for one in scheme.grades}


CITY = _("城市代码（GB/T 2260）")
CRITERION = _("评分项，见 scheme.toml")
register(
    Part(
        code=CODE,
        label=_("年度考核"),
        frozen=frozen,
        again=again,
        published_by=publishers,
        standings=standings,
        begins="assessment:new",
        seeds=seeds,
        names=names,
        columns={
            POOL: {"region": CITY, "rater": _("可以评这个城市的专家的编号")},
            DRAWN: {"region": CITY, "seat": _("席位"), "rater": _("按种子抽出的专家的编号")},
            SEATS: {"region": CITY, "seat": _("席位"), "rater": _("实际评分的专家的编号，补抽的在内")},
            POINTS: {"region": CITY, "rater": _("专家的编号，不公布姓名"), "criterion": CRITERION, "points": _("评分")},
            DECIDED: {"region": CITY, "criterion": CRITERION, "points": _("国家局裁定的分数，代替专家的平均")},
            FACTS: {
                "region": CITY,
                "not_asked": _("该市未选的任务所属、不评的评分项"),
                "must_failed": _("没有达到的必达项"),
                "deduction": _("扣分"),
            },
            RESULTS: {
                "region": CITY,
                "raw": _("专家评分的平均"),
                "adjusted": _("裁定和宽严校正以后的得分"),
                "bonus": _("加分"),
                "deduction": _("扣分"),
                "total": _("总分"),
                "rank": _("名次"),
                "of": _("参加考核的城市数"),
                "grade": _("等级，见 scheme.toml"),
                "must_failed": _("没有达到的必达项"),
            },
            CRITERIA: {"region": CITY, "criterion": CRITERION, "points": _("计入结果的分数")},
        },
        walk=release_walk.walk,
    )
)
