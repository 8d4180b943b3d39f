"""The words in which Chinese sources give the state of a right or an event, and what they mean."""

from functools import lru_cache

from zhicheng.engine.patents.record import LegalState

_MEANINGS = (
    # The first that the words contain decides, so the special stands before the general.
    ("视为撤回", LegalState.WITHDRAWN),
    ("视撤", LegalState.WITHDRAWN),
    ("撤回", LegalState.WITHDRAWN),
    ("视为放弃", LegalState.WITHDRAWN),
    ("驳回", LegalState.REJECTED),
    ("全部无效", LegalState.INVALIDATED),
    ("宣告无效", LegalState.INVALIDATED),
    ("部分无效", LegalState.IN_FORCE),
    ("届满", LegalState.EXPIRED),
    ("期满", LegalState.EXPIRED),
    ("失效", LegalState.LAPSED),
    ("未缴年费", LegalState.LAPSED),
    ("权利终止", LegalState.LAPSED),
    ("权终止", LegalState.LAPSED),
    ("终止", LegalState.LAPSED),
    ("放弃", LegalState.LAPSED),
    ("避重", LegalState.LAPSED),
    ("权利恢复", LegalState.IN_FORCE),
    ("有权", LegalState.IN_FORCE),
    ("有效", LegalState.IN_FORCE),
    ("授权", LegalState.IN_FORCE),
    ("维持", LegalState.IN_FORCE),
    ("审中", LegalState.PENDING),
    ("在审", LegalState.PENDING),
    ("实质审查", LegalState.PENDING),
    ("实审", LegalState.PENDING),
    ("公开", LegalState.PENDING),
    ("公布", LegalState.PENDING),
    ("受理", LegalState.PENDING),
    ("无权", LegalState.LAPSED),
    ("无效", LegalState.INVALIDATED),
    ("expired", LegalState.EXPIRED),
    ("inactive", LegalState.LAPSED),
    ("discontinued", LegalState.WITHDRAWN),
    ("withdrawn", LegalState.WITHDRAWN),
    ("rejected", LegalState.REJECTED),
    ("pending", LegalState.PENDING),
    ("active", LegalState.IN_FORCE),
)
_CHANGES_NOTHING = ("转移", "许可", "质押", "变更", "保全", "解除", "生效日", "复审请求", "无效请求")


@lru_cache(maxsize=4_096)
def state_of(words: str) -> LegalState:
    """The state that words such as 有权, 审中-实审, 失效｜未缴年费 or ``ACTIVE`` name; ``UNKNOWN`` when they name none.

    无权 and 失效 alone do not say why a right ended; they are read as lapsed, the most frequent reason. Where several
    events stand in one cell (``授权|权利转移``), those that leave the right as it is are passed over.
    """
    text = words.casefold()
    for entry in text.replace("；", ";").replace("|", ";").replace("｜", ";").split(";"):
        state = _meaning(entry)
        if state is not None:
            return state
    return LegalState.UNKNOWN


def _meaning(entry: str) -> LegalState | None:
    if any(word in entry for word in _CHANGES_NOTHING):
        return None
    return next((state for word, state in _MEANINGS if word in entry), None)


def event_state(words: str) -> LegalState | None:
    """The state that an event leads to, None when it changes nothing or its words are not known."""
    return _meaning(words.casefold())
