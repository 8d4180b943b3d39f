"""Personal and confidential data never enters: every text of every table is a secret, and none of them is in any byte of a release."""

from collections.abc import Iterator
from typing import Any

import pgtrigger
import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, connection, models, transaction

from tests.governance.assessment import samples as assessments
from tests.governance.releases import samples
from tests.governance.rounds import samples as rounds
from tests.people import NANSHAN, division, firm, person
from tests.services.contacts import samples as contacts
from tests.services.hall import samples as hall
from tests.services.outlets import samples as outlets
from zhicheng.base.accounts.models import Role
from zhicheng.base.documents.actions import store
from zhicheng.governance.releases import actions, making, queries
from zhicheng.services.hall.models import State

pytestmark = pytest.mark.django_db
SECRET = "密"
PHONE, IDENTITY = "13912345678", "440305199001011234"
# What everybody may read and the release is made of, and codes by which tables find each other.
PUBLIC_TABLES = {"definitions_definition", "regions_region", "releases_release"}
CODES = {
    "code", "kind", "scheme", "indicator", "layout", "node", "sha256", "figures", "task", "record_set", "criterion", "grade",
    "must", "must_failed", "criteria", "pool", "seed",
}  # fmt: skip
LEAST_PLANTED = 60
TABLES_THAT_COULD_LEAK = {
    "accounts_user", "parties_party", "documents_document", "audit_logentry", "notices_notice", "jobs_job", "hall_application",
    "hall_message", "outlets_outlet", "contacts_smecontact", "standards_certificate", "indicators_import", "indicators_row",
    "rounds_checkgroup",
}  # fmt: skip


def fill() -> None:
    """Rows in the tables that hold people's and organisations' own matters."""
    outlets.opened(region=NANSHAN)
    contacts.recorded()
    store(
        upload=rounds.evidence("张三身份证.txt"),
        purpose="objection",
        by=rounds.national("上传人"),
        region_code="440300",
    )
    division(NANSHAN)
    hall.publish_item()
    application = hall.case(State.ACCEPTED)
    hall.actions.say(application=application, by=hall.office().handler, text="请补充")
    firm(region=NANSHAN)
    person("张三", Role.EXPERT)


def columns() -> Iterator[tuple[str, str, "models.Field[Any, Any]"]]:
    """(table, column, field) of every free text of our own tables."""
    for model in apps.get_models():
        table = model._meta.db_table
        if not model.__module__.startswith("zhicheng.") or table in PUBLIC_TABLES or table.endswith("event"):
            continue
        for field in model._meta.concrete_fields:
            is_text = isinstance(field, models.CharField | models.TextField | ArrayField | models.JSONField)
            if is_text and not field.choices and field.name not in CODES:
                yield table, field.column, field


def planted() -> set[str]:
    """The columns, as `table.column`, whose every row now holds a secret; triggers that forbid it are set aside."""
    found = set()
    with pgtrigger.ignore(), connection.cursor() as cursor:
        for table, column, field in columns():
            try:
                with transaction.atomic():
                    cursor.execute(*update(table, column, field))
            except DatabaseError:
                continue  # a check of the column's form; another column of the table holds a secret
            if cursor.rowcount:
                found.add(f"{table}.{column}")
    return found


def update(table: str, column: str, field: "models.Field[Any, Any]") -> tuple[str, list[Any]]:
    """The statement that writes secrets; each row's own place makes texts that must be unique differ."""
    secret = secret_of(table, column)
    if isinstance(field, models.JSONField):
        return f'UPDATE "{table}" SET "{column}" = to_jsonb(%s::text)', [secret]
    if isinstance(field, ArrayField):
        return f'UPDATE "{table}" SET "{column}" = ARRAY[%s]', [secret]
    return f'UPDATE "{table}" SET "{column}" = left(%s || ctid::text, %s)', [secret, field.max_length or 200]


def secret_of(table: str, column: str) -> str:
    """A text that stands nowhere else; short columns keep its first character."""
    return f"{SECRET}{PHONE}{IDENTITY}{table}.{column}"


def test_no_secret_of_any_table_is_in_a_release() -> None:
    maker = samples.published()
    fill()
    found = planted()
    assert {name.partition(".")[0] for name in found} >= TABLES_THAT_COULD_LEAK
    assert len(found) >= LEAST_PLANTED
    content = queries.content_of(actions.make_release(year=samples.YEAR, by=maker))
    files = samples.unpacked(content)
    words = [SECRET, PHONE, IDENTITY, maker.name]
    leaks = [(name, word) for name, held in files.items() for word in words if word.encode() in held]
    assert leaks == []


def test_no_secret_of_an_assessment_is_in_a_release() -> None:
    """Narratives, experts, notes, reasons: of a published assessment with all that lies behind it."""
    assessments.publish_scheme()
    assessments.published(assessments.national("国家局某人"))
    found = {name.partition(".")[0] for name in planted()}
    assert found >= {"accounts_user", "assessment_answer", "assessment_score", "documents_document", "plans_evidence"}
    files = making.freeze(2018).files
    assert {name.partition("/")[0] for name in files} == {"assessment", "definitions", "figures", "plans"}
    words = [SECRET, PHONE, IDENTITY, "国家局某人"]
    assert [(name, word) for name, held in files.items() for word in words if word.encode() in held] == []


def test_names_of_organisations_and_people_are_not_in_a_release() -> None:
    """The same without planting: what the samples wrote in plain words."""
    maker = samples.published()
    files = samples.unpacked(queries.content_of(actions.make_release(year=samples.YEAR, by=maker)))
    words = ["精密仪器", "示例认证", "165IP18", "制作人", "发布人", "已看", "城市专利.csv"]
    assert [(name, word) for name, held in files.items() for word in words if word.encode() in held] == []
