"""What the verbs of plans are called in the log."""

from django.utils.translation import gettext_lazy

from zhicheng.base.audit import verbs

NAMES = verbs.register(
    {
        "adoption.begun": gettext_lazy("开始编制年度计划"),
        "adoption.tasks_chosen": gettext_lazy("选定年度计划的任务"),
        "adoption.expected": gettext_lazy("填写目标预期值"),
        "adoption.submitted": gettext_lazy("年度计划送审"),
        "adoption.approved": gettext_lazy("批准年度计划"),
        "adoption.sent_back": gettext_lazy("负责人退回年度计划"),
        "adoption.filed": gettext_lazy("上报年度计划"),
        "adoption.forwarded": gettext_lazy("省局接收年度计划"),
        "adoption.received": gettext_lazy("国家局接收年度计划"),
        "adoption.returned": gettext_lazy("上级退回年度计划"),
        "adoption.amending": gettext_lazy("开始调整年度计划"),
        "adoption.warned": gettext_lazy("提醒年度计划的执行"),
        "measure.added": gettext_lazy("增加措施"),
        "measure.edited": gettext_lazy("修改措施"),
        "measure.dropped": gettext_lazy("删去措施"),
        "measure.noted": gettext_lazy("登记措施进展"),
        "milestone.finished": gettext_lazy("登记里程碑完成"),
        "milestone.reopened": gettext_lazy("撤回里程碑完成"),
        "evidence.attached": gettext_lazy("上传证明材料"),
        "evidence.used": gettext_lazy("引用证明材料"),
        "evidence.use_ended": gettext_lazy("取消引用证明材料"),
    }
)
