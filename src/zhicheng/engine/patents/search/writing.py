"""The one writer of an index, and the rebuild of a whole one."""

import os
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from tantivy import IndexWriter

from zhicheng.engine.patents.record import Patent
from zhicheng.engine.patents.search import schema as fields
from zhicheng.engine.patents.search.documents import documents
from zhicheng.engine.patents.search.folder import Current, current, drop_others, next_generation, only_writer, point_at
from zhicheng.engine.patents.search.index import IndexRefused

HEAP_BYTES = 256_000_000  # shared by the threads; a larger one makes fewer, larger segments
_MOST_THREADS = 2


class TantivyWriter:
    """Adds to the generation in use. One at a time, whatever the process; what is not committed is dropped."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held = ExitStack()
        self._held.enter_context(only_writer(folder))
        try:
            found = current(folder)
            self._current = found or Current(next_generation(folder), 0)
            self._writer = _open(folder / self._current.generation)
        except BaseException:
            self._held.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        with self._held:
            if raised[0] is not None:
                self._writer.rollback()
            self._writer.wait_merging_threads()

    def add(self, patents: Iterable[Patent], *, replace: bool = True) -> int:
        """See :class:`~zhicheng.engine.patents.search.index.IndexWriter`."""
        return _add(self._writer, patents, replace=replace)

    def remove(self, publications: Iterable[str]) -> None:
        """See :class:`~zhicheng.engine.patents.search.index.IndexWriter`."""
        for publication in publications:
            self._writer.delete_documents_by_term(fields.ID, publication)

    def commit(self, version: int) -> None:
        """See :class:`~zhicheng.engine.patents.search.index.IndexWriter`."""
        self._writer.commit()
        self._current = Current(self._current.generation, version)
        point_at(self._folder, self._current)


def rebuild(folder: Path, patents: Iterable[Patent], version: int) -> int:
    """Build the index anew from all publications of a lake version, each given once; returns how many.

    Readers see the old index until the new one is whole. Raises :class:`IndexRefused` while another writes.
    """
    with only_writer(folder):
        generation = next_generation(folder)
        writer = _open(folder / generation)
        added = _add(writer, patents, replace=False)
        writer.commit()
        writer.wait_merging_threads()
        point_at(folder, Current(generation, version))
        drop_others(folder, generation)
    return added


def _open(folder: Path) -> IndexWriter:
    folder.mkdir(parents=True, exist_ok=True)
    threads = min(_MOST_THREADS, os.cpu_count() or 1)
    try:
        return fields.tantivy_index(str(folder)).writer(HEAP_BYTES, threads)
    except ValueError as fault:
        message = f"检索索引 {folder} 打不开：{fault}。请重建索引"
        raise IndexRefused(message) from fault


def _add(writer: IndexWriter, patents: Iterable[Patent], *, replace: bool) -> int:
    added = 0
    for publication, document in documents(patents):
        if replace:
            writer.delete_documents_by_term(fields.ID, publication)
        writer.add_document(document)
        added += 1
    return added
