from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zhicheng.base.documents import storage
from zhicheng.base.documents.models import Document


@dataclass(frozen=True, slots=True)
class StoreReport:
    """What disk and table say of each other: files without a row, and documents whose content is missing or changed."""

    files: int
    orphans: tuple[Path, ...]
    damaged: tuple[Document, ...]


def check_store() -> StoreReport:
    """Compare the store with the table, reading every content once."""
    known = set(Document.objects.values_list("sha256", flat=True).distinct())
    files = list(storage.stored())
    orphans = tuple(path for path in files if path.name not in known)
    return StoreReport(len(files), orphans, tuple(damaged_documents()))


def damaged_documents() -> Iterator[Document]:
    """Documents whose content is not what was handed in."""
    for document in Document.objects.order_by("at", "pk").iterator():
        try:
            document.open().close()
        except storage.Damaged:
            yield document
