"""The first minutes of an installation: nothing is loaded yet."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/", "/help/", "/regions/", "/plans/"])
def test_a_page_opens_without_any_data(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200
