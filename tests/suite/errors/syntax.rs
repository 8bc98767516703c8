//! Documents that are no text, no TOML, or no document of this format.

use super::{Folder, cases, faults, screen};
use vestrisk::report::diagnostics::render;
use vestrisk::scenario::LARGEST_DOCUMENT;

cases! {
    several_faults_of_syntax: "runs = 1_000" => "runs = 1,000", "price = 180.0" => "price =",
        "walk_away = 1_600_000" => "walk_away = $1600000", "name = \"Even\"" => "name = \"Even";
    unquoted_text: "vesting = \"amazon\"" => "vesting = amazon";
    no_equals_sign: "seed = 7" => "seed 7";
    a_table_twice: "[goals]" => "[simulation]\nruns = 5\n[goals]";
    a_key_twice: "seed = 7" => "seed = 7\nseed = 8";
    single_brackets_twice: "[[offers.sign_on]]" => "[offers.sign_on]",
        "[[offers.sign_on]]" => "[offers.sign_on]";
    an_unclosed_list: "voluntary = [0.05, 0.08]" => "voluntary = [0.05, 0.08";
    an_unclosed_list_of_lists: "vesting = \"amazon\"" => "vesting = [[12, 50], [24, 50]";
    an_unclosed_table_in_braces: "volatility = 0.32 }" => "volatility = 0.32";
    an_unclosed_table_in_a_list: "points = [[12, 11.0]" => "points = [{ x = 1, [12, 11.0]";
    an_unclosed_list_before_a_list: "causes = [\"voluntary\"] }" => "causes = [\"voluntary\" }";
    a_missing_comma: "{ from = 12, to = 24 }" => "{ from = 12 to = 24 }",
        "[0.05, 0.08]" => "[0.05 0.08]";
    a_key_in_a_list: "[0.05, 0.08]" => "[first = 0.05, 0.08]";
    an_unclosed_header: "[stocks.GOOG]" => "[stocks.GOOG";
    an_unclosed_text_block: "title = \"Two offers\"" => "title = \"\"\"Two offers";
    a_bad_escape: "title = \"Two offers\"" => r#"title = "C:\Users""#;
    an_unclosed_list_and_more: "voluntary = [0.05, 0.08]" => "voluntary = [0.05, 0.08",
        "runs = 1_000" => "runs = yes", "seed = 7" => "seed = 7\nseed = 8";
    a_table_over_its_own_key: "[goals]" => "[title.goals]";
    no_format: "format = 1" => "";
    another_format: "format = 1" => "format = 2", "[goals]" => "[later]";
    format_as_text: "format = 1" => "format = \"1\"";
    nested_deeply: "seed = 7" => &format!("seed = {}7{}", "[".repeat(200), "]".repeat(200));
    keys_nested_deeply: "seed = 7" => &format!("{}x = 7", "a.".repeat(200));
    windows_line_ends: "\nruns = 1_000\n" => "\r\nruns = 0\r\n";
    tabs_and_wide_letters: "title = \"Two offers\"" => "title =\t\"二つのオファー 🎉\"\tbaseline";
    a_date: "seed = 7" => "seed = 2026-02-23";
}

#[test]
fn empty() {
    insta::assert_snapshot!(screen(""));
}

#[test]
fn not_utf8() {
    insta::assert_snapshot!(screen(b"format = 1\ntitle = \"caf\xe9\"\n"));
}

#[test]
fn utf16() {
    let text = "\u{feff}format = 1\n".encode_utf16();
    let bytes: Vec<u8> = text.flat_map(u16::to_le_bytes).collect();
    insta::assert_snapshot!(screen(bytes));
}

#[test]
fn nul_bytes() {
    insta::assert_snapshot!(screen(b"format = 1\ntitle = \"a\0b\"\n"));
}

#[test]
fn binary() {
    let bytes: Vec<u8> = (0..=255).cycle().skip(127).take(2_000).collect();
    insta::assert_snapshot!(screen(bytes));
}

#[test]
fn too_large() {
    insta::assert_snapshot!(screen("#".repeat(LARGEST_DOCUMENT + 1)));
}

#[test]
fn a_long_line() {
    let filler = "\"x\", ".repeat(2_000);
    let text = format!("format = 1\ncauses = [{filler} nan nan, {filler}]\n");
    insta::assert_snapshot!(screen(text));
}

#[test]
fn a_narrow_screen() {
    let text = super::changed(&[("runs = 1_000", "runs = -5")]);
    insta::assert_snapshot!(render(&faults(text.as_bytes(), &Folder::default()), false, 60));
}

#[test]
fn with_colour() {
    let text = super::changed(&[("runs = 1_000", "runs = -5")]);
    let screen = render(&faults(text.as_bytes(), &Folder::default()), true, 100);
    insta::assert_snapshot!(screen.replace('\u{1b}', "ESC"));
}

#[test]
fn thousands_of_faults() {
    let keys: Vec<String> = (0..3_000).map(|k| format!("k{k} = 0\n")).collect();
    let screen = screen(format!("format = 1\n{}", keys.concat()));
    let end = screen.lines().rev().take(12).collect::<Vec<_>>();
    insta::assert_snapshot!(end.into_iter().rev().collect::<Vec<_>>().join("\n"));
}
