"""The backends' prices, and what a backlog may cost: what is known of it before a model is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pr_writer.errors import ActionError
from pr_writer.inputs.settings import Settings

if TYPE_CHECKING:
    from llm_router import Backend


def read_backends(settings: Settings) -> Sequence[Backend]:
    """Return the backends that may be asked, none where no model is to be.

    Raises ActionError where none is set up: that a thousand template drafts are wanted has to be said.
    """
    if not settings.use_llm:
        return ()
    import llm_router  # a backlog without a model has no use for it

    try:
        backends = llm_router.Router.from_environ(settings.backends).backends
    except (llm_router.BadConfig, llm_router.NotConfigured) as exc:
        raise ActionError(str(exc)) from exc
    return backends


def check_prices(backends: Sequence[Backend]) -> None:
    """Raise ActionError for a backend without a price: what it costs could not be capped."""
    for backend in backends:
        if backend.price_in is None or backend.price_out is None:
            prefix = f"{backend.name.upper()}_OPENAI_PRICE"
            raise ActionError(
                f"⟨max-cost⟩ needs the prices of {backend.model}. Set the variables {prefix}_IN and {prefix}_OUT to "
                "what a million tokens cost, or use ⟨max-tokens⟩."
            )
