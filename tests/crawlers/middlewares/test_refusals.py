import pytest
from scrapy.exceptions import IgnoreRequest

from crawlers.middlewares.refusals import EvidenceLost, OutOfScope


@pytest.mark.parametrize("kind", [OutOfScope, EvidenceLost])
def test_refusal_is_one_that_scrapy_does_not_take_for_a_fault(
    kind: type[IgnoreRequest],
) -> None:
    with pytest.raises(IgnoreRequest, match="why"):
        raise kind("why")
