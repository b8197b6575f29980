"""``unspin serve``: the model over HTTP, with a page to paste a text into. Needs the extra ``serve``."""
