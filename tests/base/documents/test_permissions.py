"""A document is read by its organisation and by officers in whose reach it lies."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests.people import person
from tests.permissions import OWN_PARTY, OWN_REGION, Matrix, PermissionMatrix, Place, Route
from zhicheng.base.accounts.models import OF_PARTIES, OFFICERS, Role
from zhicheng.base.documents.actions import store


def a_paper(place: Place) -> Mapping[str, Any]:
    """A paper that the place's organisation handed in."""
    member = person("李", Role.ORGANISATION, region=place.region, party=place.party)
    return {"pk": store(upload=SimpleUploadedFile("证书.txt", "甲".encode()), purpose="test", by=member).pk}


class Download(Route):
    """A route whose answer streams a file; read to its end, the file is closed."""

    def ask(self, client: Client, place: Place) -> HttpResponse:
        answer = super().ask(client, place)
        if answer.streaming:
            b"".join(answer.streaming_content)
        return answer


MATRIX = Matrix(
    Download(
        "documents:download",
        a_paper,
        allowed=dict.fromkeys(OFFICERS, OWN_REGION) | dict.fromkeys(OF_PARTIES, OWN_PARTY),
        hidden=403,
    ),
)


class TestPermissions(PermissionMatrix):
    matrix = MATRIX

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path, settings: LazySettings) -> None:
        settings.DOCUMENTS_DIR = tmp_path
