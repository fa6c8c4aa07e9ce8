//! A long task as numbered steps: each says that it begins and how long it took, and the first failure ends it.

use anyhow::{Context, Result};
use std::time::{Duration, Instant};

/// The steps done so far.
pub struct Steps {
    began: Instant,
    done: Vec<(&'static str, Duration)>,
}

impl Steps {
    /// Begins with none done.
    pub fn begin() -> Self {
        Self { began: Instant::now(), done: Vec::new() }
    }

    /// Does one step and returns what it returns.
    ///
    /// # Errors
    ///
    /// What the step failed with, after a summary of what had passed.
    pub fn step<T>(&mut self, name: &'static str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        println!("\n── {}. {name}", self.done.len() + 1);
        let began = Instant::now();
        let result = work();
        let took = began.elapsed();
        match result {
            Ok(value) => {
                println!("   {name}: {:.1} s", took.as_secs_f64());
                self.done.push((name, took));
                Ok(value)
            }
            Err(error) => {
                self.summary();
                println!("   {:>8.1} s  FAILED  {name}", took.as_secs_f64());
                Err(error).with_context(|| name.to_owned())
            }
        }
    }

    /// Prints what passed and how long each took.
    pub fn summary(&self) {
        println!("\n── summary");
        for (name, took) in &self.done {
            println!("   {:>8.1} s  passed  {name}", took.as_secs_f64());
        }
        println!("   {:>8.1} s  in all", self.began.elapsed().as_secs_f64());
    }
}
