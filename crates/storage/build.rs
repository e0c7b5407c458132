//! New migrations are new files: tell cargo where they come from, since the embedding macro cannot.
fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
