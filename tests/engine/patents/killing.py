"""Loads that are killed, each in a process of its own, at a moment drawn by chance."""

import multiprocessing
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.engine.patents.samples import publication, simple
from zhicheng.engine.patents.lake import Lake
from zhicheng.engine.patents.loading import Input, catch_up, load, records_input
from zhicheng.engine.patents.query import parse
from zhicheng.engine.patents.record import Patent, Reject
from zhicheng.engine.patents.search import open_index

BATCH, RECORDS, NEW = 20, 70, 20
"""Of the records of a round most replace those of the round before, `NEW` are new."""


def round_input(number: int) -> Input:
    """The load of a round: records of which every seventh is set aside."""
    return records_input(f"第{number}轮.csv", lambda: _records(number), f"round {number}")


def expected(rounds: int) -> list[Patent]:
    """What the lake holds after so many rounds."""
    newest = {one.publication: replace(one, load=number) for number in range(1, rounds + 1) for one in _patents(number)}
    return [newest[name] for name in sorted(newest)]


def held(lake: Lake) -> list[Patent]:
    """All patents of the version in force, by number; those that stand twice stand twice here."""
    patents = [] if lake.is_empty() else [one for part in lake.newest().iterate() for one in part]
    return sorted((_as_loaded(one) for one in patents), key=lambda one: one.publication)


def run_round(folder: Path, number: int) -> None:
    """Load a round, to be killed or not."""
    load(Lake(folder / "lake"), [round_input(number)], index=folder / "index", batch_records=BATCH)


def kill_and_resume(folder: Path, number: int, after_seconds: float) -> bool:
    """Kill the load of a round after a time, look, load again, look again; whether it was killed before it ended."""
    lake = Lake(folder / "lake")
    killed = _killed(folder, number, after_seconds)
    done = number if not lake.is_empty() and lake.newest().version.number == number else number - 1
    _check(lake, done)
    if done < number:
        _ended(_start(folder, number))
    catch_up(lake, folder / "index")
    _check(lake, number)
    _check_index(folder / "index", number)
    return killed


def moments(seconds: float, count: int, seed: int = 1) -> Iterator[float]:
    """Moments drawn from a load that takes so long."""
    drawn = random.Random(seed)
    return (drawn.uniform(0.0, seconds) for _ in range(count))


def timed_round(folder: Path) -> float:
    """The seconds that a whole first round takes in a process like those that are killed."""
    began = time.perf_counter()
    _ended(_start(folder, 1))
    return time.perf_counter() - began


def _records(number: int) -> Iterator[Patent | Reject]:
    for at, patent in enumerate(_patents(number)):
        yield patent
        if at % 7 == 6:
            yield Reject(f"第{number}轮.csv", at, "没有公开号。")


def _patents(number: int) -> list[Patent]:
    first = (number - 1) * NEW
    return [simple(n, f"第{number}轮的装置") for n in range(first, first + RECORDS)]


def _as_loaded(patent: Patent) -> Patent:
    """Without what the load itself adds."""
    parties = tuple(replace(party, region="", name_key="") for party in patent.parties)
    return replace(patent, parties=parties, region="")


def _start(folder: Path, number: int) -> BaseProcess:
    # A server that has imported everything and started nothing: its children begin at once and share no thread with us.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "tests.engine.patents.warm"])
    process = context.Process(target=run_round, args=(folder, number))
    process.start()
    return process


def _killed(folder: Path, number: int, after_seconds: float) -> bool:
    process = _start(folder, number)
    process.join(after_seconds)
    was_running = process.is_alive()
    process.kill()
    process.join()
    return was_running


def _ended(process: BaseProcess) -> None:
    process.join()
    if process.exitcode:
        raise AssertionError(f"the load ended with {process.exitcode}")


def _check(lake: Lake, rounds: int) -> None:
    found, right = held(lake), expected(rounds)
    if found != right:
        raise AssertionError(f"after {rounds} rounds: {len(found)} records instead of {len(right)}, or other ones")
    rejects = [] if lake.is_empty() else lake.newest().rejects()
    if len(rejects) != rounds * (RECORDS // 7):
        raise AssertionError(f"after {rounds} rounds: {len(rejects)} rejects")


def _check_index(folder: Path, rounds: int) -> None:
    index = open_index(folder)
    right = expected(rounds)
    if (index.holds, index.documents) != (rounds, len(right)):
        raise AssertionError(f"the index holds version {index.holds} with {index.documents} instead of {len(right)}")
    if index.count(parse(f"TI=第{rounds}轮的装置")) != RECORDS:
        raise AssertionError("the index finds other titles than the lake holds")
    last = publication((rounds - 1) * NEW + RECORDS - 1)
    if index.ids(parse(f"PN={last}")) != [last]:
        raise AssertionError(f"the index does not find {last}")
