"""The words of the made-up patents, field by field."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Product:
    """What an application is about, with the class it belongs to."""

    zh: str
    en: str
    ipc: str


@dataclass(frozen=True, slots=True)
class Field:
    """A technical field. ``terms`` is its vocabulary, the commonest word first."""

    name: str
    industry: str
    weight: int
    cities: tuple[int, ...]
    method: str
    locarno: str
    designs: tuple[str, ...]
    products: tuple[Product, ...]
    more: tuple[str, ...]
    terms: tuple[str, ...]
    scenes: tuple[str, ...]
    effects: tuple[str, ...]


@cache
def fields() -> tuple[Field, ...]:
    """All fields of the file of words."""
    content = tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
    return tuple(_field(each, content["modifiers"]) for each in content["fields"])


def _field(each: dict[str, Any], modifiers: list[str]) -> Field:
    return Field(
        name=each["name"],
        industry=each["industry"],
        weight=each["weight"],
        cities=tuple(each["cities"]),
        method=each["method"],
        locarno=each["locarno"],
        designs=tuple(each["designs"]),
        products=tuple(Product(**product) for product in each["products"]),
        more=tuple(each["more"]),
        terms=_terms(each["parts"], modifiers),
        scenes=tuple(each["scenes"]),
        effects=tuple(each["effects"]),
    )


def _terms(parts: list[str], modifiers: list[str]) -> tuple[str, ...]:
    """The parts, then each with a modifier, so that those combined differently follow one another: 复合隔膜层, 柔性电解液."""
    combined = [
        modifiers[(step + place) % len(modifiers)] + part
        for step in range(len(modifiers))
        for place, part in enumerate(parts)
    ]
    return (*parts, *combined)


@cache
def cycle() -> tuple[int, ...]:
    """The fields of applications one after the other, each as often as it weighs; every hundred or so begins anew."""
    left = [field.weight for field in fields()]
    order: list[int] = []
    while any(left):  # one of each in turn, so that no field comes in a block
        for number, rest in enumerate(left):
            if rest:
                order.append(number)
                left[number] -= 1
    return tuple(order)


@cache
def places_of_field() -> tuple[tuple[int, ...], ...]:
    """For each field its places in the cycle."""
    return tuple(
        tuple(place for place, found in enumerate(cycle()) if found == number) for number in range(len(fields()))
    )
