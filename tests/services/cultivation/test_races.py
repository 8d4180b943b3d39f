"""Two officers at once, in real threads: one title, one stage, one end."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from tests.people import division, firm
from tests.services.cultivation import samples
from tests.services.cultivation.samples import SUZHOU, grant, held, national
from zhicheng.base.verdicts import Refused
from zhicheng.services.cultivation.actions import cities, titles
from zhicheng.services.cultivation.models import CityStage, Designation

pytestmark = pytest.mark.django_db(transaction=True)
THREADS, ROUNDS = 8, 3


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run the acts in threads that start together; the codes of those refused, "" for those that went through."""
    ready, codes = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        ready.wait()
        try:
            act()
            codes.append("")
        except Refused as refusal:
            codes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(codes)


def test_a_title_is_granted_once_however_many_grant_it() -> None:
    samples.load_programmes()
    by = national()
    for _round in range(ROUNDS):
        party = firm()
        act = partial(titles.designate, grant=grant(), by=by, party=party)
        assert at_once(*[act] * THREADS) == ["", *["held_already"] * (THREADS - 1)]
        assert Designation.objects.filter(party=party).count() == 1


def test_a_city_begins_one_pilot() -> None:
    samples.load_programmes()
    by, city = national(), division(SUZHOU)
    act = partial(cities.start_pilot, region=city, by=by, document="1号", starts_on=date(2026, 1, 5))
    codes = at_once(*[act] * THREADS)
    assert (codes.count(""), CityStage.objects.count(), Designation.objects.count()) == (1, 1, 1)
    assert set(codes) <= {"", "in_a_stage", "held_already"}


def test_a_term_ends_once() -> None:
    samples.load_programmes()
    today = timezone.localdate()
    made = held(ends_on=today)
    later = today + timedelta(days=1)
    assert at_once(*[partial(titles.expire, pk=made.pk, today=later)] * THREADS) == [""] * THREADS
    assert [event.kind for event in made.acts.order_by("pk")] == ["granted", "expired"]
