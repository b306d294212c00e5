from nlp.identifiers.coins.keccak import DIGEST_BYTES, keccak256


def test_keccak256_gives_the_published_digest_of_nothing() -> None:
    # Keccak team's test vectors, KECCAK-256 of the empty message.
    expected = "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert keccak256(b"").hex() == expected
    assert len(keccak256(b"abc")) == DIGEST_BYTES
