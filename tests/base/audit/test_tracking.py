"""No table of ours without a history, and no verb without words."""

import ast
from pathlib import Path

import pghistory
import pytest
from django.apps import apps
from django.db import connection, models

from tests.people import person, signed_in
from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs

SOURCE = Path(verbs.__file__).resolve().parents[2]

# Model → why its rows need no history of their own.
EXEMPT = {
    "accounts.SentForm": "that a form was sent; what it did is in the rows it wrote, and it is kept for two days only",
    "audit.ChainHead": "it only counts the log, and may only move forward; each step is a log entry",
    "hall.MatchMark": "how far matching has read the histories of others; it is found anew when lost",
    "hall.PartyStanding": "matched anew from records and items, which are tracked; what people were told is a MatchNotice",
    "indicators.Moved": "what a computing changed; each Computation is tracked, and these rows are kept for some weeks only",
    "indicators.RecordMark": "how a record set stood when it was counted last; it is found anew when lost",
    "indicators.Row": "an imported file line by line: a version never changes, and its Import is tracked",
    "indicators.Value": "the cells of an imported version, which never changes; its Import is tracked",
    "indicators.Figure": "computed from imports and definitions, which are tracked; each Computation is tracked too",
    "patentinfo.MergeProposal": "computed anew after every load; what people decide of it is a NameJudgement, which is tracked",
    "strength.RankInterval": "what a run found never changes; the Evaluation it belongs to is tracked",
    "strength.Robustness": "what a run found never changes; the Evaluation it belongs to is tracked",
    "strength.Score": "what a run found never changes; the Evaluation it belongs to is tracked",
    "strength.ScreenedOut": "what a run found never changes; the Evaluation it belongs to is tracked",
}


def own_models() -> list[type[models.Model]]:
    own = [model for model in apps.get_models() if model.__module__.startswith("zhicheng.")]
    return [model for model in own if not issubclass(model, pghistory.models.Event)]


def tracked() -> dict[str, set[str]]:
    """Label of each tracked model → the operations that its triggers keep."""
    events = [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]
    kept: dict[str, set[str]] = {}
    for event in events:
        label = event.pgh_tracked_model._meta.label
        kept.setdefault(label, set()).update(type(tracker).__name__ for tracker in event.pgh_trackers)
    return kept


def test_every_table_keeps_its_history_or_says_why_not() -> None:
    untracked = {model._meta.label for model in own_models()} - set(tracked())
    assert untracked == set(EXEMPT)


def test_histories_keep_what_was_inserted_changed_and_deleted() -> None:
    all_three = {"InsertEvent", "UpdateEvent", "DeleteEvent"}
    assert {label for label, kept in tracked().items() if kept != all_three} == {"audit.LogEntry"}  # never changed


@pytest.mark.django_db
def test_the_triggers_are_in_the_database_not_only_in_the_code() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'pgtrigger_insert_insert_%'")
        tables = {name for (name,) in cursor.fetchall()}
    assert {apps.get_model(label)._meta.db_table for label in tracked()} <= tables


@pytest.mark.django_db
def test_a_change_made_on_a_page_is_kept_with_who_and_where() -> None:
    admin, account = person("安建", "system_admin"), person("王")
    signed_in(admin).post(f"/accounts/{account.pk}/correct/", {"name": "王芳", "department": "", "email": ""})
    history = apps.get_model("accounts.UserEvent").objects.filter(pgh_obj=account).order_by("pgh_id")
    assert list(history.values_list("pgh_label", "name")) == [("insert", "王"), ("update", "王芳")]
    assert history[1].pgh_context.metadata == {"user": admin.pk, "url": f"/accounts/{account.pk}/correct/"}


@pytest.mark.django_db
def test_passwords_are_in_no_history() -> None:
    columns = {field.name for field in apps.get_model("accounts.UserEvent")._meta.get_fields()}
    assert columns & {"password", "last_login"} == set()
    assert "digest" not in {field.name for field in apps.get_model("accounts.RecoveryCodeEvent")._meta.get_fields()}
    assert User._meta.get_field("password")


def recorded_verbs() -> set[str]:
    """The first argument of every `record(…)` in the platform's code."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_record = isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "record"
            if is_record and node.args and isinstance(node.args[0], ast.Constant):
                found.add(str(node.args[0].value))
    return found


def test_every_verb_of_the_log_has_words() -> None:
    named = {verb for verb, _words in verbs.choices()}
    assert sorted(recorded_verbs() - named) == []


def test_a_verb_is_named_once() -> None:
    with pytest.raises(ValueError, match=r"^verbs named twice: account\.opened$"):
        verbs.register({"account.opened": "又一次"})
