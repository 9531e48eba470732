"""Whose account a connection goes on: a badge's, a signed-in device's; else its address's.

By signed cookies alone: nothing is asked of the database, and nothing is let in by this. What is signed for anyone who
asks, such as a code to pair a screen by, gives no account of one's own.
"""

from live.access.admission import held_badge
from live.access.bounds import OF_A_BADGE, OF_AN_ADDRESS, OF_AN_ORGANISER, Holder, address_of
from live.access.requests import Scope, cookies_of
from live.access.sign_in import device_of


def holder_of(scope: Scope) -> Holder:
    """Who asks, as far as accounts go."""
    cookies = cookies_of(scope)
    if (badge := held_badge(cookies)) is not None:
        return Holder(f"badge:{badge}", OF_A_BADGE)
    if (device := device_of(cookies)) is not None:
        return Holder(f"user:{device.user}", OF_AN_ORGANISER)
    return Holder(f"address:{address_of(scope.get('client'))}", OF_AN_ADDRESS)
