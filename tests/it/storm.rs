//! Any keys at any size: nothing panics, and what was saved stays.
//!
//! `GOMASTERY_STORM=1000000 cargo test --test it any_keys -- --nocapture` lets that many events run instead of the usual
//! 20,000, and says how many there were.

use super::{driver::Driver, review_screens::in_two_phases};
use gomastery::app::{
    Msg,
    command::COMMANDS,
    keys::{Chord, Key},
    msg::Mouse,
};

/// A small generator of numbers (xorshift64*), so that a seed names a run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % sides
    }
}

/// Runs that many events and returns how many of them were saved.
fn storm(seed: u64, events: usize) -> usize {
    let mut dice = Dice(seed);
    let mut driver = Driver::first_start(80, 24);
    let keys: Vec<Chord> = COMMANDS.iter().flat_map(|c| c.keys).filter_map(|key| Chord::parse(key)).collect();
    for step in 0..events {
        match dice.roll(40) {
            0 => {
                let (width, height) =
                    if dice.roll(3) == 0 { (dice.roll(300), dice.roll(100)) } else { (dice.roll(60), dice.roll(20)) };
                driver.send(Msg::Resize(width as u16, height as u16));
            }
            1 => driver.send(Msg::Paste(["x", "日本 👍🏽 e\u{301}", "a\nb\u{1b}[31m", "5.6"][dice.roll(4)].to_owned())),
            2 => {
                let mouse = [Mouse::Press, Mouse::WheelUp, Mouse::WheelDown][dice.roll(3)];
                driver.send(Msg::Mouse(mouse, dice.roll(130) as u16, dice.roll(50) as u16));
            }
            3 => {
                driver.wait(dice.roll(4) as i64);
            }
            4 => driver.send(Msg::Chord(Chord::plain(Key::Char(['é', '世', '\u{301}', '9'][dice.roll(4)])))),
            _ => driver.send(Msg::Chord(keys[dice.roll(keys.len())])),
        }
        if step % 5 == 0 {
            driver.screen();
        }
        driver.quit = false;
    }
    let folded = gomastery::domain::progress::Fold::of(240, &driver.model.curriculum);
    let mut folded = folded;
    folded.extend(&driver.log);
    assert_eq!(folded.now(), driver.model.progress, "what is on the screen is not what the log says (seed {seed})");
    driver.log.len()
}

/// Events of one run without an environment variable.
const USUAL: usize = 20_000;
/// Events of one seed; each begins with an empty disk, as the history behind it grows with every mark.
const OF_A_SEED: usize = 2_500;

#[test]
fn any_keys_at_any_size() {
    let asked = std::env::var("GOMASTERY_STORM");
    let events = asked.as_deref().map_or(USUAL, |text| text.parse().expect("GOMASTERY_STORM is a number of events"));
    let seeds = events.div_ceil(OF_A_SEED) as u64;
    let mut saved = 0;
    for seed in 1..=seeds {
        saved += storm(seed * 7919, OF_A_SEED);
    }
    if asked.is_ok() {
        println!("{} events of {seeds} seeds, {saved} saved, no panic", seeds * OF_A_SEED as u64);
    }
}

/// A window that is larger than any of the table below.
fn large(dice: &mut Dice) -> (u16, u16) {
    (41 + dice.roll(260) as u16, 21 + dice.roll(80) as u16)
}

/// How many large windows each screen is seen in; together they are more than 200.
const LARGE: usize = 10;

#[test]
fn each_screen_at_each_size() {
    // Keys, and what stands on the screen that they lead to.
    let embedded = [
        ("", "Introduction"),
        ("enter", "to do"),
        ("/", "titles only"),
        ("P", "Memory: 0 done"),
        ("?", "Keys"),
        (":", "Commands"),
        ("5", "Go to"),
        ("enter o", "Outline"),
        ("enter L", "Links of this lesson"),
        ("enter f", "Find"),
        ("p space", "Mark"),
        ("'", "No bookmark yet"),
    ];
    let small = [
        ("1 . 1 enter t", "left"),
        ("1 . 1 enter t a", "Your answer:"),
        ("1 . 1 enter t s s a", "next"),
        ("1 . 1 enter t !", "What is wrong?"),
        ("1 . 1 enter b", "Your answer:"),
        ("1 . 1 enter b a f2", "tick"),
        ("1 . 1 enter a", "A question of your own"),
        ("1 . 1 enter a x enter y", "A question of your own"),
        ("1 . 1 enter a x enter y enter A", "Your questions"),
        ("1 . 1 enter m '", "Bookmarks"),
        ("1 . 1 enter e esc N", "Notes"),
        ("1 . 1 enter L j j enter", "in the browser?"),
    ];
    let phases = [("I", "Interview over which phases?"), ("I enter", "to go"), ("T", "left"), ("T a", "next")];
    let mut dice = Dice(17);
    let mut seen = 0;
    let mut look = |mut driver: Driver, keys: &str, shown: &str| {
        driver.note = Some("A note.\n".to_owned());
        driver.keys(keys).shows(shown);
        let every = (0..=40).flat_map(|width| (0..=20).map(move |height| (width, height)));
        let large: Vec<_> = (0..LARGE).map(|_| large(&mut dice)).collect();
        for (width, height) in every.chain(large) {
            driver.send(Msg::Resize(width, height));
            driver.screen();
            seen += 1;
        }
    };
    for (keys, shown) in embedded {
        look(Driver::new(100, 30), keys, shown);
    }
    for (keys, shown) in small {
        look(Driver::small(100, 30), keys, shown);
    }
    for (keys, shown) in phases {
        let (_folder, driver) = in_two_phases((100, 30));
        look(driver, keys, shown);
    }
    assert_eq!(seen, 28 * (861 + LARGE));
}
