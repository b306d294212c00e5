import pytest

from api.problems import KINDS
from tests.api.conftest import Api

pytestmark = pytest.mark.elasticsearch


def test_every_kind_of_problem_has_a_page_with_its_remedy(api: Api) -> None:
    for kind in KINDS:
        page = api.bare.get(kind.uri)
        assert page.status_code == 200
        assert kind.title in page.text
        assert kind.remedy in page.text


def test_an_unknown_kind_is_not_found(api: Api) -> None:
    assert api.bare.get("/problems/nothing").status_code == 404
