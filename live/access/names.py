"""Names as people type them: what a keyboard or a copied text adds without being seen is no part of them."""

import unicodedata

UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")


def user_name(typed: str) -> str:
    """The user name that is meant by `typed`. Django keeps names in NFKC; no blank begins or ends one."""
    name = unicodedata.normalize("NFKC", typed)
    while name and unicodedata.category(name[0]) in UNSEEN:
        name = name[1:]
    while name and unicodedata.category(name[-1]) in UNSEEN:
        name = name[:-1]
    return name
