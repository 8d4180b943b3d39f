"""The assessment as a part of a release: computed again from nothing else, and silent about who judged and what was written."""

import json

import pytest

from tests.governance.assessment import samples
from tests.governance.assessment.samples import HEFEI, XIAN
from zhicheng.base.accounts.models import User
from zhicheng.engine.packages import rows_of
from zhicheng.governance.assessment import actions
from zhicheng.governance.assessment.models import Panelist, Score
from zhicheng.governance.assessment.release_parts import CODE, again, frozen

pytestmark = pytest.mark.django_db
NOTE = "只给国家局看的理由"


@pytest.fixture
def files(db: None) -> dict[str, bytes]:
    """The part of a published round of two cities, in which one expert gave up the seat."""
    samples.publish_scheme()
    by = samples.national("国家局某人")
    round_ = samples.drawn(by, (HEFEI, XIAN))
    leaving = Panelist.objects.filter(round=round_, entry__region=HEFEI).select_related("expert").first()
    actions.decline(panelist=leaving, reason="认识", by=leaving.expert)
    samples.score(round_)
    Score.objects.update(note=NOTE)
    actions.close_scoring(round_=round_, by=by)
    actions.send_results(round_=round_, by=by)
    samples.time_is_over(round_)
    actions.finalise(round_=round_, by=by)
    assert frozen(2018) == {}
    actions.publish(round_=round_, by=by)
    return frozen(2018)


def test_the_draw_and_the_results_follow_from_the_files_alone(
    files: dict[str, bytes], django_assert_num_queries: object
) -> None:
    release = {f"{CODE}/{name}": content for name, content in files.items()}
    release["manifest.json"] = json.dumps({"year": 2018}).encode()
    with django_assert_num_queries(0):
        made = again(release)
    assert made == {name: release[name] for name in made}
    assert sorted(made) == [f"{CODE}/{name}" for name in ("criteria.csv", "drawn.csv", "results.csv")]
    changed = release | {f"{CODE}/points.csv": release[f"{CODE}/points.csv"].replace(b"32.0000", b"31.0000", 1)}
    assert again(changed)[f"{CODE}/results.csv"] != release[f"{CODE}/results.csv"]
    other = release | {f"{CODE}/round.json": release[f"{CODE}/round.json"].replace("种子".encode(), "别的".encode())}
    assert again(other)[f"{CODE}/drawn.csv"] != release[f"{CODE}/drawn.csv"]


def test_who_judged_in_the_end_differs_from_the_draw_by_who_left(files: dict[str, bytes]) -> None:
    drawn, seats = (rows_of(files[name]) for name in ("drawn.csv", "seats.csv"))
    apart = [(one["region"], one["seat"]) for one, other in zip(drawn, seats, strict=True) if one != other]
    assert apart == [(HEFEI, "1")]
    raters = {(row["region"], row["rater"]) for row in rows_of(files["points.csv"])}
    assert raters == {(row["region"], row["rater"]) for row in seats}


def test_nobody_and_nothing_written_is_in_it(files: dict[str, bytes]) -> None:
    everything = b"\n".join(files.values()).decode()
    planted = [*User.objects.values_list("name", flat=True), NOTE, f"{HEFEI} 的做法", "认识"]
    assert [word for word in planted if word in everything] == []
