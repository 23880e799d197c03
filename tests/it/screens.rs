//! What is on the screen.

use super::driver::Driver;

#[test]
fn look() {
    for (w, h) in [(120, 30), (60, 20), (40, 12)] {
        let mut d = Driver::first_start(w, h);
        println!("{}", d.screen());
        d.keys("enter j j l j");
        println!("{}", d.screen());
        d.keys("enter space");
        println!("{}", d.screen());
        d.keys("pagedown");
        println!("{}", d.screen());
        d.keys("o");
        println!("{}", d.screen());
        d.keys("esc ?");
        println!("{}", d.screen());
        d.keys("esc P");
        println!("{}", d.screen());
        d.keys("esc :");
        println!("{}", d.screen());
        d.keys("esc 5 . 6 . 4");
        println!("{}", d.screen());
        d.keys("enter");
        println!("{}", d.screen());
    }
}
