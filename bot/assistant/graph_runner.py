"""Rasa's prediction graph without dask: the same nodes in the same order, resolved once a target.

Rasa's runner builds a dask graph anew for every call, several times a message (rasa/engine/runner/dask.py); `GraphRunner`
is Rasa's own seam for another one.
"""

from __future__ import annotations

import time
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage

from bot.assistant import metrics


def _stage_of(node: str) -> str:
    """Of the tokenizer, which normalises before it cuts; everything else is understanding, the policies included."""
    return "normalise" if "Tokenizer" in node else "understand"


class DirectGraphRunner(GraphRunner):
    def __init__(self, schema: GraphSchema, nodes: dict[str, GraphNode]) -> None:
        self._schema, self._nodes = schema, nodes
        self._plans: dict[tuple[str, ...], list[tuple[str, GraphNode, tuple[str, ...]]]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> DirectGraphRunner:
        nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        return cls(graph_schema, nodes)

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        wanted = tuple(targets or self._schema.target_names)
        plan = self._plans.get(wanted)
        if plan is None:
            plan = self._plans[wanted] = self._plan(wanted)
        known: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, node, needs in plan:
            started = time.perf_counter()
            known[name] = node(*[known.get(need, need) for need in needs])
            metrics.add(_stage_of(name), time.perf_counter() - started)
        return {name: known[name][1] for name in wanted}

    def _plan(self, targets: tuple[str, ...]) -> list[tuple[str, GraphNode, tuple[str, ...]]]:
        """The nodes that `targets` need, each after what it needs itself."""
        schema = self._schema.minimal_graph_schema(list(targets))
        order: list[tuple[str, GraphNode, tuple[str, ...]]] = []
        placed: set[str] = set()

        def place(name: str) -> None:
            if name in placed or name not in schema.nodes:  # an input of the run
                return
            placed.add(name)
            needs = tuple(schema.nodes[name].needs.values())
            for need in needs:
                place(need)
            order.append((name, self._nodes[name], needs))

        for target in targets:
            place(target)
        return order
