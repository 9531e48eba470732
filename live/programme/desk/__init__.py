"""The programme desk: the imported programme, changed part by part by those who see it on a page."""
