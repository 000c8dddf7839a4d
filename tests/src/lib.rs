//! Contract, model and wire tests over the whole of Deskport, and the runner's: see `tests/`.

pub mod bodies;
