use crate::desk::Desk;

#[test]
fn a_whole_index_is_called_whole_and_a_damaged_one_damaged() {
    let desk = Desk::indexed();
    let said = desk.run(&["verify"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains("whole"), "{}", said.err);
    assert_eq!(desk.json(&["verify"])[0]["ok"], true);
    let index = desk.path().join("index");
    let store = std::fs::read_dir(&index)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|extension| extension == "store"))
        .expect("a store file");
    let mut bytes = std::fs::read(&store).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x40;
    std::fs::write(&store, bytes).unwrap();
    let said = desk.run(&["verify"]);
    assert_eq!(said.code, 4);
    assert!(said.out.lines().count() >= 2, "{}", said.out);
    assert!(said.err.contains("empty the folder `index` and build again"), "{}", said.err);
    std::fs::remove_file(&store).unwrap();
    let name = store.file_name().unwrap().to_string_lossy();
    let said = desk.run(&["search", "vetting"]);
    assert_eq!(said.code, 4);
    assert!(said.err.contains(&format!("`{name}` is not there")), "{}", said.err);
}

#[test]
fn without_an_index_the_command_that_makes_one_is_said() {
    let said = Desk::new().run(&["verify"]);
    assert_eq!(said.code, 4);
    assert!(said.err.contains("peelian index corpus"), "{}", said.err);
}

#[test]
fn what_needs_no_index_works_without_one() {
    let empty = tempfile::tempdir().unwrap();
    for args in [
        vec!["analyze", "counter-corruption"],
        vec!["completions", "bash"],
        vec!["man"],
        vec!["man", "search"],
        vec!["--help"],
        vec!["--version"],
    ] {
        let said = crate::desk::run_in(empty.path(), &args, &[]);
        assert_eq!(said.code, 0, "{args:?}: {}", said.err);
        assert!(!said.out.is_empty(), "{args:?}");
    }
}
