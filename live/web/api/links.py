"""Links that let somebody in, shown once to whoever made them."""

import segno
from django.http import HttpRequest

from live.web.api.openapi import Answer


class LinkMade(Answer, frozen=True):
    """A link as it is shown once; `qr` is a picture as an address."""

    link: str
    qr: str


def link_to(request: HttpRequest, page: str, secret: str) -> LinkMade:
    """The link by which `page` is opened with `secret`.

    What stands behind # is sent to no server: it is in no log, and no page learns of it where the link came from.
    """
    link = f"{request.build_absolute_uri(page)}#{secret}"
    return LinkMade(link, segno.make(link, error="m").svg_data_uri(scale=8, border=2))
