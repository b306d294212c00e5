import subprocess
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from testmarkets.world.identifiers.identifier import ed25519_point, seeded


def test_random_source_is_the_same_in_every_process() -> None:
    code = (
        "from testmarkets.world.identifiers.identifier import seeded;"
        "print(seeded(7, 'people', 3).random())"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert float(printed.stdout) == seeded(7, "people", 3).random()


def test_random_sources_of_different_parts_differ() -> None:
    assert seeded(1, "a").random() != seeded(1, "b").random()


def test_point_is_a_public_key() -> None:
    point = ed25519_point(seeded(1))

    assert Ed25519PublicKey.from_public_bytes(point).public_bytes_raw() == point
