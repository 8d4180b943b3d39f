"""The hall in a city with 200,000 organisations and 1,000,000 applications: its pages under load.

    python bench/hall.py [--parties 200000] [--cases 1000000] [--rounds 2] [--only pages]

It sets up and starts a platform of its own in a temporary folder, fills it by INSERT … SELECT past the triggers (the rows are made up
and of no use but this), and prints one table for each kind of visitor beside the promise of DESIGN §7. One function a part.
"""

import argparse
import os
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any

import pages

CITY, COUNTIES = "440300", "4403"
YEARS = 5
# Of a hundred cases of a city that is not behind: how many are in which state, with the kind of step they wait at.
SHARES = (
    ("submitted", "accept", 1),
    ("accepted", "examine", 1),
    ("examined", "decide", 1),
    ("returned", "accept", 1),
    ("withdrawn", "accept", 2),
    ("delivered", "deliver", 94),
)


def connection_of(server_folder: str) -> Any:
    """A connection to the platform's database; Django is set up for its folder."""
    os.environ["ZHICHENG_VAR"] = server_folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhicheng.portal.settings"
    # Django can be set up only after the folder is known.
    import django

    django.setup()
    from django.db import connection

    return connection


def fill(connection: Any, parties: int, cases: int) -> None:
    """Organisations, cases and ratings, the first in the counties of the city in turn."""
    with closing(connection.cursor()) as cursor:
        switch_triggers(cursor, "DISABLE")
        cursor.execute(PARTIES, [COUNTIES + "%", parties])
        for number, (state, kind, share) in enumerate(SHARES):
            for item in items():
                fill_cases(cursor, item, state, kind, number, cases * share // 100 // len(items()))
        cursor.execute(RATINGS)
        cursor.execute(UNANSWERED)
        switch_triggers(cursor, "ENABLE")
        for table in TABLES:
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def switch_triggers(cursor: Any, word: str) -> None:
    """Histories are kept by triggers: for the made-up rows nobody needs them."""
    for table in TABLES:
        cursor.execute(f"ALTER TABLE {table} {word} TRIGGER USER")


TABLES = ("parties_party", "hall_application", "hall_rating")
PARTIES = """
    WITH places AS (SELECT array_agg(code ORDER BY code) AS codes FROM regions_region WHERE code LIKE %s AND right(code, 2) <> '00')
    INSERT INTO parties_party (kind, name, region_id, address, size, credit_grade, synthetic, created_at)
    SELECT 'enterprise', '第' || n || '号测试制造有限公司', codes[1 + n %% array_length(codes, 1)], '', 'small', 'A', true, now()
    FROM places, generate_series(1, %s) AS n
"""
CASES = """
    WITH firms AS (SELECT pk, name, region_id, row_number() OVER (ORDER BY pk) - 1 AS place FROM
                   (SELECT id AS pk, name, region_id FROM parties_party WHERE name LIKE '第%%号测试制造有限公司') AS made),
         size AS (SELECT count(*) AS firms FROM firms)
    INSERT INTO hall_application (
        definition_id, item, service_kind, number, filing_key, channel, party_id, applicant_name, contact_name, contact_phone, code_digest, region_id,
        office_id, state, step, awaited_role, answers, corrections, decision, reason, limit_workdays, spent_workdays, clock_from, due_on,
        was_overdue, created_at, saved_at, submitted_at, accepted_at, decided_at, delivered_on, synthetic)
    SELECT %(definition)s, %(item)s, %(kind)s, %(prefix)s || n, gen_random_uuid(), 'online', pk, name, '', '', '', region_id,
        %(city)s, %(state)s, %(step)s, %(role)s, '{}', '[]', %(decision)s, '', 10, 0,
        CASE WHEN %(runs)s THEN current_date - 3 END, CASE WHEN %(runs)s THEN current_date + (n %% 12)::int - 1 END,
        n %% 20 = 0, day, day, day, day, CASE WHEN %(state)s = 'delivered' THEN day END,
        CASE WHEN %(state)s = 'delivered' THEN (day + (n %% 40) * interval '1 day')::date END, true
    FROM generate_series(1, %(count)s) AS n,
         LATERAL (SELECT now() - ((%(age)s * random())::int || ' days')::interval AS day) AS days,
         size JOIN firms ON true
    WHERE firms.place = (n * 7919) %% size.firms
"""
RATINGS = """
    INSERT INTO hall_rating (application_id, item, region_id, synthetic, stars, text, at, reply, replied_at)
    SELECT id, item, region_id, synthetic, 1 + id % 5, '', submitted_at + interval '45 days', 'done', submitted_at + interval '60 days'
    FROM hall_application WHERE state = 'delivered' AND id % 3 = 0
    ON CONFLICT (application_id) DO NOTHING
"""
# Offices answer bad opinions within weeks: those of the last month wait.
UNANSWERED = "UPDATE hall_rating SET reply = '', replied_at = NULL WHERE stars < 3 AND at > now() - interval '1 month'"


def items() -> Sequence[Any]:
    """The items in force that a city handles and organisations apply for."""
    from zhicheng.base.definitions.queries import all_current
    from zhicheng.services.hall.items import model_of_item

    found = [one for one in all_current("item").values() if model_of_item(one).level == "city"]
    return [one for one in found if "enterprise" in model_of_item(one).audience]


def fill_cases(cursor: Any, definition: Any, state: str, kind: str, number: int, count: int) -> None:
    """Cases of one item in one state; those that run are of the last days."""
    from zhicheng.services.hall.items import model_of_item

    steps = model_of_item(definition).steps
    step = next((place for place, one in enumerate(steps) if one.kind == kind), 0)
    runs = state in {"submitted", "accepted", "examined"}
    cursor.execute(
        CASES,
        {
            "definition": definition.pk,
            "item": definition.code,
            "kind": model_of_item(definition).service_kind,
            "prefix": f"{CITY}-{number}{definition.pk}-",
            "city": CITY,
            "state": state,
            "step": step,
            "role": str(steps[step].role) if runs else "",
            "decision": "approved" if state == "delivered" else "",
            "runs": runs,
            "age": 5 if runs else 365 * YEARS,
            "count": count,
        },
    )


def time_pages(server: str, connection: Any, rounds: int) -> None:
    """The pages of strangers, of a city's officer and of an organisation."""
    code = items()[0].code
    some_case = newest_case(connection)
    public = {"hall home": "/hall/", "item": f"/hall/items/{code}/", "publicised": "/hall/publicised/"}
    registers = {"certificates": "/certificates/", "titles": "/titles/", "outlets": "/outlets/"}
    office = {
        "desk": "/hall/desk/",
        "desk, office": "/hall/desk/?tab=office",
        "desk, ended": "/hall/desk/?tab=ended",
        "desk, search": "/hall/desk/?tab=office&q=19999",
        "case": f"/hall/applications/{some_case}/",
        "statistics": "/hall/statistics/",
        "ratings": "/hall/ratings/",
        "workbench": "/workbench/",
        "cockpit": f"/cockpit/{CITY}/2018/",
    }
    own = {"my cases": "/hall/applications/", "what I can have": "/hall/matches/", "workbench": "/workbench/"}
    pages.measure("strangers", public | registers, server, "", rounds)
    pages.measure("a city officer", office, server, pages.signed_in(server, "jingban", "zhicheng-demo"), rounds)
    pages.measure("an organisation", own, server, pages.signed_in(server, "qiye", "zhicheng-demo"), rounds)


ITEMS = 60
CHANGED = 100


def time_matching(server: str, connection: Any, rounds: int) -> None:
    """Every organisation against sixty items, then again without a change, then a hundred organisations alone."""
    del server, connection, rounds
    from django.db import transaction
    from django_scopes import scopes_disabled

    from zhicheng.base.parties.models import Party
    from zhicheng.services.hall.actions import matching

    publish_up_to(ITEMS)
    with scopes_disabled(), transaction.atomic():
        some = list(Party.objects.order_by("pk").values_list("pk", flat=True)[:CHANGED])
        print(f"{'matching':40} {'seconds':>8} {'promise':>8}")
        for label, promise, work in (
            ("all, for the first time", 60, lambda: matching.match_all(progress=matching.quiet)),
            ("all, nothing changed", 60, lambda: matching.match_all(progress=matching.quiet)),
            (f"{CHANGED} organisations", 1, lambda: matching.match_parties(parties=some)),
        ):
            began = time.perf_counter()
            done = work()
            took = time.perf_counter() - began
            print(f"{label + f' ({done.parties:,} x {done.items})':40} {took:8.2f} {promise:8}")


def publish_up_to(count: int) -> None:
    """So many items for organisations in force: copies of the shipped ones under other codes."""
    from zhicheng.base.accounts.models import Role, User
    from zhicheng.base.definitions.actions import publish
    from zhicheng.base.definitions.queries import all_current, current_models
    from zhicheng.services.hall.matching import matchable

    shipped = all_current("item")
    texts = [shipped[code].text for code in matchable(current_models("item"))]
    by = User.objects.filter(role=Role.NATIONAL).earliest("pk")
    for number in range(count - len(texts)):
        publish(kind="item", code=f"copy_{number}", text=texts[number % len(texts)], by=by, why="bench")


def newest_case(connection: Any) -> int:
    """A case that waits for the office."""
    with closing(connection.cursor()) as cursor:
        cursor.execute("SELECT max(id) FROM hall_application WHERE state = 'submitted' AND office_id = %s", [CITY])
        [found] = cursor.fetchone()
        return int(found)


PARTS: dict[str, Callable[[str, Any, int], None]] = {"pages": time_pages, "matching": time_matching}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parties", type=int, default=200_000)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--only", choices=sorted(PARTS), action="append")
    options = parser.parse_args()
    with pages.own_platform() as (server, folder):
        connection = connection_of(folder)
        began = time.perf_counter()
        fill(connection, options.parties, options.cases)
        print(
            f"{options.parties:,} organisations, {options.cases:,} cases filled in {time.perf_counter() - began:.0f} s\n"
        )
        for name in options.only or PARTS:
            PARTS[name](server, connection, options.rounds)


if __name__ == "__main__":
    main()
