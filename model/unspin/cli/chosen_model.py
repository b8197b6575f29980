"""The model that the options --model, --profile, --device and --judge-all name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import unspin
from unspin.profile import Profile

if TYPE_CHECKING:
    from unspin.model import Model
    from unspin.network import Device


def load_model(model_path: str | None, profile: Profile | None, device: Device = "cpu", *, judge_all: bool = False) -> Model:
    """The model in the folder, or the shipped one, with the thresholds of the profile if there is one.

    Raises ModelError if it cannot be loaded, InputError if the profile was made for another model, UnspinError without such a device.
    """
    model = unspin.load(model_path, device=device, judge_all=judge_all)
    return model if profile is None else profile.applied_to(model)
