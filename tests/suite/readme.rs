//! Every block of the README runs: console blocks print what the README says they print, scenarios are
//! valid.

use super::support::{project_file, screen, screen_with_input};

/// The commands of the README's console blocks with the output shown below each.
fn shown() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(project_file("README.md")).expect("there is a README");
    let mut shown: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match line {
            "```console" => inside = true,
            "```" => inside = false,
            _ if !inside => {}
            _ => match (line.strip_prefix("$ "), shown.last_mut()) {
                (Some(command), _) => shown.push((command.to_owned(), String::new())),
                (None, Some((_, output))) => {
                    output.push_str(line);
                    output.push('\n');
                }
                (None, None) => panic!("output before any command: {line}"),
            },
        }
    }
    shown
}

/// The arguments of a shown command, `None` for commands that are not ours to run.
fn arguments(command: &str) -> Option<Vec<&str>> {
    let rest = ["cargo run --release --", "cargo run --release", "vestrisk"]
        .iter()
        .find_map(|prefix| command.strip_prefix(prefix))?;
    Some(rest.split_whitespace().collect())
}

#[test]
fn console_blocks_print_what_they_show() {
    let mut ran = 0;
    for (command, expected) in shown() {
        let Some(arguments) = arguments(&command) else {
            assert!(expected.is_empty(), "`{command}` is not run, so it shows no output");
            continue;
        };
        let screen = screen(&arguments);
        assert_eq!(screen.code, 0, "{command}: {}", screen.talk);
        if !expected.is_empty() {
            assert_eq!(screen.out.trim_end(), expected.trim_end(), "{command}");
        }
        ran += 1;
    }
    assert!(ran >= 3, "the README shows the main job and more");
}

#[test]
fn the_two_commands_are_there() {
    let commands: Vec<String> = shown().into_iter().map(|(command, _)| command).collect();
    for wanted in ["cargo run --release", "cargo test"] {
        assert!(commands.iter().any(|command| command == wanted), "{wanted}");
    }
}

#[test]
fn scenario_blocks_run() {
    let text = std::fs::read_to_string(project_file("README.md")).expect("there is a README");
    let blocks: Vec<&str> = text
        .split("```toml\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap_or_default())
        .collect();
    assert!(!blocks.is_empty(), "the README shows a scenario");
    for block in blocks {
        let screen = screen_with_input(&["run", "-", "--runs", "1000"], block);
        assert_eq!(screen.code, 0, "{}", screen.talk);
    }
}
