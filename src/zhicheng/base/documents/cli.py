"""`zhicheng documents check`: does every document still hold what was handed in?"""

import time

import typer
from django.utils.translation import gettext as _
from rich.console import Console

app = typer.Typer(help="文件库")
# A file this young may belong to an upload that is still being written.
SETTLED_AFTER_SECONDS = 24 * 3600


@app.callback()
def documents() -> None:
    """Keep `check` a subcommand while it is the only one."""


@app.command(help="核对文件库：列出多余的文件和已损坏的文件；有损坏时返回 1")
def check(*, remove_orphans: bool = typer.Option(False, "--remove-orphans", help="删除一天以前的多余文件")) -> None:
    # Django has to be set up before models are imported.
    from zhicheng.base.documents.queries import check_store

    report, console = check_store(), Console()
    console.print(_("共 %d 个文件。") % report.files)
    for document in report.damaged:
        facts = {"name": document.name, "id": document.pk, "sha256": document.sha256}
        console.print(_("已损坏或丢失：%(name)s（%(id)s，%(sha256)s）") % facts, markup=False)
    for path in report.orphans:
        console.print(_("多余：%s") % path, markup=False)
        if remove_orphans and time.time() - path.stat().st_mtime > SETTLED_AFTER_SECONDS:
            path.unlink()
    raise typer.Exit(1 if report.damaged else 0)
