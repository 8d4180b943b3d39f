"""The log is a chain: every changed byte, missing entry or new order is found and named."""

import math
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.people import firm, person
from zhicheng.base.accounts.models import User
from zhicheng.base.audit.actions import ChainLostError, record
from zhicheng.base.audit.chain import COVERED, GENESIS, as_stored, digest_of
from zhicheng.base.audit.models import ChainHead, LogEntry
from zhicheng.base.audit.verifying import Noted, verify

pytestmark = pytest.mark.django_db

# One byte (or the least there is) of each column, as SQL over the old value.
FLIPS = {
    "at": "at + interval '1 microsecond'",
    "user_id": "NULL",
    "user_label": "overlay(user_label placing '李' from 1 for 1)",
    "verb": "overlay(verb placing 'q' from 1 for 1)",
    "on_kind": "overlay(on_kind placing 'q' from 1 for 1)",
    "on_id": "on_id || '0'",
    "on_label": "overlay(on_label placing '乙' from 1 for 1)",
    "why": "overlay(why placing '，' from 3 for 1)",
    "facts": "jsonb_set(facts, '{amount_fen}', '12345679')",
    "region_code": "'440306'",
    "digest": "overlay(digest placing 'x' from 64 for 1)",
}


@pytest.fixture
def wang() -> User:
    return person("王")


@pytest.fixture
def first(wang: User) -> int:
    """Five entries; the number before the first of them."""
    before = ChainHead.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    party = firm("甲市精密仪器有限公司")
    for number in range(5):
        record(
            "party.corrected", on=party, by=wang, why="一、更正", region_code="440305", amount_fen=12345678, step=number
        )
    return before


def tamper(statement: str, *, table: str = "audit_logentry") -> None:
    """What somebody with the database's own rights can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still due cannot be altered
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_an_untouched_chain_fits(first: int) -> None:
    outcome = verify()
    assert (outcome.entries, outcome.fault) == (first + 5, None)
    assert outcome.digest == LogEntry.objects.get(number=first + 5).digest


def test_every_column_is_covered() -> None:
    columns = {field.attname for field in LogEntry._meta.concrete_fields}
    assert columns - {"digest"} == set(COVERED)
    assert set(FLIPS) | {"number"} == columns


@pytest.mark.parametrize("column", FLIPS)
def test_one_changed_byte_is_found_and_named(first: int, column: str) -> None:
    number = first + 3
    was = getattr(LogEntry.objects.get(number=number), column)
    tamper(f"UPDATE audit_logentry SET {column} = {FLIPS[column]} WHERE number = {number}")
    now = getattr(LogEntry.objects.get(number=number), column)
    fault = verify().fault
    assert (fault.number, fault.wrong) == (number, "内容与摘要不符")
    assert fault.differences == (f"{column}：现为 {now!r}，写入时为 {was!r}",)


def test_a_changed_entry_with_a_fitting_digest_breaks_the_next(first: int) -> None:
    entry = LogEntry.objects.get(number=first + 2)
    previous = LogEntry.objects.get(number=first + 1).digest
    entry.why = "另一个原因"
    tamper(
        f"UPDATE audit_logentry SET why = '另一个原因', digest = '{digest_of(entry, previous)}' WHERE number = {first + 2}"
    )
    fault = verify().fault
    assert (fault.number, fault.wrong) == (first + 3, "内容与摘要不符")


@pytest.mark.parametrize("offset", [1, 3])
def test_a_removed_entry_is_named_from_the_history(first: int, offset: int) -> None:
    tamper(f"DELETE FROM audit_logentry WHERE number = {first + offset}")
    fault = verify().fault
    assert (fault.number, fault.wrong) == (first + offset, "缺少这一条")
    assert "verb：写入时为 'party.corrected'" in fault.differences


def test_entries_removed_at_the_end_are_missed(first: int) -> None:
    tamper(f"DELETE FROM audit_logentry WHERE number > {first + 3}")
    fault = verify().fault
    assert (fault.number, fault.wrong) == (first + 4, f"缺少从这一条到第 {first + 5} 条")


def test_an_entry_added_by_hand_is_found(first: int) -> None:
    entry = LogEntry.objects.get(number=first + 5)
    previous, entry.number = entry.digest, first + 6
    entry.digest = digest_of(entry, previous)
    LogEntry.objects.bulk_create([entry])
    assert (verify().fault.number, verify().fault.wrong) == (first + 6, "这一条起不是由平台写入的")


def test_two_entries_that_changed_places_are_found(first: int) -> None:
    tamper(f"UPDATE audit_logentry SET number = -1 WHERE number = {first + 2}")
    tamper(f"UPDATE audit_logentry SET number = {first + 2} WHERE number = {first + 3}")
    tamper(f"UPDATE audit_logentry SET number = {first + 3} WHERE number = -1")
    fault = verify().fault
    assert (fault.number, fault.wrong) == (first + 2, "内容与摘要不符")


def test_a_log_written_anew_is_found_by_the_digest_noted_elsewhere(first: int, wang: User) -> None:
    noted = Noted(first + 5, verify().digest)
    assert verify(noted=noted).fault is None
    tamper(f"DELETE FROM audit_logentry WHERE number = {first + 5}")
    last = LogEntry.objects.get(number=first + 4)
    tamper(f"UPDATE audit_chainhead SET number = {first + 4}, digest = '{last.digest}'", table="audit_chainhead")
    assert verify().fault is None
    assert verify(noted=noted).fault.number == first + 5
    record("party.corrected", on=wang, by=wang)
    assert verify().fault is None
    assert verify(noted=noted).fault.wrong == "摘要与另处记下的不同，此前的日志被整体改写"


def test_a_lost_head_stops_writing_and_is_found(first: int, wang: User) -> None:
    tamper("DELETE FROM audit_chainhead", table="audit_chainhead")
    with pytest.raises(ChainLostError), transaction.atomic():
        record("party.corrected", on=wang, by=wang)
    assert (verify().fault.number, verify().fault.wrong) == (1, "这一条起不是由平台写入的")


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE audit_logentry SET why = 'x'", "Cannot update or delete rows"),
        ("DELETE FROM audit_logentry", "Cannot update or delete rows"),
        ("TRUNCATE audit_logentry", "the log only grows"),
        ("UPDATE audit_logentryevent SET why = 'x'", "Cannot update or delete rows"),
        ("DELETE FROM audit_logentryevent", "Cannot update or delete rows"),
        ("DELETE FROM audit_chainhead", "Cannot delete rows"),
        ("UPDATE audit_chainhead SET number = 1", "Cannot update rows"),
    ],
)
def test_the_web_process_cannot_change_the_log(first: int, statement: str, message: str) -> None:
    with pytest.raises(DatabaseError, match=message), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {statement}")
    assert verify().fault is None


def test_the_first_entry_of_all_follows_the_genesis(wang: User) -> None:
    tamper("DELETE FROM audit_logentry")
    tamper("DELETE FROM audit_chainhead", table="audit_chainhead")
    entry = record("party.corrected", on=wang, by=None)
    assert (entry.number, entry.user_label, entry.digest) == (1, "系统", digest_of(entry, GENESIS))
    assert verify().entries == 1


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abé中", max_size=3), inner, max_size=3),
        max_leaves=6,
    )
)
def test_facts_come_back_as_they_were_digested(value: Any) -> None:
    stored = as_stored({"value": value})
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb", [LogEntry._meta.get_field("facts").get_db_prep_value(stored, connection)])
        back = LogEntry._meta.get_field("facts").from_db_value(cursor.fetchone()[0], None, connection)
    assert repr(sorted_keys(back)) == repr(sorted_keys(stored))


def sorted_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: sorted_keys(value[key]) for key in sorted(value)}
    return [sorted_keys(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("value", "error"),
    [(math.inf, ValueError), (math.nan, ValueError), ("a\0b", ValueError), ({1: 2}, TypeError), (object(), TypeError)],
)
def test_facts_that_no_column_can_hold_are_refused(value: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        as_stored({"value": value})


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(RuntimeError, match="inside the verb's transaction"):
        record("party.corrected", on=User(pk=1, name="王"), by=None)
