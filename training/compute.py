"""How training computes on the machine at hand: precision and attention kernels."""

from contextlib import AbstractContextManager

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel


def has_fast_bfloat16() -> bool:
    """Whether this CPU computes in bfloat16; elsewhere it is emulated and six times slower than fp32."""
    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16") or capabilities.get("bf16"))


def half_precision(device: str) -> AbstractContextManager[None]:
    """Autocast to bfloat16 where that is fast."""
    return torch.autocast(device, torch.bfloat16, enabled=device != "cpu" or has_fast_bfloat16())


def fast_attention(device: str) -> AbstractContextManager[None]:
    """The fastest attention for texts of feedback.

    On a CPU the fused kernel takes twice as long going backwards. On a GPU cuDNN's plans anew for every shape of a
    batch, and every batch has its own.
    """
    return sdpa_kernel(SDPBackend.MATH if device == "cpu" else [SDPBackend.EFFICIENT_ATTENTION, SDPBackend.MATH])
