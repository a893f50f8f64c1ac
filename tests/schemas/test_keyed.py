"""Texts under a key are HMAC-SHA256, whatever the length of key and text."""

import hmac

from hypothesis import given
from hypothesis import strategies as st

from schemas.keyed import KEY_LENGTH, keyed


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))), st.binary(min_size=1, max_size=200))
def test_a_keyed_text_is_its_hmac(texts: list[str], key: bytes) -> None:
    expected = [hmac.new(key, text.encode(), "sha256").hexdigest()[:KEY_LENGTH] for text in texts]
    assert keyed(texts, key) == expected
