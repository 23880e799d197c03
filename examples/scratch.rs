use gomastery::markdown::{self, Options, Glyphs};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let src = std::fs::read_to_string(&a[1]).unwrap();
    let mut o = if a.len() > 3 && a[3] == "plain" { Options::plain(a[2].parse().unwrap()) } else { Options::new(a[2].parse().unwrap()) };
    if a.len() > 3 && a[3] == "ascii" { o.glyphs = Glyphs::Ascii; o.fold_key_points = true; }
    let doc = markdown::parse(&src);
    if a.len() > 3 && a[3] == "bench" {
        let n = 50;
        let t = std::time::Instant::now();
        for _ in 0..n { std::hint::black_box(markdown::parse(&src)); }
        let p = t.elapsed() / n;
        let t = std::time::Instant::now();
        for _ in 0..n { std::hint::black_box(markdown::layout(&doc, &o)); }
        let l = t.elapsed() / n;
        let lay = markdown::layout(&doc, &o);
        let t = std::time::Instant::now();
        for _ in 0..n { std::hint::black_box(lay.find("the")); }
        let f = t.elapsed() / n;
        let t = std::time::Instant::now();
        for _ in 0..n { std::hint::black_box(markdown::passage::passages(&doc)); }
        println!("{} bytes, {} lines: parse {p:?} layout {l:?} find {f:?} passages {:?}", src.len(), lay.len(), t.elapsed()/n);
        return;
    }
    print!("{}", markdown::layout(&doc, &o).to_text());
}
