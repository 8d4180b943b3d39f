"""Patents for programs."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.services.patentinfo.samples import fill

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _filled(own_lake: Path) -> None:
    fill()


def content(answer: HttpResponse) -> Any:
    return json.loads(answer.content)


def test_a_page_of_what_is_found(client: Client) -> None:
    answer = content(client.get("/api/patents", {"q": "锂离子电池", "page_size": 1, "sort": "published"}))
    assert (answer["total"], answer["page"], answer["page_size"], answer["version"]) == (2, 1, 1, 1)
    assert [one["publication"] for one in answer["patents"]] == ["CN101933423B"]
    assert answer["patents"][0]["filed_on"] == "2010-08-17"


def test_filters_are_those_of_the_page(client: Client) -> None:
    answer = content(client.get("/api/patents", {"kind": ["utility_model", "design"], "from": 2011}))
    assert [one["publication"] for one in answer["patents"]] == ["CN202111111U"]


def test_counts(client: Client) -> None:
    answer = content(client.get("/api/patents/facets", {"q": "电池"}))
    assert answer["kind"] == [{"value": "invention", "count": 2}, {"value": "utility_model", "count": 1}]
    assert answer["province"] == [{"value": "440000", "count": 2}, {"value": "340000", "count": 1}]


def test_one_patent(client: Client) -> None:
    assert content(client.get("/api/patents/CN101933423A"))["titles"] == [
        {"language": "zh", "text": "一种锂离子电池冷却装置"}
    ]


def test_numbers(client: Client) -> None:
    answer = client.post(
        "/api/patents/lookup", json.dumps({"numbers": ["CN101933423", "CN1"]}), content_type="application/json"
    )
    assert [(one["outcome"], one["publications"]) for one in content(answer)] == [
        ("found", ["CN101933423A", "CN101933423B"]),
        ("malformed", []),
    ]


@pytest.mark.parametrize(
    ("address", "status", "title"),
    [
        ("/api/patents?q=TI%3D(", 400, "检索式不能识别"),
        ("/api/patents?page=0", 422, "参数有误"),
        ("/api/patents?page_size=101", 422, "参数有误"),
        ("/api/patents?sort=best", 422, "参数有误"),
        ("/api/patents/CN9", 404, "没有找到"),
    ],
)
def test_faults_are_problem_details(client: Client, address: str, status: int, title: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert {key: content(answer)[key] for key in ("type", "title", "status")} == {
        "type": "about:blank",
        "title": title,
        "status": status,
    }


def test_the_description_names_every_operation(client: Client) -> None:
    described = content(client.get("/api/openapi.json"))
    assert described["openapi"].startswith("3.1")
    assert sorted(described["paths"]) == [
        "/api/patents",
        "/api/patents/facets",
        "/api/patents/lookup",
        "/api/patents/{publication}",
    ]
    assert [one["path"] for one in client.get("/api/").context["operations"]] == list(described["paths"])
