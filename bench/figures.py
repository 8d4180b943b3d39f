"""Figures from 1,000,000 records: everything anew, and what one changed record sets going.

    python bench/figures.py [--records 1000000] [--indicators 60] [--places cities]

It makes a database of its own in a temporary folder, fills it by INSERT … SELECT past the triggers (the rows are made up and of no use but
this) and prints one table. The limit measured in the same run is one sequential scan of each table with one aggregate; the other way is one
query an indicator. DESIGN §7: 340 cities × 60 indicators × 5 years from 1,000,000 records ≤ 10 s; after a change ≤ 1 s.
`--places counties` gives the records to the 2,900 counties instead: ten times as many figures.
"""

import argparse
import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

YEARS = 5
PROMISE_ALL_S, PROMISE_ONE_S = 10, 1
PLACES = {"cities": "level = 'city'", "counties": "level = 'county'"}
SHARES = {"standards_certificate": 30, "contacts_smecontact": 40, "outlets_outletservice": 30}
"""Of a hundred records, how many are in which table."""
ORGANISATIONS_SHARE, OUTLETS_SHARE = 20, 2
"""How many organisations and outlets there are to a hundred records."""

PARTIES = """
    WITH places AS (SELECT array_agg(code ORDER BY code) AS codes FROM regions_region WHERE {places})
    INSERT INTO parties_party (kind, name, region_id, address, size, credit_grade, synthetic, created_at)
    SELECT 'enterprise', '第' || n || '号测试制造有限公司', codes[1 + n %% array_length(codes, 1)], '', 'small', 'A', false, now()
    FROM places, generate_series(1, %s) AS n
"""
OUTLETS = """
    WITH places AS (SELECT array_agg(code ORDER BY code) AS codes FROM regions_region WHERE {places})
    INSERT INTO outlets_outlet (name, kind, host, region_id, address, phone, services, opened_on, why_closed, application_number, registered_at, synthetic)
    SELECT '第' || n || '号网点', 'filed', 'park', codes[1 + n %% array_length(codes, 1)], '', '', '{{}}', %s, '', '', now(), false
    FROM places, generate_series(1, %s) AS n
"""
DAY = "make_date(%(first)s + (n %% %(years)s)::int, 1 + (n %% 12)::int, 1 + (n %% 28)::int)"
RECORDS = {
    "standards_certificate": f"""
        INSERT INTO standards_certificate (number, holder_id, standard, edition, scope, body, issued_on, first_issued_on, expires_on,
            is_new, state, code, registered_at, synthetic)
        SELECT 'B' || n, (SELECT min(id) FROM parties_party) + (n::bigint * 7919) %% %(firms)s,
            (ARRAY['GB/T 29490', 'GB/T 33250', 'GB/T 33251'])[1 + n %% 3], 'x', '', 'x', {DAY}, {DAY}, {DAY} + (n %% 1100 + 30)::int,
            false, CASE WHEN n %% 9 = 0 THEN 'suspended' ELSE 'valid' END, 'b' || n, now(), false
        FROM generate_series(1, %(count)s) AS n""",
    "contacts_smecontact": f"""
        INSERT INTO contacts_smecontact (day, party_id, is_base, kind, topic, text, follow_up, recorded_at, synthetic)
        SELECT {DAY}, (SELECT min(id) FROM parties_party) + (n::bigint * 7919) %% %(firms)s, false,
            (ARRAY['visit', 'advice', 'call', 'training'])[1 + n %% 4],
            (ARRAY['protection', 'pledge', 'operation', 'standard', 'search', 'other'])[1 + n %% 6], 'x', '', now(), false
        FROM generate_series(1, %(count)s) AS n""",
    "outlets_outletservice": f"""
        INSERT INTO outlets_outletservice (outlet_id, day, service, people, is_free, note, synthetic)
        SELECT (SELECT min(id) FROM outlets_outlet) + (n::bigint * 7919) %% %(outlets)s, {DAY},
            (ARRAY['search', 'analysis', 'advice', 'training'])[1 + n %% 4], 1 + n %% 20, n %% 2 = 0, '', false
        FROM generate_series(1, %(count)s) AS n""",
}  # fmt: skip
TABLES = ("parties_party", "outlets_outlet", *RECORDS)
INDICATOR = """
title = "指标 {number}"
short = "指标 {number}"
unit = "件"
aspect = "服务"
direction = "+"
digits = 0
definition = "试验用。"
why = "试验用。"
source = "试验"
owner = "试验"
[from]
records = "{records}"
measure = "{measure}"
"""
ASKED = [
    (records, where, measure)
    for records, conditions, measures in (
        ("certificates", ('standard = "GB/T 29490"', 'standard = "GB/T 33250"', 'state = "valid"', 'state = "suspended"', ""), ("count", "distinct holder")),
        ("certificates_in_force", ('standard = "GB/T 29490"', 'standard = "GB/T 33250"', 'state = "valid"', ""), ("count", "distinct holder")),
        ("sme_contacts", (*(f'topic = "{each}"' for each in ("protection", "pledge", "operation", "standard", "search", "other")),
                          *(f'kind = "{each}"' for each in ("visit", "advice", "call", "training")), ""), ("count", "distinct party")),
        ("outlet_services", (*(f'service = "{each}"' for each in ("search", "analysis", "advice", "training")), "is_free = true", "is_free = false", ""),
         ("count", "sum people", "distinct outlet")),
    )
    for where in conditions
    for measure in measures
]  # fmt: skip


@contextlib.contextmanager
def own_database() -> Iterator[None]:
    """A server and a database of the platform's structure, for as long as the bench runs."""
    with tempfile.TemporaryDirectory() as folder:
        # Root's PostgreSQL runs as another user, who must be able to pass.
        Path(folder).chmod(0o755)
        os.environ |= {"ZHICHENG_VAR": f"{folder}/var", "DJANGO_SETTINGS_MODULE": "zhicheng.portal.settings"}
        os.environ.pop("DATABASE_URL", None)
        # Django can be set up only after the folder is known.
        import django

        django.setup()
        from django.db import connection

        from zhicheng.base.regions.setup import load_regions
        from zhicheng.portal import schema
        from zhicheng.portal.database import in_use

        with in_use(Path(folder) / "var"):
            schema.migrate()
            load_regions()
            yield
            connection.close()


def fill(records: int, places: str) -> None:
    """Organisations, outlets and records."""
    from django.db import connection
    from django.utils import timezone

    first = timezone.localdate().year - YEARS
    firms, outlets = records * ORGANISATIONS_SHARE // 100, records * OUTLETS_SHARE // 100
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(PARTIES.format(places=PLACES[places]), [firms])
        cursor.execute(OUTLETS.format(places=PLACES[places]), [f"{first}-01-01", outlets])
        for table, statement in RECORDS.items():
            facts = {"first": first, "years": YEARS, "firms": firms, "outlets": outlets}
            cursor.execute(statement, facts | {"count": records * SHARES[table] // 100})
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def define(number: int) -> None:
    """So many indicators over four record sets: counts, totals and distinct values under conditions."""
    from zhicheng.base.definitions.models import Definition, State

    for place, (records, where, measure) in enumerate(ASKED[:number]):
        text = INDICATOR.format(number=place, records=records, measure=measure)
        text += f"[from.where]\n{where}\n" if where else ""
        Definition.objects.create(
            kind="indicator", code=f"i{place}", version=1, title=f"指标 {place}", text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(), state=State.CURRENT,
        )  # fmt: skip


@dataclass(frozen=True)
class Took:
    """Seconds by the clock, and of the processor: those do not grow when the machine has other things to do."""

    clock_s: float
    processor_s: float


def seconds(work: Callable[[], Any]) -> Took:
    clock, processor = time.perf_counter(), processor_seconds()
    work()
    return Took(time.perf_counter() - clock, processor_seconds() - processor)


def processor_seconds() -> float:
    """What this process and its server process have used so far; the server's parallel helpers are not in it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def scan() -> None:
    """The limit: each table once, row by row, with one aggregate."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        for table in RECORDS:
            cursor.execute(f"SELECT count(*), max(id) FROM {table}")
        cursor.execute("RESET max_parallel_workers_per_gather")


def one_query_an_indicator() -> None:
    """The other way: the same numbers, each indicator by itself."""
    from django_scopes import scopes_disabled

    from zhicheng.base.records.counting import Divisions, answer
    from zhicheng.base.records.registry import find
    from zhicheng.base.regions.models import Region
    from zhicheng.governance.indicators.compute import question_of
    from zhicheng.governance.indicators.queries import indicator_models

    divisions = Divisions.of(Region.objects.values_list("code", flat=True))
    with scopes_disabled():
        for one in indicator_models().values():
            offered = find(one.counted.records) if one.counted else None
            if one.counted and offered:
                answer([question_of(offered, one.counted)], divisions)


def change_one() -> None:
    """An officer corrects one contact."""
    from django_scopes import scopes_disabled

    from zhicheng.services.contacts.models import SmeContact

    with scopes_disabled():
        one = SmeContact.objects.order_by("pk")[4711]
        one.kind = "training" if one.kind != "training" else "visit"
        one.save()


def measure() -> None:
    """Print one line a piece of work."""
    from zhicheng.governance.indicators import actions
    from zhicheng.governance.indicators.models import Computation, Figure

    scan()
    limit = seconds(scan)
    first = seconds(lambda: actions.recompute(by=None))
    again = seconds(lambda: actions.recompute(by=None))
    change_one()
    changed = seconds(actions.follow_records)
    moved = Computation.objects.latest("pk").written
    nothing = seconds(actions.follow_records)
    other = seconds(one_query_an_indicator)
    print(f"{Figure.objects.count():,} figures\n")
    print(f"{'work':58} {'seconds':>8} {'cpu':>8} {'promise':>8}")
    for label, took, promise in (
        ("limit: each table scanned once with one aggregate", limit, ""),
        ("all figures, for the first time", first, PROMISE_ALL_S),
        ("all figures again, none differs", again, PROMISE_ALL_S),
        (f"after one changed record ({moved} figures written)", changed, PROMISE_ONE_S),
        ("after no change", nothing, ""),
        ("counting alone, one query an indicator", other, ""),
    ):
        print(f"{label:58} {took.clock_s:8.2f} {took.processor_s:8.2f} {promise:>8}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--indicators", type=int, default=60)
    parser.add_argument("--places", choices=sorted(PLACES), default="cities")
    options = parser.parse_args()
    if options.indicators > len(ASKED):
        raise SystemExit(f"at most {len(ASKED)} indicators")
    with own_database():
        took = seconds(lambda: fill(options.records, options.places))
        define(options.indicators)
        print(
            f"{options.records:,} records filled in {took.clock_s:.0f} s, {options.indicators} indicators, {options.places}; ",
            end="",
        )
        measure()


if __name__ == "__main__":
    main()
