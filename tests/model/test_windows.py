"""Windows over long texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from unspin.windows import cut_windows

sizes = st.lists(st.integers(1, 6), max_size=300)


@given(sizes, st.integers(8, 60), st.integers(0, 30))
def test_cores_part_the_text_and_windows_fit(pieces: list[int], room: int, overlap: int) -> None:
    windows = cut_windows(pieces, room, overlap)
    assert [i for w in windows for i in range(w.core_first, w.core_last)] == list(range(len(pieces)))
    for window in windows:
        assert window.first <= window.core_first <= window.core_last <= window.last
        assert sum(pieces[window.first : window.last]) <= room or window.last - window.first == 1


@given(st.integers(1, 400))
def test_a_text_that_fits_is_one_window(length: int) -> None:
    assert len(cut_windows([1] * length, 400, 50)) == 1


def test_neighbours_share_about_the_overlap() -> None:
    windows = cut_windows([1] * 1000, 100, 40)
    assert all(left.last - right.first == 40 for left, right in zip(windows, windows[1:], strict=False))
    assert cut_windows([], 10, 5) == []
