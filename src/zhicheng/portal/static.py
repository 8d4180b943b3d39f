"""Static files: which files of the npm packages pages load, and collecting them when they changed."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder, find, get_finders
from django.core.management import call_command

from zhicheng.portal.failures import OperatorError


class PageFilesFinder(FileSystemFinder):
    """Finds only the files of ``STATICFILES_DIRS`` that ``PAGE_FILES`` names: the packages hold sixty megabytes more."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        for path, storage in super().list(ignore_patterns):
            if f"{storage.prefix}/{path}" in settings.PAGE_FILES:
                yield path, storage


def collect() -> str:
    """Bring all static files together for the web processes, unless nothing changed since the last time.

    Raises OperatorError when a file that pages load is not installed.
    """
    missing = sorted(name for name in settings.PAGE_FILES if find(name) is None)
    if missing:
        raise OperatorError(f"缺少网页组件 {'、'.join(missing)}。请执行 make run，它会安装这些组件。")
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    wanted = fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return "没有变化"
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(wanted, encoding="ascii")
    return ""


def fingerprint() -> str:
    """Changes when a static file appears, goes or is written anew."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{storage.path(path)}\t{status.st_size}\t{status.st_mtime_ns}\n".encode(errors="replace"))
    return digest.hexdigest()
