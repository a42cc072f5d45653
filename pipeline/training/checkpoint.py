"""Checkpoints of a training run: weights and the optimiser's moments in one safetensors file, so that a run goes on as if never stopped."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import nn

from pipeline.errors import ModelError


def save_checkpoint(path: Path, model: nn.Module, optimiser: torch.optim.Optimizer, step: int, recipe: str) -> None:
    """Written beside and moved into place. ``step``: how many steps are done; ``recipe``: what may go on from here."""
    tensors = {f"model.{name}": value for name, value in model.state_dict().items()}
    for number, state in optimiser.state_dict()["state"].items():
        tensors |= {f"optimiser.{number}.{name}": torch.as_tensor(value) for name, value in state.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    save_file(
        {k: v.detach().cpu().contiguous().clone() for k, v in tensors.items()}, temporary, {"step": str(step), "recipe": recipe}
    )
    temporary.replace(path)


def load_checkpoint(path: Path, model: nn.Module, optimiser: torch.optim.Optimizer, recipe: str) -> int:
    """Put the saved state into both and return the steps done; 0 where there is no file.

    Raises ModelError where the file is broken or of another recipe: going on would give a model that no configuration describes.
    """
    if not path.exists():
        return 0
    try:
        with safe_open(path, framework="pt") as file:
            facts = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping
        step = int(facts["step"])
    except (OSError, KeyError, ValueError, SafetensorError) as error:
        raise ModelError(
            f"{path}: điểm dừng hỏng ({error}); hãy xóa tệp này để huấn luyện lại từ đầu",
            f"{path}: broken checkpoint ({error}); delete it to train from the start",
        ) from error
    if facts.get("recipe") != recipe:
        raise ModelError(
            f"{path}: điểm dừng của một cấu hình khác; hãy xóa tệp này hoặc dùng lại cấu hình cũ",
            f"{path}: checkpoint of another recipe; delete it or use the former configuration",
        )
    model.load_state_dict({k.removeprefix("model."): v for k, v in tensors.items() if k.startswith("model.")})
    state: dict[int, dict[str, torch.Tensor]] = {}
    for name, value in tensors.items():
        if name.startswith("optimiser."):
            _, number, key = name.split(".", 2)
            state.setdefault(int(number), {})[key] = value
    optimiser.load_state_dict({"state": state, "param_groups": optimiser.state_dict()["param_groups"]})
    return step
