"""Schemes as files, and the command line on them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.engine.composite.test_manual import block
from zhicheng.engine.composite import (
    Aggregate,
    Aggregation,
    Borda,
    Denominate,
    Grades,
    Impute,
    Indicator,
    MinMax,
    Normalise,
    Scheme,
    SchemeError,
    Screen,
    Treat,
    build,
)
from zhicheng.engine.composite.choices import Uncertainty
from zhicheng.engine.composite.cli import app
from zhicheng.engine.composite.schemefile import DataColumns, read_scheme
from zhicheng.engine.tables import parse_number, read_table

SHORT = """
root = { label = "总" }
[[indicators]]
code = "a"
[[indicators]]
code = "b"
weight = 3
direction = -1
"""


def test_a_file_is_the_scheme_that_one_would_write_in_python() -> None:
    described = read_scheme(block("toml"))
    creation = Aggregate(
        "creation",
        "创造",
        (
            Indicator("grants", "grants", 0.6, denominator="population", per=10000),
            Indicator("citations", "citations", 0.4),
        ),
        60,
    )
    protection = Aggregate("protection", "保护", (Indicator("disputes", "disputes"),), 40, direction=-1)
    assert described.scheme == Scheme(
        "tutorial",
        Aggregate("strength", "专利实力", (creation, protection)),
        (
            Screen(0.5),
            Denominate(),
            Impute("median", group="tier"),
            Treat(2, overrides=(("disputes", Treat(0, "none")),)),
            Normalise(MinMax(1, 100), (("disputes", Borda()),)),
            Aggregation(),
        ),
        grades=Grades(("一类", "二类", "三类"), (60, 40)),
    )
    assert described.columns == DataColumns("city", None, ("tier",))
    assert described.uncertainty == Uncertainty(
        (MinMax(1), Borda()), imputations=(Impute("median"), Impute("mean", group="tier")), weight_noise=0.25
    )


def test_the_shortest_file_takes_the_default_steps() -> None:
    described = read_scheme(SHORT)
    assert described.scheme == Scheme(
        "scheme", Aggregate("total", "总", (Indicator("a", "a"), Indicator("b", "b", 3, -1)))
    )
    assert (described.title, described.uncertainty) == ("scheme", Uncertainty())


def test_comparisons_give_weights_and_their_consistency() -> None:
    text = SHORT + '[comparisons.total]\ncodes = ["a", "b"]\nmatrix = [[1, 4], [0.25, 1]]\n'
    described = read_scheme(text)
    assert [child.weight for child in described.scheme.root.children] == pytest.approx([0.8, 0.2])
    assert described.consistency == {"total": 0}


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("x =", "toml"),
        ("colour = 1\n" + SHORT, "colour"),
        ("code = 1\n" + SHORT, "code"),
        (SHORT.replace("root", "group"), "group"),
        ("root = 1", "root"),
        ('root = { group = "x" }', "root.group"),
        ("indicators = 1", "indicators"),
        ("", "total.children"),
        (SHORT + "[[indicators]]\nlabel = '丙'", ".code"),
        (SHORT + "[[indicators]]\ncode = 'c'\ngroup = 'z'", "indicators[3].group"),
        (SHORT + "[[indicators]]\ncode = 'c'\nweihgt = 2", "c.weihgt"),
        (SHORT + "[[indicators]]\ncode = 'c'\nweight = '2'", "c.weight"),
        (SHORT + "[[indicators]]\ncode = 'c'\nweight = true", "c.weight"),
        (SHORT + "[[indicators]]\ncode = 'c'\ngoalposts = [1]", "c.goalposts"),
        (SHORT + "[[indicators]]\ncode = 'a'", "total.children"),
        (SHORT + "[[groups]]\ncode = 'g'", "g.children"),
        (SHORT + "[[groups]]\ncode = 'g'\ngroup = 'h'\n[[groups]]\ncode = 'h'\ngroup = 'g'", "groups"),
        (SHORT + "[[groups]]\ncode = 'g'\nfunction = 1", "g.function"),
        (SHORT + "[[steps]]\nlow = 1", "steps[1].name"),
        (SHORT + "[[steps]]\nname = 'polish'", "steps[1].name"),
        (SHORT + "[[steps]]\nname = 'minmax'\nlow = 'a'", "steps[1].low"),
        (SHORT + "[[steps]]\nname = 'minmax'\nlo = 1", "steps[1].lo"),
        (SHORT + "[[steps]]\nname = 'normalise'\ndefault = { name = 'treat' }", "steps[1].default.name"),
        (SHORT + "[[steps]]\nname = 'distance_to_reference'", "steps[1].reference"),
        (SHORT + "[[steps]]\nname = 'treat'\noverrides = { a = { max = 1 } }", "steps[1].overrides.a.max"),
        (SHORT + "[[steps]]\nname = 'minmax'", "scheme.steps"),
        (SHORT + "[grades]\nnames = ['一']\ncuts = [2]", "grades.names"),
        (SHORT + "[uncertainty]\nnormalisations = [{ name = 'screen' }]", "uncertainty.normalisations[1].name"),
        (SHORT + "[uncertainty]\nweight_noise = 2", "uncertainty.weight_noise"),
        (SHORT + "[uncertainty]\nnoise = 2", "uncertainty.noise"),
        (SHORT + "[data]\nunit = 3", "data.unit"),
        (SHORT + "[experts]\ntotal = [{ a = 1 }]", "experts.total"),
        (SHORT + "[comparisons.total]\ncodes = ['a', 'b']\nmatrix = [[1, 2], [3]]", "comparisons.total.matrix"),
        (SHORT + "[comparisons.total]\ncodes = ['a', 'b']\nmatrix = [[1, 2], [2, 1]]", "weights.ahp"),
    ],
)
def test_a_fault_in_a_file_is_named(text: str, setting: str) -> None:
    with pytest.raises(SchemeError) as caught:
        read_scheme(text)
    assert caught.value.setting == setting


# --- the command line

FIGURES = """city,tier,population,grants,citations,disputes
甲市,1,100,9e+02,40,1
乙市,1,50,380,60,1
丙市,2,60,300,20,2
丁市,2,70,250,-,9
戊市,2,80,,,
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    scheme, data = tmp_path / "scheme.toml", tmp_path / "figures.csv"
    scheme.write_text(block("toml"), encoding="utf-8")
    data.write_text(FIGURES, encoding="utf-8")
    return scheme, data, tmp_path / "out" / "2018"


def run(files: tuple[Path, Path, Path], *more: str) -> Any:
    scheme, data, output = files
    return CliRunner().invoke(app, ["evaluate", str(scheme), str(data), "-o", str(output), *more])


def column(path: Path, name: str) -> list[Any]:
    sheet = read_table(path.read_bytes(), path.name)
    return [row.cells[sheet.header.index(name)] for row in sheet.rows]


def test_files_in_files_out(files: tuple[Path, Path, Path]) -> None:
    done = run(files, "--draws", "200", "--sobol", "64")
    assert done.exit_code == 0, done.output
    output = files[2]
    assert sorted(path.name for path in output.iterdir()) == [
        *("contributions.csv", "duels.csv", "left_out.csv", "ranks.csv", "robustness.csv"),
        *("scores.csv", "sensitivity.csv", "trace.json"),
    ]
    described = read_scheme(block("toml"))
    from_files = [parse_number(one).value for one in column(output / "scores.csv", "strength")]
    data = np.array([[900, 40, 1], [380, 60, 1], [300, 20, 2], [250, np.nan, 9], [np.nan] * 3])
    expected = build(tuple("甲乙丙丁戊"), data, described.scheme, context())
    assert from_files == expected.total.tolist()
    assert column(output / "scores.csv", "unit") == ["甲市", "乙市", "丙市", "丁市"]
    assert column(output / "left_out.csv", "unit") == ["戊市"]
    assert column(output / "sensitivity.csv", "factor") == ["normalisation", "imputation", "weights"]
    assert done.output.splitlines()[0] == "专利实力：4 个单位，3 项指标"


def context() -> Any:
    from zhicheng.engine.composite import Context

    return Context(
        denominators={"population": np.array([100.0, 50, 60, 70, 80])}, groups={"tier": ("1", "1", "2", "2", "2")}
    )


def test_the_same_files_and_seed_give_the_same_bytes(files: tuple[Path, Path, Path]) -> None:
    run(files, "--draws", "200", "--sobol", "64", "--workers", "1")
    first = {path.name: path.read_bytes() for path in files[2].iterdir()}
    run(files, "--draws", "200", "--sobol", "64", "--workers", "3")
    assert {path.name: path.read_bytes() for path in files[2].iterdir()} == first
    run(files, "--sobol", "64", "--seed", "2")
    assert (files[2] / "sensitivity.csv").read_bytes() != first["sensitivity.csv"]


def test_a_year_of_a_panel_with_gaps_filled_from_the_year_before(files: tuple[Path, Path, Path]) -> None:
    files[0].write_text(SHORT + "[data]\nunit = 'city'\nyear = 'year'\n" + STEPS, encoding="utf-8")
    files[1].write_text("city,year,a,b\n甲,2009,5,5\n乙,2009,4,4\n甲,2010,,1\n乙,2010,3,2\n", encoding="utf-8")
    assert run(files).exit_code == 0
    assert column(files[2] / "scores.csv", "imputed_share") == ["0.25", "0"]
    assert run(files, "--year", "2009").exit_code == 0
    assert column(files[2] / "scores.csv", "imputed_share") == ["0", "0"]
    assert run(files, "--year", "2008").output == "year：数据里没有 2008 年，现有：2009、2010\n"


def test_a_panel_keeps_the_denominators_of_its_years(files: tuple[Path, Path, Path]) -> None:
    divided = SHORT.replace('code = "a"', 'code = "a"\ndenominator = "people"')
    steps = "[[steps]]\nname = 'denominate'\n" + STEPS
    files[0].write_text(divided + "[data]\nunit = 'city'\nyear = 'year'\n" + steps, encoding="utf-8")
    files[1].write_text(
        "city,year,people,a,b\n甲,2009,2,6,5\n乙,2009,1,4,4\n甲,2010,3,,1\n乙,2010,1,4,2\n丙,2010,1,2,2\n",
        encoding="utf-8",
    )
    assert run(files).exit_code == 0
    assert column(files[2] / "scores.csv", "a") == ["50", "100", "0"]  # 6 / 2 of the year before, not 6


STEPS = "[[steps]]\nname = 'impute'\nmethod = 'last'\n[[steps]]\nname = 'minmax'\n[[steps]]\nname = 'aggregation'\n"


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ("city,tier,grants\n甲市,1,2\n", "data：表里没有这些列：citations、disputes、population\n"),
        (FIGURES.replace("380", "38O"), "data：第 3 行“grants”："),
        (FIGURES.replace("乙市", "甲市"), "units：单位重复：甲市\n"),
        (FIGURES.replace(",50,", ",0,"), "denominators.population：分母应大于 0，乙市 的值是 0\n"),
        ("", "文件是空的"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_and_nothing_written(
    files: tuple[Path, Path, Path], figures: str, words: str
) -> None:
    files[1].write_text(figures, encoding="utf-8")
    done = run(files)
    assert (done.exit_code, done.output[: len(words)]) == (1, words)
    assert not files[2].exists()
