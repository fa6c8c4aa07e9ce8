//! `cargo xtask test`: everything that must hold, in the order in which a mistake is cheapest to find.

use crate::command::{cargo, run, with_path};
use crate::step::Steps;
use crate::system::{self, CHROMEDRIVER, CHROMIUM, FONTS, NODE, NPM};
use crate::wasm::Way;
use crate::{browser, power_cut, sim, tidy, tools, web};
use anyhow::Result;

/// Checks everything; stops at the first failure.
///
/// # Errors
///
/// What failed, with the step's name.
pub fn test() -> Result<()> {
    let mut steps = Steps::begin();
    steps.step("what the machine must have", || system::ensure(&[NODE, NPM, CHROMIUM, CHROMEDRIVER, FONTS]))?;
    steps.step("format", || run(cargo().args(["fmt", "--all", "--check"])))?;
    steps.step("tidy", tidy::check)?;
    steps.step("clippy, host", || {
        run(cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    })?;
    steps.step("documentation", || {
        run(cargo().args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))
    })?;
    let way = steps.step("the way to wasm32", Way::detect)?;
    steps.step("clippy, wasm32", || {
        way.clippy(&["-p", "lantern", "--lib", "--bins"])?;
        way.clippy(&["-p", "lantern-device", "--lib", "--tests"])
    })?;
    steps.step("both web apps", web::build)?;
    steps.step("tests on the host", || run(cargo().args(["test", "--workspace"])))?;
    steps.step("the simulator", sim::many)?;
    steps.step("power cuts", power_cut::a_few)?;
    steps.step("the phone's store in Chromium", || store_in_chromium(way))?;
    steps.step("tests in the browser", browser::test)?;
    steps.summary();
    println!("\nEverything passed.");
    Ok(())
}

/// Runs the tests of `lantern-device` that need a browser, through wasm-bindgen's runner and a headless Chromium.
fn store_in_chromium(way: Way) -> Result<()> {
    let tools = tools::ensure()?;
    let mut test = cargo();
    way.prepare_tests(&mut test);
    with_path(&mut test, tools.folders())?;
    test.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    test.env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    if let Some(driver) = crate::places::program("chromedriver") {
        test.env("CHROMEDRIVER", driver);
    }
    test.args(["test", "--target", crate::wasm::TARGET, "-p", "lantern-device"]);
    run(&mut test)
}
