"""Named, so that the `benchmarks` that PyArrow 17 installs is not found in its place."""
