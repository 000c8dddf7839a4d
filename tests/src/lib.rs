//! Contract and wire tests over the whole of Deskport: see `tests/`.

pub mod bodies;
