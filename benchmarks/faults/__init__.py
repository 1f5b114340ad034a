"""Experiments that break things under the product: kills, races, servers that go. `python -m benchmarks.faults`."""
