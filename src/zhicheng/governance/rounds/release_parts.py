"""The published evaluations of a year, as a release takes them: what each round's own release file holds."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhicheng.governance.releases.parts import Files, Part, Standing, own_files, register
from zhicheng.governance.rounds import release, release_walk
from zhicheng.governance.rounds.models import Release, Round, State
from zhicheng.governance.strength.definition_kinds import ROOT

CODE = release_walk.CODE


def newest(year: int) -> list[Release]:
    """The release of the newest published round of each scheme that evaluated the year."""
    found = Release.objects.filter(round__year=year).select_related("round").order_by("round__scheme", "round__number")
    return list({one.round.scheme: one for one in found}.values())


def frozen(year: int) -> dict[str, bytes]:
    """All files of these, each scheme in a folder of its own."""
    return {
        f"{one.round.scheme}/{name}": content
        for one in newest(year)
        for name, content in release.unpack(bytes(one.content)).items()
    }


def again(files: Files) -> dict[str, bytes]:
    """Results and manifest of every scheme, from its text and figures."""
    made: dict[str, bytes] = {}
    for scheme, own in schemes_in(files):
        made |= {f"{CODE}/{scheme}/{name}": content for name, content in release.again(own).items()}
    return made


def schemes_in(files: Files) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Each scheme's code and the files of its evaluation."""
    own = own_files(files, CODE)
    for scheme in sorted({name.partition("/")[0] for name in own}):
        yield scheme, own_files(own, scheme)


def publishers(year: int) -> Iterable[int]:
    """Who published the rounds of the year."""
    rounds = Round.objects.filter(year=year, state=State.PUBLISHED, published_by__isnull=False)
    return [pk for pk in rounds.values_list("published_by_id", flat=True) if pk is not None]


def standings() -> dict[int, Standing]:
    """Each year's rounds: ready with one that is published. One query."""
    rounds = Round.objects.exclude(state=State.CANCELLED)
    by_year: dict[int, list[Round]] = defaultdict(list)
    for one in sorted(rounds, key=lambda each: (each.state == State.PUBLISHED, each.number)):
        by_year[one.year].append(one)
    return {year: standing_of(found) for year, found in by_year.items()}


def standing_of(rounds: list[Round]) -> Standing:
    """The rounds of a year, the one that counts last."""
    last = rounds[-1]
    publishers = frozenset(one.published_by_id for one in rounds if one.published_by_id is not None)
    return Standing(last.state == State.PUBLISHED, last.get_state_display(), last.get_absolute_url(), publishers)


def seeds(own: Files) -> dict[str, int | str]:
    """The seed of each scheme's draws, where it draws."""
    said = {name.partition("/")[0]: json.loads(own[name]) for name in own if name.endswith(release.MANIFEST)}
    return {scheme: manifest["seed"] for scheme, manifest in said.items() if manifest["seed"] is not None}


def names(files: Files) -> dict[str, str]:
    """The nodes of every scheme by what they are called; those that are indicators have their titles anyway."""
    found: dict[str, str] = {ROOT: gettext("总分")}
    for scheme, own in schemes_in(files):
        model = release.scheme_from(scheme, own[release.SCHEME].decode())
        found |= {one.code: one.label for one in model.aspects}
    return found


register(
    Part(
        code=CODE,
        label=_("专利实力评价"),
        names=names,
        frozen=frozen,
        again=again,
        published_by=publishers,
        standings=standings,
        begins="rounds:new",
        seeds=seeds,
        columns={
            "*/scores.csv": {
                "region": _("城市代码（GB/T 2260）"),
                "node": _("节点：指标、方面，strength 为总分"),
                "raw": _("指标的原值"),
                "score": _("换算后的得分"),
                "weight": _("在上级中的权重"),
                "contribution": _("对总分的贡献"),
                "rank": _("名次"),
                "missing_share": _("缺数据的权重比例"),
            },
            "*/figures.csv": {"region": _("城市代码（GB/T 2260）")},
            "*/intervals.csv": {
                "region": _("城市代码（GB/T 2260）"),
                "rank_low": _("名次区间的前端"),
                "rank_high": _("名次区间的后端"),
                "top_share": _("进入前列的重算比例"),
                "places": _("名次和出现的次数"),
                "ahead": _("排在相邻城市之前的比例"),
            },
            "*/left_out.csv": {
                "region": _("城市代码（GB/T 2260）"),
                "reason": _("未入评的原因代码"),
                "words": _("未入评的原因"),
                "value": _("入评所看指标的值"),
            },
        },
        walk=release_walk.walk,
    )
)
