//! Meanings become colours. Colours are of the fixed part of the 256-colour table (16 to 255), so that they look the same
//! everywhere; no background is painted. Mono uses modifiers alone, never a colour.

use ratatui::style::{Color, Modifier, Style};

use crate::{
    app::model::Theme,
    markdown::{self, Mods, Role},
};

/// What a piece of the screen means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    Text,
    /// Less important.
    Dim,
    /// The one accent: where the learner is, what a key is.
    Accent,
    /// A title.
    Title,
    Done,
    /// Being read, or part done.
    Reading,
    /// Falls due.
    Due,
    Fading,
    Error,
    Rule,
    /// A letter that the query matched.
    Match,
}

impl Ink {
    /// All of them, for tests.
    pub const ALL: [Self; 11] = [
        Self::Text,
        Self::Dim,
        Self::Accent,
        Self::Title,
        Self::Done,
        Self::Reading,
        Self::Due,
        Self::Fading,
        Self::Error,
        Self::Rule,
        Self::Match,
    ];
}

/// A theme's colours: numbers of the 256-colour table.
struct Palette {
    text: u8,
    dim: u8,
    rule: u8,
    accent: u8,
    title: u8,
    done: u8,
    reading: u8,
    due: u8,
    fading: u8,
    error: u8,
    code: u8,
    keyword: u8,
    kind: u8,
    function: u8,
    string: u8,
    number: u8,
    comment: u8,
    machine: u8,
    interview: u8,
}

const DARK: Palette = Palette {
    text: 252,
    dim: 246,
    rule: 240,
    accent: 75,
    title: 255,
    done: 114,
    reading: 180,
    due: 215,
    fading: 180,
    error: 210,
    code: 180,
    keyword: 176,
    kind: 80,
    function: 111,
    string: 114,
    number: 216,
    comment: 246,
    machine: 80,
    interview: 176,
};

const LIGHT: Palette = Palette {
    text: 235,
    dim: 241,
    rule: 249,
    accent: 25,
    title: 232,
    done: 22,
    reading: 94,
    due: 130,
    fading: 94,
    error: 124,
    code: 94,
    keyword: 90,
    kind: 23,
    function: 25,
    string: 22,
    number: 130,
    comment: 241,
    machine: 23,
    interview: 90,
};

const HIGH_CONTRAST: Palette = Palette {
    text: 231,
    dim: 253,
    rule: 250,
    accent: 159,
    title: 231,
    done: 120,
    reading: 229,
    due: 222,
    fading: 229,
    error: 217,
    code: 229,
    keyword: 225,
    kind: 159,
    function: 195,
    string: 157,
    number: 223,
    comment: 253,
    machine: 159,
    interview: 225,
};

/// The background that a theme is made for, as red, green, blue. It is stated, not painted.
pub const fn background(theme: Theme) -> (u8, u8, u8) {
    match theme {
        Theme::Dark | Theme::Mono => (0x1e, 0x1e, 0x1e),
        Theme::Light => (0xff, 0xff, 0xff),
        Theme::HighContrast => (0, 0, 0),
    }
}

const fn palette(theme: Theme) -> Option<&'static Palette> {
    match theme {
        Theme::Dark => Some(&DARK),
        Theme::Light => Some(&LIGHT),
        Theme::HighContrast => Some(&HIGH_CONTRAST),
        Theme::Mono => None,
    }
}

/// How a meaning looks.
pub fn style(theme: Theme, ink: Ink) -> Style {
    let modifier = match ink {
        Ink::Title | Ink::Accent | Ink::Due | Ink::Error => Modifier::BOLD,
        Ink::Match => Modifier::BOLD.union(Modifier::UNDERLINED),
        Ink::Text | Ink::Dim | Ink::Done | Ink::Reading | Ink::Fading | Ink::Rule => Modifier::empty(),
    };
    let Some(colours) = palette(theme) else {
        let faint = if matches!(ink, Ink::Dim | Ink::Rule) { Modifier::DIM } else { Modifier::empty() };
        return Style::new().add_modifier(modifier | faint);
    };
    let colour = match ink {
        Ink::Text => colours.text,
        Ink::Dim => colours.dim,
        Ink::Accent | Ink::Match => colours.accent,
        Ink::Title => colours.title,
        Ink::Done => colours.done,
        Ink::Reading => colours.reading,
        Ink::Due => colours.due,
        Ink::Fading => colours.fading,
        Ink::Error => colours.error,
        Ink::Rule => colours.rule,
    };
    Style::new().fg(Color::Indexed(colour)).add_modifier(modifier)
}

/// How a span of a lesson looks.
pub fn lesson(theme: Theme, style: markdown::Style) -> Style {
    let mut modifier = match style.role {
        Role::Heading1 | Role::Heading2 | Role::Heading3 | Role::TableHead | Role::Prompt => Modifier::BOLD,
        Role::CalloutMachine | Role::CalloutTrap | Role::CalloutInterview | Role::CalloutSince => Modifier::BOLD,
        Role::Link => Modifier::UNDERLINED,
        Role::Comment | Role::Heading4 | Role::Image => Modifier::ITALIC,
        _ => Modifier::empty(),
    };
    for (mods, more) in
        [(Mods::EMPHASIS, Modifier::ITALIC), (Mods::STRONG, Modifier::BOLD), (Mods::STRIKE, Modifier::CROSSED_OUT)]
    {
        if style.mods.has(mods) {
            modifier |= more;
        }
    }
    let Some(colours) = palette(theme) else {
        let faint = matches!(style.role, Role::LineNumber | Role::Caption | Role::Rule | Role::Dim | Role::QuoteBar);
        return Style::new().add_modifier(if faint { modifier | Modifier::DIM } else { modifier });
    };
    let colour = match style.role {
        Role::Text | Role::Name | Role::Quote | Role::Output | Role::Diagram => colours.text,
        Role::Heading1 | Role::Command => colours.title,
        Role::Heading2 | Role::Heading3 | Role::Heading4 | Role::Link | Role::Bullet | Role::Prompt => colours.accent,
        Role::Code | Role::Task => colours.code,
        Role::Image | Role::Dim | Role::LineNumber | Role::Caption | Role::Operator => colours.dim,
        Role::Rule | Role::QuoteBar => colours.rule,
        Role::CalloutMachine => colours.machine,
        Role::CalloutTrap | Role::Error => colours.error,
        Role::CalloutInterview => colours.interview,
        Role::CalloutSince => colours.done,
        Role::TableHead => colours.title,
        Role::Keyword => colours.keyword,
        Role::Type => colours.kind,
        Role::Function => colours.function,
        Role::Constant | Role::Number => colours.number,
        Role::String => colours.string,
        Role::Comment => colours.comment,
        Role::Notice => colours.due,
    };
    Style::new().fg(Color::Indexed(colour)).add_modifier(modifier)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Red, green, blue of a colour of the table's fixed part (xterm's: a 6x6x6 cube, then 24 greys).
    fn rgb(index: u8) -> (u8, u8, u8) {
        let step = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
        match index {
            16..=231 => {
                let n = index - 16;
                (step(n / 36), step(n / 6 % 6), step(n % 6))
            }
            232..=255 => {
                let grey = 8 + 10 * (index - 232);
                (grey, grey, grey)
            }
            _ => panic!("{index} looks different on each terminal"),
        }
    }

    /// Contrast as WCAG 2.1 defines it.
    fn contrast(a: (u8, u8, u8), b: (u8, u8, u8)) -> f64 {
        let channel = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        let light = |(r, g, b): (u8, u8, u8)| 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
        let (a, b) = (light(a), light(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn check(theme: Theme, what: &str, style: Style, least: f64) {
        assert_eq!(style.bg, None, "{theme:?} {what} paints a background");
        let Some(Color::Indexed(index)) = style.fg else { panic!("{theme:?} {what} has no colour") };
        let got = contrast(rgb(index), background(theme));
        assert!(got >= least, "{theme:?} {what}: colour {index} has a contrast of {got:.2}, needs {least}");
    }

    #[test]
    fn text_can_be_read() {
        for theme in [Theme::Dark, Theme::Light, Theme::HighContrast] {
            let least = if theme == Theme::HighContrast { 7.0 } else { 4.5 };
            for ink in Ink::ALL.into_iter().filter(|ink| *ink != Ink::Rule) {
                check(theme, &format!("{ink:?}"), style(theme, ink), least);
            }
            for role in Role::ALL.into_iter().filter(|role| !matches!(role, Role::Rule | Role::QuoteBar)) {
                check(theme, &format!("{role:?}"), lesson(theme, role.into()), least);
            }
        }
    }

    #[test]
    fn mono_uses_no_colour() {
        for ink in Ink::ALL {
            let style = style(Theme::Mono, ink);
            assert_eq!((style.fg, style.bg), (None, None));
        }
        for role in Role::ALL {
            let style = lesson(Theme::Mono, role.into());
            assert_eq!((style.fg, style.bg), (None, None));
        }
    }
}
