//! What a span of text means. A theme turns a meaning into colours; nothing here knows any.

/// The meaning of a span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Running text.
    #[default]
    Text,
    /// The heading of the document.
    Heading1,
    /// A section's heading.
    Heading2,
    /// A heading below a section.
    Heading3,
    /// Headings of level 4 to 6.
    Heading4,
    /// Code inside a sentence, and code in no language that is highlighted.
    Code,
    /// Text that leads somewhere.
    Link,
    /// What stands in for an image.
    Image,
    /// The text of a quotation.
    Quote,
    /// The bar of a quotation.
    QuoteBar,
    /// Bar and label of a callout that shows the machine.
    CalloutMachine,
    /// Bar and label of a callout that shows a trap.
    CalloutTrap,
    /// Bar and label of a callout with an interview question.
    CalloutInterview,
    /// Bar and label of a callout on what a version brought.
    CalloutSince,
    /// The mark before a list item.
    Bullet,
    /// The box of a task that is done, or is not.
    Task,
    /// The first row of a table, and the names in its stacked form.
    TableHead,
    /// Lines of a table, and rules between sections.
    Rule,
    /// A keyword of Go.
    Keyword,
    /// A predeclared type of Go.
    Type,
    /// A name that is called or declared as a function.
    Function,
    /// A predeclared constant: `true`, `nil`, `iota`.
    Constant,
    /// A string or rune literal.
    String,
    /// A number literal.
    Number,
    /// A comment.
    Comment,
    /// An operator or a bracket.
    Operator,
    /// Code that is none of these: names.
    Name,
    /// The number of a line of code, and the marks in its place.
    LineNumber,
    /// What is said about a code block: its number, its kind.
    Caption,
    /// The `$` of a shell session.
    Prompt,
    /// A command of a shell session.
    Command,
    /// What a program prints.
    Output,
    /// What a compiler or a dying program prints.
    Error,
    /// Diagrams.
    Diagram,
    /// What matters less.
    Dim,
    /// What this program says about the text: what was cut, what is folded.
    Notice,
}

impl Role {
    /// Every role once, for themes and their tests.
    pub const ALL: [Role; 36] = [
        Role::Text,
        Role::Heading1,
        Role::Heading2,
        Role::Heading3,
        Role::Heading4,
        Role::Code,
        Role::Link,
        Role::Image,
        Role::Quote,
        Role::QuoteBar,
        Role::CalloutMachine,
        Role::CalloutTrap,
        Role::CalloutInterview,
        Role::CalloutSince,
        Role::Bullet,
        Role::Task,
        Role::TableHead,
        Role::Rule,
        Role::Keyword,
        Role::Type,
        Role::Function,
        Role::Constant,
        Role::String,
        Role::Number,
        Role::Comment,
        Role::Operator,
        Role::Name,
        Role::LineNumber,
        Role::Caption,
        Role::Prompt,
        Role::Command,
        Role::Output,
        Role::Error,
        Role::Diagram,
        Role::Dim,
        Role::Notice,
    ];
}

/// Emphasis on top of a role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Mods(u8);

impl Mods {
    /// None.
    pub const NONE: Mods = Mods(0);
    /// Emphasis: italic where the terminal has it.
    pub const EMPHASIS: Mods = Mods(1);
    /// Strong emphasis: bold.
    pub const STRONG: Mods = Mods(2);
    /// Struck through.
    pub const STRIKE: Mods = Mods(4);

    /// Both.
    #[must_use]
    pub const fn with(self, other: Mods) -> Mods {
        Mods(self.0 | other.0)
    }

    /// These without the other's.
    #[must_use]
    pub const fn without(self, other: Mods) -> Mods {
        Mods(self.0 & !other.0)
    }

    /// Whether all of `other` are set.
    pub const fn has(self, other: Mods) -> bool {
        self.0 & other.0 == other.0
    }
}

/// A meaning and the emphasis on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Style {
    /// The meaning.
    pub role: Role,
    /// The emphasis.
    pub mods: Mods,
}

impl Style {
    /// A role and emphasis.
    pub const fn new(role: Role, mods: Mods) -> Style {
        Style { role, mods }
    }
}

impl From<Role> for Style {
    fn from(role: Role) -> Style {
        Style::new(role, Mods::NONE)
    }
}

/// Which characters this program's own signs are made of; the text of lessons stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Glyphs {
    /// Lines, bullets and arrows.
    #[default]
    Unicode,
    /// ASCII alone, for terminals or fonts that draw some of them wide or not at all.
    Ascii,
}
