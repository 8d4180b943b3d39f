"""From a published round to its release file."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from zhicheng.engine.packages import pack, sha256
from zhicheng.governance.rounds import queries, release
from zhicheng.governance.rounds.models import ObjectionState, Release, Round, Run
from zhicheng.governance.strength.computing import YearResult
from zhicheng.governance.strength.definition_kinds import SchemeDefinition
from zhicheng.governance.strength.models import Evaluation
from zhicheng.governance.strength.naming import Address
from zhicheng.governance.strength.queries import scheme_of

READ_ME = """{title}

manifest.json    发布的事实：年份、方案、轮次、日期、异议件数、程序版本，以及每个文件的摘要（SHA-256）
scheme.toml      评价方案的全文：指标、权重、方法、随机数种子
figures.csv      评价用到的全部指标数据，一个城市一行；空格为没有数据
scores.csv       每个城市每个节点的原值、得分、权重、贡献、名次、缺项比例
intervals.csv    名次区间和各名次出现的次数
left_out.csv     未入评的城市和原因

重算：安装知城 {version}，执行
    zhicheng strength recompute {name}
程序只用 scheme.toml 和 figures.csv 重新计算，逐字节比对其余文件。不需要数据库。
{caution}"""


def make_release(round_: Round, run: Run, result: YearResult) -> Release:
    """Store what was published as one file."""
    evaluation, scheme = run.evaluation, scheme_of(round_.definition)
    name = f"zhicheng-strength-{round_.scheme}-{round_.year}-{evaluation.run}.zip"
    files = {
        release.SCHEME: round_.definition.text.encode(),
        release.FIGURES: run.figures.encode(),
        release.README: read_me(round_, name, caution(scheme)).encode(),
        **release.result_files(result),
    }
    files[release.MANIFEST] = release.manifest_of(facts_of(round_, evaluation, scheme), files)
    content = pack(files)
    return Release.objects.create(
        round=round_,
        evaluation=evaluation,
        name=name,
        content=content,
        sha256=sha256(content),
        files=sorted(files),
    )


def read_me(round_: Round, name: str, words: str) -> str:
    return READ_ME.format(
        title=str(round_), version=release.version(), name=name, caution=f"\n{words}\n" if words else ""
    )


def caution(scheme: SchemeDefinition) -> str:
    """What has to be said aloud of a release that is no official evaluation; empty for one that is."""
    if settings.DEMONSTRATION:
        return _("演示发布：由演示系统发布，不是国家或地方的正式评价。%(note)s") % {"note": scheme.note}
    return scheme.note if scheme.basis == "assumed" else ""


def facts_of(round_: Round, evaluation: Evaluation, scheme: SchemeDefinition) -> dict[str, Any]:
    """What the manifest says besides the digests."""
    doubts, counts = scheme.uncertainty, queries.count_by_state(round_)
    dates = ("computed_at", "checked_at", "sent_at", "finalised_at", "published_at")
    return {
        "title": str(round_),
        "demonstration": settings.DEMONSTRATION,
        "caution": caution(scheme),
        "scheme": round_.scheme,
        "scheme_version": round_.definition.version,
        "year": round_.year,
        "round": round_.number,
        "run": evaluation.run,
        "units": evaluation.units,
        "seed": doubts.seed if doubts else None,
        "draws": doubts.draws if doubts else 0,
        "dates": {name: timezone.localtime(getattr(round_, name)).isoformat(timespec="seconds") for name in dates},
        "objections_closed_on": round_.closes_on.isoformat() if round_.closes_on else None,
        "objections": {state.value: counts[state] for state in ObjectionState if state != ObjectionState.FILED},
        "code": {"version": release.version(), "sha256": release.code_sha256()},
        "inputs_sha256": evaluation.inputs_sha256,
        "outputs_sha256": evaluation.outputs_sha256,
    }


def page_of(evaluation: Evaluation) -> str:
    """The public ranking of a published run."""
    scheme = scheme_of(evaluation.definition)
    return Address(evaluation.year, "" if scheme.main else evaluation.scheme).url("ranking")
