"""Setup step: the datasets that the platform carries, and the figures computed from them."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from zhicheng.base.definitions.queries import all_current
from zhicheng.governance.indicators import figuring, queries, recomputing
from zhicheng.governance.indicators.actions import IncomingFile, import_file, recompute, run_checks
from zhicheng.governance.indicators.models import Import


@transaction.atomic
def load() -> str:
    """Import carried files that were never imported and compute figures when anything changed; returns what was done.

    A file whose hash was once imported is left alone, so an officer's later version stays in force.
    """
    made = [one for code in queries.layout_models() if (one := load_carried(code))]
    if not made and is_up_to_date():
        return _("没有变化")
    computation = recompute(by=None)
    run_checks(by=None)
    return _("%(tables)d 张表，%(figures)d 个数值有变化") % {"tables": len(made), "figures": computation.written}


def load_carried(layout: str) -> Import | None:
    """Import the file that a layout carries, once."""
    carried = queries.layout_models()[layout].carried
    path = Path(settings.CARRIED_DIR) / carried
    if not carried:
        return None
    file = IncomingFile(path.name, path.read_bytes())
    if Import.objects.filter(layout=layout, sha256=file.sha256, document=None).exists():
        return None
    return import_file(layout=layout, file=file, source="", by=None)


def is_up_to_date() -> bool:
    """Whether the last computing worked from the definitions, datasets and records in force."""
    last = queries.last_computation()
    digest = figuring.inputs_digest(all_current("indicator"), all_current("layout"))
    with scopes_disabled():
        return last is not None and last.inputs_sha256 == digest and not recomputing.changes(queries.indicator_models())
