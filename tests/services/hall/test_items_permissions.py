"""Who may open the hall's front and write items."""

from tests.people import division
from tests.permissions import PUBLIC, Matrix, PermissionMatrix, Place, Route, page_and_twins
from tests.services.hall.samples import current
from zhicheng.base.accounts.models import CITY_OFFICERS, Role
from zhicheng.services.hall.models.drafts import ItemDraft

EDITORS = frozenset({Role.NATIONAL, *CITY_OFFICERS})


def an_item(_place: Place) -> dict[str, str]:
    return {"code": current().code}


def a_draft(place: Place) -> dict[str, str]:
    """A draft of the asking person's own office; those of others do not exist for it (see test_editor)."""
    if editor := place.asking(*EDITORS):
        region = division(editor.region_id) if editor.region_id else None
        text = current().text + 'contact = "窗口"\n'
        ItemDraft.objects.get_or_create(
            code="sample", region=region, defaults={"text": text, "saved_by": editor, "based_on": 1}
        )
    return an_item(place)


MATRIX = Matrix(
    *page_and_twins("hall:home", allowed=PUBLIC),
    Route("hall:item", an_item, allowed=PUBLIC),
    Route("hall:guide", an_item, allowed=PUBLIC),
    Route("hall:editor_list", allowed=EDITORS),
    Route("hall:editor", a_draft, allowed=EDITORS),
    Route("hall:editor_preview", a_draft, allowed=EDITORS),
    Route("hall:editor_publish", a_draft, allowed=EDITORS),
    Route("hall:editor_discard", a_draft, allowed=EDITORS),
    Route("hall:editor_file", a_draft, allowed=EDITORS),
)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX
