"""Titles, abstracts and claims of made-up patents."""

from collections.abc import Sequence
from typing import NamedTuple

from zhicheng.engine.patents.demo.vocabulary import Field, Product
from zhicheng.engine.patents.record import Kind, Text

TERMS = 12
"""Words of the field that one application uses."""
DRAWS = 6
_CLAIMS_FEWEST, _CLAIMS_MORE = 3, 7


class Writing(NamedTuple):
    """The words of one application; `subject` is what its claims are about."""

    titles: tuple[Text, ...]
    abstracts: tuple[Text, ...]
    claims: tuple[str, ...]


def writing(kind: Kind, field: Field, product: Product, terms: Sequence[str], drawn: Sequence[float]) -> Writing:
    """``terms`` are `TERMS` words of the field, ``drawn`` `DRAWS` numbers in [0, 1)."""
    if kind is Kind.DESIGN:
        return _design(field, drawn)
    subject, english = _subject(kind, field, product, terms, drawn)
    title = subject if subject.startswith("基于") else f"一种{subject}"
    return Writing(
        titles=(Text("zh", title), Text("en", english)),
        abstracts=(Text("zh", _abstract(kind, title, field, terms, drawn)),),
        claims=_claims(title, terms, drawn),
    )


def _subject(
    kind: Kind, field: Field, product: Product, terms: Sequence[str], drawn: Sequence[float]
) -> tuple[str, str]:
    """What the application calls itself, in Chinese and in English."""
    forms = 5 if kind is Kind.INVENTION else 3
    form = int(drawn[0] * forms)
    if form == 0:
        return product.zh, product.en
    if form == 1:
        return f"带有{terms[0]}的{product.zh}", f"{product.en} with an improved part"
    if form == 2:
        scene = field.scenes[int(drawn[1] * len(field.scenes))]
        return f"用于{scene}的{product.zh}", f"{product.en} for a particular use"
    if form == 3:
        return f"{product.zh}及其{field.method}", f"{product.en} and method therefor"
    return f"基于{terms[0]}的{product.zh}及{field.method}", f"{product.en} and method based on an improved part"


def _abstract(kind: Kind, title: str, field: Field, terms: Sequence[str], drawn: Sequence[float]) -> str:
    right = "本发明" if kind is Kind.INVENTION else "本实用新型"
    effect = field.effects[int(drawn[2] * len(field.effects))]
    other = field.effects[int(drawn[3] * len(field.effects))]
    scene = field.scenes[int(drawn[1] * len(field.scenes))]
    number = 2 + int(drawn[4] * 98)
    if drawn[5] < 0.5:
        return (
            f"{right}公开了{title}，涉及{field.name}技术领域。包括{terms[0]}、{terms[1]}、{terms[2]}和{terms[3]}，所述{terms[1]}设于"
            f"所述{terms[0]}的一侧，所述{terms[2]}通过{terms[4]}与所述{terms[3]}相连接。{right}利用{terms[5]}配合{terms[6]}，"
            f"{effect}，适用于{scene}。"
        )
    return (
        f"{right}提供{title}，针对{scene}中{terms[7]}容易失效的问题，在{terms[0]}与{terms[1]}之间设置{number}个{terms[2]}，并由"
        f"{terms[3]}对{terms[4]}进行调节。与现有做法相比，{effect}，同时{other}；结构中的{terms[8]}可以单独更换，{terms[9]}无需改动。"
    )


def _claims(title: str, terms: Sequence[str], drawn: Sequence[float]) -> tuple[str, ...]:
    subject = title.removeprefix("一种")
    count = _CLAIMS_FEWEST + int(drawn[4] * _CLAIMS_MORE)
    first = f"1.{title}，其特征在于，包括{terms[0]}、{terms[1]}和{terms[2]}，所述{terms[0]}与所述{terms[1]}相连接，所述{terms[2]}设于二者之间。"
    return (first, *(_dependent(number, subject, terms, drawn) for number in range(2, count + 1)))


def _dependent(number: int, subject: str, terms: Sequence[str], drawn: Sequence[float]) -> str:
    """A claim that refers to the first, or to the one before it."""
    parent = number - 1 if number % 3 == 0 else 1
    part, other = terms[number % TERMS], terms[(number + 3) % TERMS]
    ratio = 1 + int(drawn[3] * 9)
    detail = f"所述{part}上设有{other}" if number % 2 else f"所述{part}与{other}的数量之比为1:{ratio}"
    return f"{number}.根据权利要求{parent}所述的{subject}，其特征在于，{detail}。"


def _design(field: Field, drawn: Sequence[float]) -> Writing:
    title = field.designs[int(drawn[0] * len(field.designs))]
    brief = (
        f"1.本外观设计产品的名称：{title}。2.本外观设计产品的用途：用于{field.name}。3.本外观设计的设计要点：在于形状。"
    )
    return Writing((Text("zh", title),), (Text("zh", brief),), ())
