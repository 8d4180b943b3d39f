"""How far an application is filled in: its pages with their state, the papers asked for, what is still wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.services.hall import clock
from zhicheng.services.hall.conditions import Verdicts, verdict
from zhicheng.services.hall.definition_kinds import Field, Material
from zhicheng.services.hall.forms_of_items import Fault, faults_of_answers, is_asked, shown_fields
from zhicheng.services.hall.models import Application, Attachment, State
from zhicheng.services.hall.queries.papers import papers_of


@dataclass(frozen=True, slots=True)
class AskedPaper:
    """A material of the item: the paper handed in for it, and why none is needed where the records tell as much."""

    material: Material
    attachment: Attachment | None
    waived_because: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether nothing has to be done about it."""
        return bool(self.attachment or self.waived_because) or not self.material.required


class FillingIn:
    """One application while it is filled in; everything is read once."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.model = application.model
        self.answers: Mapping[str, Any] = application.answers

    @cached_property
    def verdicts(self) -> Verdicts:
        """What the conditions say of the answers so far."""
        known = self.application
        return verdict(
            self.model, party_id=known.party_id, answers=self.answers, today=clock.today(), code=self.application.item
        )

    @cached_property
    def fields(self) -> list[Field]:
        """The fields that are asked, with the answers given."""
        return shown_fields(self.model, self.answers)

    @cached_property
    def attachments(self) -> list[Attachment]:
        return papers_of(self.application)

    @cached_property
    def faults(self) -> list[Fault]:
        """Everything that keeps it from being handed in, papers too."""
        party_id = self.application.party_id
        return faults_of_answers(self.model, self.answers, self.attachments, party_id=party_id)

    @cached_property
    def papers(self) -> list[AskedPaper]:
        """The materials asked for, each with its paper."""
        given = {paper.code: paper for paper in self.attachments}
        met = {one.condition.code: one.sentence for one in self.verdicts.met}
        asked = {field.code for field in self.fields}
        return [
            AskedPaper(each, given.get(each.code), met.get(each.waived_by or "", ""))
            for each in self.model.materials
            if is_asked(each.shown_if, self.answers, asked)
        ]

    def fields_of(self, section: str) -> list[Field]:
        return [field for field in self.fields if field.section == section]

    def files_of(self, section: str) -> list[Field]:
        """The fields of a page that ask for a file."""
        return [field for field in self.fields_of(section) if field.kind == "file"]

    def faults_in(self, section: str) -> list[Fault]:
        return [fault for fault in self.faults if fault.section == section]

    def corrections_in(self, codes: Sequence[str]) -> dict[str, str]:
        """Field or material → what the office wants mended."""
        return {each["field"]: each["words"] for each in self.application.corrections if each["field"] in codes}

    def is_visited(self, section: str) -> bool:
        """Whether the applicant has sent this page: then every field of it has an answer, be it an empty one."""
        asked = [field.code for field in self.fields_of(section) if field.kind != "file"]
        return all(code in self.answers for code in asked)

    @cached_property
    def pages(self) -> list[tuple[int, str]]:
        """(number in the address, title) of each page of the form in order; a page on which nothing is asked is left out."""
        sections = [(at, each) for at, each in enumerate(self.model.sections, 1) if self.fields_of(each)]
        papers = [(self.papers_number, _("材料"))] if self.papers else []
        return sections + papers

    @property
    def papers_number(self) -> int:
        """The number of the page for papers in the address: the one after the sections."""
        return len(self.model.sections) + 1

    def after(self, number: int) -> str:
        """The address of the page that follows."""
        following = [at for at, _title in self.pages if at > number]
        return self.address(following[0]) if following else reverse("hall:answers", args=[self.application.pk])

    def before(self, number: int) -> str:
        """The address of the page before; empty on the first."""
        earlier = [at for at, _title in self.pages if at < number]
        return self.address(earlier[-1]) if earlier else ""

    def address(self, number: int) -> str:
        return reverse("hall:form", args=[self.application.pk, number])

    @property
    def start(self) -> str:
        """Where filling in begins, or goes on: the first page with something to do, else the check of all answers."""
        for number, title in self.pages:
            if self.state_of(number, title)[0] != "done":
                return self.address(number)
        return reverse("hall:answers", args=[self.application.pk])

    def tasks(self, current: int) -> list[dict[str, Any]]:
        """The task list; `current` is the page shown, 0 for the check of all answers."""
        rows = []
        for number, title in self.pages:
            kind, state, hint = self.state_of(number, title)
            rows.append(task(title, kind, state, hint, url=self.address(number), current=number == current))
        check = reverse("hall:answers", args=[self.application.pk])
        last = _("核对并提交") if self.application.state != State.RETURNED else _("核对并再次提交")
        return [*rows, task(last, "line", _("最后一步"), "", url=check, current=current == 0)]

    def state_of(self, number: int, title: str) -> tuple[str, str, str]:
        """(kind of chip, state, hint) of one page."""
        if number == self.papers_number:
            return self.state_of_papers()
        wrong, asked = len(self.faults_in(title)), [field.code for field in self.fields_of(title)]
        mend = len(self.corrections_in(asked))
        if mend:
            return "warn", _("待补正"), _("有 %(count)d 处要求补正") % {"count": mend}
        if not self.is_visited(title):
            return "", _("未开始"), ""
        if wrong:
            return "bad", _("待更正"), _("有 %(count)d 处需要更正") % {"count": wrong}
        return "done", _("已完成"), ""

    def state_of_papers(self) -> tuple[str, str, str]:
        waived = sum(bool(paper.waived_because) and not paper.attachment for paper in self.papers)
        hint = _("%(count)d 份免提交") % {"count": waived} if waived else ""
        if self.corrections_in([paper.material.code for paper in self.papers]):
            return "warn", _("待补正"), hint
        missing = sum(not paper.is_settled for paper in self.papers)
        if missing:
            return "", _("还差 %(count)d 份") % {"count": missing}, hint
        return "done", _("已完成"), hint


def task(label: str, kind: str, state: str, hint: str, *, url: str, current: bool) -> dict[str, Any]:
    return {"label": label, "kind": kind, "state": state, "hint": hint, "url": url, "current": current}
