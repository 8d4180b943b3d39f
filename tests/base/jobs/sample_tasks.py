"""Tasks for tests, registered once a process."""

import time
from pathlib import Path

from zhicheng.base.jobs.registry import JobFailed, Progress, task
from zhicheng.base.verdicts import Refused


@task("sample.count", label="数数")
def count(progress: Progress, *, steps: int) -> str:
    for step in range(steps):
        progress(step, steps, f"第 {step + 1} 步")
    return f"数到 {steps}"


@task("sample.crash", label="出错")
def crash(progress: Progress) -> str:
    raise RuntimeError("secret: /home/someone/passwords")


@task("sample.refuse", label="被拒")
def refuse(progress: Progress) -> str:
    raise Refused("not_yet", "上一年度尚未审定")


@task("sample.fail", label="做不成")
def fail(progress: Progress) -> str:
    raise JobFailed("文件第 3 行缺少年份，请补上后重新导入")


@task("sample.until_told", label="等待")
def until_told(progress: Progress, *, folder: str) -> str:
    """Write a line at each run into `folder`/runs, then report until the file `go` appears."""
    with Path(folder, "runs").open("a") as runs:
        runs.write("run\n")
    step = 0
    while not Path(folder, "go").exists():
        step += 1
        progress(step % 7, 7, "等候")
        time.sleep(0.05)
    return "等到了"
