//! What a person sees who hands bad flags or bad files to the binary: whole screens as snapshots, one
//! fault class a case. Every case ends with exit code 2, prints no result and leaves the folder as it
//! was. Faults within a document are in `errors`, those of `--set` paths in `settings`.

mod flags;
mod prices;
mod tables;

use std::fs::{self, File};
use std::path::Path;
use std::time::Instant;

/// A guard against hanging, far above the tenths of a second that a refusal takes.
const GUARD_SECONDS: u64 = 100;

/// A folder to be refused in.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    /// The folder with a file in it.
    fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        fs::write(self.0.path().join(name), bytes).expect("a file");
        self
    }

    /// The folder with a file of zeros in it that takes no room.
    fn with_zeros(self, name: &str, bytes: u64) -> Self {
        let file = File::create(self.0.path().join(name)).expect("a file");
        file.set_len(bytes).expect("a sparse file");
        self
    }

    fn with_folder(self, name: &str) -> Self {
        fs::create_dir(self.0.path().join(name)).expect("a folder");
        self
    }

    /// What the binary says on standard error when it refuses these arguments here.
    #[track_caller]
    fn refuses<A: AsRef<std::ffi::OsStr>>(&self, arguments: &[A]) -> String {
        let before = held(self.0.path());
        let start = Instant::now();
        let output = super::support::vestrisk()
            .current_dir(self.0.path())
            .env("COLUMNS", "100")
            .args(arguments)
            .output()
            .expect("the binary starts");
        let talk = String::from_utf8(output.stderr).expect("talk is UTF-8");
        assert_eq!(output.status.code(), Some(2), "{talk}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{talk}");
        assert!(start.elapsed().as_secs() < GUARD_SECONDS, "{talk}");
        assert_eq!(held(self.0.path()), before, "the folder is as it was");
        talk
    }
}

/// What a folder holds: names, sizes and the beginnings of files.
fn held(folder: &Path) -> Vec<(String, u64, Vec<u8>)> {
    use std::io::Read;
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| {
        let entry = entry.expect("an entry");
        let mut start = Vec::new();
        if let Ok(file) = File::open(entry.path()) {
            let _ = file.take(4_096).read_to_end(&mut start);
        }
        let size = entry.metadata().expect("its size").len();
        (entry.file_name().to_string_lossy().into_owned(), size, start)
    });
    let mut entries: Vec<_> = entries.collect();
    entries.sort();
    entries
}
