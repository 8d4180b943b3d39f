"""Parties: officers in their reach, organisations themselves, others nothing."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.people import NANSHAN, person
from tests.permissions import OWN_PARTY, OWN_REGION, Matrix, PermissionMatrix, Place, Route, page_and_twins
from zhicheng.base.accounts.models import OF_PARTIES, OFFICERS, Role
from zhicheng.base.documents.actions import store
from zhicheng.base.parties.views import IMPORTED

LIST = f"名称,类型,区划代码\n甲公司,企业,{NANSHAN}\n".encode()
SEERS = dict.fromkeys(OFFICERS, OWN_REGION) | dict.fromkeys(OF_PARTIES, OWN_PARTY)
OWNERS = dict.fromkeys(OF_PARTIES, OWN_PARTY)
ANSWERS = {"kind": "enterprise", "name": "甲公司", "uscc": "", "address": "", "region": NANSHAN}


def a_party(place: Place) -> Mapping[str, Any]:
    return {"pk": place.party.pk}


def an_uploaded_list(place: Place) -> Mapping[str, Any]:
    officer = person("区", Role.COUNTY, region=place.region)
    return {"pk": store(upload=SimpleUploadedFile("名录.csv", LIST), purpose=IMPORTED, by=officer).pk}


OF_LISTS = {"allowed": dict.fromkeys(OFFICERS, OWN_REGION), "hidden": 403}

MATRIX = Matrix(
    *page_and_twins("parties:list", allowed=OFFICERS),
    Route("parties:register", allowed=OFFICERS),
    Route("parties:register", allowed=OFFICERS, method="POST", data={**ANSWERS, "step": "register"}, answer=302),
    Route("parties:import", allowed=OFFICERS),
    Route("parties:import-preview", an_uploaded_list, **OF_LISTS),
    Route("parties:import-confirm", an_uploaded_list, **OF_LISTS, method="POST", answer=302),
    Route("parties:detail", a_party, allowed=SEERS, refused=404),
    Route("parties:registered", a_party, allowed=SEERS, refused=404),
    Route("parties:own", allowed=OF_PARTIES, answer=302),
    Route("parties:confirm", a_party, allowed=OWNERS, refused=404, method="POST", data={}, answer=302),
    Route("parties:correct", a_party, allowed=SEERS, refused=404),
    Route(
        "parties:correct",
        a_party,
        allowed=SEERS,
        refused=404,
        method="POST",
        data={**ANSWERS, "why": "换发执照"},
        answer=302,
    ),
)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path, settings: LazySettings) -> None:
        settings.DOCUMENTS_DIR = tmp_path
