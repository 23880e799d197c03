//! Any keys at any size: nothing panics, and what was saved stays.

use super::driver::Driver;
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

fn storm(seed: u64, events: usize) {
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
}

#[test]
fn any_keys_at_any_size() {
    for seed in 1..=8 {
        storm(seed * 7919, 2_500);
    }
}

#[test]
fn each_screen_at_each_size() {
    for keys in ["", "enter", "/", "P", "?", ":", "5", "enter o", "enter L", "enter f", "p space", "'"] {
        let mut driver = Driver::new(80, 24);
        driver.keys(keys);
        for width in 0..=40 {
            for height in 0..=20 {
                driver.send(Msg::Resize(width, height));
                driver.screen();
            }
        }
    }
}
