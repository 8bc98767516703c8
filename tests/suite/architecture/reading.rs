//! One source file, read: its tokens, the paths it names, its functions, and which stretches are
//! inline modules or test code. `syn` finds the stretches; paths come from the tokens, because
//! `syn` does not look inside macro calls and a path in `format!` is an import all the same.

use proc_macro2::{Delimiter, LineColumn, Punct, Spacing, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::File;

/// The words a path can start with and that lead out of the module it stands in.
const ROOTS: [&str; 5] = ["crate", "self", "super", "std", "vestrisk"];

pub struct Reading {
    pub tokens: Vec<Token>,
    pub functions: Vec<Function>,
    /// The module a file is, from the crate's root; empty for `lib.rs` and `main.rs`.
    pub module: Vec<String>,
    stretches: Vec<Stretch>,
}

pub struct Token {
    pub text: String,
    pub at: LineColumn,
}

/// A path as written, groups and globs taken apart: `use std::{fs, io::*}` names two.
pub struct Name {
    pub segments: Vec<String>,
    pub at: LineColumn,
}

pub struct Function {
    pub name: String,
    pub line: usize,
    /// From the signature's first line to the closing brace; attributes and docs do not count.
    pub lines: usize,
}

/// A part of the file that is a module of its own, test code, or both.
struct Stretch {
    from: LineColumn,
    to: LineColumn,
    module: Option<String>,
    test: bool,
    /// `mod name;`, whose text is another file.
    elsewhere: bool,
}

impl Reading {
    pub fn of(file: &File) -> Self {
        let syntax = syn::parse_file(&file.text)
            .unwrap_or_else(|error| panic!("{} is not Rust: {error}", file.path));
        let mut outline = Outline::default();
        outline.visit_file(&syntax);
        let stream: TokenStream = file.text.parse().expect("what syn parses has tokens");
        let mut tokens = Vec::new();
        flatten(stream, &mut tokens);
        let stem = file.path.trim_start_matches("src/").trim_end_matches(".rs");
        let module = stem.split('/').filter(|part| !["mod", "lib", "main"].contains(part));
        let module = module.map(str::to_owned).collect();
        Self { tokens, functions: outline.functions, module, stretches: outline.stretches }
    }

    /// The module a position belongs to, inline modules included.
    fn module_at(&self, at: LineColumn) -> Vec<String> {
        let inside = self.stretches.iter().filter(|part| part.from <= at && at < part.to);
        self.module.iter().cloned().chain(inside.filter_map(|part| part.module.clone())).collect()
    }

    pub fn is_test(&self, at: LineColumn) -> bool {
        self.stretches.iter().any(|part| part.test && part.from <= at && at < part.to)
    }

    /// The modules this file declares as test code and keeps in another file.
    pub fn test_files(&self) -> impl Iterator<Item = Vec<String>> {
        let declared = self.stretches.iter().filter(|part| part.test && part.elsewhere);
        declared.map(|part| self.module_at(part.from))
    }

    pub fn names(&self) -> Vec<Name> {
        let mut names = Vec::new();
        let mut index = 0;
        while let Some(token) = self.tokens.get(index) {
            index = if ROOTS.contains(&token.text.as_str()) {
                self.path(index, &[], &mut names)
            } else {
                index + 1
            };
        }
        names
    }

    /// Collects the path that starts at `index`, a name for each leaf of its groups, and returns
    /// the index behind it. An alias opens what it names as a glob does, so it reads as one.
    fn path(&self, index: usize, before: &[String], names: &mut Vec<Name>) -> usize {
        let mut segments = before.to_vec();
        let mut end = index;
        loop {
            segments.push(self.text(end).to_owned());
            end += 1;
            if self.text(end) != "::" {
                break;
            }
            end += 1;
            if self.text(end) == "{" {
                return self.group(end, &segments, names);
            }
        }
        if self.text(end) == "as" {
            segments.push("*".into());
        }
        names.push(Name { segments, at: self.tokens[index].at });
        end
    }

    /// The branches of `{a, b::c}` after a path; returns the index behind the brace.
    fn group(&self, open: usize, before: &[String], names: &mut Vec<Name>) -> usize {
        let mut index = open + 1;
        while !matches!(self.text(index), "}" | "") {
            index = self.path(index, before, names);
            while !matches!(self.text(index), "," | "}" | "") {
                index += 1;
            }
            index += usize::from(self.text(index) == ",");
        }
        index + 1
    }

    pub fn text(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |token| token.text.as_str())
    }

    /// Where a name of this crate leads, as a path from the crate's root; `None` for other crates.
    pub fn resolve(&self, name: &Name) -> Option<Vec<String>> {
        let ours = ["crate", "self", "super"].contains(&name.segments[0].as_str());
        let mut place = self.module_at(name.at);
        for segment in &name.segments {
            match segment.as_str() {
                "crate" => place.clear(),
                "self" => {}
                "super" => drop(place.pop()),
                child => place.push(child.to_owned()),
            }
        }
        ours.then_some(place)
    }
}

/// Puts all tokens in one row, delimiters as tokens of their own and `::` as one.
fn flatten(stream: TokenStream, row: &mut Vec<Token>) {
    let mut half = false;
    for tree in stream {
        let at = tree.span().start();
        if let TokenTree::Group(group) = tree {
            let (open, close) = match group.delimiter() {
                Delimiter::Parenthesis => ("(", ")"),
                Delimiter::Brace => ("{", "}"),
                Delimiter::Bracket => ("[", "]"),
                Delimiter::None => ("", ""),
            };
            row.push(Token { text: open.into(), at });
            flatten(group.stream(), row);
            row.push(Token { text: close.into(), at: group.span_close().start() });
            continue;
        }
        let text = tree.to_string();
        match row.last_mut() {
            Some(colon) if half => colon.text += &text,
            _ => row.push(Token { text, at }),
        }
        half = !half && matches!(tree, TokenTree::Punct(mark) if is_half(&mark));
    }
}

/// Whether this is the first half of a `::`. (Of `:'`, too, but no path has one.)
fn is_half(mark: &Punct) -> bool {
    mark.as_char() == ':' && mark.spacing() == Spacing::Joint
}

/// Walks the syntax tree and notes functions and stretches, outer before inner.
#[derive(Default)]
struct Outline {
    functions: Vec<Function>,
    stretches: Vec<Stretch>,
}

impl Outline {
    fn function(&mut self, signature: &syn::Signature, body: &syn::Block) {
        let line = signature.span().start().line;
        let lines = body.span().end().line - line + 1;
        self.functions.push(Function { name: signature.ident.to_string(), line, lines });
    }

    fn test(&mut self, item: &impl Spanned, attributes: &[syn::Attribute]) {
        let (from, to) = (item.span().start(), item.span().end());
        if attributes.iter().any(marks_test) {
            self.stretches.push(Stretch { from, to, module: None, test: true, elsewhere: false });
        }
    }
}

impl<'ast> Visit<'ast> for Outline {
    fn visit_file(&mut self, file: &'ast syn::File) {
        self.test(file, &file.attrs);
        visit::visit_file(self, file);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let (from, to) = (item.span().start(), item.span().end());
        let test = item.attrs.iter().any(marks_test);
        let elsewhere = item.content.is_none();
        self.stretches.push(Stretch {
            from,
            to,
            module: Some(item.ident.to_string()),
            test,
            elsewhere,
        });
        visit::visit_item_mod(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        self.test(item, &item.attrs);
        visit::visit_item_impl(self, item);
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.test(item, &item.attrs);
        self.function(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.test(item, &item.attrs);
        self.function(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(body) = &item.default {
            self.function(&item.sig, body);
        }
        visit::visit_trait_item_fn(self, item);
    }
}

/// `#[test]`, `#[cfg(test)]` or `#[cfg(all(test, …))]`; `any` and `not` also compile elsewhere.
fn marks_test(attribute: &syn::Attribute) -> bool {
    let condition = match &attribute.meta {
        syn::Meta::Path(path) => return path.is_ident("test"),
        syn::Meta::List(list) if list.path.is_ident("cfg") => list.tokens.to_string(),
        _ => return false,
    };
    let condition: String = condition.split_whitespace().collect();
    condition == "test" || condition.starts_with("all(test,")
}
