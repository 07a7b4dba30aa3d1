"""A cap on what calls may spend: the call that would pass it is not made."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from llm_router.errors import BadArgument, BudgetExceeded

if TYPE_CHECKING:
    from llm_router.backend import Backend

MILLION = 1_000_000


def estimate_cost(backend: Backend, prompt_tokens: int | None, completion_tokens: int | None) -> float | None:
    """Return what so many tokens cost; None when prices or tokens are not known."""
    if backend.price_in is None and backend.price_out is None:
        return None
    if prompt_tokens is None and completion_tokens is None:
        return None
    cost_in = (prompt_tokens or 0) * (backend.price_in or 0)
    return (cost_in + (completion_tokens or 0) * (backend.price_out or 0)) / MILLION


class Budget:
    """A cap in ``tokens``, in money (``cost``, in the currency of the backends' prices), or in both; threads share it.

    Before each request, its prompt (by an estimate) and its ``max_tokens`` are set aside; BudgetExceeded is raised when
    that would pass the cap. Afterwards what the server counted takes their place. A backend without prices costs
    nothing.
    """

    def __init__(self, *, tokens: int | None = None, cost: float | None = None) -> None:
        for name, value in (("tokens", tokens), ("cost", cost)):
            is_number = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
            if value is not None and not is_number:
                raise BadArgument(f"the budget's {name} is {value!r}; it must be a number, zero or more, or None.")
        if tokens is None and cost is None:
            raise BadArgument("a budget needs a cap: Budget(tokens=100_000) or Budget(cost=1.5).")
        self.tokens = tokens
        self.cost = cost
        self._spent_tokens = 0
        self._spent_cost = 0.0
        self._lock = threading.Lock()

    @property
    def spent_tokens(self) -> int:
        """Tokens spent so far, those set aside for calls under way included."""
        return self._spent_tokens

    @property
    def spent_cost(self) -> float:
        """Money spent so far, that set aside for calls under way included."""
        return self._spent_cost

    def reserve(self, backend: Backend, prompt_tokens: int, completion_tokens: int) -> Reservation:
        """Set aside what a request may cost; raise BudgetExceeded when that would pass the cap."""
        tokens = prompt_tokens + completion_tokens
        cost = estimate_cost(backend, prompt_tokens, completion_tokens) or 0.0
        with self._lock:
            if self.tokens is not None and self._spent_tokens + tokens > self.tokens:
                raise BudgetExceeded(
                    f"The next call would pass the budget of {self.tokens} tokens: {self._spent_tokens} are spent, and "
                    f"it may take {tokens}. Raise the budget, send less, or ask for fewer max_tokens."
                )
            if self.cost is not None and self._spent_cost + cost > self.cost:
                raise BudgetExceeded(
                    f"The next call would pass the budget of {self.cost:g}: {self._spent_cost:.6g} is spent, and it "
                    f"may cost {cost:.6g}. Raise the budget, send less, or ask for fewer max_tokens."
                )
            self._spent_tokens += tokens
            self._spent_cost += cost
        return Reservation(self, backend, tokens, cost)

    def correct(self, tokens: int, cost: float) -> None:
        """Add to what is spent; both may be negative."""
        with self._lock:
            self._spent_tokens += tokens
            self._spent_cost += cost


class Reservation:
    """What was set aside for one request, until it is known what that took."""

    def __init__(self, budget: Budget, backend: Backend, tokens: int, cost: float) -> None:
        self._budget = budget
        self._backend = backend
        self._tokens = tokens
        self._cost = cost

    def settle(self, prompt_tokens: int | None, completion_tokens: int | None, *, is_answered: bool) -> None:
        """Put what the server counted in its place; without a count, an answer costs what was set aside."""
        if prompt_tokens is None and completion_tokens is None:
            if not is_answered:
                self._budget.correct(-self._tokens, -self._cost)
            return
        tokens = (prompt_tokens or 0) + (completion_tokens or 0)
        cost = estimate_cost(self._backend, prompt_tokens, completion_tokens) or 0.0
        self._budget.correct(tokens - self._tokens, cost - self._cost)
