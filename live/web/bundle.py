"""Where the built screens are."""

from pathlib import Path


def bundle_root() -> Path:
    """The folder that holds the built pages, `manifest.json` and `assets/`.

    A wheel carries it beside this module; a work tree builds it in `frontend/dist`.
    """
    here = Path(__file__).resolve().parent
    carried = here / "built"
    return carried if carried.is_dir() else here.parents[1] / "frontend" / "dist"
