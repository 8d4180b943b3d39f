"""The guide 办事指南 of an item as a Word document: all that an applicant must know, from its definition alone."""

from django.utils.translation import gettext as _

from zhicheng.base.definitions.models import Definition
from zhicheng.base.documents.word import Align, Facts, Grid, Paper
from zhicheng.base.ui.formats import date_iso, date_zh, yuan
from zhicheng.services.hall.condition_model import Condition
from zhicheng.services.hall.definition_kinds import AUDIENCES, LEVELS, SERVICE_KINDS, ItemDefinition
from zhicheng.services.hall.items import model_of_item
from zhicheng.services.hall.tables.items import step_rows

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def guide(definition: Definition) -> bytes:
    """The whole guide of a version of an item."""
    model = model_of_item(definition)
    about = Facts(title=model.title, subject=_("办事指南"), at=definition.changed_at, keywords=definition.code)
    paper = Paper(about)
    facts = {"version": definition.version, "day": date_zh(definition.changed_at.date())}
    paper.title(model.title, _("办事指南（第 %(version)d 版，%(day)s）") % facts)
    paper.heading(_("事项概况"))
    paper.say(model.summary)
    paper.table(_("事项概况"), Grid(("", ""), head_facts(model), (1, 3), (Align.LEFT, Align.LEFT)))
    for heading, sentences in parts(model):
        if sentences:
            paper.heading(heading)
            paper.points(sentences)
    paper.heading(_("办理步骤与时限"))
    add_steps(paper, model)
    add_questions(paper, model)
    return paper.file()


def head_facts(model: ItemDefinition) -> list[tuple[str, str]]:
    """Name, audience, office, limit, fee, result and where to ask."""
    return [
        (_("事项名称"), model.title),
        (_("服务类别"), str(SERVICE_KINDS[model.service_kind])),
        (_("申请人"), audience_words(model)),
        (_("办理机关"), str(LEVELS[model.level])),
        (_("受理时间"), open_words(model)),
        (_("办理时限"), limit_words(model)),
        (_("收费"), fee_words(model)),
        (_("办理结果"), model.outcome_text),
        (_("咨询"), model.contact or _("办理机关窗口")),
    ]


def parts(model: ItemDefinition) -> list[tuple[str, list[str]]]:
    return [
        (_("设定依据"), [" ".join(filter(None, [basis.text, basis.url])) for basis in model.basis]),
        (_("申请条件"), [condition_words(model, condition) for condition in model.conditions]),
        (_("办理材料"), papers_words(model)),
        (_("填报内容"), [f"{section}：{labels_of(model, section)}" for section in model.sections]),
    ]


def audience_words(model: ItemDefinition) -> str:
    """Who may apply."""
    return "、".join(str(AUDIENCES[each]) for each in model.audience)


def condition_words(model: ItemDefinition, condition: Condition) -> str:
    """A condition, and which other one makes it needless."""
    other = alternative_words(model, condition)
    return f"{condition.text}。{other}" if other else condition.text


def alternative_words(model: ItemDefinition, condition: Condition) -> str:
    """Which other condition makes this one needless; empty when none does."""
    other = next((one for one in model.conditions if one.code == condition.unless), None)
    if other is None:
        return ""
    if other.unless == condition.code:
        return _("与“%(other)s”符合一项即可。") % {"other": other.text}
    return _("符合“%(other)s”的，不看这一条。") % {"other": other.text}


def labels_of(model: ItemDefinition, section: str) -> str:
    return "、".join(field.label for field in model.fields if field.section == section)


def papers_words(model: ItemDefinition) -> list[str]:
    """What has to be handed in: the materials, and the files for which the form asks."""
    in_form = [paper_words(each.label, _("在申请表中上传。") + each.hint, each.required) for each in model.files]
    return [*(paper_words(each.label, each.note, each.required) for each in model.materials), *in_form]


def paper_words(label: str, note: str, required: bool) -> str:
    name = label if required else _("%(paper)s（可选）") % {"paper": label}
    return f"{name}。{note}" if note else name


def add_steps(paper: Paper, model: ItemDefinition) -> None:
    heads = (_("步骤"), _("环节"), _("办理人"), _("时限（工作日）"))
    rows = [(str(row["at"]), row["title"], row["who"], str(row["limit_workdays"])) for row in step_rows(model)]
    total = ("", _("合计"), "", str(model.limit_workdays))
    aligns = (Align.RIGHT, Align.LEFT, Align.LEFT, Align.RIGHT)
    paper.table(_("从提交到办结的各个环节"), Grid(heads, [*rows, total], (1, 3, 3, 2), aligns, frozenset({len(rows)})))
    paper.note(limit_note(model))


def add_questions(paper: Paper, model: ItemDefinition) -> None:
    if model.questions:
        paper.heading(_("常见问题"))
        for asked in model.questions:
            paper.subheading(asked.question)
            paper.say(asked.answer)


def open_words(model: ItemDefinition) -> str:
    """常年受理, or from when until when."""
    if model.call:
        return _("按批次受理，以申报通知为准")
    if model.open_from and model.open_until:
        return _("%(first)s 至 %(last)s") % {"first": date_iso(model.open_from), "last": date_iso(model.open_until)}
    if model.open_from:
        return _("自 %(first)s 起") % {"first": date_iso(model.open_from)}
    return _("至 %(last)s") % {"last": date_iso(model.open_until)} if model.open_until else _("常年受理")


def limit_words(model: ItemDefinition) -> str:
    words = _("%(days)d 个工作日") % {"days": model.limit_workdays}
    return _("%(words)s（设定值）") % {"words": words} if model.limits_basis == "assumed" else words


def limit_note(model: ItemDefinition) -> str:
    return _("退回补正期间不计时，补正期限 %(days)d 个工作日。到期前提醒经办人，超期上报负责人。") % {
        "days": model.correction_workdays
    }


def fee_words(model: ItemDefinition) -> str:
    return yuan(model.fee_fen) if model.fee_fen else _("不收费")
