"""kill -9 at random moments of loads: nothing lost, nothing doubled, in the lake and in the index.

Eight moments here; `python bench/patents.py --kills 50` does fifty.
"""

from pathlib import Path

from tests.engine.patents.killing import kill_and_resume, moments, timed_round


def test_a_killed_load_loses_and_doubles_nothing(tmp_path: Path) -> None:
    seconds = timed_round(tmp_path)
    was_killed = [
        kill_and_resume(tmp_path, number, moment) for number, moment in enumerate(moments(seconds, 8), start=2)
    ]
    assert any(was_killed)  # others may end before their moment comes: loads do not all take the same time
