//! What is on the screen of a question at each stage, and at the end, as Markdown laid out for the window.

use super::{Asked, Part, Review, Stage, letter};
use crate::{
    markdown::{Layout, Options, layout, parse},
    schedule::{Body, CardKind, DiffLine, Ending, Given, Verdict},
};

impl Review {
    /// Lays out the text of the end.
    pub fn lay_out_end(&mut self, options: &Options) {
        self.ended = (self.stage == Stage::End).then(|| layout(&parse(&self.summary), options));
    }
}

impl Asked {
    /// The right answer in words (Markdown).
    fn answer(&self) -> String {
        use crate::domain::question::Ask;
        match &self.card.body {
            Body::Own { answer, .. } => answer.clone(),
            Body::Blank => String::new(),
            Body::Lesson(question) => match &question.ask {
                Ask::Predict { answer, outcome, .. } => {
                    let how = Ending::of(*outcome).map_or("It prints", |ending| match ending {
                        Ending::CompileError => "It does not compile",
                        Ending::Panic => "It panics",
                        Ending::Deadlock => "It deadlocks",
                        Ending::Varies => "It varies from run to run",
                    });
                    if answer.is_empty() {
                        format!("{how}.")
                    } else {
                        format!("{how}:\n\n{}", fenced("output", answer))
                    }
                }
                Ask::Line { line, answer, .. } => format!("Line {line}:\n\n{}", fenced("output", answer)),
                Ask::Choose { options } => {
                    options.iter().find(|option| option.right).map_or_else(String::new, |option| option.text.clone())
                }
                Ask::Cell { answer, row, column, .. } => format!("{row}, {column}: **{answer}**"),
                Ask::Recall { answer, .. } => answer.clone(),
            },
        }
    }

    /// Lays out what is on the screen at a stage.
    pub fn lay_out(&mut self, stage: Stage, options: Options) {
        let options = Options { line_numbers: true, captions: false, ..options };
        let page = |text: &str| layout(&parse(text), &options);
        let narrow = Options { width: options.width.saturating_sub(5).max(1), line_numbers: false, ..options };
        let plain = |layout: Layout| Part { choice: None, label: String::new(), layout };
        let mut parts = Vec::new();
        if let Some(notice) = self.notice.as_deref().filter(|_| stage == Stage::Ask) {
            parts.push(plain(page(notice)));
            parts.push(plain(blank(&options)));
        }
        let mut text = self.card.prompt().to_owned();
        if let Some(program) = self.program()
            && (self.card.kind != CardKind::Line || matches!(stage, Stage::Graded | Stage::Saving))
        {
            text.push_str("\n\n");
            text.push_str(&fenced("go run", program));
        }
        if let Some(crate::domain::question::Ask::Cell { row, column, .. }) = self.card.question().map(|q| &q.ask) {
            text = format!("{text}\n\n{row} — {column}");
        }
        parts.push(plain(page(&text)));
        match stage {
            Stage::Coming | Stage::Ask | Stage::End => {
                let choices = self.choices();
                if !choices.is_empty() {
                    parts.push(plain(blank(&options)));
                }
                for (at, choice) in choices.iter().enumerate() {
                    let (label, text) = if self.card.kind == CardKind::Line {
                        (format!("{:>3}", at + 1), fenced("text", &format!("{choice} ")))
                    } else {
                        (letter(at), choice.clone())
                    };
                    parts.push(Part { choice: Some(at), label, layout: layout(&parse(&text), &narrow) });
                }
            }
            Stage::Write => parts.push(plain(blank(&options))),
            Stage::Tick => {
                let mut said = String::new();
                if !self.field.text().is_empty() {
                    said.push_str(&format!("## You wrote\n\n{}\n\n", fenced("text", self.field.text())));
                }
                let answer = self.answer();
                if !answer.is_empty() {
                    said.push_str(&format!("## A good answer\n\n{answer}\n\n"));
                }
                said.push_str("## Which of these did you hit?");
                parts.push(plain(blank(&options)));
                parts.push(plain(page(&said)));
                for (at, point) in self.sheet.points.iter().enumerate() {
                    let ticked = self.ticks.get(at).copied().unwrap_or(false);
                    let label = format!("{} {}", letter(at), if ticked { "[x]" } else { "[ ]" });
                    parts.push(Part { choice: Some(at), label, layout: layout(&parse(point), &narrow) });
                }
            }
            Stage::Graded | Stage::Saving => {
                parts.push(plain(blank(&options)));
                parts.push(plain(page(&self.explained())));
            }
        }
        self.parts = parts;
    }

    /// The points that were not ticked (Markdown).
    pub fn missed(&self) -> Vec<String> {
        let points = self.sheet.points.iter().zip(&self.ticks);
        points.filter(|(_, hit)| !**hit).map(|(point, _)| point.clone()).collect()
    }

    /// The verdict, the right answer and the explanation (Markdown).
    fn explained(&self) -> String {
        let judged = self.judged.as_ref();
        let verdict = match judged.map(|judged| judged.verdict) {
            Some(Verdict::Right) => "## Right",
            Some(Verdict::Wrong) => "## Not this time",
            Some(Verdict::Unknown) | None => "## Compare",
        };
        let mut text = format!("{verdict}\n\n");
        if let Some((hit, total)) = judged.and_then(|judged| judged.points) {
            let missed = self.missed();
            match missed.is_empty() {
                true => text.push_str(&format!("{hit} of {total} points.\n\n")),
                false => {
                    let missed = missed.join("\n- ");
                    text.push_str(&format!("{hit} of {total} points. What was missing:\n\n- {missed}\n\n"));
                }
            }
        }
        if self.card.kind == CardKind::Own && !self.field.text().is_empty() {
            text.push_str(&format!("You wrote:\n\n{}\n\nThe answer:\n\n", fenced("text", self.field.text())));
        }
        let answer = self.answer();
        if !answer.is_empty() && !matches!(self.card.kind, CardKind::Choose | CardKind::Recall) {
            text.push_str(&answer);
            text.push_str("\n\n");
        }
        let diff = judged.map(|judged| judged.diff.as_slice()).unwrap_or_default();
        if !diff.is_empty() {
            let lines: Vec<String> = diff
                .iter()
                .map(|line| match line {
                    DiffLine::Same(text) => format!("  {text}"),
                    DiffLine::Missing(text) => format!("+ {text}"),
                    DiffLine::Extra(text) => format!("- {text}"),
                })
                .collect();
            text.push_str(&format!(
                "Yours against it (`+` was missing, `-` was too much):\n\n{}\n\n",
                fenced("text", &lines.join("\n"))
            ));
        }
        for option in &self.sheet.options {
            let picked = matches!(self.given, Given::Pick(at) if self.sheet.options.get(at) == Some(option));
            if !option.why.is_empty() {
                let sign = if option.right {
                    "**right:** "
                } else if picked {
                    "**yours:** "
                } else {
                    ""
                };
                text.push_str(&format!("- {sign}{} {}\n", option.text, option.why));
            }
        }
        if let Some(question) = self.card.question() {
            text.push_str(&format!("\n{}\n", question.explanation));
        }
        if self.card.kind == CardKind::Line {
            text.push_str("\nWas your reason the same? If not, 1 says so.\n");
        }
        if let Some(leech) = &self.leech {
            text.push_str(&format!(
                "\nMissed {} of the last {} times. `p` reads the passage again; `s` asks this no more.\n",
                leech.wrong, leech.of
            ));
        }
        text
    }
}

/// An empty line.
fn blank(options: &Options) -> Layout {
    layout(&parse("&nbsp;"), options)
}

/// Text as a fenced block that nothing in it can end.
fn fenced(info: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{info}\n{}\n{fence}", text.trim_end_matches('\n'))
}
