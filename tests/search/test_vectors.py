import struct

from hypothesis import given
from hypothesis import strategies as st

from search.vectors import pack_vector, unpack_vector

FLOAT32 = st.floats(width=32, allow_nan=False)


@given(st.lists(FLOAT32, max_size=50))
def test_unpack_vector_gives_back_every_number_exactly(vector: list[float]) -> None:
    assert unpack_vector(pack_vector(vector)) == vector


def test_pack_vector_takes_four_bytes_a_number() -> None:
    packed = pack_vector([0.25] * 384)
    # Base64 writes four characters for three bytes.
    assert len(packed) == 384 * struct.calcsize("<f") * 4 // 3
