"""Collections of patents: making, filling, sharing, noting."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.accounts.models import User
from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.verdicts import Refused
from zhicheng.services.patentinfo import holdings
from zhicheng.services.patentinfo.models import Collection, Kept
from zhicheng.services.patentinfo.rules.collections import can_add, can_change, can_create, can_see, can_share

NAMES = verbs.register(
    {
        "patent_collection.created": gettext_lazy("新建专利夹"),
        "patent_collection.changed": gettext_lazy("更改专利夹"),
        "patent_collection.removed": gettext_lazy("删除专利夹"),
        "patent_collection.filled": gettext_lazy("专利收入专利夹"),
        "patent_collection.noted": gettext_lazy("备注专利夹中的专利"),
        "patent_collection.taken_out": gettext_lazy("专利移出专利夹"),
    }
)


@transaction.atomic
def create(*, name: str, note: str = "", shared: bool = False, by: User) -> Collection:
    """A new, empty collection; shared only inside the person's organisation. Raises `Refused` for a name that is used."""
    # Race: two made at the same moment must not pass the limit together.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    can_create(by).or_refuse()
    if shared:
        can_share(by).or_refuse()
    collection = Collection(owner=by, party_id=by.party_id, name=name, note=note, shared=shared)
    store(collection)
    record("patent_collection.created", on=collection, by=by, region_code=by.region_id or "", shared=shared)
    return collection


@transaction.atomic
def change(*, collection: Collection, name: str, note: str, shared: bool, by: User) -> Collection:
    """Another name or note; shared with the organisation or no longer."""
    can_change(by, collection).or_refuse()
    if shared and not collection.shared:
        can_share(by).or_refuse()
        collection.party_id = by.party_id
    collection.name, collection.note, collection.shared = name, note, shared
    store(collection)
    record("patent_collection.changed", on=collection, by=by, region_code=by.region_id or "", shared=shared)
    return collection


@transaction.atomic
def remove(*, collection: Collection, by: User) -> None:
    """Delete a collection with its notes; the patents stay where they are."""
    can_change(by, collection).or_refuse()
    count = collection.kept.count()
    record("patent_collection.removed", on=collection, by=by, region_code=by.region_id or "", patents=count)
    collection.delete()


@transaction.atomic
def fill(*, collection: Collection, publications: Sequence[str], by: User) -> int:
    """Put patents into a collection; those it has already stay as they are. Returns how many came in.

    Raises `Refused` for numbers that the lake does not hold, and beyond the limit.
    """
    # Race: two people fill a shared collection at the same moment; the limit and the count hold for both.
    collection = Collection.objects.select_for_update(of=("self",)).get(pk=collection.pk)
    wanted = list(dict.fromkeys(publications))
    known = set(collection.kept.filter(publication__in=wanted).values_list("publication", flat=True))
    new = [one for one in wanted if one not in known]
    can_add(by, collection, len(new)).or_refuse()
    refuse_unknown(new)
    Kept.objects.bulk_create([Kept(collection=collection, publication=one, by=by) for one in new])
    if new:
        record("patent_collection.filled", on=collection, by=by, region_code=by.region_id or "", patents=len(new))
    return len(new)


@transaction.atomic
def note(*, kept: Kept, text: str, by: User) -> Kept:
    """Write beside a patent what is worth knowing; the newest text stands."""
    can_see(by, kept.collection).or_refuse()
    kept.note = text
    kept.save(update_fields=["note"])
    publication = kept.publication
    record(
        "patent_collection.noted", on=kept.collection, by=by, region_code=by.region_id or "", publication=publication
    )
    return kept


@transaction.atomic
def take_out(*, kept: Kept, by: User) -> None:
    """Take a patent out of a collection, with its note."""
    can_see(by, kept.collection).or_refuse()
    collection, publication = kept.collection, kept.publication
    kept.delete()
    record("patent_collection.taken_out", on=collection, by=by, region_code=by.region_id or "", publication=publication)


def refuse_unknown(publications: Sequence[str]) -> None:
    """Only what can be shown is kept."""
    held = holdings.index().cards(publications)
    if unknown := [one for one in publications if one not in held]:
        words = _("专利库中没有 %(numbers)s") % {"numbers": "、".join(unknown[:5])}
        raise Refused("unknown_patents", words)


def store(collection: Collection) -> None:
    """Write a collection; the database is the last to know whether the name is used."""
    try:
        with transaction.atomic():
            collection.save()
    except IntegrityError as error:
        if "collection_name_once" not in str(error):
            raise
        because = _("您已有名为“%(name)s”的专利夹，请换一个名称")
        raise Refused("name_used", because % {"name": collection.name}) from error
