//! The binary `homefront`.

fn main() {}
