"""Words to word pieces: the one place that knows the tokenizer, for training and for serving alike."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# Long junk (hashes, base64) would fill a window with pieces that say nothing.
MAX_PIECES_A_WORD = 6
# Cached words; a bulk run over millions of documents must not grow without bound.
_CACHE_LIMIT = 400_000


class WordPieces:
    """Piece ids of single words, remembered.

    The encoder is uncased, so each word also says whether it starts with a capital (``kind`` 1) in the place of BERT's
    sentence number: names and sentence starts behave differently under swapping.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_padding()  # encoders of sentences pad and cut as saved; single words need neither
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self._cache: dict[str, tuple[int, ...]] = {}
        self.pad, self.unknown, self.start, self.end, self.mask = (
            self._special(name) for name in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
        )

    @classmethod
    def from_file(cls, path: str | PathLike[str]) -> WordPieces:
        """Read a ``tokenizer.json``."""
        from tokenizers import Tokenizer

        return cls(Tokenizer.from_file(str(path)))

    def _special(self, name: str) -> int:
        found = self._tokenizer.token_to_id(name)
        if found is None:
            raise ValueError(f"the tokenizer has no {name}")
        return found

    def learn(self, tokens: Iterable[str]) -> None:
        """Encode all tokens that are new, in one batch."""
        fresh = list({token for token in tokens if token not in self._cache})
        if not fresh:
            return
        if len(self._cache) + len(fresh) > _CACHE_LIMIT:
            self._cache.clear()
        # Half a surrogate pair has no UTF-8 form, which the tokenizer wants: it is read as unknown.
        sound = [token.encode("utf8", "replace").decode("utf8") for token in fresh]
        for token, encoding in zip(fresh, self._tokenizer.encode_batch(sound, add_special_tokens=False), strict=True):
            self._cache[token] = tuple(encoding.ids[:MAX_PIECES_A_WORD]) or (self.unknown,)

    def of(self, tokens: list[str]) -> list[tuple[int, ...]]:
        """Piece ids of every token, in order; a token of nothing known is one unknown piece."""
        cache = self._cache
        try:
            return [cache[token] for token in tokens]
        except KeyError:
            self.learn(tokens)
            missing = [token for token in tokens if token not in cache]
            if missing:  # the cache was emptied on the way
                self.learn(tokens)
            return [cache[token] for token in tokens]


def capital(token: str) -> int:
    """1 for a word that starts with a capital letter, else 0."""
    return 1 if token[0].isupper() else 0
