"""An outcome for tests: makes an organisation, and does not end before the file `go` lies in its folder."""

import time
from pathlib import Path

from zhicheng.base.parties.models import Kind, Party
from zhicheng.services.hall.leading import Delivered, Outcome, register
from zhicheng.services.hall.models import Application

MADE = "由办件产生的单位"


def make(application: Application, *, folder: str) -> Delivered:
    with Path(folder, "runs").open("a") as runs:
        runs.write("run\n")
    Party(kind=Kind.OTHER, name=MADE, region=application.region).save(force_insert=True)
    while not Path(folder, "go").exists():
        time.sleep(0.05)
    return Delivered("已产生一家单位", "/parties/")


OUTCOME = register(Outcome("sample.make", "产生单位", make))
