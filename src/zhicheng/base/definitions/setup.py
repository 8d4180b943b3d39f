"""Setup step: load the shipped definitions."""

from django.conf import settings
from django.utils.translation import gettext as _

from zhicheng.base.definitions.actions import load_shipped
from zhicheng.base.definitions.models import State


def load() -> str:
    """Load what changed; returns what was done, in words."""
    changed = load_shipped(folder=settings.DEFINITIONS_DIR)
    if not changed:
        return _("没有变化")
    drafts = [f"{one.kind}/{one.code}" for one in changed if one.state == State.DRAFT]
    said = _("%(count)d 项有变化") % {"count": len(changed)}
    if drafts:
        said += _("；其中 %(count)d 项曾在页面上修改，新文本存为草稿，待国家局核定：%(codes)s") % {
            "count": len(drafts),
            "codes": "、".join(drafts),
        }
    return said
