"""What a request says of its sender is read in one way, however little of it is asked."""

from hypothesis import given
from hypothesis import strategies as st

from live.access.requests import cookies_of, request_of

LINE = st.text(st.sampled_from('ab=; "\\\0,é%'), max_size=20).map(lambda text: text.encode("latin1"))


@given(LINE)
def test_cookies_are_those_that_django_reads(line: bytes) -> None:
    scope = {"type": "websocket", "path": "/", "headers": [(b"host", b"x"), (b"cookie", line)]}
    assert cookies_of(scope) == request_of(scope).COOKIES
