import ssl
from datetime import UTC, datetime, timedelta

import pytest

from core.errors import ConfigError
from search.access.certificates import (
    Signed,
    is_signed_by,
    make_authority,
    make_certificate,
    names_of,
    read_certificate,
)

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def authority() -> Signed:
    return make_authority(NOW)


def test_authority_may_sign_nodes_and_no_other_authority(authority: Signed) -> None:
    read = read_certificate(authority.certificate, "ca.crt")
    constraints, usage = (read.extensions[index].value for index in (0, 1))
    assert (constraints.ca, constraints.path_length) == (True, 0)
    assert usage.key_cert_sign
    assert read.not_valid_after_utc == NOW + timedelta(days=3650)
    assert read.not_valid_before_utc < NOW


def test_certificate_names_the_node_its_service_and_its_own_machine(
    authority: Signed,
) -> None:
    made = make_certificate(authority, "elasticsearch-1", NOW, days=30)
    read = read_certificate(made.certificate, "elasticsearch-1.crt")
    assert names_of(read) == {
        "elasticsearch-1",
        "elasticsearch",
        "localhost",
        "127.0.0.1",
        "::1",
    }
    assert read.not_valid_after_utc == NOW + timedelta(days=30)
    assert is_signed_by(read, read_certificate(authority.certificate, "ca.crt"))
    assert made.key.startswith("-----BEGIN PRIVATE KEY-----")


def test_certificate_of_an_address_names_it(authority: Signed) -> None:
    made = make_certificate(authority, "10.0.0.7", NOW)
    assert "10.0.0.7" in names_of(read_certificate(made.certificate, "node"))


def test_certificate_does_not_outlive_its_authority() -> None:
    short = make_authority(NOW, days=5)
    read = read_certificate(make_certificate(short, "a", NOW).certificate, "a.crt")
    assert read.not_valid_after_utc == NOW + timedelta(days=5)


@pytest.mark.parametrize("late", [timedelta(minutes=10), timedelta(days=1)])
def test_authority_that_has_expired_signs_nothing(late: timedelta) -> None:
    short = make_authority(NOW, days=5)
    later = NOW + timedelta(days=5) + late
    with pytest.raises(ConfigError, match=r"expired on 2026-03-10.*--renew authority"):
        make_certificate(short, "a", later)


def test_another_authority_did_not_sign(authority: Signed) -> None:
    made = make_certificate(authority, "a", NOW)
    other = read_certificate(make_authority(NOW).certificate, "ca.crt")
    assert not is_signed_by(read_certificate(made.certificate, "a.crt"), other)


def test_python_trusts_what_the_authority_signed(authority: Signed) -> None:
    context = ssl.create_default_context(cadata=authority.certificate)
    (held,) = context.get_ca_certs()
    assert held["subject"] == held["issuer"]


@pytest.mark.parametrize("part", ["certificate", "key", "pair"])
def test_authority_that_cannot_sign_is_named(authority: Signed, part: str) -> None:
    wrong = {
        "certificate": Signed("nonsense", authority.key),
        "key": Signed(authority.certificate, "nonsense"),
        "pair": Signed(authority.certificate, make_authority(NOW).key),
    }[part]
    with pytest.raises(ConfigError, match=r"ca\.(crt|key).*--renew authority"):
        make_certificate(wrong, "a", NOW)
