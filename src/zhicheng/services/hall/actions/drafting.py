"""Writing items: begin a draft, save it, give it up, publish it."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.definitions.actions import publish
from zhicheng.base.definitions.models import Definition
from zhicheng.base.definitions.reading import LONGEST_TEXT
from zhicheng.base.verdicts import Refused
from zhicheng.services.hall.models.drafts import ItemDraft
from zhicheng.services.hall.rules.items import can_edit_items

NAMES = verbs.register(
    {
        "item.drafted": gettext_lazy("起草事项"),
        "item.draft_saved": gettext_lazy("保存事项草稿"),
        "item.draft_discarded": gettext_lazy("放弃事项草稿"),
    }
)


@transaction.atomic
def begin_draft(*, code: str, text: str, based_on: int, by: User) -> ItemDraft:
    """Begin to write an item; `Refused` when the office has a draft of it already. `based_on` is the version in force, 0 for none."""
    can_edit_items(by).or_refuse()
    try:
        with transaction.atomic():
            made = ItemDraft.objects.create(
                code=code, region=by.region, text=fair(text), based_on=based_on, saved_by=by
            )
    except IntegrityError:
        raise Refused("draft_exists", _("“%(code)s”已有一份草稿，请接着写那一份") % {"code": code}) from None
    record("item.drafted", on=made, by=by, region_code=by.region_id or "", code=code, based_on=based_on)
    return made


@transaction.atomic
def save_draft(*, draft: ItemDraft, text: str, by: User) -> ItemDraft:
    """Keep what was written, finished or not. The same text again changes nothing.

    Refused when a colleague saved it since this `draft` was read: `text` was made of what it said then.
    """
    can_edit_items(by).or_refuse()
    found = ItemDraft.objects.select_for_update().get(pk=draft.pk, region=by.region_id)
    refuse_other(found, draft)
    if found.text != text:
        found.text, found.saved_by = fair(text), by
        found.save()
        record("item.draft_saved", on=found, by=by, region_code=by.region_id or "", code=found.code)
    return found


@transaction.atomic
def discard_draft(*, draft: ItemDraft, by: User) -> None:
    """Give a draft up; its history stays."""
    can_edit_items(by).or_refuse()
    record("item.draft_discarded", on=draft, by=by, region_code=by.region_id or "", code=draft.code)
    ItemDraft.objects.filter(pk=draft.pk, region=by.region_id).delete()


@transaction.atomic
def publish_draft(*, draft: ItemDraft, why: str, by: User) -> Definition:
    """Put a draft in force as the next version and clear it away; `Refused` or `DefinitionRefused` with the reasons."""
    found = ItemDraft.objects.select_for_update().get(pk=draft.pk, region=by.region_id)
    refuse_other(found, draft)
    made = publish(kind="item", code=found.code, text=found.text, by=by, why=why, replacing=found.based_on)
    found.delete()
    return made


def refuse_other(found: ItemDraft, seen: ItemDraft) -> None:
    """Raise `Refused` when the draft does not say any more what this person acts on."""
    if found.text != seen.text:
        raise Refused("changed_meanwhile", _("%(who)s 刚改过这份草稿，请再看一遍") % {"who": found.saved_by.name})


def fair(text: str) -> str:
    """The text, when it is not too long to be a definition."""
    if len(text) > LONGEST_TEXT:
        raise Refused("text_too_long", _("事项全文最多 %(most)d 字，请删减") % {"most": LONGEST_TEXT})
    return text
