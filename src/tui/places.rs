//! Where the learner stands, between the model and the database.

use crate::{
    app::{place::View, tree::Filter},
    domain::Id,
    markdown::Anchor,
    session::{self, Position},
};

/// What was remembered at the last end, for the model; none at the first start.
pub fn view_of(position: &Position) -> Option<View> {
    if !position.welcomed {
        return None;
    }
    let id = |text: &Option<String>| text.as_deref().and_then(Id::parse);
    let anchor = |at: &session::Anchor| Anchor { block: at.block, offset: at.offset };
    let places: std::collections::BTreeMap<Id, Anchor> =
        position.places.iter().filter_map(|(lesson, at)| Some((Id::parse(lesson)?, anchor(at)))).collect();
    let node = id(&position.lesson);
    Some(View {
        anchor: node.as_ref().and_then(|node| places.get(node)).copied().unwrap_or_default(),
        node,
        reader: position.pane == "reader",
        cursor: id(&position.selected),
        open: position.open.iter().filter_map(|text| Id::parse(text)).collect(),
        filter: Filter::by_name(&position.filter),
        places,
    })
}

/// What is to be written down of it.
pub fn position_of(view: &View) -> Position {
    let text = |id: &Option<Id>| id.as_ref().map(ToString::to_string);
    Position {
        lesson: text(&view.node),
        selected: text(&view.cursor),
        places: view
            .places
            .iter()
            .map(|(id, at)| (id.to_string(), session::Anchor { block: at.block, offset: at.offset }))
            .collect(),
        open: view.open.iter().map(ToString::to_string).collect(),
        filter: view.filter.name().to_owned(),
        pane: if view.reader { "reader" } else { "tree" }.to_owned(),
        welcomed: true,
    }
}
