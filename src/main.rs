//! The program's entry: everything else is in the library, where tests can reach it.

fn main() {
    std::process::exit(gomastery::run(std::env::args_os().skip(1).collect()));
}
